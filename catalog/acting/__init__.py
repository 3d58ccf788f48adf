"""Who acts, and in which act: below everything that acts or records."""
