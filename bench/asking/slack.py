"""The tests' Slack, over Socket Mode or HTTP: commands and presses, each acknowledged first.

Timed from the delivery to the acknowledgement, and to the answer at the response_url. The workspace
did not give `files:write`: what a chart takes is timed by itself, and an answer here is its words.
"""

import random
import socket
from collections.abc import Iterable
from contextlib import closing, suppress
from typing import Literal

from bench.asking.kinds import AUTOCOMPLETE, FAMILIES, PRESS, Question
from bench.asking.process import Process
from bench.asking.town import PEOPLE, Answer, Town
from tests.slack_server import Person, Reply, Slack
from tests.slack_server.checks.flaw import Flaw
from tests.slack_server.errors import RefusedError
from tests.slack_server.world import SCOPES

PATIENCE = 60.0
"""Seconds that an acknowledgement is waited for: those after three are counted, not cut off."""


WITHOUT_CHARTS = tuple(scope for scope in SCOPES if scope != "files:write")


class Unhurried(Slack):
    """Checks answers once nobody waits any more: a check takes longer than many an answer."""

    def __init__(self, mode: Literal["socket", "http"], request_url: str) -> None:
        super().__init__(mode, request_url=request_url)
        self._unchecked: list[tuple[str, Iterable[Flaw]]] = []

    def complain(self, where: str, flaws: Iterable[Flaw]) -> None:
        self._unchecked.append((where, flaws))

    def check(self) -> None:
        """Note what is wrong with all that came until now."""
        for where, flaws in self._unchecked:
            with suppress(RefusedError):  # it is noted
                super().complain(where, flaws)
        self._unchecked.clear()


class OnSlack(Town):
    """A workspace with one channel."""

    floor, lacks = "slack", AUTOCOMPLETE

    def __init__(self, mode: Literal["socket", "http"]) -> None:
        self._port = free_port()
        self._slack = Unhurried(mode, f"http://127.0.0.1:{self._port}/slack/events")
        super().__init__(self._slack)
        self._slack.patience = self._slack.deadline = PATIENCE
        self._workspace = self._slack.add_workspace(scopes=WITHOUT_CHARTS)
        self._people = [self._slack.person(self._workspace, f"person-{n}") for n in range(PEOPLE)]
        self._channel = self._slack.add_channel(self._workspace, "news", creator=self._people[0])
        self._dice = random.Random(5)
        self._pressable: list[tuple[Person, Reply, str]] = []
        """Answers with a button: who sees them, and which it is."""

    @property
    def access(self) -> dict[str, str]:
        slack = self._slack
        access = {"SLACK_BOT_TOKEN": self._workspace.bot_token, "OVERTAKE_SLACK_API": slack.url}
        if slack.mode == "socket":
            return access | {"SLACK_APP_TOKEN": slack.app_token}
        return access | {
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "OVERTAKE_SLACK_PORT": str(self._port),
        }

    @property
    def problems(self) -> list[str]:
        self._slack.check()
        return self._slack.problems

    async def ready(self, bot: Process) -> None:
        """Wait until it is connected, and have some answers whose buttons can be pressed."""
        await bot.says("connected", 30)
        for number, family in enumerate(FAMILIES):
            await self.one(number, Question("", "rank", {"name": f"{family}x"}))
        assert self._pressable, "no near miss was answered with a button"

    async def one(self, number: int, its: Question) -> Answer:
        if its.kind == PRESS:
            person, on, button = self._dice.choice(self._pressable)
            reply = await person.press(on, button)
        else:
            words = [] if its.line == "rank" else [its.line]
            line = " ".join(("/rank", *words, *its.given.values()))
            person = self._people[number]
            reply = await person.ask(self._channel, line)
            self._keep(person, reply)
        return Answer(reply.took, reply.visible_after)

    def _keep(self, person: Person, reply: Reply) -> None:
        """Remember an answer's first button, so that it can be pressed."""
        for block in reply.payload.get("blocks") or ():
            for its in block.get("elements") or ():
                if its["type"] == "button":
                    self._pressable.append((person, reply, its["action_id"]))
                    return


def free_port() -> int:
    """Return a port that nobody listens at."""
    with closing(socket.socket()) as its:
        its.bind(("127.0.0.1", 0))
        return int(its.getsockname()[1])
