"""Finding datasets without the search engine, and what operators learn from how people search."""
