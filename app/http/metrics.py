"""Measures of the edge for Prometheus, in a registry of each application, so that tests do not share them."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class EdgeMetrics:
    """Requests and their duration by method, route (the template, never the address itself) and status."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "minshu_http_requests", "Requests answered", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "minshu_http_request_seconds",
            "Seconds until the last byte",
            ["route"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._throttled = Counter("minshu_http_throttled", "Requests refused by the rate limit", registry=self.registry)

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request that was answered."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def throttled(self) -> None:
        """Count one request that the rate limit refused."""
        self._throttled.inc()

    def exposition(self) -> bytes:
        """Everything measured, in the text format of Prometheus."""
        return generate_latest(self.registry)
