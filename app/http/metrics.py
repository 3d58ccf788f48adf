"""Measures of the edge for Prometheus, in a registry of each application, so that tests do not share them."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from app.usecases.index_figures import IndexFigures

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
        self.index = IndexMetrics(self.registry)

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


class IndexMetrics:
    """Lag and drift of the search index, as they were when they were asked for."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, meaning: str, *labels: str) -> Gauge:
            return Gauge(f"minshu_search_{name}", meaning, labels, registry=registry)

        self._up = gauge("up", "1 while the engine answers")
        self._lag = gauge("lag_seconds", "Seconds the oldest change waits for the index")
        self._given_up = gauge("given_up", "Changes that no job tries any more")
        self._datasets = gauge("datasets", "Datasets that are public, and that the index shows", "where")
        self._drift = gauge("drift", "Differences that the last comparison found", "kind")
        self._checked = gauge("checked_seconds", "Seconds since the last comparison; 0 before the first")

    def set(self, figures: IndexFigures) -> None:
        """Take over what was found."""
        self._up.set(figures.indexed is not None)
        self._lag.set(figures.lag_seconds)
        self._given_up.set(figures.given_up)
        self._datasets.labels("public").set(figures.datasets)
        if figures.indexed is not None:
            self._datasets.labels("indexed").set(figures.indexed)
        for kind, count in figures.drift.items():
            self._drift.labels(kind).set(count)
        self._checked.set(figures.checked_seconds)
