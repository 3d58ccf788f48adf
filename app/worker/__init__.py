"""The worker: jobs, their schedule and their handlers."""
