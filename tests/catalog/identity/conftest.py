"""The tables of other slices that those of identity refer to."""

import app.tables  # noqa: F401  # the mapper must know organizations and grants, to which foreign keys point
