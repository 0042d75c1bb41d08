"""The work of `doctor`: settings read as far as they can be, everything examined and said."""

import os
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from adapters.platforms.console import PipedConsole
from adapters.sources.huggingface import HubSource, Limits
from adapters.watching.ping import Alarm
from adapters.watching.pulse import PulseFile
from bot.cli.platforms import PLATFORMS, Means, what_turns_on
from bot.cli.running import fail, now, print_json, schedule_of
from bot.config import (
    CONFIG,
    DEFAULT_FILE,
    IN_ENVIRONMENT,
    SECRETS,
    ConfigError,
    Secrets,
    Settings,
    load_secrets,
    load_settings,
)
from bot.doctor import Group, Patient, check_up
from bot.drawing import Studio
from bot.families import FamiliesError, load
from bot.findings import CheckFacts
from bot.model import Condition, Fact, Finding, Step, Trouble, finding
from bot.ports import OvertakeError, Platform
from bot.texts import DEFAULT, Words, words
from bot.views.doctor import advice_text, found_text
from storage.examining import Place, open_to_read
from storage.examining import examine as examine_database

COLOURS = {Condition.OK: "green", Condition.WARNING: "yellow", Condition.WRONG: "bold red"}
UNBROKEN = 10_000
"""Columns where there is no terminal: a line stays one."""


async def examine(*, json: bool) -> int:
    """Examine everything and say it; return the exit status."""
    read = _read(os.environ)
    said = words(read.settings.language if read.settings else DEFAULT)
    with _waiting(said):
        groups = [Group("settings", read.findings), *await _checked(read)]
    if json:
        print_json(
            tuple(_facts(said, group.name, its) for group in groups for its in group.findings)
        )
    else:
        _show(said, groups)
    wrong = sum(its.condition is Condition.WRONG for group in groups for its in group.findings)
    if wrong:
        fail(said.text("doctor-wrong", count=wrong))
    return int(bool(wrong))


# --- settings


@dataclass(frozen=True, slots=True)
class Read:
    """What could be read of the settings, and how that went."""

    settings: Settings | None
    secrets: Secrets
    findings: tuple[Finding, ...]


def _read(environment: Mapping[str, str]) -> Read:
    """Read settings and each secret by itself: one that is wrong does not hide the others."""
    file = Path(environment.get(CONFIG, DEFAULT_FILE))
    secrets, wrong = _secrets(environment)
    try:
        settings = load_settings(environment)
    except ConfigError as error:
        found = finding(Trouble.SETTINGS_WRONG, error=str(error))
        return Read(None, secrets, (found, *wrong, finding(Trouble.NOT_CHECKED)))
    known = {CONFIG, *IN_ENVIRONMENT, *SECRETS, *(f"{name}_FILE" for name in SECRETS)}
    names = tuple(sorted(name for name in known if environment.get(name)))
    found_file = Fact.SETTINGS_FILE if file.exists() else Fact.NO_SETTINGS_FILE
    findings = (
        finding(found_file, file=str(file)),
        finding(Fact.VARIABLES, names=names) if names else finding(Fact.NO_VARIABLES),
        *wrong,
        *_ping(secrets),
        finding(Fact.LANGUAGE, name=words(settings.language).text("language-name")),
        _families(settings),
        _schedule(settings),
        *_platforms(Means(settings, secrets, _unheard, Studio(_unheard))),
    )
    return Read(settings, secrets, findings)


def _secrets(environment: Mapping[str, str]) -> tuple[Secrets, list[Finding]]:
    found, wrong = {}, []
    for variable, secret in SECRETS.items():
        both = (variable, f"{variable}_FILE")
        own = {its: environment[its] for its in both if its in environment}
        try:
            found[secret] = getattr(load_secrets(own), secret)
        except ConfigError as error:
            wrong.append(finding(Trouble.SECRET_WRONG, error=str(error)))
    return Secrets.model_validate(found), wrong


def _ping(secrets: Secrets) -> Iterable[Finding]:
    """Give what is to be said of an address to ping that is none; it is not called."""
    try:
        if secrets.ping_url:
            Alarm(secrets.ping_url.get_secret_value())
    except OvertakeError as error:
        yield finding(Trouble.SECRET_WRONG, error=str(error))


def _families(settings: Settings) -> Finding:
    try:
        load(settings.families)
    except FamiliesError as error:
        return finding(Trouble.FAMILIES_WRONG, error=str(error))
    if settings.families is None:
        return finding(Fact.FAMILIES)
    return finding(Fact.OWN_FAMILIES, file=str(settings.families))


def _schedule(settings: Settings) -> Finding:
    schedule = schedule_of(settings)
    try:
        due = schedule.next_due(now())
    except OvertakeError as error:
        return finding(Trouble.SCHEDULE_WRONG, error=str(error))
    given = {"schedule": settings.schedule, "zone": settings.time_zone}
    return finding(Fact.NEXT_SNAPSHOT, time=due, **given)


def _platforms(means: Means) -> Iterable[Finding]:
    """Give what is to be said where nothing is on."""
    if all(what_turns_on(kind, means.has) for kind in PLATFORMS):
        yield finding(Trouble.NO_PLATFORM)


def _unheard(step: Step, **facts: str | float | None) -> None:
    """Tell nobody of a step: what matters of it is a finding."""


# --- the rest


async def _checked(read: Read) -> Sequence[Group]:
    """Return what is found of everything else, where the settings say where that is."""
    if read.settings is None:
        return ()
    async with _patient(read.settings, read.secrets) as its:
        return await check_up(its)


@asynccontextmanager
async def _patient(settings: Settings, secrets: Secrets) -> AsyncIterator[Patient]:
    means = Means(settings, secrets, _unheard, Studio(_unheard))
    platforms: dict[str, Platform] = {}
    off: dict[str, tuple[str, ...]] = {}
    for kind in PLATFORMS:
        if missing := what_turns_on(kind, means.has):
            off[kind.name.lower()] = tuple(missing)
        else:
            platforms[kind.name.lower()] = kind.make(means)
    file = settings.database
    place = Place(file, settings.copies, settings.backups)
    token = means.opened("hf_token") or None
    source = HubSource(str(settings.hf_endpoint), token, Limits(), _unheard)
    store = await open_to_read(file)
    try:
        yield Patient(
            store=store,
            database=partial(examine_database, place, now().date()),
            pulse=PulseFile(file).read,
            source=source,
            platforms=platforms,
            off=off,
            schedule=schedule_of(settings),
            clock=now,
        )
    finally:
        source.close()
        if store:
            await store.close()


# --- all of it said


def _waiting(said: Words) -> AbstractContextManager[object]:
    """Return what shows on a terminal that it takes a moment."""
    console = Console(stderr=True)
    if not console.is_terminal:
        return nullcontext()
    return console.status(said.text("doctor-looking"))


def _facts(said: Words, group: str, its: Finding) -> CheckFacts:
    advice = advice_text(said, its) or None
    return CheckFacts(
        group, its.condition.value, its.found.value, dict(its.given), found_text(said, its), advice
    )


def _show(said: Words, groups: Iterable[Group]) -> None:
    """Print a line for each finding, and one for what to do about it."""
    console = PipedConsole(width=None if Console().is_terminal else UNBROKEN)
    marks = {its: said.text(f"condition-{its}") for its in Condition}
    width = max(map(len, marks.values()))
    for group in groups:
        if not group.findings:
            continue
        console.print(Text(said.text(f"group-{group.name}"), "bold"))
        for its in group.findings:
            mark = Text(f"  {marks[its.condition]:<{width}}", COLOURS[its.condition])
            console.print(_line(mark, found_text(said, its)))
            if advice := advice_text(said, its):
                console.print(_line(Text(" " * len(mark)), f"→ {advice}"))


def _line(mark: Text, sentence: str) -> Table:
    """Return a sentence beside its mark, its further lines under its first."""
    line = Table.grid(padding=(0, 2))
    line.add_column()
    line.add_column(overflow="fold")  # an address is never cut
    line.add_row(mark, Text(sentence))
    return line
