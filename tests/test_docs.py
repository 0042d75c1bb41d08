"""The pages are true: what the code has, they name; what they name is there.

Each test compares the pages with the code itself, so a setting, an option or a state that nobody
documented is a failure with its name.
"""

import importlib.util
import inspect
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from typer.main import get_command

from adapters.watching.metrics import Metrics
from bot import findings, thresholds
from bot.cli import app
from bot.config import CONFIG, DEFAULT_BOARDS, IN_ENVIRONMENT, SECRETS, BoardSetting, Settings
from bot.diff.paces import Outlook
from bot.families import Why
from bot.model import (
    Condition,
    DeliveryState,
    Fact,
    Facts,
    Finding,
    Health,
    Kind,
    Pulse,
    Quality,
    Reason,
    State,
    Step,
    Trouble,
    Vitals,
)
from bot.texts import languages

ROOT = Path(__file__).absolute().parents[1]
RECORDED = ROOT.parent / "shared" / "data" / "hub-days"
OPERATE, REFERENCE, REASONS = "docs/operate.md", "docs/reference.md", "docs/why.md"
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md"))
)
OURS = ("bot", "adapters", "storage", "tests", "docs", "bench", ".ci")
FENCE = re.compile(r"^ *```.*?^ *```$", re.DOTALL | re.MULTILINE)
QUOTED = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]+\]\(([^)#\s]+)(#[^)\s]+)?\)")


@cache
def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def quoted(name: str) -> frozenset[str]:
    """Give everything that a page has in backticks, outside its blocks."""
    return frozenset(QUOTED.findall(FENCE.sub("", page(name))))


@cache
def first_cells(name: str) -> frozenset[str]:
    """Give what is in backticks in the first column of a page's tables."""
    rows = (line.split("|") for line in page(name).splitlines() if line.startswith("|"))
    return frozenset(word for row in rows for word in QUOTED.findall(row[1]))


def missing(names: Iterable[str], where: Iterable[str], of: str) -> list[str]:
    known = set(where)
    return [f"{name} is not in {of}" for name in names if name not in known]


# --- settings, commands, words ---------------------------------------------------------------


def test_every_setting_and_variable_is_in_operate() -> None:
    cells = {word for line in page(OPERATE).splitlines() for word in QUOTED.findall(line)}
    names = [*Settings.model_fields, *IN_ENVIRONMENT, *SECRETS, CONFIG, *BoardSetting.model_fields]
    assert not missing(names, cells, OPERATE)


def test_every_variable_stands_beside_its_setting() -> None:
    rows = [line for line in page(OPERATE).splitlines() if line.startswith("|")]
    for variable, setting in IN_ENVIRONMENT.items():
        assert any(f"| `{setting}` | `{variable}` |" in row for row in rows), variable


def test_the_default_boards_are_as_operate_has_them() -> None:
    block = re.search(r"```toml\n(# overtake\.toml.*?)```", page(OPERATE), re.DOTALL)
    assert block
    written = Settings.model_validate(tomllib.loads(block[1]))
    assert written.boards == DEFAULT_BOARDS


def test_every_language_is_in_operate() -> None:
    assert not missing(languages(), quoted(OPERATE), OPERATE)


def commands(group: object, above: str = "") -> Iterator[tuple[str, object]]:
    """Walk the command line, as `families list`."""
    for name, command in getattr(group, "commands", {}).items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{name} ")
        else:
            yield f"{above}{name}", command


COMMANDS = dict(commands(get_command(app)))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_in_the_reference(name: str) -> None:
    params = getattr(COMMANDS[name], "params", [])
    given = [p for p in params if p.param_type_name == "argument"]
    options = {word for p in params if p.param_type_name == "option" for word in p.opts}
    rows = [
        line.split("|") for line in page(REFERENCE).splitlines() if line.startswith(f"| `{name}")
    ]
    row = next(
        (row for row in rows if row[1].strip(" `").split(" ")[: len(name.split())] == name.split()),
        None,
    )
    assert row, f"{name} is not in {REFERENCE}"
    assert set(QUOTED.findall(row[2])) == options - {"--help"}, name
    arguments = row[1].strip(" `").split()[len(name.split()) :]
    assert [a.strip("[]….").lower() for a in arguments] == [p.name.lower() for p in given], name


@pytest.mark.parametrize("words", [Kind, State, Reason, Quality, DeliveryState, Step])
def test_every_word_of_an_event_or_a_delivery_is_in_the_reference(words: type) -> None:
    values = [member.value for member in words]  # type: ignore[attr-defined]
    assert not missing(values, first_cells(REFERENCE), REFERENCE)


def test_every_word_of_the_doctor_is_in_the_reference_beside_its_condition() -> None:
    section = page(REFERENCE).partition("### `doctor`, a line\n")[2].partition("\n### ")[0]
    told = section.partition("| condition | found |")[2]
    cells = [line.split("|") for line in told.splitlines()[2:] if line]
    rows = {cell[1].strip(" `"): cell[2] for cell in cells}
    for condition in Condition:
        words = {its for its in (*Fact, *Trouble) if Finding(its).condition is condition}
        assert set(QUOTED.findall(rows[condition])) == words


def test_every_reason_stands_beside_a_state() -> None:
    for reason in Reason:
        row = next(its for its in page(REFERENCE).splitlines() if its.startswith(f"| `{reason}` |"))
        assert row.split("|")[2].strip() in set(State), reason


def test_no_word_is_left_in_the_reference_that_the_code_has_not() -> None:
    for title, words in (
        ("Reasons", Reason),
        ("Deliveries", DeliveryState),
        ("States", State),
        ("Steps", Step),
    ):
        section = page(REFERENCE).partition(f"### {title}\n")[2].partition("\n##")[0]
        found = re.findall(r"^\| `([^`]+)`", section, re.MULTILINE)
        assert sorted(found) == sorted(member.value for member in words), title


def test_every_metric_is_in_the_reference_and_no_other_is() -> None:
    table = page(REFERENCE).partition("\n## Metrics\n")[2].partition("\n## ")[0]
    named = re.findall(r"^\| `(overtake_[a-z_]+)`", table, re.MULTILINE)
    served = re.findall(r"^# TYPE (overtake_[a-z_]+)", metrics_of_all(), re.MULTILINE)
    assert sorted(named) == sorted(served)


def metrics_of_all() -> str:
    pulse = Pulse(datetime(2026, 5, 1, tzinfo=UTC), 1, "1")
    return Metrics().text(Health(pulse, Vitals())).decode()


# --- JSON ------------------------------------------------------------------------------------

SECTIONS = {
    "rank": (findings.RankFacts, findings.BoardPlace, findings.Total),
    "top": (findings.TopFacts, findings.TopRow, findings.Seat),
    "compare": (findings.CompareFacts, findings.Side, Outlook),
    "movers": (findings.MoversFacts, findings.Mover),
    "releases": (findings.ReleaseFacts,),
    "events": (findings.EventFacts,),
    "why": (findings.WhyFacts, findings.Seen, findings.Decided, findings.HistoryFacts),
    "status": (findings.StatusFacts, findings.BoardStatus),
    "health": (findings.HealthFacts, findings.LinkFacts),
    "alerts": (
        findings.PreviewFacts,
        findings.PreviewPost,
        findings.PreviewChange,
        findings.ChangeFacts,
        findings.RaceFacts,
        findings.SubscriptionFacts,
    ),
    "quality": (findings.QualityFacts,),
    "doctor": (findings.CheckFacts,),
    "families list": (findings.FamilyFacts,),
    "families explain": (findings.MemberFacts,),
}
WITHOUT_JSON = {findings.Nothing, findings.BoardSeen}
"""No facts, and a fact that only people are shown."""


@pytest.mark.parametrize("name", SECTIONS)
def test_every_key_of_json_is_in_its_section_of_the_reference(name: str) -> None:
    heading = rf"^### `{name}`.*?$(.*?)(?=^##)"
    section = re.search(heading, page(REFERENCE), re.DOTALL | re.MULTILINE)
    assert section, f"{name} has no section in {REFERENCE}"
    words = {word for quote in QUOTED.findall(section[1]) for word in re.split(r"\W+", quote)}
    keys = [field.name for record in SECTIONS[name] for field in fields(record)]
    assert not missing(keys, words, f"the section on {name}")


def test_every_finding_has_a_section() -> None:
    records = {its for _, its in inspect.getmembers(findings, inspect.isclass) if is_dataclass(its)}
    shown = {record for records in SECTIONS.values() for record in records}
    assert records - WITHOUT_JSON == shown


def test_every_command_with_json_has_a_section() -> None:
    for name, command in COMMANDS.items():
        has_json = any("--json" in p.opts for p in getattr(command, "params", []))
        assert has_json == (name in SECTIONS), name


def test_every_fact_of_a_receipt_is_in_the_reference() -> None:
    assert not missing([field.name for field in fields(Facts)], quoted(REFERENCE), REFERENCE)


def test_every_reason_to_count_a_model_or_not_is_in_the_reference() -> None:
    assert not missing([why.value for why in Why], quoted(REFERENCE), REFERENCE)


# --- why -------------------------------------------------------------------------------------


def constants(module: ModuleType) -> dict[str, object]:
    return {name: value for name, value in vars(module).items() if name.isupper()}


@pytest.mark.parametrize("name", constants(thresholds))
def test_every_threshold_is_in_why_with_its_value(name: str) -> None:
    row = next((r for r in page(REASONS).splitlines() if r.startswith(f"| `{name}` |")), None)
    assert row, f"{name} of bot/thresholds.py is not in {REASONS}"
    value = constants(thresholds)[name]
    if isinstance(value, int | float):
        assert row.split("|")[2].strip().replace(",", "") == str(value), name


def test_no_threshold_is_left_in_why_that_the_code_has_not() -> None:
    table = page(REASONS).partition("## Thresholds")[2]
    found = re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE)
    assert sorted(found) == sorted(constants(thresholds))


def dependencies() -> list[str]:
    file = tomllib.loads(page("pyproject.toml"))
    project = file["project"]
    extras = [its for group in project["optional-dependencies"].values() for its in group]
    grouped = [its for group in file["dependency-groups"].values() for its in group]
    listed = [*project["dependencies"], *extras, *grouped]
    return sorted({str(re.split(r"[<>=~!\[; ]", its)[0]) for its in listed})


def test_every_library_has_its_reason_and_no_other_has() -> None:
    libraries = page(REASONS).partition("## Libraries")[2].partition("\n## ")[0]
    assert sorted(re.findall(r"^\| `([^`]+)`", libraries, re.MULTILINE)) == dependencies()


def bench(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "bench" / f"{name}.py")
    assert spec
    assert spec.loader
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.recorded
@pytest.mark.slow
@pytest.mark.skipif(not RECORDED.is_dir(), reason=f"the recorded days are not in {RECORDED}")
def test_the_numbers_in_why_are_those_that_the_bench_prints(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bench("noise").main(RECORDED)
    printed = capsys.readouterr().out.strip()
    assert printed in page(REASONS), f"write into {REASONS}:\n{printed}"


@pytest.mark.recorded
@pytest.mark.slow
@pytest.mark.skipif(not RECORDED.is_dir(), reason=f"the recorded days are not in {RECORDED}")
def test_the_back_test_in_why_is_what_the_bench_prints(capsys: pytest.CaptureFixture[str]) -> None:
    bench("forecasts").main(RECORDED.parent)
    for printed in capsys.readouterr().out.strip().split("\n\n"):
        assert printed in page(REASONS), f"write into {REASONS}:\n{printed}"


# --- what is named is there ------------------------------------------------------------------


def paths(name: str) -> Iterator[str]:
    """Give what looks like a path of the repository: `bot/quality.py`, `docs/`, `Makefile`."""
    for word in quoted(name):
        path = word.partition("::")[0]
        if re.fullmatch(r"[\w./-]+", path) and path.split("/")[0] in OURS and "/" in path:
            yield path


@pytest.mark.parametrize("name", PAGES)
def test_every_path_that_a_page_names_is_there(name: str) -> None:
    gone = [path for path in paths(name) if not (ROOT / path).exists()]
    assert not gone, f"{name} names {', '.join(gone)}"


@pytest.mark.parametrize("name", PAGES)
def test_every_link_between_pages_leads_somewhere(name: str) -> None:
    for target, anchor in LINK.findall(page(name)):
        if "://" in target:
            continue
        file = (ROOT / name).parent / target
        assert file.exists(), f"{name} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor[1:] in {re.sub(r"\W+", "-", its.lower()) for its in headings}, anchor


def test_every_test_that_holds_a_promise_is_there() -> None:
    named = [word for word in quoted("docs/promises.md") if "::" in word]
    assert named
    for word in named:
        path, _, test = word.partition("::")
        assert re.search(rf"^(async )?def {test}\(", page(path), re.MULTILINE), f"{word} is gone"


def test_every_promise_has_a_test() -> None:
    rows = [line for line in page("docs/promises.md").splitlines() if line.startswith("| ")]
    bare = [row for row in rows if "::" not in row and "held by" not in row]
    assert not bare


def test_every_page_is_in_the_index() -> None:
    linked = {
        (ROOT / "docs" / target).resolve() for target, _ in LINK.findall(page("docs/index.md"))
    }
    pages = {path.resolve() for path in (ROOT / "docs").rglob("*.md")}
    assert pages - linked == {(ROOT / "docs/index.md").resolve()}


def test_every_command_that_a_page_shows_is_one() -> None:
    for name in PAGES:
        for block in FENCE.findall(page(name)):
            for first, second in re.findall(
                r"^(?:\S+=\S+ )?overtake (\S+) ?(\S*)", block, re.MULTILINE
            ):
                known = first in COMMANDS or f"{first} {second}" in COMMANDS
                assert known, f"{name} shows `overtake {first} {second}`"


# --- the README ------------------------------------------------------------------------------


def blocks(name: str) -> list[str]:
    return [
        re.sub(r"^ *```.*\n?", "", its, flags=re.MULTILINE) for its in FENCE.findall(page(name))
    ]


def test_the_readmes_commands_are_the_makefiles_and_ci_runs_them() -> None:
    shown = re.findall(r"^make (\w+)", "\n".join(blocks("README.md")), re.MULTILINE)
    rules = dict(re.findall(r"^([\w-]+):(.*)$", page("Makefile"), re.MULTILINE))
    called = set(re.findall(r"^make ([\w-]+)", page(".ci/run"), re.MULTILINE))
    called |= {needed for target in called for needed in rules[target].split()}
    assert shown == ["demo", "test"]
    assert set(shown) <= rules.keys() & called


def lines(text: str) -> list[str]:
    """Give a text's lines without the numbers of events and the width they take."""
    bare = (re.sub(r"\[\d+\]", "", line).replace("│", "") for line in text.splitlines())
    return [line for its in bare if (line := " ".join(its.split()))]


@pytest.mark.e2e
@pytest.mark.slow
def test_what_the_readme_shows_is_what_the_program_prints(tmp_path: Path) -> None:
    shown = [
        line for block in blocks("README.md") if "Hub, data of" in block for line in lines(block)
    ]
    questions = [line.removeprefix("> ") for line in shown if line.startswith("> ")]
    assert questions
    env = {k: v for k, v in os.environ.items() if not k.startswith("OVERTAKE_")}
    env |= {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "bot", "demo", *questions]
    run = subprocess.run(
        command, cwd=tmp_path, env=env, check=True, capture_output=True, stdin=subprocess.DEVNULL
    )
    untrue = missing(shown, lines(run.stdout.decode()), "what the demo prints")
    assert not untrue, "\n".join(untrue)


# --- privacy ---------------------------------------------------------------------------------


def test_the_database_has_no_place_for_people() -> None:
    """Beside its channel, nothing is kept of whoever asks or subscribes."""
    schema = "".join(its.read_text("utf-8") for its in (ROOT / "storage/migrations").glob("*.sql"))
    columns = set(re.findall(r"^    (\w+) (?:TEXT|INTEGER|DOUBLE)", schema, re.MULTILINE))
    tell_tale = re.compile(r"user|member|author|person|email|token|secret|asker|address")
    assert "channel" in columns
    assert not [column for column in columns if tell_tale.search(column)]
