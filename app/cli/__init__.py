"""The command line: thin commands that start the other faces or call the services."""
