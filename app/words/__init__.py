"""The words for everything that is said by key: catalogues of messages (gettext), one folder for each language."""
