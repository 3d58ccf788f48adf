"""Files of datasets."""
