"""The engines: the same port, interchangeable; they do not know each other."""
