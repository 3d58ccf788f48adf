"""Structured logs: one JSON object a line on standard error.

A line carries the time (UTC), level, logger, event and what the caller adds; inside a request also ``request_id``.
What must never be written — query strings, tokens, passwords, personal data — is cut by name here as a second line
of defence; the first is that nobody passes it.
"""

import logging
import logging.config
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import orjson
import structlog
from structlog.contextvars import bound_contextvars

_CUT = "[cut]"
_FORBIDDEN = frozenset({
    "authorization", "body", "cookie", "credential", "credentials", "csrf", "email", "headers", "id_number", "name",
    "params", "password", "phone", "query", "query_string", "real_name", "secret", "set_cookie", "token", "url",
})  # fmt: skip
# These print request lines with query strings, or statements with their parameters, at INFO.
_QUIET = ("uvicorn.access", "httpx", "httpcore", "urllib3", "elastic_transport", "sqlalchemy.engine", "procrastinate")

EventDict = MutableMapping[str, Any]


def configure(level: str = "INFO") -> None:
    """Send every logger of the process, ours and the libraries', through the one JSON formatter.

    Args:
        level: least severe level written: DEBUG, INFO, WARNING or ERROR.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        cut_private,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _render],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error"):  # uvicorn's own handlers would print each line twice
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True


def cut_private(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Replace the value of every key that may hold a secret or personal data, and any query string of a path."""
    for key, value in event.items():
        if key.lower() in _FORBIDDEN:
            event[key] = _CUT
        elif key == "path" and isinstance(value, str):
            event[key] = value.partition("?")[0]
    return event


def get_logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """The logger of one module; call it with ``__name__``."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(name)
    return logger


@contextmanager
def request_context(request_id: str) -> Iterator[None]:
    """Bind ``request_id`` to every line logged inside the block, across awaits and threads started from it."""
    with bound_contextvars(request_id=request_id):
        yield


def _render(_logger: Any, _method: str, event: EventDict) -> str:
    return orjson.dumps(event, default=repr).decode()
