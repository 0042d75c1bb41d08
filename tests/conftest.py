"""A machine for each test, in memory or in a file of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.store import open_store
from tests.make import Machine, machine


@pytest.fixture
async def overtake(tmp_path: Path) -> AsyncIterator[Machine]:
    """The machine over a database in memory, which is what there is where no file is."""
    async with await open_store(tmp_path / "nowhere.db") as store:
        yield machine(store)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Where a database may be."""
    return tmp_path / "data" / "overtake.db"
