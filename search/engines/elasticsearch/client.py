"""Calls to the cluster: repeated where that may help, given up in time, and every failure one kind of error.

```
429, 502, 503, 504, no connection    repeated after growing waits
no answer in time                    not repeated: a slow cluster would only be asked for more
404                                  `Absent`: there is no such index, which callers know how to take
everything else                      `SearchUnavailable` at once
```
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, cast

from elastic_transport import AiohttpHttpNode, ConnectionTimeout, HttpHeaders, TlsError
from elastic_transport.client_utils import DEFAULT, DefaultType
from elasticsearch import ApiError, AsyncElasticsearch, NotFoundError, TransportError

from search.engine import SearchUnavailable
from search.engines.breaker import Breaker

BUSY = 429
REPEATED = frozenset({BUSY, 502, 503, 504})
"""Status codes that may be gone at the next attempt."""
READ_SECONDS = 5.0
WRITE_SECONDS = 30.0
READ_WAITS = (0.1, 0.3)
"""Seconds between the attempts of a question: people wait for it."""
WRITE_WAITS = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds between the attempts of a write: long enough for a cluster to choose another master."""
CONNECTIONS = 16
"""Connections kept to each node."""
FAILURES = 5
"""Calls in a row that must fail, each after its own repetitions, before the cluster is left alone for a while."""

LARGE_BODY = 2**20
"""Bytes; the HTTP library wants longer bodies as files: it sends those in pieces and lets others have their turn."""

ClusterCall = Callable[[AsyncElasticsearch], Awaitable[Any]]


class Absent(Exception):
    """The cluster has no index or alias of this name."""


class PiecewiseNode(AiohttpHttpNode):
    """Connections to a node that send a long body in pieces and keep what people ask out of every log."""

    async def perform_request(  # type: ignore[override]  # as the library's own does
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: DefaultType | float | None = DEFAULT,
    ) -> Any:
        """Send one request; as the base class does."""
        piecewise = BytesIO(body) if body is not None and len(body) > LARGE_BODY else body
        return await super().perform_request(method, target, cast("bytes | None", piecewise), headers, request_timeout)

    def _log_request(self, *_: Any, **__: Any) -> None:
        """Nothing: the library would write questions and documents whole, and prepare them even where nobody reads."""


@dataclass(frozen=True, slots=True)
class ClusterAccess:
    """Where the cluster is and how to be let in.

    Attributes:
        urls: Addresses of its nodes; any of them will do.
        api_key: Key in its encoded form, or empty.
        user: Name, where there is no key; or empty.
        password: Of that user.
        ca: File of the certificates that sign the nodes' own; empty for those the system trusts.
    """

    urls: tuple[str, ...]
    api_key: str = field(default="", repr=False)
    user: str = ""
    password: str = field(default="", repr=False)
    ca: str = ""

    def connect(self) -> AsyncElasticsearch:
        """A client; nothing is sent before its first call."""
        secure: dict[str, Any] = {"ca_certs": self.ca} if self.ca else {}
        return AsyncElasticsearch(
            list(self.urls),
            api_key=self.api_key or None,
            basic_auth=(self.user, self.password) if self.user and not self.api_key else None,
            connections_per_node=CONNECTIONS,
            request_timeout=READ_SECONDS,
            node_class=PiecewiseNode,
            max_retries=0,  # ours wait in between
            **secure,
        )


class Cluster:
    """The cluster behind its client, with one circuit breaker for questions and one for writes."""

    def __init__(self, access: ClusterAccess) -> None:
        self._client = access.connect()
        self._writer = self._client.options(request_timeout=WRITE_SECONDS)
        self._reading = Breaker(FAILURES)
        self._writing = Breaker(FAILURES)

    async def read(self, call: ClusterCall) -> Any:
        """Ask the cluster; answers the body.

        Raises:
            Absent: There is no such index.
            SearchUnavailable: It cannot answer now.
        """
        return await self._repeated(lambda: call(self._client), READ_WAITS, self._reading)

    async def write(self, call: ClusterCall) -> Any:
        """Change something in the cluster, in a way that may be repeated; answers the body.

        Raises:
            Absent: There is no such index.
            SearchUnavailable: It did not happen, or nobody knows.
        """
        return await self._repeated(lambda: call(self._writer), WRITE_WAITS, self._writing)

    async def close(self) -> None:
        """Close every connection."""
        await self._client.close()

    async def _repeated(self, call: Callable[[], Awaitable[Any]], waits: Sequence[float], breaker: Breaker) -> Any:
        breaker.enter()
        for wait in (*waits, None):
            try:
                answered = await call()
            except NotFoundError as error:
                breaker.succeeded()
                raise Absent(str(error)) from error
            except (ApiError, TransportError) as error:
                if wait is None or not _may_pass(error):
                    _count(breaker, error)
                    raise SearchUnavailable(_reason(error)) from error
                await asyncio.sleep(wait)
            else:
                breaker.succeeded()
                return answered.body
        raise AssertionError("the last attempt answers or raises")


def _may_pass(error: ApiError | TransportError) -> bool:
    if isinstance(error, ApiError):
        return error.status_code in REPEATED
    return not isinstance(error, (ConnectionTimeout, TlsError))


def _count(breaker: Breaker, error: ApiError | TransportError) -> None:
    """A cluster that refuses one call, or has too many at once, is alive."""
    if isinstance(error, ApiError) and (error.status_code == BUSY or error.status_code not in REPEATED):
        breaker.succeeded()
    else:
        breaker.failed()


def _reason(error: ApiError | TransportError) -> str:
    if isinstance(error, ApiError):
        return f"the cluster answered {error.status_code}: {type(error).__name__}: {error}"
    return f"the cluster cannot be reached: {type(error).__name__}: {error}"
