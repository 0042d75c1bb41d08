"""An interaction: sent to the bot, answered at its own routes, and seen by whoever asked."""

import asyncio
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.discord_server.errors import RefusedError
from tests.discord_server.requests import File, Request, needed
from tests.discord_server.world import Channel, Json, Message

if TYPE_CHECKING:
    from tests.discord_server.people import Person
    from tests.discord_server.server import Discord

COMMAND, COMPONENT, AUTOCOMPLETE = 2, 3, 4
SAY, DEFER, DEFER_UPDATE, UPDATE, CHOICES = 4, 5, 6, 7, 8
FITTING = {
    COMMAND: {SAY, DEFER},
    COMPONENT: {SAY, DEFER, DEFER_UPDATE, UPDATE},
    AUTOCOMPLETE: {CHOICES},
}
FIRST_ANSWER, FOLLOW_UPS = 3.0, 900.0  # seconds


@dataclass(eq=False)
class Interaction:
    """One question, click or choice of a person, and all that came of it."""

    id: str
    kind: int
    person: "Person"
    channel: Channel
    sent: float
    """By the monotonic clock, as are all times that people wait."""
    began: float
    """By the clock of this Discord, which a test may move."""
    clicked: Message | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    answer: int | None = None
    """The type of the first answer."""
    answered: float = 0.0
    visible: float = 0.0
    """When there was something to read."""
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    choices: list[Json] = field(default_factory=list)
    dead: bool = False
    """Nobody answered in time."""
    _changed: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    @property
    def deferred(self) -> bool:
        return self.answer in {DEFER, DEFER_UPDATE}

    @property
    def settled(self) -> bool:
        """Whether there was ever something to read."""
        return bool(self.visible)

    @property
    def over(self) -> bool:
        """Whether nobody waits any longer: there is something to read, or it was taken away."""
        return self.settled or (self.original is not None and self.original.deleted)

    def changed(self) -> None:
        self._changed.set()

    def saw(self) -> None:
        """There is something to read now."""
        self.visible = self.visible or time.monotonic()
        self.changed()

    async def wait(self, what: str, seconds: float) -> bool:
        """Wait until `answer`, `over` or `settled` holds; False after so long."""
        try:
            async with asyncio.timeout(seconds):
                while getattr(self, what) in {None, False} and not self.dead:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            return False
        return not self.dead


class Interactions:
    """The routes that answer an interaction."""

    def __init__(self, discord: "Discord") -> None:
        self._discord = discord
        self._by_id: dict[str, Interaction] = {}
        self._by_token: dict[str, Interaction] = {}

    def new(
        self, kind: int, person: "Person", channel: Channel, clicked: Message | None = None
    ) -> Interaction:
        number, clock = self._discord.new_id(), self._discord.clock()
        its = Interaction(number, kind, person, channel, time.monotonic(), clock, clicked)
        self._by_id[its.id] = self._by_token[its.token] = its
        return its

    # --- the first answer

    def callback(self, request: Request) -> Json | None:
        its = self._by_id.get(request.parts["interaction_id"])
        if its is None or its.token != request.parts["interaction_token"]:
            raise RefusedError(10062)
        if its.answer is not None:
            raise RefusedError(40060)
        if its.dead or self._discord.clock() - its.began > FIRST_ANSWER:
            its.dead = True
            its.changed()
            raise RefusedError(10062)
        body = needed(request)
        if body.get("type") not in FITTING[its.kind]:
            self._discord.problems.append(
                f"{request.route}: an answer of type {body.get('type')} to an interaction of"
                f" type {its.kind}"
            )
            raise RefusedError(50035)
        self._answer(its, body["type"], body.get("data") or {}, request.files)
        if request.query.get("with_response", "false").lower() in {"1", "true"}:
            return self._response(its)
        return None

    def _answer(self, its: Interaction, kind: int, data: Json, files: Sequence[File]) -> None:
        its.answered = time.monotonic()
        if kind in {SAY, DEFER}:
            its.original = self._store(its, data, files, loading=kind == DEFER)
        elif kind in {UPDATE, DEFER_UPDATE}:
            its.original = its.clicked
            if kind == UPDATE and its.clicked:
                self._discord.edit(its.clicked, data, files)
        else:
            its.choices = data.get("choices") or []
        its.answer = kind
        if kind in {SAY, UPDATE, CHOICES}:
            its.saw()
        its.changed()

    def _response(self, its: Interaction) -> Json:
        told: Json = {"id": its.id, "type": its.kind}
        if its.original:
            told |= {
                "response_message_id": its.original.id,
                "response_message_loading": its.original.loading,
                "response_message_ephemeral": its.original.ephemeral,
                "channel_id": its.channel.id,
            }
            if its.channel.guild_id:
                told["guild_id"] = its.channel.guild_id
        if its.answer in {SAY, UPDATE} and its.original:
            resource = {"type": its.answer, "message": its.original.shown}
            return {"interaction": told, "resource": resource}
        return {"interaction": told}

    def _store(
        self, its: Interaction, data: Json, files: Sequence[File], *, loading: bool = False
    ) -> Message:
        return self._discord.store(its.channel, data, files, asked=its.person, loading=loading)

    # --- later answers

    def _later(self, request: Request) -> Interaction:
        its = self._by_token.get(request.parts["webhook_token"])
        if its is None or request.parts["webhook_id"] != self._discord.application_id:
            raise RefusedError(50027)
        if its.dead or self._discord.clock() - its.began > FOLLOW_UPS:
            raise RefusedError(50027)
        if its.answer is None:
            raise RefusedError(10015)
        return its

    def _message(self, request: Request) -> tuple[Interaction, Message]:
        its = self._later(request)
        wanted = request.parts.get("message_id")
        mine = [*its.followups, *([its.original] if its.original else [])]
        found = its.original if wanted is None else None
        found = found or next((each for each in mine if each.id == wanted), None)
        if found is None or found.deleted:
            raise RefusedError(10008)
        return its, found

    def follow_up(self, request: Request) -> Json:
        """A further message; the first after a deferral takes the place of "…is thinking"."""
        its, body = self._later(request), needed(request)
        if its.answer == DEFER and its.original and its.original.loading:
            return self._fill(its, its.original, body, request.files).shown
        message = self._store(its, body, request.files)
        its.followups.append(message)
        its.saw()
        return message.shown

    def get(self, request: Request) -> Json:
        return self._message(request)[1].shown

    def edit(self, request: Request) -> Message:
        its, message = self._message(request)
        return self._fill(its, message, needed(request), request.files)

    def _fill(
        self, its: Interaction, message: Message, body: Json, files: Sequence[File]
    ) -> Message:
        self._discord.edit(message, body, files)
        its.saw()
        return message

    def delete(self, request: Request) -> None:
        its, message = self._message(request)
        self._discord.delete(message)
        its.changed()
