"""What is played: three invented months, as far as they are needed, and what the bot says then."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.sources.invented import invented_days
from bot.commands.ask import Desk
from bot.config import DEFAULT_BOARDS
from bot.daily import Daily
from bot.delivery import deliver
from bot.families import load
from bot.model import Address, Ask, Examined, Next, Step, Subscription, View
from bot.ports import Reception
from bot.reception import DeskReception
from storage.store import open_store

DAY = date(2025, 11, 4)
"""On which Qwen's passing of Llama is told, beside a new #1, an entry and milestones."""
STORY = "Qwen passed Llama"
CHANNEL = "discord:1"
QUESTIONS = {"rank": {"name": "qwen"}, "top": {"board": "llm", "count": "10"}}
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
        self.posted: list[View] = []

    async def run(self, reception: Reception) -> None:
        """Bring no questions."""

    async def tell(self, person: Address, view: View) -> None:
        """Tell nobody."""

    async def post(
        self,
        to: Address,  # noqa: ARG002
        view: View,
        key: str,
        since: datetime | None = None,  # noqa: ARG002
    ) -> str:
        self.posted.append(view)
        return key

    async def edit(self, to: Address, receipt: str, view: View) -> None:
        """Change nothing that is shown."""

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
    async with _played() as (reception, post, at):
        evening = at + ASKED_AFTER
        shown = {"post": Shown(post, at)}
        for name, given in QUESTIONS.items():
            view = await reception.answer(name, Ask(given, CHANNEL), "en")
            shown[name] = Shown(view, evening, name)
        receipt = await _press(reception, next(its for its in post.next if its.command == "why"))
        story = next(its for its in receipt.next if its.label.startswith(STORY))
        shown["why"] = Shown(await _press(reception, story), evening)
        return shown


@asynccontextmanager
async def _played() -> AsyncIterator[tuple[DeskReception, View, datetime]]:
    """Give who answers on the evening of the day, the day's post, and when it was posted."""
    families, channel = load(None), Channel()
    boards = [setting.board() for setting in DEFAULT_BOARDS]
    with TemporaryDirectory(prefix="overtake-pictures-") as folder:
        path = Path(folder) / "pictures.db"
        async with await open_store(path, exclusive=True, create=True) as store:
            await store.subscribe(Subscription(CHANNEL))
            daily = Daily(store, boards, families)
            days = [fetch for fetch in invented_days() if fetch.day <= DAY]
            for fetch in days:
                await daily.take(fetch, now=fetch.taken_at, post=True)
                await deliver(store, {channel.name: channel}, fetch.taken_at)
            at = days[-1].taken_at
            named = {board.name: board for board in boards}

            def desk(language: str) -> Desk:
                return Desk(store, families, named, at + ASKED_AFTER, language)

            reception = DeskReception(desk, {channel.name: channel}, _unheard)
            yield reception, channel.posted[-1], at


def _unheard(step: Step, **facts: str | float | None) -> None:
    """Raise what the reception would log: in a picture nothing may go wrong."""
    raise AssertionError(step, facts)


async def _press(reception: DeskReception, pressed: Next) -> View:
    return await reception.answer(pressed.command, Ask(pressed.given, CHANNEL), "en")
