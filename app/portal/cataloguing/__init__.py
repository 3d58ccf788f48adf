"""The cataloguer's work: the list of datasets, the form of one, its file."""
