"""People who ask by schedule, whether the questions before are answered or not."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from bench.asking.kinds import Question
from bench.asking.process import Process

A_SECOND = 50
PEOPLE = 400
"""So many that nobody asks more than their allowance of 20 a minute."""


@dataclass(frozen=True)
class Answer:
    """How soon somebody was answered, in seconds."""

    acknowledged: float
    seen: float


@dataclass(frozen=True)
class Asked:
    """What became of a question."""

    kind: str
    at: float
    """When it was to be sent, by the monotonic clock."""
    late: float
    """Seconds that it was sent late by: the bench's own fault."""
    took: Answer


class Town(ABC):
    """A platform with people in it; a program is given `access` to it."""

    floor: str
    """The platform that the bare bot of `floors` is for."""
    lacks: str
    """A kind of question that people can't ask here."""

    def __init__(self, platform: AbstractAsyncContextManager[object]) -> None:
        self.platform = platform
        self.asked: list[Asked] = []
        self.failed: list[str] = []

    @property
    @abstractmethod
    def access(self) -> dict[str, str]:
        """What a program has to know, once the platform has started."""

    @property
    @abstractmethod
    def problems(self) -> list[str]:
        """What the platform found wrong."""

    @abstractmethod
    async def ready(self, bot: Process) -> None:
        """Return once the program can be asked."""

    @abstractmethod
    async def one(self, number: int, its: Question) -> Answer:
        """Let one of the people ask."""

    async def ask(self, asking: Iterator[Question], until: Callable[[float], bool]) -> list[Asked]:
        """Ask so many a second until told to stop, then wait for the last answer."""
        self.asked, started, number = [], time.monotonic(), 0
        async with asyncio.TaskGroup() as group:
            while not until(number / A_SECOND):
                at = started + number / A_SECOND
                await asyncio.sleep(max(at - time.monotonic(), 0))
                group.create_task(self._ask(number % PEOPLE, next(asking), at))
                number += 1
        return self.asked

    async def _ask(self, person: int, its: Question, at: float) -> None:
        sent = time.monotonic()
        try:
            took = await self.one(person, its)
        except Exception as error:  # noqa: BLE001 - whatever it was, it is counted
            self.failed.append(f"{its}: {error!r}")
            took = Answer(time.monotonic() - sent, time.monotonic() - sent)
        self.asked.append(Asked(its.kind, at, sent - at, took))
