"""Three invented months through the whole machine, then questions: the work of `demo`."""

import shlex
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from adapters.sources.invented import LABEL, invented_days
from bot.cli.running import Parts, parts, show
from bot.commands import COMMANDS
from bot.commands.ask import AskError, Desk, parse
from bot.commands.compare import COMPARE, between_names
from bot.delivery import deliver
from bot.model import Address, Asker, Fetch, Subscription
from bot.texts import plain

ENDINGS = {"exit", "quit", "q"}


async def play_demo(questions: list[str]) -> None:
    """Play every day in a temporary database, then answer the questions, given or typed."""
    with TemporaryDirectory(prefix="overtake-demo-") as folder:
        async with parts(exclusive=True, database=Path(folder) / "demo.db") as its:
            last = await _play(its)
            desk = Desk(
                store=its.store,
                families=its.families,
                boards=its.desk().boards,
                now=last.taken_at + timedelta(hours=1),
                language=its.settings.language,
            )
            for question in questions:
                its.console.line(desk.words.say("demo-question", question=question[:200]))
                await _answer(its, desk, question)
            for question in () if questions else _asked(desk):
                await _answer(its, desk, question)


async def _play(its: Parts) -> Fetch:
    """Take every day in and post what a default channel would hear; return the last day."""
    said = its.desk().words
    its.console.line(said.say("demo-label", label=LABEL))
    await its.store.subscribe(Subscription(its.console.name, language=its.settings.language))
    daily, days = its.daily(), list(invented_days())
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        console=its.console.for_progress(),
        transient=True,
    )
    bar.disable = not bar.console.is_terminal
    posts = events = 0
    with bar:
        task = bar.add_task("", total=len(days))
        for fetch in days:
            bar.update(task, advance=1, description=fetch.day.isoformat())
            taken = await daily.take(fetch, now=fetch.taken_at, post=True)
            events += len(taken.decision.events)
            posts += await deliver(its.store, {its.console.name: its.console}, fetch.taken_at)
    its.console.line(said.say("demo-played", days=len(days), events=events, posts=posts))
    return days[-1]


def _asked(desk: Desk) -> Iterable[str]:
    """Return what is typed at the prompt, until it ends; nothing without a terminal."""
    if not sys.stdin.isatty():
        return
    console = Console()
    console.print(plain(desk.words.say("demo-prompt")), markup=False)
    while True:
        try:
            typed = console.input("[bold]> [/bold]").strip()
        except EOFError:
            return
        if typed.removeprefix("/") in ENDINGS:
            return
        if typed:
            yield typed


async def _answer(its: Parts, desk: Desk, question: str) -> None:
    """Answer a question typed as a line of words, or say what is wrong with it."""
    try:
        try:
            name, *words = shlex.split(question.removeprefix("/"))
        except ValueError:  # no closing quotation mark
            name, *words = question.removeprefix("/").split() or [""]
        if name not in COMMANDS:
            names = ", ".join(COMMANDS)
            raise desk.error("unknown-command", name=name[:80], names=names)
        command = COMMANDS[name]
        words = between_names(words) if command == COMPARE else words
        ask = parse(command, words, desk, its.console.name)
        found = await command.answer(desk, replace(ask, asker=Asker(at_prompt=True)))
        show(its.console, found, json=False)
        if found.post is not None:
            await its.console.post(Address(""), found.post, "test")
    except AskError as error:
        its.console.line(desk.words.say("demo-fault", fault=str(error)))
