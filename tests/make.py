"""Builders: small invented days, in the words of a recorded one, and a machine to take them in.

The families are a small file of our own, so that no test breaks when somebody corrects ours.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from bot.daily import Daily, Taken
from bot.families import Families, parse
from bot.model import (
    Board,
    Counts,
    Event,
    Fetch,
    Kind,
    Listing,
    Metric,
    State,
    Subscription,
)
from bot.ports import Filter
from storage.store import SqliteStore

BOARDS = (
    Board("trending", Metric.TRENDING, depth=100),
    Board("llm", Metric.DOWNLOADS, ("text-generation",), depth=500),
    Board("downloads", Metric.DOWNLOADS, depth=300),
    Board("likes", Metric.LIKES, depth=300),
)
MANY = 25
"""Families `n01` to `n25` of `org01` to `org25`, all of one country: more than are watched."""


def families() -> Families:
    """Qwen, Llama, Gemma and 25 more; the namespaces of Alibaba and Google are two each."""
    known = (
        ("qwen", "Qwen", "alibaba", "CN", ("Qwen",), ("Qwen", "Wan-AI")),
        ("llama", "Llama", "meta", "US", ("meta-llama",), ("meta-llama",)),
        ("gemma", "Gemma", "google", "US", ("google",), ("google", "deepmind")),
        ("mistral", "Mistral", "mistral-ai", "FR", ("mistralai",), ("mistralai",)),
        *(
            (f"n{i:02}", f"Family {i:02}", f"org{i:02}", "SE", (f"ns{i:02}",), (f"ns{i:02}",))
            for i in range(1, MANY + 1)
        ),
    )
    return parse("".join(_entries(*entry) for entry in known) + _COUNTRIES, "small.toml")


def _entries(
    key: str,
    label: str,
    owner: str,
    country: str,
    own: tuple[str, ...],
    namespaces: tuple[str, ...],
) -> str:
    return (
        f'[families.{key}]\nlabel = "{label}"\norganisation = "{owner}"\n'
        f"namespaces = {list(own)}\n"
        f'[organisations.{owner}]\nlabel = "{owner.title()}"\ncountry = "{country}"\n'
        f"namespaces = {list(namespaces)}\n"
    )


_COUNTRIES = "".join(
    f'[countries.{code}]\nlabel = "{label}"\n'
    for code, label in (("CN", "China"), ("US", "the USA"), ("FR", "France"), ("SE", "Sweden"))
)
FAMILIES = families()


# --- days ------------------------------------------------------------------------------------


def on(day: str) -> date:
    """Return a date written as `05-01`, in 2026."""
    return date.fromisoformat(f"2026-{day}")


def later(day: str, days: int) -> str:
    """Return the day so many days after, written the same way."""
    return (on(day) + timedelta(days=days)).strftime("%m-%d")


def moment(day: str, at: str = "13:30") -> datetime:
    return datetime.combine(on(day), time.fromisoformat(at), UTC)


def model(name: str, **told: object) -> Listing:
    """Return a row: counters by their own names, `id`, `created` (`05-01`), `tag`, `library`."""
    fields = {key: told.pop(key) for key in tuple(told) if key in Counts.__dataclass_fields__}
    created = told.get("created")
    text = {key: str(told[key]) if told.get(key) else None for key in ("id", "tag", "library")}
    return Listing(
        name=name,
        counts=replace(Counts(), **fields),  # type: ignore[arg-type]
        hub_id=text["id"],
        kind=str(told.get("kind", "model")),
        created_at=moment(str(created), "08:00") if created else None,
        pipeline_tag=text["tag"],
        library=text["library"],
    )


def day(
    when: str,
    *rows: Listing,
    at: str = "13:30",
    namespaces: Iterable[str] = (),
    gone: Iterable[str] = (),
    **lists: Sequence[str],
) -> Fetch:
    """Return a fetch of `05-01` in 2026: lists by board, and the rows that say more than a name.

    A model on `trending` gets a score that changes from day to day, so that no day is stale; rows
    that are given have exactly the counters they say.
    """
    given = {row.name for row in rows}
    extra: dict[str, Listing] = {}
    for board, names in lists.items():
        for rank, name in enumerate(names, start=1):
            if name not in given:
                score = 1000 - rank + on(when).toordinal() % 9 / 10
                counts = Counts(trending=score) if board == "trending" else Counts()
                extra.setdefault(name, Listing(name, counts))
    return Fetch(
        taken_at=moment(when, at),
        lists={board: tuple(names) for board, names in lists.items()},
        models=(*rows, *extra.values()),
        namespaces=frozenset(namespaces),
        gone=frozenset(gone),
    )


def names(count: int, publisher: str = "google", first: int = 1) -> list[str]:
    """Return `google/m1` and so on: filler of a publisher we know."""
    return [f"{publisher}/m{number}" for number in range(first, first + count)]


def counted(
    when: str,
    values: Mapping[str, int],
    *,
    metric: Metric = Metric.DOWNLOADS,
    namespaces: Iterable[str] = (),
    board: str | None = None,
    created: Mapping[str, str] | None = None,
) -> Fetch:
    """Return a day of one counter; with `board`, in the order of `values` on that board too."""
    rows = [
        model(name, **{metric.value.replace("-", "_"): value, "created": (created or {}).get(name)})
        for name, value in values.items()
    ]
    lists = {board: tuple(values)} if board else {}
    return replace(day(when, *rows, namespaces=namespaces), lists=lists)


def crowd(scale: float, count: int = 20) -> dict[str, int]:
    """Return counters of people nobody knows, who all move together: a shock when they jump."""
    return {f"person{n}/model": round((60_000 + 1_000 * n) * scale) for n in range(count)}


# --- the machine ------------------------------------------------------------------------------


@dataclass(slots=True)
class Machine:
    """The whole of a day's machine over a real store, without platforms."""

    store: SqliteStore
    daily: Daily

    async def take(self, *fetches: Fetch, post: bool = False) -> Taken:
        """Take days in, one after the other; return what became of the last one."""
        assert fetches
        for fetch in fetches:
            taken = await self.daily.take(fetch, now=fetch.taken_at, post=post)
        return taken

    async def events(self, kind: Kind | None = None, state: State | None = None) -> list[Event]:
        return list(await self.store.events(Filter(kind=kind, state=state)))

    async def told(self, kind: Kind, **where: object) -> list[Event]:
        """Return the events of a kind that were told, where their fields are as given."""
        events = await self.events(kind, State.TOLD)
        return [e for e in events if all(getattr(e, key) == x for key, x in where.items())]


def machine(store: SqliteStore, boards: Sequence[Board] = BOARDS) -> Machine:
    return Machine(store, Daily(store, boards, FAMILIES))


def everything(channel: str = "console", **wishes: object) -> Subscription:
    """Return a subscription that wants it all, of top 10 unless told otherwise."""
    wants: dict[str, object] = {
        "boards": ("trending", "llm", "downloads", "likes"),
        "rules": tuple(Kind),
        "families": ("all",),
    }
    return replace(Subscription(channel), **(wants | wishes))  # type: ignore[arg-type]
