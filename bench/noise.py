"""How much a channel hears in four recorded months, beside what a naive diff would have sent.

    .venv/bin/python bench/noise.py [FOLDER]

FOLDER holds recorded days, by default `shared/data/hub-days` beside the project. Ours are the posts
of `bot.daily`; a naive diff compares each day's file with the one before and sends a message for
each change, believing all it reads. Both use the same families and the same round numbers.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import combinations, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.sources.recorded import find_days, read_day
from bot.config import DEFAULT_BOARDS
from bot.daily import Daily
from bot.delivery import deliver
from bot.diff.milestones import passed
from bot.families import Families, load
from bot.model import Address, Examined, Fetch, Grouping, Kind, Listing, Metric, Subscription, View
from bot.ports import Reception
from bot.thresholds import FAMILY_MILESTONE_FROM, MODEL_MILESTONE_FROM
from storage.store import open_store

RECORDED = Path(__file__).parents[2] / "shared" / "data" / "hub-days"
TOP = 10
COUNTED = (Metric.DOWNLOADS, Metric.LIKES)
"""The counters that the recorded days hold."""
COHORT = "downloads"
"""The list that a naive diff adds families up over; who is trending is no cohort for anyone."""

DEFAULT = Subscription("quiet:default")
BOTH = Subscription("quiet:both", boards=("trending", "downloads"))
"""The recorded days have no `llm` board, so a default channel hears half of them; this one all."""


@dataclass
class Noise:
    """What one listener got."""

    messages: int = 0
    days: set[date] = field(default_factory=set)
    rows: Counter[Kind] = field(default_factory=Counter)
    """Changes named, by kind; a naive diff sends each as a message of its own."""

    def hear(self, day: date, kinds: Sequence[Kind], messages: int) -> None:
        if kinds:
            self.messages += messages
            self.days.add(day)
            self.rows.update(kinds)


# --- ours


class Quiet:
    """A platform that takes every post and shows none."""

    name = "quiet"
    is_ready = True
    is_hearing = True

    async def run(self, reception: Reception) -> None:  # noqa: ARG002
        await asyncio.Event().wait()

    async def tell(self, person: Address, view: View) -> None:
        pass

    async def edit(self, to: Address, receipt: str, view: View) -> None:
        pass

    async def check(self, to: Address) -> None:
        pass

    async def examine(
        self,
        channels: Sequence[Address],  # noqa: ARG002
        kept: Mapping[str, str],  # noqa: ARG002
    ) -> Examined:
        return Examined()

    async def post(
        self,
        to: Address,  # noqa: ARG002
        view: View,  # noqa: ARG002
        key: str,
        since: datetime | None = None,  # noqa: ARG002
    ) -> str:
        return key


async def ours(fetches: Sequence[Fetch], families: Families) -> dict[str, Noise]:
    """Play the days as they came, and count what each channel was sent."""
    heard = {DEFAULT.channel: Noise(), BOTH.channel: Noise()}
    with TemporaryDirectory(prefix="overtake-noise-") as folder:
        async with await open_store(Path(folder) / "noise.db", exclusive=True) as store:
            for subscription in (DEFAULT, BOTH):
                await store.subscribe(subscription)
            daily = Daily(store, [setting.board() for setting in DEFAULT_BOARDS], families)
            for fetch in fetches:
                taken = await daily.take(fetch, now=fetch.taken_at, post=True)
                for post in taken.decision.posts:
                    kinds = [row.kind for row in post.view.rows if row.kind]
                    heard[post.channel].hear(fetch.day, kinds, messages=1)
                await deliver(store, {Quiet.name: Quiet()}, fetch.taken_at)
    return heard


# --- a naive diff


def naive(fetches: Sequence[Fetch], families: Families) -> Noise:
    """Compare each file with the one before it: no holding, no rest, no quality."""
    heard = Noise()
    for before, after in pairwise(fetches):
        kinds = [*order(before, after), *passings(before, after, families)]
        kinds += [*rounds(before, after), *family_rounds(before, after, families)]
        heard.hear(after.day, kinds, messages=len(kinds))
    return heard


def order(before: Fetch, after: Fetch) -> Iterator[Kind]:
    """Give every change of #1, and every model that enters or leaves a top 10."""
    for board in before.lists.keys() & after.lists.keys():
        was, now = before.lists[board], after.lists[board]
        if was[:1] != now[:1]:
            yield Kind.LEADER
        yield from [Kind.ENTERED] * len(set(now[:TOP]) - set(was[:TOP]))
        yield from [Kind.LEFT] * len(set(was[:TOP]) - set(now[:TOP]))


def passings(before: Fetch, after: Fetch, families: Families) -> Iterator[Kind]:
    """Give every pair of families whose totals changed places."""
    for metric in COUNTED:
        was, now = totals(before, metric, families), totals(after, metric, families)
        for one, other in combinations(sorted(was.keys() & now.keys()), 2):
            if (was[one] - was[other]) * (now[one] - now[other]) < 0:
                yield Kind.OVERTAKE


def totals(fetch: Fetch, metric: Metric, families: Families) -> Counter[str]:
    """Add up each family's models on the list."""
    listed, sums = set(fetch.lists.get(COHORT, ())), Counter[str]()
    for model in fetch.models:
        family = family_of(model, families)
        if family and model.name in listed:
            sums[family] += int(model.counts.of(metric) or 0)
    return sums


def family_of(model: Listing, families: Families) -> str | None:
    return families.place(model.name, model.pipeline_tag, model.library).group(Grouping.FAMILY)


def rounds(before: Fetch, after: Fetch) -> Iterator[Kind]:
    """Give every round number that a model is above today and was below the day before."""
    known = {model.name: model.counts for model in before.models}
    for model in after.models:
        for metric in COUNTED:
            was = known[model.name].of(metric) if model.name in known else None
            now = model.counts.of(metric)
            if was is not None and now is not None:
                yield from [Kind.MILESTONE] * bool(passed(was, now, MODEL_MILESTONE_FROM[metric]))


def family_rounds(before: Fetch, after: Fetch, families: Families) -> Iterator[Kind]:
    for metric in COUNTED:
        was, now = totals(before, metric, families), totals(after, metric, families)
        for family in was.keys() & now.keys():
            if passed(was[family], now[family], FAMILY_MILESTONE_FROM):
                yield Kind.MILESTONE


# --- the table


def table(days: int, noises: dict[str, Noise]) -> str:
    """Return the figures as a table that `docs/why.md` can take as it is."""
    lines = [f"| {days} days | {' | '.join(noises)} |", f"|---|{'---:|' * len(noises)}"]

    def line(name: str, numbers: Sequence[int]) -> None:
        lines.append(f"| {name} | {' | '.join(f'{number:,}' for number in numbers)} |")

    line("messages", [its.messages for its in noises.values()])
    line("days with a message", [len(its.days) for its in noises.values()])
    line("changes named", [its.rows.total() for its in noises.values()])
    for kind in Kind:
        if any(its.rows[kind] for its in noises.values()):
            line(f"- {kind}", [its.rows[kind] for its in noises.values()])
    return "\n".join(lines)


def main(folder: Path) -> None:
    paths, faults = find_days([folder])
    if faults or not paths:
        sys.exit(f"noise: {faults[0] if faults else f'no recorded days in {folder}'}")
    fetches, families = [read_day(path) for path in paths], load()
    heard = asyncio.run(ours(fetches, families))
    noises = {
        "a naive diff": naive(fetches, families),
        "default (`trending`, `llm`)": heard[DEFAULT.channel],
        "`trending`, `downloads`": heard[BOTH.channel],
    }
    print(table(len(fetches), noises))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else RECORDED)
