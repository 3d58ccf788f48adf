"""One Elasticsearch node for the whole run: started when the first test asks for it, shared by every worker."""

from contextlib import ExitStack

import pytest

from tests.elasticsearch.folders import temporary_folder
from tests.elasticsearch.node import Node, running
from tests.plugins.doors import knock, open_door


def _start(stack: ExitStack) -> dict[str, str]:
    node = Node(stack.enter_context(temporary_folder()) / "node")
    stack.enter_context(running([node]))
    return {"url": node.url}


def pytest_configure(config: pytest.Config) -> None:
    """Offer the node to the run."""
    open_door(config, "elasticsearch", _start)


@pytest.fixture(scope="session")
def elasticsearch_url(request: pytest.FixtureRequest) -> str:
    """Address of the run's node; tests keep apart by the names of their indexes."""
    return str(knock(request.config, "elasticsearch")["url"])
