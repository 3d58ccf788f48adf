"""One running platform for a story."""

from tests.journeys.conftest import platform  # noqa: F401  # fixture
