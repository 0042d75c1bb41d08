"""The pictures of answers and posts: waited for by a post, added to an answer that is given."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import discord

from adapters.platforms.discord.permissions import lacking
from adapters.platforms.discord.refusals import FAILURES
from adapters.platforms.discord.render import Message, render
from bot.model import Figure, View
from bot.ports import Drawer

AT_ONCE = 0.0
"""Seconds that an answer waits for its picture: none, it is added afterwards."""
FOR_POSTS = FOR_ANSWERS = 10.0
"""Seconds that a post waits for its picture, and that a given answer has for it (ours)."""
AT_A_TIME = 3
"""Posts whose pictures are drawn; the others wait: a drawer that is asked for too many at once
draws no more (ours)."""
MOST = 50
"""Answers whose pictures are waited for; one more is left as it is (ours)."""
Change = Callable[[Message], Awaitable[object]]
"""Shows another message in an answer's place."""


def takes_files(found: object) -> bool:
    """Return whether a channel takes a post with a picture, as far as it is known.

    A post that will be refused anyhow is not to be refused twice: it counts towards a ban.
    """
    if not isinstance(found, discord.abc.GuildChannel | discord.Thread):
        return True
    try:
        allowed = found.permissions_for(found.guild.me)
    except discord.ClientException:  # a thread whose channel is not known here
        return True
    return not lacking(allowed, in_thread=isinstance(found, discord.Thread))


class InTime:
    """Has the pictures of posts drawn, a few at a time."""

    def __init__(self, drawer: Drawer) -> None:
        """Have them drawn by somebody."""
        self.drawer = drawer
        self._turn = asyncio.Semaphore(AT_A_TIME)

    async def draw(self, figure: Figure) -> bytes | None:
        """Return a figure as a PNG, None where it is not there in time, its turn included."""
        with suppress(TimeoutError):
            async with asyncio.timeout(FOR_POSTS), self._turn:
                return await self.drawer.draw(figure, FOR_POSTS)
        return None


class Later:
    """Adds pictures to answers that were given without; one that fails is silent."""

    def __init__(self, drawer: Drawer) -> None:
        """Have them drawn by somebody."""
        self.drawer = drawer
        self._adding: dict[int, asyncio.Task[None]] = {}
        """By the ids of the messages that they go to."""

    async def at_once(self, view: View) -> bytes | None:
        """Return a view's picture if it is there already."""
        return await self.drawer.draw(view.figure, AT_ONCE) if view.figure else None

    def add(self, number: int, view: View, change: Change) -> None:
        """Show a message with its picture as soon as that is drawn, unless too many wait."""
        self.forget(number)
        if len(self._adding) >= MOST:
            return
        task = asyncio.create_task(self._add(view, change))
        self._adding[number] = task
        task.add_done_callback(lambda done: self._end(number, done))

    async def _add(self, view: View, change: Change) -> None:
        picture = await self.drawer.draw(view.figure, FOR_ANSWERS) if view.figure else None
        if picture is not None:
            with suppress(*FAILURES):  # gone, too late, too large: the text says everything
                await change(render(view, picture))

    def _end(self, number: int, done: asyncio.Task[None]) -> None:
        if self._adding.get(number) is done:
            del self._adding[number]

    def forget(self, number: int) -> None:
        """Add nothing more to a message: it shows another answer."""
        if task := self._adding.pop(number, None):
            task.cancel()

    def close(self) -> None:
        """Add nothing more to any message."""
        for number in tuple(self._adding):
            self.forget(number)
