"""The gate: every data byte leaves through here, with its legal basis on record."""
