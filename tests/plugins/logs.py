"""Log lines of the tests, with plain tracebacks: drawing one with all its variables takes seconds."""

import pytest
import structlog

_DEFAULT = structlog.get_config()["processors"]
_PLAIN = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)


@pytest.fixture(autouse=True)
def plain_log_lines() -> None:
    """Structlog's own defaults, whatever the test before has set, except for how an exception is shown."""
    structlog.configure(processors=[*_DEFAULT[:-1], _PLAIN])
