"""All that the tests left and printed is searched for the tokens they used; one fails the run.

Every token carries a mark (`tests/tokens.py`), so it is the mark that is looked for, plain and in
base64, in every byte of every file below pytest's folder and in all captured output. Only what a
test writes to be secret is left out: the name of the file, or of its folder, ends in `.secret`.
"""

import base64
import mmap
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.faults_table import FaultsTable
from tests.tokens import MARK, made

ON_PURPOSE = ".secret"


def forms(text: str) -> tuple[bytes, ...]:
    """Return what a text looks like inside another one, plain and in both base64s.

    In base64 it depends on where it begins, and its ends run into what is beside it.
    """
    plain = text.encode()
    found = [plain]
    for before in range(3):
        whole = b"\0" * before + plain
        coded = base64.b64encode(whole[: len(whole) // 3 * 3])[(before * 4 + 2) // 3 :]
        found += [coded, coded.translate(bytes.maketrans(b"+/", b"-_"))]
    return tuple(dict.fromkeys(found))


FORMS = forms(MARK)


@dataclass(slots=True)
class Search:
    """What was searched, and where a token was found."""

    files: int = 0
    size: int = 0
    """Bytes."""
    tokens: int = 0
    """...that were in use."""
    found: list[str] = field(default_factory=list)

    def files_below(self, folder: Path) -> None:
        """Search every file below a folder, and what they are called."""
        for path in below(folder):
            self.files += 1
            self.size += path.stat().st_size
            if MARK in str(path) or has_token(path):
                self.found.append(str(path.relative_to(folder)))

    def text(self, of: str, text: str) -> None:
        """Search what somebody printed."""
        data = text.encode("utf-8", "backslashreplace")
        self.size += len(data)
        if any(form in data for form in FORMS):
            self.found.append(of)

    def __str__(self) -> str:
        where = f"in {', '.join(sorted(set(self.found)))}" if self.found else "none"
        size = f"{self.size / 1e6:,.0f} MB"
        return f"{self.files:,} files, {size} searched for {self.tokens:,} tokens: {where}"


def below(folder: Path) -> Iterator[Path]:
    """Return every file below a folder, through no link."""
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.endswith(ON_PURPOSE)]
        for name in names:
            path = Path(where, name)
            if path.is_file() and not path.is_symlink() and path.suffix != ON_PURPOSE:
                yield path


def has_token(path: Path) -> bool:
    """Return whether a token is in a file, whatever kind of file it is."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return any(data.find(form) >= 0 for form in FORMS)


class SecretsSearch:
    """Searches at the end of a run, where all its workers' reports and files are."""

    def __init__(self) -> None:
        """Have searched nothing yet."""
        self.search = Search()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Search what a test printed and logged."""
        for _, text in report.sections if report.when == "teardown" else ():
            self.search.text(report.nodeid, text)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        """Hear how many tokens a worker made."""
        self.search.tokens += getattr(node, "workeroutput", {}).get("tokens", 0)

    @pytest.hookimpl(trylast=True)  # when the workers are gone
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Search what all tests left; have the run fail where a token is."""
        search, config = self.search, session.config
        search.tokens += len(made)
        search.files_below(config._tmp_path_factory.getbasetemp())  # type: ignore[attr-defined]
        if search.found:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        table = config.pluginmanager.get_plugin("faults table")
        assert isinstance(table, FaultsTable)
        table.lines.append(("secrets", str(search), "FAILED" if search.found else "ok"))


class TokensTold:
    """Has a worker tell how many tokens it made."""

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Tell it."""
        session.config.workeroutput["tokens"] = len(made)  # type: ignore[attr-defined]


def pytest_configure(config: pytest.Config) -> None:
    """Search where the reports arrive."""
    its = TokensTold() if hasattr(config, "workerinput") else SecretsSearch()
    config.pluginmanager.register(its, "secrets")
