"""Everything that faces outward: API, portal, command line, worker, storage; the only place where catalog and search meet."""
