"""From what the services answer to the contexts of the pages; nothing here reads a request or writes."""
