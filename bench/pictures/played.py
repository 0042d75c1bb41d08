"""What is played: three invented months, as far as they are needed, and what the bot says then."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.sources.invented import invented_days
from bot.commands.ask import Desk
from bot.config import DEFAULT_BOARDS
from bot.daily import Daily
from bot.delivery import deliver
from bot.families import Families, load
from bot.model import (
    Address,
    Ask,
    Board,
    Examined,
    Grouping,
    Metric,
    Next,
    RaceCard,
    Rhythm,
    Step,
    Subscription,
    View,
)
from bot.ports import Reception, Store
from bot.reception import DeskReception
from storage.store import open_store

DAY = date(2025, 11, 4)
"""On which Qwen's passing of Llama is told, beside a new #1, an entry and milestones."""
STORY = "Qwen passed Llama"
CHANNEL, WEEKLY, RACE = "discord:1", "discord:2", "discord:3"
"""Channels with the default alerts, with a digest a week, and with a race alone."""
QUESTIONS = {
    "rank": {"name": "qwen"},
    "top": {"board": "llm", "count": "10"},
    "compare": {"a": "qwen", "b": "llama"},
}
PREVIEW = {"action": "preview", "top": "3"}
DIGEST_DAY = date(2025, 11, 10)
"""On which the week is told in which Qwen passed Llama."""
NEVER = datetime.min.replace(tzinfo=UTC)
ASKED_AFTER = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as the core gives it, and what its frame says: when, and upon what."""

    view: View
    at: datetime
    asked: str = ""


class Channel:
    """A channel that keeps what is posted; implements `bot.ports.Platform`."""

    name = "discord"
    is_ready = True
    is_hearing = True

    def __init__(self) -> None:
        self.posted: dict[str, View] = {}
        """By channel, its last message as it is now."""

    async def run(self, reception: Reception) -> None:
        """Bring no questions."""

    async def tell(self, person: Address, view: View) -> None:
        """Tell nobody."""

    async def post(
        self,
        to: Address,
        view: View,
        key: str,
        since: datetime | None = None,  # noqa: ARG002
    ) -> str:
        self.posted[f"{self.name}:{to.id}"] = view
        return key

    async def edit(
        self,
        to: Address,
        receipt: str,  # noqa: ARG002 - a channel has one message that is changed
        view: View,
    ) -> None:
        """Show another view."""
        self.posted[f"{self.name}:{to.id}"] = view

    async def check(self, to: Address) -> None:
        """Be open."""

    async def examine(
        self,
        channels: Sequence[Address],  # noqa: ARG002
        kept: Mapping[str, str],  # noqa: ARG002
    ) -> Examined:
        """Find nothing."""
        return Examined()


def play() -> dict[str, Shown]:
    """Return the messages by name."""
    return asyncio.run(_play())


async def _play() -> dict[str, Shown]:
    async with _machine() as its:
        at = await its.live(DAY)
        evening = at + ASKED_AFTER
        post = its.channel.posted[CHANNEL]
        shown = {"post": Shown(post, at)}
        for name, given in QUESTIONS.items():
            shown[name] = Shown(await its.ask(name, given), evening, name)
        receipt = await its.press(next(one for one in post.next if one.command == "why"))
        story = next(one for one in receipt.next if one.label.startswith(STORY))
        shown["why"] = Shown(await its.press(story), evening)
        preview = await its.ask("alerts", PREVIEW)
        shown["preview"] = Shown(preview, evening, "alerts preview")
        monday = await its.live(DIGEST_DAY)
        shown["digest"] = Shown(its.channel.posted[WEEKLY], monday)
        shown["race"] = Shown(its.channel.posted[RACE], monday)
        return shown


@dataclass
class _Machine:
    """The whole of the bot but for the Hub and the platforms."""

    store: Store
    families: Families
    boards: Mapping[str, Board]
    channel: Channel
    at: datetime = NEVER

    def __post_init__(self) -> None:
        self.daily = Daily(self.store, tuple(self.boards.values()), self.families)
        platforms = {self.channel.name: self.channel}
        self.reception = DeskReception(self.desk, platforms, _unheard)
        self.left = [*invented_days()]

    def desk(self, language: str) -> Desk:
        return Desk(self.store, self.families, self.boards, self.at + ASKED_AFTER, language)

    async def live(self, until: date) -> datetime:
        """Take the days in up to one; return when it was taken."""
        while self.left[0].day <= until:
            fetch = self.left.pop(0)
            self.at = fetch.taken_at
            await self.daily.take(fetch, now=self.at, post=True)
            await deliver(self.store, {self.channel.name: self.channel}, self.at)
        return self.at

    async def ask(self, command: str, given: Mapping[str, str]) -> View:
        return await self.reception.answer(command, Ask(given, CHANNEL), "en")

    async def press(self, pressed: Next) -> View:
        return await self.ask(pressed.command, pressed.given)


@asynccontextmanager
async def _machine() -> AsyncIterator[_Machine]:
    """Give a bot that has three channels and no day yet."""
    boards = {setting.name: setting.board() for setting in DEFAULT_BOARDS}
    with TemporaryDirectory(prefix="overtake-pictures-") as folder:
        path = Path(folder) / "pictures.db"
        async with await open_store(path, exclusive=True, create=True) as store:
            await store.subscribe(Subscription(CHANNEL))
            await store.subscribe(Subscription(WEEKLY, rhythm=Rhythm.WEEKLY))
            race = RaceCard(Grouping.FAMILY, "qwen", "llama", Metric.ALL_TIME)
            await store.subscribe(Subscription(RACE, rules=(), races=(race,)))
            yield _Machine(store, load(None), boards, Channel())


def _unheard(step: Step, **facts: str | float | None) -> None:
    """Raise what the reception would log: in a picture nothing may go wrong."""
    raise AssertionError(step, facts)
