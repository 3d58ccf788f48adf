"""What all slices share: the surroundings of a page, forms, pieces that pages are made of, words that several use."""
