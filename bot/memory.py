"""What question after question asks for, read once for each reading of the Hub.

Only a reading of the Hub changes what the store answers about days; the next one drops all of it.
"""

import asyncio
from collections.abc import Callable, Coroutine, Hashable, Iterable
from typing import Any, Protocol, TypeVar, TypeVarTuple, cast

from rapidfuzz import utils

from bot.directory import Directory
from bot.model import Model
from bot.ports import Store

MOST = 500
"""Answers that are kept; what was asked for longest ago goes first. A board's day is some 40 kB."""

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Index:
    """Finds models by what people type: by name however it is written, and what looks like it."""

    def __init__(self, directory: Directory) -> None:
        """Read a directory through; of 25,000 models this takes a tenth of a second."""
        self.directory = directory
        self._by_own_name: dict[str, list[int]] = {}
        for model in directory.models.values():
            self._by_own_name.setdefault(_own(model.name).casefold(), []).append(model.key)
        self._former: dict[str, set[int]] = {}
        for (_, known), key in directory.by_name.items():
            if known != directory.models[key].name:
                self._former.setdefault(known.casefold(), set()).add(key)
        self.compared = as_compared(model.name for model in directory.models.values())
        """Every name, and what a typed one is compared with."""

    def named(self, name: str) -> list[Model]:
        """Return the models that have this casefolded name."""
        called_so = self.by_own_name(_own(name))
        return [model for model in called_so if model.name.casefold() == name]

    def formerly(self, name: str) -> list[Model]:
        """Return the models that once had this casefolded name."""
        return self._models(sorted(self._former.get(name, ())))

    def by_own_name(self, name: str) -> list[Model]:
        """Return the models whose publishers call them by this casefolded name."""
        return self._models(self._by_own_name.get(name, ()))

    def _models(self, keys: Iterable[int]) -> list[Model]:
        return [self.directory.models[key] for key in keys]


def _own(name: str) -> str:
    """Return a name without its publisher."""
    return name.rpartition("/")[2]


def as_compared(names: Iterable[str]) -> dict[str, str]:
    """Return names with what is compared of each: without its publisher, and simply written."""
    return {name: utils.default_process(_own(name)) for name in names}


async def load_directory(store: Store) -> Directory:
    """Return every model ever seen, findable by every name it had."""
    directory = Directory()
    directory.learn(await store.models())
    current = dict(directory.by_name)
    for kind, name, key in await store.names():
        directory.by_name[kind, name] = key
    directory.by_name.update(current)
    return directory


class Memory:
    """Keeps what was read until the Hub was read anew."""

    def __init__(self, store: Store) -> None:
        """Know nothing yet."""
        self.store = store
        self._reading = -1
        self._kept: dict[Hashable, asyncio.Task[Any]] = {}
        self._index = Index(Directory())

    async def directory(self) -> Directory:
        """Return every model ever seen."""
        return await self.kept("directory", self._load)

    async def _load(self) -> Directory:
        directory = await load_directory(self.store)
        self._index = await asyncio.to_thread(Index, directory)  # questions go on meanwhile
        return directory

    def index(self, directory: Directory) -> Index:
        """Return what finds the models of a directory."""
        if self._index.directory is not directory:
            self._index = Index(directory)
        return self._index

    async def of(self, question: Callable[[*Ts], Coroutine[Any, Any, T]], *given: *Ts) -> T:
        """Return what a question to the store answers, which is about days and nothing else."""
        return await self.kept((question.__name__, *given), lambda: question(*given))

    async def kept(self, name: Hashable, read: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return what was read under a name since the Hub was, or read it; whoever asks waits."""
        reading = await self.store.last_reading()
        if reading != self._reading:
            self._reading, self._kept = reading, {}
        kept = self._kept  # what is being read when another reading comes is not kept for that one
        reading_it = kept.pop(name, None) or asyncio.create_task(read())
        kept[name] = reading_it  # at the end
        while len(kept) > MOST:
            del kept[next(iter(kept))]
        try:
            return cast("T", await asyncio.shield(reading_it))
        except Exception:
            kept.pop(name, None)
            raise


class Desk(Protocol):
    """Where questions are answered (`bot.commands.ask.Desk`)."""

    @property
    def store(self) -> Store:
        """The database."""

    @property
    def memory(self) -> Memory | None:
        """What was read for the questions before."""


def memory_of(desk: Desk) -> Memory:
    """Return a desk's memory; where it has none, one that knows nothing."""
    return desk.memory or Memory(desk.store)
