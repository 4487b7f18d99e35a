"""What Prometheus may know: plain counters, turned into its format only when it asks.

Incrementing a labelled prometheus counter costs as much as the rest of the door together, so requests are counted in
a dict of ints and a collector reads them.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Durations:
    """How long requests of one kind took: a count for each bound, and the sum."""

    __slots__ = ("counts", "total")

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS) + 1)
        self.total = 0.0


class Counters(Collector):
    """Everything this process counts; ``gauges`` are asked at the moment of collection."""

    def __init__(self) -> None:
        self.requests: dict[tuple[str, str, int], int] = {}
        self.durations: dict[tuple[str, str], Durations] = {}
        self.faults = 0
        self.gauges: dict[str, tuple[str, Callable[[], float]]] = {}
        self.registry = CollectorRegistry()
        self.registry.register(self)
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)

    def count(self, method: str, template: str, status: int, seconds: float) -> None:
        """One request was answered."""
        key = (method, template, status)
        self.requests[key] = self.requests.get(key, 0) + 1
        durations = self.durations.get((method, template))
        if durations is None:
            durations = self.durations[method, template] = Durations()
        durations.counts[bisect_left(BOUNDS, seconds)] += 1
        durations.total += seconds

    def collect(self) -> Iterator[Metric]:
        requests = CounterMetricFamily("club21_requests", "Requests answered.", labels=["method", "path", "status"])
        for (method, template, status), count in self.requests.items():
            requests.add_metric([method, template, str(status)], count)
        yield requests
        seconds = HistogramMetricFamily("club21_request_seconds", "Time to answer.", labels=["method", "path"])
        for (method, template), durations in self.durations.items():
            reached, buckets = 0, []
            for bound, count in zip((*map(str, BOUNDS), "+Inf"), durations.counts, strict=True):
                reached += count
                buckets.append((bound, float(reached)))
            seconds.add_metric([method, template], buckets, durations.total)
        yield seconds
        yield CounterMetricFamily("club21_faults", "Requests that failed by our own fault.", value=self.faults)
        for name, (meaning, value) in self.gauges.items():
            yield GaugeMetricFamily(name, meaning, value=value())

    def page(self) -> bytes:
        """The whole page, in Prometheus' text format."""
        return generate_latest(self.registry)
