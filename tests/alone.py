"""Tests marked `alone` measure time: they run first, and the other workers wait meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_SH, LOCK_UN, flock
from pathlib import Path

import pytest


def is_alone(item: pytest.Item | None) -> bool:
    """Return whether a test has to be alone."""
    return item is not None and item.get_closest_marker("alone") is not None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put them first: so all workers end at the same time."""
    items.sort(key=lambda item: not is_alone(item))


class Room:
    """Where one test is alone, or several are together; it is one for all workers."""

    def __init__(self, folder: Path) -> None:
        """Open it; the door is there so that who waits to be alone comes next."""
        self._door, self._room = (folder / "door").open("w"), (folder / "room").open("w")
        self._is_kept = False

    @contextmanager
    def entered(self, *, alone: bool, stays: bool) -> Iterator[None]:
        """Be in it; who stays is still alone there afterwards."""
        if not self._is_kept:
            flock(self._door, LOCK_EX)
            flock(self._room, LOCK_EX if alone else LOCK_SH)
            flock(self._door, LOCK_UN)
        try:
            yield
        finally:
            self._is_kept = stays
            if not stays:
                flock(self._room, LOCK_UN)

    def close(self) -> None:
        """Leave for good."""
        self._door.close()
        self._room.close()


class Rooms:
    """What a worker has to do with it."""

    def __init__(self, folder: Path) -> None:
        """Open the room in a folder that all workers share."""
        self._room = Room(folder)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Iterator[None]:
        """Run a test, alone if it has to be."""
        alone = is_alone(item)
        with self._room.entered(alone=alone, stays=alone and is_alone(nextitem)):
            return (yield)

    def pytest_unconfigure(self) -> None:
        """Close the room."""
        self._room.close()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Open the room, in a worker that has such tests."""
    config = session.config
    if hasattr(config, "workerinput") and any(map(is_alone, session.items)):
        folder = config._tmp_path_factory.getbasetemp().parent  # type: ignore[attr-defined]
        config.pluginmanager.register(Rooms(folder))
