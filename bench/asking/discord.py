"""The tests' Discord: commands and autocompletion, timed from the gateway to the callback."""

import asyncio
import time

from bench.asking.kinds import PRESS, Question
from bench.asking.process import Process
from bench.asking.town import PEOPLE, Answer, Town
from tests.discord_server import Discord


class OnDiscord(Town):
    """A server with one channel; what acknowledges a question is its answer."""

    floor, lacks = "discord", PRESS

    def __init__(self) -> None:
        self._discord = Discord()
        super().__init__(self._discord)
        self._channel = self._discord.add_channel(self._discord.add_guild())
        self._people = [self._discord.person(f"person-{n}") for n in range(PEOPLE)]

    @property
    def access(self) -> dict[str, str]:
        return {"DISCORD_TOKEN": self._discord.token, "OVERTAKE_DISCORD_API": self._discord.url}

    @property
    def problems(self) -> list[str]:
        return self._discord.problems

    async def ready(self, bot: Process) -> None:  # noqa: ARG002 - Discord itself knows
        await self._discord.ready()
        async with asyncio.timeout(30):
            while not self._discord.commands:  # noqa: ASYNC110 - what the program does
                await asyncio.sleep(0.05)

    async def one(self, number: int, its: Question) -> Answer:
        person, sent = self._people[number], time.monotonic()
        if its.typed:
            await person.complete(self._channel, its.line, "name", its.typed)
            took = time.monotonic() - sent
        else:
            reply = await person.ask(self._channel, its.line, **its.given)  # type: ignore[arg-type]
            took = reply.took
        return Answer(took, took)
