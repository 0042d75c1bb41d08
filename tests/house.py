"""A reception with a fake platform and a clock of its own, after two days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.commands.ask import Desk
from bot.model import Address, Ask, Asker, Option, Step, Subscription, View
from bot.ports import PostError
from bot.reception import DeskReception
from bot.texts import plain
from tests.fakes import OpenPlatform
from tests.make import BOARDS, FAMILIES, Machine, day, model, moment, names

HERO, RIVAL = "Qwen/Qwen4-8B", "meta-llama/Llama-5"
HERE = "discord:1"


@dataclass
class Doors(OpenPlatform):
    """A platform whose channels are open, but for those that have a refusal."""

    refusals: dict[str, PostError] = field(default_factory=dict)
    posted: list[tuple[str, View, str]] = field(default_factory=list)
    told: list[tuple[Address, View]] = field(default_factory=list)
    """Who was told what in person."""

    def taken(self, to: Address, view: View, key: str) -> None:
        self.posted.append((to.id, view, key))

    async def tell(self, person: Address, view: View) -> None:
        self.told.append((person, view))

    async def check(self, to: Address) -> None:
        if refusal := self.refusals.get(to.id):
            raise refusal


@dataclass
class House:
    """A reception, the platform that it serves, its clock and its log."""

    overtake: Machine
    platform: Doors = field(default_factory=Doors)
    now: datetime = field(default_factory=lambda: moment("05-03"))
    log: list[tuple[Step, Mapping[str, str | float | None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        platforms = {"discord": self.platform, "slack": self.platform}
        self.reception = DeskReception(self.desk, platforms, self.note)

    def desk(self, language: str) -> Desk:
        boards = {board.name: board for board in BOARDS}
        return Desk(self.overtake.store, FAMILIES, boards, self.now, language)

    def note(self, step: Step, **facts: str | float | None) -> None:
        self.log.append((step, facts))

    async def ask(
        self,
        command: str,
        asker: Asker | None = None,
        language: str = "en",
        *,
        show: bool = False,
        channel: str = HERE,
        **given: str,
    ) -> View:
        ask = Ask(given, channel, asker or Asker(), show=show)
        return await self.reception.answer(command, ask, language)

    async def put(self, command: str, given: Mapping[str, str], language: str = "en") -> View:
        return await self.reception.answer(command, Ask(given, HERE), language)

    async def said(self, command: str, asker: Asker | None = None, **given: str) -> str:
        ask = Ask(given, HERE, asker or Asker())
        return text(await self.reception.answer(command, ask, "en"))

    def offered(self, option: Option, typed: str, language: str = "en") -> list[str]:
        return [its.value for its in self.reception.suggest(option, typed, language)]

    async def alerts(self, channel: str = HERE) -> Subscription:
        found = await self.overtake.store.subscription(channel)
        assert found
        return found


def text(view: View) -> str:
    return "\n".join(map(plain, (view.title, *(row.line for row in view.rows))))


async def after_two_days(overtake: Machine) -> House:
    """Two days; on the second Qwen4-8B is the leader."""
    rows = [model(HERO, likes=900), model(RIVAL, likes=400)]
    first = day("05-01", *rows, trending=[*names(28), RIVAL, HERO])
    second = day("05-02", *rows, trending=[HERO, RIVAL, *names(28)])
    await overtake.take(first, second)
    its = House(overtake)
    await its.reception.refresh()
    return its
