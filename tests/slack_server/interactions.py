"""What a person did, and what they get to see of it."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.slack_server.errors import RefusedError
from tests.slack_server.world import Channel, Message

if TYPE_CHECKING:
    from tests.slack_server.people import Person
    from tests.slack_server.server import Slack
    from tests.slack_server.views import Modal

TRIGGER = 3.0  # seconds that a trigger_id is good for
HOOK = 30 * 60.0  # seconds that a response_url is good for
USES = 5  # of a response_url


@dataclass(eq=False)
class Interaction:
    """One command, press, choice or submission."""

    person: "Person"
    channel: Channel | None
    pressed: Message | None
    view: "Modal | None"
    trigger: str
    hook: str
    """The path of the response_url."""
    at: float
    """When it was done, by the clock that triggers and hooks are measured with."""
    sent: float = field(default_factory=time.monotonic)
    acknowledged: float | None = None
    seen_at: float | None = None
    ack_body: Any = None
    messages: list[Message] = field(default_factory=list)
    """What there was to see, in the order in which it came first."""
    modal: "Modal | None" = None
    """The view that stands open because of it."""
    uses: int = 0
    exchanged: bool = False
    """Whether the trigger_id was used."""
    seen: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def shows(self, what: "Message | Modal") -> None:
        """There is something to see."""
        if isinstance(what, Message):
            if what not in self.messages:
                self.messages.append(what)
        else:
            self.modal = what
        if self.seen_at is None:
            self.seen_at = time.monotonic()
        self.seen.set()


class Interactions:
    """All of them, by their trigger and their response_url."""

    def __init__(self, slack: "Slack", clock: Callable[[], float]) -> None:
        self._slack, self._clock = slack, clock
        self.all: list[Interaction] = []
        self.front = ""
        """What response_urls begin with instead of Slack's own address: a relay's."""

    def new(
        self,
        person: "Person",
        channel: Channel | None,
        *,
        pressed: Message | None = None,
        view: "Modal | None" = None,
    ) -> Interaction:
        kind = "commands" if pressed is None else "actions"
        number = self._slack.new_id.number()
        hook = f"{kind}/{person.workspace.id}/{number}/{secrets.token_hex(12)}"
        trigger = self._slack.new_id.trigger()
        its = Interaction(person, channel, pressed, view, trigger, hook, self._clock())
        self.all.append(its)
        return its

    def response_url(self, its: Interaction) -> str:
        return f"{self.front or self._slack.root}/{its.hook}"

    def exchange(self, trigger: str) -> Interaction:
        """Whoever the trigger_id is of; it is good for three seconds, and once."""
        its = next((each for each in self.all if each.trigger == trigger), None)
        if its is None:
            raise RefusedError("invalid_trigger_id")
        if its.exchanged:
            raise RefusedError("exchanged_trigger_id")
        if self._clock() - its.at > TRIGGER:
            raise RefusedError("expired_trigger_id")
        its.exchanged = True
        return its

    def hooked(self, path: str) -> Interaction:
        """Whoever the response_url is of; it is good for half an hour, and five times."""
        its = next((each for each in self.all if each.hook == path), None)
        if its is None or self._clock() - its.at > HOOK:
            raise RefusedError("expired_url")
        if its.uses >= USES:
            raise RefusedError("used_url")
        its.uses += 1
        return its

    def _unseen(self, person: "Person") -> Interaction | None:
        """This person's last interaction, if nothing came of it yet."""
        of_theirs = [each for each in self.all if each.person is person]
        return of_theirs[-1] if of_theirs and of_theirs[-1].seen_at is None else None

    def appeared(self, message: Message) -> None:
        """A message for one person alone: an answer to what they did last."""
        person = message.seen_by or message.channel.person
        if person and (its := self._unseen(person)):
            its.shows(message)

    def changed(self, what: "Message | Modal") -> None:
        """Something changed that somebody pressed or has before them."""
        for its in self.all:
            if its.seen_at is None and what in (its.pressed, its.view):
                its.shows(what)
        if not isinstance(what, Message) and (last := self._unseen(what.person)):
            last.shows(what)
