"""The pages by group: handlers that ask a service, make a context and show it."""
