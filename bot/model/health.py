"""How the bot is: what was seen of it at one look, and what is to be said of that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.model.channels import DeliveryState
from bot.model.steps import Step


@dataclass(frozen=True, slots=True)
class Link:
    """A platform's connection at one look."""

    platform: str
    """The platform's name, as in a channel's: `discord`."""
    is_ready: bool
    is_hearing: bool
    lost_at: datetime | None = None
    """Since when it has not been both, None while it is."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """A sign of life: whoever wrote it was well enough to look, then."""

    at: datetime
    pid: int
    """The process that lives."""
    version: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Vitals:
    """What the database knows of how the bot is."""

    last_good: Mapping[str, datetime] = field(default_factory=dict)
    """When the last good snapshot of each board was taken."""
    waiting_since: datetime | None = None
    """When the oldest post was written that waits for a platform, None if none does."""
    posts: Mapping[DeliveryState, int] = field(default_factory=dict)
    subscriptions: int = 0
    failed_write: str = ""
    """Why the last write that was tried failed, empty if it did not, or a while ago."""


@dataclass(frozen=True, slots=True)
class Health:
    """All that is known of how the bot is at one moment."""

    pulse: Pulse
    vitals: Vitals | None
    """None where the database does not answer."""
    trouble: str = ""
    """Why it does not."""
    due: datetime | None = None
    """When the last snapshot was due that should be there by now, None if none was."""
    steps: Mapping[Step, int] = field(default_factory=dict)
    """How often each was logged since the start."""
    database_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """What was found of one thing that must be well, and the sentence of `bot/texts` on it."""

    name: str
    is_well: bool
    key: str
    given: Mapping[str, str | int | tuple[str, ...]] = field(default_factory=dict)
    """Its words; several names are said as a language lists them."""
