"""Health for probes, and measures for the operator."""
