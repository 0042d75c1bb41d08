"""A machine for each test, in memory or in a file of its own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.store import open_store
from tests.asking import Asking
from tests.hub import Hub, world
from tests.make import Machine, machine

pytest_plugins = ["tests.alone", "tests.faults_table", "tests.secrets_search"]


@pytest.fixture
async def overtake(tmp_path: Path) -> AsyncIterator[Machine]:
    """The machine over a database in memory, which is what there is where no file is."""
    async with await open_store(tmp_path / "nowhere.db") as store:
        yield machine(store)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Where a database may be."""
    return tmp_path / "data" / "overtake.db"


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    """A Hub of twelve models, most liked first, on three pages."""
    async with Hub(world(12), page=4) as its:
        yield its


@pytest.fixture
def asking(hub: Hub) -> Iterator[Asking]:
    """Sources to ask, closed before the Hub is."""
    assert hub.url
    its = Asking()
    yield its
    its.close()
