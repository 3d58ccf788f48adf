"""What is killed and timed here bears nothing beside it."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def alone(processes: None) -> None:
    """Every case of this folder stands in the last tier."""
