"""One running platform for all tests of a module."""

from tests.journeys.conftest import stage  # noqa: F401  # fixture
