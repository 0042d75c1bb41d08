"""Recorded days in, everything out: the work of `import` and `export`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import track

from adapters.sources.recorded import RecordedError, find_days, read_day, write_csv, write_day
from bot.cli.running import Parts, fail, now, parts
from bot.daily import Daily, Outcome, Taken, TooLateError
from bot.delivery import deliver
from bot.model import State
from bot.texts import Words


@dataclass(slots=True)
class Tally:
    """What an import came to."""

    outcomes: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    days: list[date] = field(default_factory=list)
    events: int = 0
    told: int = 0
    posts: int = 0
    faults: int = 0

    def add(self, taken: Taken) -> None:
        """Count one fetch."""
        self.outcomes[taken.outcome] += 1
        if taken.outcome is Outcome.STORED:
            self.days.append(taken.decision.day)
        self.events += len(taken.decision.events)
        told = (*taken.decision.events, *taken.decision.settled)
        self.told += sum(event.state is State.TOLD for event in told)
        self.posts += len(taken.decision.posts)


def progress(items: Sequence[Path], what: str, console: Console) -> Iterable[Path]:
    """Return the items, with a bar on a terminal while they are worked through."""
    if not console.is_terminal:
        return items
    return track(items, description=what, console=console, transient=True)


async def take_in(paths: Sequence[Path], *, post: bool) -> int:
    """Take recorded days in, in date order; return the exit status. Faults are named on stderr."""
    files, faults = find_days(paths)
    for fault in faults:
        fail(str(fault))
    tally = Tally(faults=len(faults))
    async with parts(exclusive=True, create=True) as its:
        daily = its.daily()
        said = its.desk().words
        for path in progress(files, said.text("import-progress"), its.console.for_progress()):
            await _take(its, daily, path, tally, post=post)
        _summary(its, said, tally)
    return 1 if tally.faults else 0


async def _take(its: Parts, daily: Daily, path: Path, tally: Tally, *, post: bool) -> None:
    """Take one file in; a fault in it is named, and the others go on."""
    try:
        taken = await daily.take(read_day(path), now=now(), post=post)
    except RecordedError as fault:
        fail(str(fault))
        tally.faults += 1
        return
    except TooLateError as fault:
        fail(f"{path}: {fault}")
        tally.faults += 1
        return
    tally.add(taken)
    if post:
        await deliver(its.store, {its.console.name: its.console}, now())


def _summary(its: Parts, said: Words, tally: Tally) -> None:
    if tally.days:
        line = said.say(
            "import-days",
            count=len(tally.days),
            first=said.date(min(tally.days)),
            last=said.date(max(tally.days)),
            events=tally.events,
            told=tally.told,
            posts=tally.posts,
        )
    else:
        line = said.say("import-nothing")
    its.console.line(line)
    for outcome in (Outcome.UNCHANGED, Outcome.REJECTED):
        if tally.outcomes[outcome]:
            its.console.line(said.say(f"import-{outcome}", count=tally.outcomes[outcome]))


async def write_out(folder: Path) -> None:
    """Write every fetch and a table a board. Raises RecordedError where that can't be written."""
    async with parts() as its:
        times = await its.store.fetches()
        fetches = [await its.store.fetch(taken_at) for taken_at in times]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for fetch in fetches:
                write_day(folder, fetch)
            boards = [setting.board() for setting in its.settings.boards]
            tables = write_csv(folder, fetches, boards)
        except OSError as error:
            raise RecordedError(f"{folder} can't be written: {error.strerror}") from error
        said = its.desk().words
        its.console.line(
            said.say("export-done", days=len(fetches), tables=len(tables), folder=str(folder))
        )
