"""The table of `make faults`: what each test of faults measured, a row a test, printed at the end.

    def test_killed(row: Row) -> None:
        ...
        row("300 kills at random moments", f"posts lost {lost} · doubled {doubled}")

A row is filed before what it says is asserted, so that a row that failed shows its figures too. A
test that fails, and a test of faults that files no row, is there by its own name.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from rich import box
from rich.console import Console
from rich.table import Table

Row = Callable[[str, str], None]
"""Files a row: its name, and the figures that the test measured."""
FILED = "row"
WIDTH = 150
"""Columns where nobody knows how wide the terminal is, as in CI."""


@pytest.fixture
def row(record_property: Callable[[str, object], None]) -> Row:
    """Files a row of the table; it crosses from a worker to the table with the test's report."""
    return lambda name, figures: record_property(FILED, [name, figures])


@dataclass(slots=True)
class Told:
    """What the reports of a test say."""

    name: str
    is_of_faults: bool = False
    outcome: str = "ok"
    rows: list[tuple[str, str]] = field(default_factory=list)

    def hear(self, report: pytest.TestReport) -> None:
        """Take in what one of its phases says."""
        # A worker that crashed reports no more than that.
        self.is_of_faults |= "faults" in report.keywords or not report.keywords
        if report.failed:
            self.outcome = "FAILED"
        elif report.skipped and self.outcome == "ok":
            self.outcome = "skipped"
        if report.when == "teardown" or report.failed:  # the last phases have all that was filed
            self.rows = [
                (str(value[0]), str(value[1]))
                for name, value in report.user_properties
                if name == FILED and isinstance(value, list)
            ]

    @property
    def lines(self) -> Iterator[tuple[str, str, str]]:
        """Its rows: name, figures, outcome."""
        if self.is_of_faults and not self.rows:
            yield self.name, "", self.outcome
        for name, figures in self.rows:
            yield name, figures, self.outcome


class FaultsTable:
    """Hears every report and prints the rows at the end, by name."""

    def __init__(self) -> None:
        """Know of no test yet."""
        self._told: dict[str, Told] = {}
        self.lines: list[tuple[str, str, str]] = []
        """Rows that are of no test: name, figures, outcome."""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take in a report, whichever worker it is of."""
        name = report.nodeid.rpartition("/")[2]
        self._told.setdefault(report.nodeid, Told(name)).hear(report)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the rows, of whichever tests there are any."""
        lines = sorted(line for told in self._told.values() for line in told.lines)
        lines += self.lines
        if not lines:
            return
        terminalreporter.section("faults")
        terminalreporter.write(rendered(lines))


def rendered(lines: list[tuple[str, str, str]]) -> str:
    """The table as text: names and figures are wrapped, never cut."""
    table = Table(box=box.SIMPLE)
    for heading in ("what happened", "what was measured", ""):
        table.add_column(heading, overflow="fold")
    for name, figures, outcome in lines:
        table.add_row(name, figures, outcome)
    console = Console(width=WIDTH, highlight=False, markup=False)
    with console.capture() as printed:
        console.print(table)
    return "\n".join(line.rstrip() for line in printed.get().splitlines()) + "\n"


def pytest_configure(config: pytest.Config) -> None:
    """Have one table, where the reports arrive: not in the workers."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(FaultsTable(), "faults table")
