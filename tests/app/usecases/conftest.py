"""The small application of ``edge.py``."""

import app.tables  # noqa: F401  # every mapped table, as in the running product
from tests.app.http.edge import account, caller, client, edge, parts  # noqa: F401  # fixtures
