"""The warm processes end with the tests."""

from collections.abc import Iterator

import pytest

from tests.e2e.forks import MOTHER
from tests.e2e.program import WARM


@pytest.fixture(scope="session", autouse=True)
def _ended() -> Iterator[None]:
    yield
    WARM.close()
    MOTHER.close()
