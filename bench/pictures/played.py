"""The messages that the pictures show: three invented months, as far as they are needed, played."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from adapters.platforms.discord.render import render
from adapters.sources.invented import invented_days
from bot.commands.ask import Desk
from bot.config import DEFAULT_BOARDS
from bot.daily import Daily
from bot.delivery import deliver
from bot.families import load
from bot.model import Address, Ask, Step, Subscription, View
from bot.model.presses import decode
from bot.ports import Reception
from bot.reception import DeskReception
from storage.store import open_store

DAY = date(2025, 11, 4)
"""On which Qwen's passing of Llama is told, beside a new #1, an entry and milestones."""
STORY = "Qwen passed Llama"
CHANNEL = "discord:1"
QUESTIONS = {"rank": {"name": "qwen"}, "top": {"board": "llm", "count": "10"}}
ASKED_AFTER = timedelta(minutes=20)
BUTTON, MENU = 2, 3
"""Discord's numbers for kinds of components."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as Discord gets it, and what its frame says: when, upon what, to whom."""

    embed: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    at: datetime
    asked: str = ""
    private: bool = False


class Channel:
    """A Discord channel that keeps what is posted; implements `bot.ports.Platform`."""

    name = "discord"
    is_ready = True

    def __init__(self) -> None:
        self.posted: list[View] = []

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
        self.posted.append(view)
        return key

    async def check(self, to: Address) -> None:
        """Be open."""


def play() -> dict[str, Shown]:
    """Return the messages by the names of their pictures."""
    return asyncio.run(_play())


async def _play() -> dict[str, Shown]:
    async with _played() as (reception, post, at):
        shown = {"post": _shown(post, at)}
        for name, given in QUESTIONS.items():
            view = await reception.answer(name, Ask(given, CHANNEL), "en")
            shown[name] = _shown(view, at + ASKED_AFTER, name)
        receipt = await _press(reception, _button(shown["post"], "why"))
        overtake = await _press(reception, _choice(_shown(receipt, at), STORY))
        shown["why"] = _shown(overtake, at + ASKED_AFTER)
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


def _shown(view: View, at: datetime, asked: str = "") -> Shown:
    message = render(view)
    buttons = message.buttons()
    rows = buttons.to_components() if buttons else []
    return Shown(message.embed.to_dict(), rows, at, asked, view.private)


def _items(shown: Shown, kind: int) -> list[Mapping[str, Any]]:
    return [its for row in shown.rows for its in row["components"] if its["type"] == kind]


def _button(shown: Shown, command: str) -> str:
    """Return what pressing the button of a command sends."""
    ids: list[str] = [its["custom_id"] for its in _items(shown, BUTTON)]
    presses = {its: decode(its) for its in ids}
    return next(its for its, press in presses.items() if press and press.command == command)


def _choice(shown: Shown, beginning: str) -> str:
    """Return what choosing the choice that begins so sends."""
    options = [option for menu in _items(shown, MENU) for option in menu["options"]]
    return next(str(its["value"]) for its in options if its["label"].startswith(beginning))


async def _press(reception: DeskReception, custom_id: str) -> View:
    press = decode(custom_id)
    assert press
    return await reception.answer(press.command, Ask(press.given, CHANNEL), "en")
