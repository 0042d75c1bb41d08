"""A command, where it is answered, and what its answer is made of."""

import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.directory import Directory
from bot.families import Families
from bot.memory import Memory
from bot.model import Ask, Board, Grouping, Line, Offer, Option, Takes, View
from bot.ports import OvertakeError, Store
from bot.schedule import DAILY, Schedule
from bot.standings import Groups
from bot.texts import Word, Words, plain, words
from bot.views.names import safe


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

    def __init__(self, line: Line, asked: str = "", instead: tuple[str, ...] = ()) -> None:
        """Keep the sentence as a line too, and what can be asked instead of what was."""
        super().__init__(plain(line))
        self.line, self.asked, self.instead = line, asked, instead


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
    memory: Memory | None = None
    """What was read for the questions before; None reads anew."""

    @property
    def words(self) -> Words:
        """The asker's language."""
        return words(self.language)

    def error(self, key: str, **given: Word) -> AskError:
        """Return an error that says a sentence."""
        return AskError(self.words.say(key, **given))

    def choice(self, key: str, asked: str, names: tuple[str, ...]) -> AskError:
        """Return an error that offers names instead of the one that was asked."""
        listed = self.words.listed(names, "list-or")
        return AskError(self.words.say(key, name=safe(asked), names=listed), asked, names)

    async def directory(self) -> Directory:
        """Return every model ever seen."""
        return await (self.memory or Memory(self.store)).directory()

    def groups(self, directory: Directory) -> Groups:
        """Return who belongs where."""
        return Groups(self.families, self.boards, directory.models)


@dataclass(frozen=True, slots=True)
class Command:
    """A command: every platform offers it, and the terminal."""

    name: str
    options: tuple[Option, ...]
    answer: Callable[[Desk, Ask], Awaitable[Answer]]
    private: bool = False
    manages: bool = False

    @property
    def offer(self) -> Offer:
        """Return what a platform needs to offer it."""
        return Offer(self.name, self.options, self.private, self.manages)

    def usage(self) -> str:
        """Return how it is asked, e.g. `top [board] [count]`."""
        parts = (_usage(option) for option in self.options)
        return " ".join((self.name, *parts))


def _usage(option: Option) -> str:
    if option.of:
        return f"[{option.name}=…]"
    return f"<{option.name}>" if option.required else f"[{option.name}]"


NAMED = re.compile(r"([\w-]+)\s*=")
"""Where a value that is given by its name begins, as in `top=3`."""


def parse(command: Command, words_given: Sequence[str], desk: Desk, channel: str) -> Ask:
    """Return a question made of words, in the order of the command's options. Raises AskError."""
    left = list(words_given)
    given = _metric_at_the_end(command, left)
    named = {option.name for option in command.options if option.of}
    for option in command.options:
        if option.of or option.takes is Takes.METRIC:
            continue
        if option.rest and left:
            given[option.name], left = " ".join(left), []
        elif left:
            given[option.name] = left.pop(0)
        elif option.required:
            raise desk.error(
                "missing-word", command=command.name, option=option.name, usage=command.usage()
            )
    given |= by_place(command, words_given[:1], left)
    if left and named:
        given |= _by_name(desk, named, " ".join(left))
    elif left:
        raise desk.error(
            "too-many-words", command=command.name, name=left[0][:80], usage=command.usage()
        )
    return Ask(given, channel)


def _metric_at_the_end(command: Command, left: list[str]) -> dict[str, str]:
    """Return the metric that words end with, after any number of names; it is left no more."""
    needed = sum(option.required for option in command.options)
    for option in command.options:
        its_own = option.takes is Takes.METRIC and not option.of and len(left) > needed
        if its_own and left[-1].casefold() in option.choices:
            return {option.name: left.pop()}
    return {}


def by_place(command: Command, action: Sequence[str], left: list[str]) -> dict[str, str]:
    """Return what the words after an action give by their place; they are left no more."""
    given = {}
    for option in command.options:
        if option.placed and {*action} & {*option.of} and left and not NAMED.match(left[0]):
            given[option.name] = left.pop(0)
    return given


def _by_name(desk: Desk, named: Collection[str], text: str) -> dict[str, str]:
    """Return what `boards=trending, llm families=deep seek` gives, by name. Raises AskError."""
    before, *pieces = NAMED.split(text)
    given = {name: value.strip() for name, value in zip(pieces[::2], pieces[1::2], strict=True)}
    wrong = [
        before.strip(),
        *(name for name, value in given.items() if name not in named or not value),
    ]
    if any(wrong):
        name = next(filter(None, wrong))
        raise desk.error("unknown-wish", name=name[:80], names=", ".join(sorted(named)))
    return given


def values(given: str) -> list[str]:
    """Return the values of an option that takes many, in which commas stand between them."""
    return [value.strip() for value in given.split(",") if value.strip()] or [given.strip()]


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
