"""What can be asked, and who asks: the words in which a platform offers the commands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.model.channels import Line


class Takes(StrEnum):
    """What an option takes; a platform with autocomplete offers by it."""

    NAME = "name"
    """A model, family or organisation."""
    FAMILY = "family"
    BOARD = "board"
    METRIC = "metric"
    RULE = "rule"
    LANGUAGE = "language"
    RHYTHM = "rhythm"
    NUMBER = "number"
    EVENT = "event"
    """The number of an event."""
    CLAIM = "claim"
    """What a receipt is asked of: the number of an event, a name, or a day."""
    WORD = "word"
    """One of its choices."""
    ACTION = "action"
    """What is to be done; a platform with subcommands offers one for each choice."""


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
    many: bool = False
    """It takes several values, with commas between them."""
    placed: bool = False
    """Among words it is known by its place: after the action, in the order of the options."""
    of: tuple[str, ...] = ()
    """The actions that it belongs to; it is then given by name, as in `top=3`."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A command as a platform offers it; what it says of it is in `bot/texts`."""

    name: str
    options: tuple[Option, ...]
    private: bool = False
    """Its answers are for the asker alone."""
    manages: bool = False
    """It is for those who may change a channel's alerts."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a line of words asks for."""

    command: str
    given: Mapping[str, str]
    note: Line = ()
    """How the words were read, where they were not quite a command."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and what the platform knows of the place; by default whoever runs the program."""

    person: str = ""
    """The platform's name and its id for a person, e.g. `discord:42`; nothing else is known."""
    may_manage: bool = True
    """Whether they may change the channel's alerts (SPEC 6)."""
    may_show: bool = True
    """Whether they may write in the channel, and so have an answer shown there."""
    is_member: bool = True
    """Whether the bot is a member of the place, and not only asked there."""
    lacks: tuple[str, ...] = ()
    """The permissions that the bot would need to post there and does not have, by key."""
    language: str = ""
    """The language of the place, for the alerts that are turned on there; empty if not known."""
    place: str = ""
    """Where they ask, as a subscription has it."""
    sees: frozenset[str] | None = None
    """The channels whose alerts they may see, None for all."""
    hidden: frozenset[str] = frozenset()
    """The channels of the place that they may not see; one that is gone is no secret."""
    invite: str = ""
    """What somebody types to have the bot in the channel; empty where it is in, or need not be."""
    prefix: str = ""
    """The platform's one command, where all are words after it, e.g. `/rank`."""
    at_prompt: bool = False
    """They type a command and its words, as at the prompt of the demo."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question as it was asked."""

    given: Mapping[str, str] = field(default_factory=dict)
    """By option name; what was not given is not there."""
    channel: str = "console"
    asker: Asker = Asker()
    show: bool = False
    """Whether an answer that is for the asker alone is to be shown to the channel."""
