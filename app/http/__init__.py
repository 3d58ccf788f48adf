"""The HTTP edge: dependencies, problem documents, conditional requests, ranges, paging and middleware."""
