"""What the worker does, one file a subject; every handler may run twice."""
