"""A question, what it may ask for, and what an answer is made of."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.directory import Directory
from bot.families import Families
from bot.model import Board, Grouping, View
from bot.ports import OvertakeError, Store
from bot.schedule import DAILY, Schedule
from bot.standings import Groups
from bot.texts import Words, words


class Takes(StrEnum):
    """What an option takes; a platform with autocomplete offers by it."""

    NAME = "name"
    """A model, family or organisation."""
    FAMILY = "family"
    BOARD = "board"
    METRIC = "metric"
    NUMBER = "number"
    ACTION = "action"
    WISH = "wish"
    """`word=value`, of a subscription."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that a command can be given."""

    name: str
    takes: Takes
    required: bool = False
    default: str = ""
    least: int = 1
    most: int = 1_000_000
    choices: tuple[str, ...] = ()
    rest: bool = False
    """It takes all words that are left."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question as it was asked."""

    given: Mapping[str, str] = field(default_factory=dict)
    """By option name; what was not given is not there."""
    channel: str = "console"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found: for people, for programs, and for the channel."""

    view: View
    facts: object
    """A finding, the `--json` form of `docs/reference.md`; a tuple is one object a line."""
    post: View | None = None
    """What is to be posted to the channel itself."""


class AskError(OvertakeError):
    """A question that can't be answered as it is: one sentence in the asker's language."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where questions are answered: only reads, but for the alerts."""

    store: Store
    families: Families
    boards: Mapping[str, Board]
    """The configured boards."""
    now: datetime
    language: str
    schedule: Schedule = DAILY

    @property
    def words(self) -> Words:
        """The asker's language."""
        return words(self.language)

    def error(self, key: str, **given: str | int) -> AskError:
        """Return an error that says a sentence."""
        return AskError(self.words.text(key, **given))

    def groups(self, directory: Directory) -> Groups:
        """Return who belongs where."""
        return Groups(self.families, self.boards, directory.models)


@dataclass(frozen=True, slots=True)
class Command:
    """A command: every platform offers it, and the terminal."""

    name: str
    options: Sequence[Option]
    answer: Callable[[Desk, Ask], Awaitable[Answer]]

    def usage(self) -> str:
        """Return how it is asked, e.g. `top [board] [count]`."""
        parts = (f"<{o.name}>" if o.required else f"[{o.name}]" for o in self.options)
        return " ".join((self.name, *parts))


def parse(command: Command, words_given: Sequence[str], desk: Desk, channel: str) -> Ask:
    """Return a question made of words, in the order of the command's options. Raises AskError."""
    left = list(words_given)
    given: dict[str, str] = {}
    for option in command.options:
        if option.rest and left:
            given[option.name], left = " ".join(left), []
        elif left:
            given[option.name] = left.pop(0)
        elif option.required:
            raise desk.error(
                "missing-word", command=command.name, option=option.name, usage=command.usage()
            )
    if left:
        raise desk.error(
            "too-many-words", command=command.name, name=left[0][:80], usage=command.usage()
        )
    return Ask(given, channel)


def number(desk: Desk, ask: Ask, option: Option) -> int:
    """Return a number that was asked for, or the option's default. Raises AskError."""
    text = ask.given.get(option.name, option.default)
    try:
        value = int(text)
    except ValueError:
        value = option.least - 1
    if not option.least <= value <= option.most:
        raise desk.error("not-a-number", name=text[:80], least=option.least, most=option.most)
    return value


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a question is about: a model by its key, or a group."""

    kind: str
    """`model`, `family`, `organisation` or `country`."""
    name: str
    """A model's name or a group's key."""
    model: int | None = None
    grouping: Grouping | None = None
