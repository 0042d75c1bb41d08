"""What is asked of a platform, and what a platform asks of the core."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model import (
    Address,
    Ask,
    Asker,
    Examined,
    Figure,
    Form,
    Offer,
    Option,
    Question,
    Suggestion,
    View,
)


class Reception(Protocol):
    """Where a platform takes what its people ask, and what becomes of its channels."""

    offers: Sequence[Offer]
    """The commands, in the order in which they are shown."""
    languages: Sequence[str]

    async def refresh(self) -> None:
        """Learn what can be asked for: at the start and after each reading of the Hub."""

    def text(self, key: str, language: str) -> str:
        """Return a sentence of `bot/texts`. Raises KeyError."""

    async def language(self, channel: str) -> str:
        """Return the language of a channel's alerts, or the one that is set for all."""

    async def read(self, text: str, language: str) -> Question | View:
        """Return what a line of words asks for, a near miss corrected; or what is wrong with it."""

    async def answer(self, command: str, ask: Ask, language: str) -> View:
        """Return what an asker is to see, whatever goes wrong; never raises."""

    async def form(self, ask: Ask, language: str) -> Form | View:
        """Return a channel's alerts to be filled in, or why this asker can't; never raises."""

    async def home(self, asker: Asker, language: str) -> Sequence[View]:
        """Return the parts of the page that is the bot's own, where there is one; never raises."""

    def suggest(self, option: Option, typed: str, language: str) -> Sequence[Suggestion]:
        """Return what an option may be given that begins or looks like what was typed."""

    async def left(self, where: Collection[str], reason: str = "refused-removed") -> None:
        """Pause the alerts of channels, or of all channels of a place, that are closed to the bot.

        The reason is the key of a sentence in `bot/texts`.
        """

    async def returned(self, where: Collection[str] | None) -> None:
        """Try what a refusal paused: channels, all of a place, or all; what is open goes on."""

    async def moved(self, channel: str, to: str) -> None:
        """Take a channel's alerts and posts to the name that it has now."""

    async def recall(self, name: str) -> str:
        """Return what was remembered under a name, or nothing."""

    async def remembered(self, prefix: str) -> Mapping[str, str]:
        """Return all that was remembered under names that begin so."""

    async def remember(self, name: str, value: str) -> None:
        """Keep a value under a name; an empty one is forgotten."""


class Drawer(Protocol):
    """Who draws the charts: one for all platforms."""

    async def draw(self, figure: Figure, within: float) -> bytes | None:
        """Return a figure as a PNG; None where it is not there within so many seconds.

        It is then drawn all the same, unless too many wait already, and is there the next time.
        Never raises.
        """


class Platform(Protocol):
    """Where people are: a platform that can be posted to, and that brings their questions."""

    name: str
    """The part of a channel's name before the colon."""

    @property
    def is_ready(self) -> bool:
        """Whether it is connected, so that a post is worth a try."""

    @property
    def is_hearing(self) -> bool:
        """Whether what people ask reaches it at this moment."""

    async def run(self, reception: Reception) -> None:
        """Connect, offer the commands, and bring what people ask to the reception; never ends."""

    async def tell(self, person: Address, view: View) -> None:
        """Show a view to one person, where that is possible; never raises."""

    async def post(self, to: Address, view: View, key: str, since: datetime | None = None) -> str:
        """Post a view and return the platform's name for the message; may raise PostError.

        Under its key a post that may have arrived `since` then is known again, where that is
        possible; what has no key is sent once.
        """

    async def edit(self, to: Address, receipt: str, view: View) -> None:
        """Show another view in a message of ours, by the name that `post` gave.

        Doing it twice changes nothing more. A message that is gone stays gone, and that is no
        error. May raise PostError.
        """

    async def check(self, to: Address) -> None:
        """Return if a post would be taken there; else raise PostError."""

    async def examine(self, channels: Sequence[Address], kept: Mapping[str, str]) -> Examined:
        """Look at tokens, rights and these channels, by single requests; never raises.

        Whether or not it is connected, and nothing is changed. `kept` is all that was remembered.
        """
