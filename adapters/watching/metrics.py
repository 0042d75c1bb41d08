"""How the bot is, as Prometheus reads it.

Names and units are by its conventions (prometheus.io/docs/practices/naming): seconds, bytes, and
`_total` for what only grows.
"""

from collections.abc import Iterator

from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.model import DeliveryState, Health, Step, Vitals

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


class Metrics(Collector):
    """A registry of our own, filled anew for each reading."""

    def __init__(self) -> None:
        """Have the process and Python's memory in it too."""
        self._health: Health | None = None
        self._registry = CollectorRegistry()
        self._registry.register(self)
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self._registry)

    def text(self, health: Health) -> bytes:
        """Return a moment in Prometheus' text format, version 0.0.4."""
        self._health = health
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Yield what is to be read; called by the registry."""
        its = self._health
        if its is None:
            return
        yield _info(its.pulse.version)
        yield from _links(its)
        yield _gauge("database_up", "Whether the database answers.", int(its.vitals is not None))
        yield _gauge("database_bytes", "The database on the disk.", its.database_bytes)
        yield _counted("troubles", "Failures that did not end the bot.", its, Step.TROUBLE)
        yield _counted("snapshots", "Readings of the Hub that were stored.", its, Step.STORED)
        if its.vitals is not None:
            yield from _vitals(its.vitals, its)


def _info(version: str) -> Metric:
    family = GaugeMetricFamily("overtake_build_info", "Which Overtake it is.", labels=["version"])
    family.add_metric([version], 1)
    return family


def _links(health: Health) -> Iterator[Metric]:
    for name, said, seen in (
        ("ready", "Whether posts can go to the platform.", "is_ready"),
        ("hearing", "Whether what people ask on the platform reaches the bot.", "is_hearing"),
    ):
        family = GaugeMetricFamily(f"overtake_platform_{name}", said, labels=["platform"])
        for link in health.pulse.links:
            family.add_metric([link.platform], getattr(link, seen))
        yield family


def _vitals(vitals: Vitals, health: Health) -> Iterator[Metric]:
    name, said = "last_good_snapshot_timestamp_seconds", "When the last good snapshot was taken."
    good = GaugeMetricFamily(f"overtake_{name}", said, labels=["board"])
    for board, taken_at in vitals.last_good.items():
        good.add_metric([board], taken_at.timestamp())
    yield good
    posts = GaugeMetricFamily("overtake_posts", "Posts, by state.", labels=["state"])
    for state in DeliveryState:
        posts.add_metric([state.value], vitals.posts.get(state, 0))
    yield posts
    since, now = vitals.waiting_since, health.pulse.at
    age = max((now - since).total_seconds(), 0.0) if since else 0.0
    said = "The age of the oldest post that is still to be sent, 0 if none is."
    yield _gauge("oldest_waiting_post_seconds", said, age)
    yield _gauge(
        "subscriptions", "Channels that have alerts, paused ones too.", vitals.subscriptions
    )
    failed = "Whether the last write to the database failed."
    yield _gauge("database_write_failed", failed, bool(vitals.failed_write))


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(f"overtake_{name}", said, value=value)


def _counted(name: str, said: str, health: Health, step: Step) -> Metric:
    return CounterMetricFamily(f"overtake_{name}", said, value=health.steps.get(step, 0))
