"""The search for tokens finds one wherever it is; the table of the faults tells what failed."""

import base64
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.e2e.program import NEEDED
from tests.secrets_search import Search
from tests.tokens import token

SESSION = """
import pytest
from tests.faults_table import Row
from tests.tokens import token

@pytest.mark.faults
def test_well(row: Row) -> None:
    row("kills", "lost 0 of 3")

@pytest.mark.faults
def test_ill(row: Row) -> None:
    row("a network", "lost 1 of 3")
    assert not "lost"

@pytest.mark.faults
def test_without_a_row() -> None:
    assert not "well"

def test_no_fault(row: Row, tmp_path) -> None:
    (tmp_path / "a.log").write_text("all is well")
    (tmp_path / "a.secret").write_text(token())

def test_tells(tmp_path) -> None:
    (tmp_path / "b.log").write_text(token("xoxb-"))

def test_prints() -> None:
    print(token())
"""


@pytest.fixture
def away() -> Iterator[Path]:
    """A folder that is not searched itself when the tests have ended."""
    with TemporaryDirectory() as its:
        yield Path(its)


def found(folder: Path) -> list[str]:
    search = Search()
    search.files_below(folder)
    return sorted(Path(its).name for its in search.found)


def test_a_token_is_found_in_any_file(away: Path) -> None:
    its = token("xoxb-1-2-")
    (away / "clean.log").write_text("step=connected", encoding="utf-8")
    (away / "empty.log").touch()
    (away / "plain.log").write_text(f"Bearer {its}\n", encoding="utf-8")
    (away / "deep").mkdir()
    (away / "deep" / "binary").write_bytes(b"\0\xff" + its.encode() + b"\0")
    (away / f"called-{its}").touch()
    (away / "written.secret").write_text(its, encoding="utf-8")
    assert found(away) == ["binary", f"called-{its}", "plain.log"]


@pytest.mark.parametrize("coded", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("before", range(4))
def test_a_token_is_found_in_base64_wherever_it_begins(
    away: Path, coded: type[bytes], before: int
) -> None:
    (away / "log").write_bytes(coded(b":" * before + token("hf_").encode() + b"!"))
    assert found(away) == ["log"]


def test_a_token_is_found_in_a_database_and_in_what_it_has_not_taken_in_yet(away: Path) -> None:
    for mode in ("DELETE", "WAL"):
        with closing(sqlite3.connect(away / f"{mode}.db")) as db:
            db.execute(f"PRAGMA journal_mode = {mode}")
            db.execute("CREATE TABLE kept (value TEXT)")
            db.execute("INSERT INTO kept VALUES (?)", (token("xapp-"),))
            db.commit()
            if mode == "WAL":
                assert found(away) == ["DELETE.db", "WAL.db-wal"]
    assert found(away) == ["DELETE.db", "WAL.db"]


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_run_fails_that_leaves_or_prints_a_token_and_its_table_tells_what_failed(
    away: Path, workers: str
) -> None:
    (away / "pytest.ini").write_text("[pytest]\nmarkers = faults\n", encoding="utf-8")
    plugins = '["tests.faults_table", "tests.secrets_search"]'
    (away / "conftest.py").write_text(f"pytest_plugins = {plugins}\n", encoding="utf-8")
    (away / "test_it.py").write_text(SESSION, encoding="utf-8")
    words = (
        f"--rootdir={away}",
        f"--basetemp={away / 'left'}",
        "-n",
        workers,
        "-p",
        "no:cacheprovider",
    )
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *words, str(away)],
        cwd=away,
        env=NEEDED,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    table = run.stdout.partition("= faults =")[2].partition("short test summary")[0]
    rows = [" ".join(line.split()) for line in table.splitlines()]
    assert "kills lost 0 of 3 ok" in rows
    assert "a network lost 1 of 3 FAILED" in rows
    assert "test_it.py::test_without_a_row FAILED" in rows
    [told] = [line for line in rows if line.startswith("secrets")]
    assert "for 3 tokens: in" in told
    assert "b.log" in table
    assert "test_prints" in table
    assert "a.secret" not in table
    assert run.returncode == 1
