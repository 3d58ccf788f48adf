"""From what the domain knows to what others show: documents of search."""
