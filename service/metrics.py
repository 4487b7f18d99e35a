"""What Prometheus may know: plain counters, turned into its format only when it asks.

Incrementing a labelled prometheus counter costs as much as the rest of the door together, so requests are counted in
a dict of ints and a collector reads them.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate
from typing import Any

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from events.spread import Spread

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Counters(Collector):
    """Everything this process counts; ``sums`` and ``gauges`` are asked at the moment of collection."""

    def __init__(self) -> None:
        self.requests: dict[tuple[str, str, int], int] = {}
        self.durations: dict[tuple[str, str], Spread] = {}
        self.faults = 0
        self.spreads: dict[str, tuple[str, Spread]] = {}
        self.sums: dict[str, tuple[str, Callable[[], float]]] = {}
        self.gauges: dict[str, tuple[str, Callable[[], float]]] = {}
        self.sums_by: dict[str, tuple[str, str, Callable[[], Mapping[Any, float]]]] = {}  # meaning, what is counted apart, how many of each
        self.gauges_by: dict[str, tuple[str, str, Callable[[], Mapping[Any, float]]]] = {}
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
            durations = self.durations[method, template] = Spread(BOUNDS)
        durations.note(seconds)

    def collect(self) -> Iterator[Metric]:
        requests = CounterMetricFamily("club21_requests", "Requests answered.", labels=["method", "path", "status"])
        for (method, template, status), count in self.requests.items():
            requests.add_metric([method, template, str(status)], count)
        yield requests
        seconds = HistogramMetricFamily("club21_request_seconds", "Time to answer.", labels=["method", "path"])
        for (method, template), durations in self.durations.items():
            seconds.add_metric([method, template], _buckets(durations), durations.total)
        yield seconds
        for name, (meaning, spread) in self.spreads.items():
            yield HistogramMetricFamily(name, meaning, buckets=_buckets(spread), sum_value=spread.total)
        yield CounterMetricFamily("club21_faults", "Requests that failed by our own fault.", value=self.faults)
        for name, (meaning, value) in self.sums.items():
            yield CounterMetricFamily(name, meaning, value=value())
        for name, (meaning, value) in self.gauges.items():
            yield GaugeMetricFamily(name, meaning, value=value())
        for family, counted in ((CounterMetricFamily, self.sums_by), (GaugeMetricFamily, self.gauges_by)):
            for name, (meaning, label, values) in counted.items():
                made = family(name, meaning, labels=[label])
                for one, value_of_one in values().items():
                    made.add_metric([str(one)], value_of_one)
                yield made

    def page(self) -> bytes:
        """The whole page, in Prometheus' text format."""
        return generate_latest(self.registry)


def _buckets(spread: Spread) -> list[tuple[str, float]]:
    """Counts as Prometheus wants them: of all values up to each bound."""
    return list(zip((*map(str, spread.bounds), "+Inf"), map(float, accumulate(spread.counts)), strict=True))
