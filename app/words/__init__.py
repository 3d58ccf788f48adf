"""The words of the product: catalogues of messages by key, a folder for each language, and texts that are their own."""
