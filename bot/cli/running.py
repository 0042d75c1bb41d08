"""How a command runs: settings, store and families put together, failures said in one sentence."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, date, datetime, timedelta
from json import dumps
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from adapters.platforms.console import ConsolePlatform
from bot.commands.ask import Answer, Command, Desk, parse
from bot.config import Settings, load_settings
from bot.daily import Daily
from bot.families import Families, FamiliesError, load
from bot.model import Address, Ask
from bot.ports import OvertakeError, Store
from bot.schedule import Schedule
from storage.copies import check_not_lost
from storage.store import open_store


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that a command works with."""

    settings: Settings
    families: Families
    store: Store
    console: ConsolePlatform

    def desk(self, language: str | None = None) -> Desk:
        """Return where questions are answered."""
        boards = {setting.name: setting.board() for setting in self.settings.boards}
        spoken = language or self.settings.language
        return Desk(self.store, self.families, boards, now(), spoken, self.schedule)

    @property
    def schedule(self) -> Schedule:
        """Return when snapshots are due."""
        return schedule_of(self.settings)

    def daily(self) -> Daily:
        """Return what takes days in."""
        boards = [setting.board() for setting in self.settings.boards]
        return Daily(self.store, boards, self.families)


def schedule_of(its: Settings) -> Schedule:
    """Return when snapshots are due, by the settings."""
    return Schedule(its.schedule, its.time_zone, timedelta(seconds=its.jitter))


def now() -> datetime:
    """Return the time; the one place that reads the clock."""
    return datetime.now(UTC)


@asynccontextmanager
async def parts(
    *, exclusive: bool = False, create: bool = False, database: Path | None = None
) -> AsyncIterator[Parts]:
    """Put the parts together, and close the store at the end."""
    settings = load_settings()
    families = load(settings.families)
    path = database or settings.database
    if exclusive and not database:
        check_not_lost(path, settings.copies)
    async with await open_store(path, exclusive=exclusive, create=create) as store:
        yield Parts(settings, families, store, ConsolePlatform())


def run(work: Coroutine[Any, Any, int | None]) -> None:
    """Run a command to its exit status; a reader of its output that has gone is no failure."""
    try:
        status = asyncio.run(work)
        sys.stdout.flush()
    except BrokenPipeError:  # e.g. `overtake events | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    if status:
        raise typer.Exit(status)


def explained(app: Callable[[], Any]) -> int:
    """Run the command line; say a failure in one sentence on stderr. Returns the exit status."""
    try:
        app()
    except (OvertakeError, FamiliesError) as error:
        fail(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def fail(sentence: str) -> None:
    """Say a failure on stderr."""
    Console(stderr=True, soft_wrap=True).print(f"overtake: {sentence}", markup=False, style="red")


async def answer(
    question: Command,
    given: dict[str, str] | list[str],
    *,
    json: bool,
    channel: str = "console",
    create: bool = False,
    chart: Path | None = None,
) -> int | None:
    """Answer one question on the terminal; a post for the channel goes to its platform.

    What is given is named, or words in the order of the question's options.
    The answer's chart goes into the file that is named.
    """
    async with parts(create=create) as its:
        desk = its.desk()
        ask = (
            parse(question, given, desk, channel)
            if isinstance(given, list)
            else Ask(given, channel)
        )
        found = await question.answer(desk, ask)
        if found.post is not None:
            await post(its, channel, found, to_stderr=json)
        show(its.console, found, json=json)
    if chart:
        from bot.cli.charting import write_chart  # what it loads, a question need not wait for

        await write_chart(found.view.figure, chart)
    return None


async def post(its: Parts, channel: str, found: Answer, *, to_stderr: bool = False) -> None:
    """Post what an answer has for the channel, beside the output where that is for programs.

    Raises OvertakeError for a platform not here yet.
    """
    platform, _, channel_id = channel.partition(":")
    if platform != its.console.name:
        raise OvertakeError(f"{channel} can't be reached: only the terminal is connected")
    if found.post is not None:
        platform_here = ConsolePlatform(Console(stderr=True)) if to_stderr else its.console
        await platform_here.post(Address(channel_id), found.post, "test")


def show(console: ConsolePlatform, found: Answer, *, json: bool) -> None:
    """Print an answer for people, or its facts for programs."""
    if json:
        print_json(found.facts)
    else:
        console.answer(found.view)


def _iso(moment: date) -> str:
    """Return a day or a time as JSON has it."""
    return moment.isoformat()


def print_json(facts: object) -> None:
    """Print records as JSON: one object, or one a line for a tuple of them."""
    for record in facts if isinstance(facts, tuple) else (facts,):
        values = asdict(record) if is_dataclass(record) and not isinstance(record, type) else {}
        print(dumps(values, ensure_ascii=False, default=_iso))  # noqa: T201 - the program's output
