"""Small working fakes that the tests of several platforms share."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.commands import COMMANDS
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
    Row,
    Span,
    Suggestion,
    View,
)
from bot.ports import Reception
from bot.texts import languages, words


@dataclass
class NoDrawer:
    """Draws nothing, or the same picture whatever the figure."""

    picture: bytes | None = None
    drawn: list[Figure] = field(default_factory=list)

    async def draw(self, figure: Figure, within: float) -> bytes | None:  # noqa: ARG002
        self.drawn.append(figure)
        return self.picture


@dataclass
class OpenPlatform:
    """A platform that takes everything, and tells nobody of it."""

    name: str = "discord"
    is_ready: bool = True
    is_hearing: bool = True

    async def run(self, reception: Reception) -> None:  # noqa: ARG002
        """Bring no questions."""
        await asyncio.Event().wait()

    async def tell(self, person: Address, view: View) -> None:
        """Reach nobody."""

    async def post(
        self,
        to: Address,
        view: View,
        key: str,
        since: datetime | None = None,  # noqa: ARG002
    ) -> str:
        """Take a post by `taken`, if the channel is open."""
        await self.check(to)
        self.taken(to, view, key)
        return key

    def taken(self, to: Address, view: View, key: str) -> None:
        """Do nothing with a post."""

    async def edit(self, to: Address, receipt: str, view: View) -> None:
        """Take a change by `changed`, if the channel is open."""
        await self.check(to)
        self.changed(to, receipt, view)

    def changed(self, to: Address, receipt: str, view: View) -> None:
        """Do nothing with a change."""

    async def check(self, to: Address) -> None:
        """Be open."""

    async def examine(
        self,
        channels: Sequence[Address],
        kept: Mapping[str, str],  # noqa: ARG002
    ) -> Examined:
        """Find every channel open."""
        names = frozenset(its.id for its in channels)
        return Examined(asked=names, open=names)


@dataclass
class FakeReception:
    """Answers everything with one View, when it is told to."""

    view: View = field(default_factory=lambda: View((Span("Title"),), rows=(Row((Span("x"),)),)))
    go: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when an answer may be given."""
    asked: list[tuple[str, Ask, str]] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    closed: list[tuple[frozenset[str], str]] = field(default_factory=list)
    """Which channels and places it was told were left, and why."""
    opened: list[frozenset[str] | None] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    offers: Sequence[Offer] = tuple(command.offer for command in COMMANDS.values())
    languages: Sequence[str] = languages()

    async def refresh(self) -> None:
        """Know all there is."""

    def text(self, key: str, language: str) -> str:
        return words(language).text(key)

    async def language(self, channel: str) -> str:  # noqa: ARG002
        return "en"

    async def read(self, text: str, language: str) -> Question | View:  # noqa: ARG002
        command, *rest = text.split() or ["help"]
        return Question(command, {"name": " ".join(rest)} if rest else {})

    async def form(self, ask: Ask, language: str) -> Form | View:  # noqa: ARG002
        return self.view

    async def home(self, asker: Asker, language: str) -> Sequence[View]:  # noqa: ARG002
        return (self.view,)

    async def answer(self, command: str, ask: Ask, language: str) -> View:
        self.asked.append((command, ask, language))
        await self.go.wait()
        return self.view

    def suggest(self, option: Option, typed: str, language: str) -> Sequence[Suggestion]:
        return [
            Suggestion(f"{typed} {n} {option.name} {language}" + "😀" * 99, str(n))
            for n in range(40)
        ]

    async def left(self, where: Collection[str], reason: str = "refused-removed") -> None:
        self.closed.append((frozenset(where), reason))

    async def returned(self, where: Collection[str] | None) -> None:
        self.opened.append(None if where is None else frozenset(where))

    async def moved(self, channel: str, to: str) -> None:
        self.renamed.append((channel, to))

    async def recall(self, name: str) -> str:
        return self.kept.get(name, "")

    async def remembered(self, prefix: str) -> Mapping[str, str]:
        return {name: value for name, value in self.kept.items() if name.startswith(prefix)}

    async def remember(self, name: str, value: str) -> None:
        if value:
            self.kept[name] = value
        else:
            self.kept.pop(name, None)
