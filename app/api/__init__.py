"""The HTTP API: one folder a resource, each with its endpoints and schemas."""
