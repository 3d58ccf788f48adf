"""Everything that faces outward: API, portal, command line, worker; the only place where catalog and search meet."""
