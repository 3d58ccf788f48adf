"""What each page shows: one frozen dataclass a page, with plain typed values and never an object of the database.

Words that never change stand in the templates; words that depend on data (states, next steps) come in the context.
"""
