"""Understanding: what is asked, read from parameters and from words."""
