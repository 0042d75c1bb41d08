"""`overtake` as people and programs run it: days in and out, questions, alerts, faults."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime
from itertools import groupby
from pathlib import Path

import pytest
from filelock import FileLock
from typer.testing import CliRunner

from bot.cli import app
from tests.e2e.program import FILLER, HERO, LAST, Overtake, Run, name_of, write

pytestmark = pytest.mark.e2e


@pytest.fixture
def overtake(tmp_path: Path) -> Overtake:
    """The program where nothing is yet."""
    return Overtake(tmp_path)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Overtake, Run]:
    """The program with the eight days taken in, newest first, and how that went."""
    its = Overtake(tmp_path_factory.mktemp("full"))
    paths = [write(its.folder / "days", day) for day in range(1, LAST + 1)]
    newest_first = [str(path) for path in reversed(paths[3:])]
    shutil.copytree(its.folder / "days", its.folder / "old")
    for path in paths[3:]:
        (its.folder / "old" / path.name).unlink()
    return its, its.cold("import", *newest_first, "old")


@pytest.fixture
def full(first: tuple[Overtake, Run]) -> Overtake:
    """The same, for reading only."""
    return first[0]


def content(database: Path) -> list[str]:
    """Everything that a database holds."""
    connection = sqlite3.connect(database)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


# --- import


def test_days_come_in_by_date_whatever_the_order_given(first: tuple[Overtake, Run]) -> None:
    its, run = first
    assert (run.status, run.err) == (0, "")
    assert f"{LAST} days" in run.out
    days = [day for day, _ in groupby(v["day"] for v in its("quality", "--json").objects)]
    assert days == [name_of(day) for day in range(1, LAST + 1)]


def test_a_second_import_changes_nothing_and_says_so(full: Overtake) -> None:
    before = content(full.database)
    run = full("import", "days", f"days/{name_of(2)}.json")
    assert (run.status, run.err) == (0, "")
    assert "Nothing changed" in run.out
    assert str(LAST) in run.out
    assert content(full.database) == before


def test_a_day_older_than_the_last_stored_is_refused_by_name(overtake: Overtake) -> None:
    for day in (2, 5):
        write(overtake.folder / "some", day)
    early, stored = write(overtake.folder, 3), write(overtake.folder, 2)
    assert overtake("import", "some").status == 0
    run = overtake("import", early.name, stored.name, str(write(overtake.folder, 6)))
    assert run.is_explained
    assert name_of(3) in run.err
    stored_days = {v["day"] for v in overtake("quality", "--json").objects}
    assert stored_days == {name_of(2), name_of(5), name_of(6)}  # the others came in


FAULTS: dict[str, tuple[bytes, str]] = {
    "cut.json": (b'{"taken_at": "2026-05-02T13:30:00Z",\n "lists": {', "line 2"),
    "latin.json": (b'{"taken_at": "2026-05-02T13:30:00Z", "lists": {"\xe9": []}}', "UTF-8"),
    "when.json": (b'{"taken_at": "yesterday", "lists": {}, "models": []}', "taken_at"),
    "timeless.json": (b'{"lists": {}, "models": []}', "taken_at"),
    "word.json": (
        b'{"taken_at": "2026-05-02T13:30:00Z", "lists": {"likes": "a/b"}, "models": []}',
        "lists.likes",
    ),
    "many.json": (
        (
            b'{"taken_at": "2026-05-02T13:30:00Z", "lists": {}, "models": [{"id": "a/b"},'
            b' {"id": "c/d", "downloads": "many"}]}'
        ),
        "models.1.downloads",
    ),
    "nameless.json": (
        b'{"taken_at": "2026-05-02T13:30:00Z", "lists": {}, "models": [{"likes": 1}]}',
        "models.0.id",
    ),
    "listless.json": (b'{"taken_at": "2026-05-02T13:30:00Z", "models": []}', "lists"),
    "array.json": (b"[1, 2]", "object"),
    "empty.json": (b"", "line 1"),
}


def test_a_wrong_file_is_named_with_what_is_wrong_and_the_others_come_in(
    overtake: Overtake,
) -> None:
    days = overtake.folder / "days"
    for day in (1, 3):
        write(days, day)
    for name, (text, _) in FAULTS.items():
        (days / name).write_bytes(text)
    (days / "notes.txt").write_text("not a day")
    (overtake.folder / "empty").mkdir()
    run = overtake("import", "days", "nowhere.json", "empty")
    assert run.status == 1
    assert "2 days" in run.out
    lines = {line for line in run.err.splitlines() if line}
    assert len(lines) == len(FAULTS) + 2
    for name, (_, what) in FAULTS.items():
        [line] = [line for line in lines if name in line]
        assert what in line
    assert [line for line in lines if "nowhere.json" in line]
    assert [line for line in lines if "empty:" in line or "in empty" in line]
    assert "notes.txt" not in run.err


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_a_file_that_may_not_be_read_is_named(overtake: Overtake) -> None:
    path = write(overtake.folder, 1)
    path.chmod(0)
    run = overtake("import", path.name)
    assert run.is_explained
    assert path.name in run.err


def test_posts_are_written_and_delivered_only_if_asked_for(overtake: Overtake) -> None:
    assert overtake("alerts", "on").status == 0
    for day in (3, 4, 5, 6):
        write(overtake.folder, day)
    quiet = overtake("import", *(f"{name_of(day)}.json" for day in (3, 4)))
    loud = overtake("import", "--post", *(f"{name_of(day)}.json" for day in (5, 6)))
    assert (quiet.status, loud.status) == (0, 0)
    assert HERO not in quiet.out
    assert "Qwen passed Llama in all-time downloads" in " ".join(loud.out.split())
    posts = loud.out.count("Open-model rankings")
    assert overtake("status", "--json").object["deliveries"] == {"sent": posts}


def test_an_export_taken_in_elsewhere_gives_the_same_events(
    full: Overtake, overtake: Overtake
) -> None:
    target = overtake.folder / "all of it"
    run = full("export", str(target))
    assert (run.status, run.err) == (0, "")
    assert len(list(target.glob("*.json"))) == LAST
    table = (target / "trending.csv").read_text(encoding="utf-8").splitlines()
    assert table[0] == "day,rank,model,value"
    assert table[1].split(",")[:3] == [name_of(1), "1", FILLER[0]]
    assert overtake("import", str(target)).status == 0
    here, there = full("events", "--json"), overtake("events", "--json")
    assert here.out == there.out
    assert overtake("quality", "--json").out == full("quality", "--json").out


def test_an_export_to_where_nothing_can_be_written_is_explained(full: Overtake) -> None:
    taken = full.folder / "taken"
    taken.write_text("a file")
    run = full("export", "taken")
    assert run.is_explained
    assert "taken" in run.err


# --- events and verdicts, for programs

EVENT_KEYS = [
    "id",
    "day",
    "board",
    "kind",
    "group",
    "top",
    "subject",
    "other",
    "metric",
    "before",
    "after",
    "state",
    "told_on",
    "reason",
]


def test_every_event_is_one_object_a_line(full: Overtake) -> None:
    events = full("events", "--json").objects
    assert {tuple(event) for event in events} == {tuple(EVENT_KEYS)}
    [leader] = [e for e in events if e["kind"] == "leader" and e["board"] == "trending"]
    assert leader["day"] == leader["told_on"] == name_of(4)
    assert (leader["subject"], leader["other"]) == (HERO, FILLER[0])
    assert (leader["metric"], leader["state"], leader["top"]) == ("trending", "told", None)
    entered = {e["top"]: e for e in events if e["kind"] == "entered" and e["board"] == "trending"}
    assert {(top, e["before"], e["after"]) for top, e in entered.items()} == {
        (3, None, 1),
        (10, None, 1),
    }
    [overtake] = [
        e
        for e in events
        if (e["kind"], e["group"], e["metric"]) == ("overtake", "family", "all-time")
    ]
    assert (overtake["subject"], overtake["other"], overtake["board"]) == ("qwen", "llama", None)
    assert (overtake["day"], overtake["told_on"]) == (name_of(5), name_of(6))
    assert all(isinstance(overtake[key], int) for key in ("before", "after"))
    [released] = [e for e in events if e["kind"] == "released"]
    assert (released["subject"], released["state"]) == (HERO, "told")
    assert {e["state"] for e in events} <= {"told", "held", "dropped"}
    assert all((e["told_on"] is None) == (e["state"] != "told") for e in events)


def test_events_of_some_days_only(full: Overtake) -> None:
    runs = full.together(
        [
            ("events", "--json"),
            ("events", "--json", "--from", name_of(5)),
            ("events", "--json", "--to", name_of(4)),
            ("events", "--json", "--from", name_of(4), "--to", name_of(4)),
        ]
    )
    every, late, early, one = (run.objects for run in runs)
    assert [e for e in every if e["day"] >= name_of(5)] == late != []
    assert [e for e in every if e["day"] <= name_of(4)] == early == one != []


def test_every_verdict_is_one_object_a_line(full: Overtake) -> None:
    verdicts = full("quality", "--json").objects
    assert {tuple(its) for its in verdicts} == {("day", "board", "quality", "reason", "rows")}
    [bad] = [its for its in verdicts if its["quality"] != "ok"]
    assert (bad["day"], bad["board"], bad["quality"]) == (name_of(7), "downloads", "rejected")
    assert bad["reason"]
    assert bad["rows"] == 0
    assert len(verdicts) == 2 * LAST


# --- questions, for programs


def test_rank_for_programs(full: Overtake) -> None:
    family, model = (
        run.object for run in full.together([("rank", "qwen", "--json"), ("rank", HERO, "--json")])
    )
    for found in (family, model):
        assert list(found) == ["query", "kind", "subject", "boards", "totals"]
        for board in found["boards"]:
            assert list(board) == ["board", "model", "rank", "day", "value", "change"]
            assert list(board["change"]) == ["1", "7", "30"]
        for total in found["totals"]:
            assert list(total) == ["metric", "value", "place", "cohort", "complete"]
    assert (family["query"], family["kind"], family["subject"]) == ("qwen", "family", "qwen")
    trending = next(b for b in family["boards"] if b["board"] == "trending")
    assert (trending["model"], trending["rank"], trending["day"]) == (HERO, 1, name_of(LAST))
    assert trending["change"] == {"1": 0, "7": None, "30": None}
    all_time = next(t for t in family["totals"] if t["metric"] == "all-time")
    assert all_time == {
        "metric": "all-time",
        "value": 38_000_000,
        "place": 1,
        "cohort": 1,
        "complete": True,
    }
    assert (model["kind"], model["subject"]) == ("model", HERO)


def test_the_other_questions_for_programs(full: Overtake) -> None:
    asked = [
        ("top", "trending", "4"),
        ("compare", "qwen", "llama"),
        ("movers", "trending", "7"),
        ("releases", "qwen"),
        ("why", "1"),
        ("status",),
    ]
    top, compare, movers, release, why, status = (
        run.object for run in full.together([(*words, "--json") for words in asked])
    )
    assert list(top) == ["board", "day", "quality", "rows", "seats"]
    assert top["rows"][0].keys() == {"rank", "model", "value", "change"}
    assert [r["model"] for r in top["rows"]] == [HERO, *FILLER[:3]]
    assert top["seats"] == [
        {"organisation": "google", "count": 3},
        {"organisation": "alibaba", "count": 1},
    ]
    assert (compare["a"]["subject"], compare["b"]["subject"]) == ("qwen", "llama")
    assert compare["gap"] == 38_000_000 - 34_500_000
    assert compare["a"]["pace"] == 1_000_000
    assert (movers["since"], movers["day"]) == (name_of(1), name_of(LAST))
    assert [m["model"] for m in movers["climbs"]] == [HERO]
    assert (release["family"], release["models"]) == ("qwen", [HERO])
    assert why["event"]["id"] == 1
    assert (why["before"]["day"], why["after"]["day"]) == (name_of(3), name_of(4))
    boards = {its["board"]: its["quality"] for its in status["boards"]}
    assert boards == {"trending": "ok", "downloads": "ok", "llm": None, "likes": None}


def test_times_for_programs_are_iso_8601(full: Overtake) -> None:
    why, status = full.together([("why", "1", "--json"), ("status", "--json")])
    for text in (why.object["after"]["taken_at"], status.object["next"]):
        assert datetime.fromisoformat(text).tzinfo
        assert "T" in text


def test_answers_for_people_name_the_metric_and_the_day(full: Overtake) -> None:
    asked = [("rank", "qwen"), ("top",), ("compare", "qwen", "llama"), ("movers",), ("why", "1")]
    asked += [("events",), ("quality",)]
    for run in full.together(asked):
        assert (run.status, run.err) == (0, ""), run.words
        assert "2026" in run.out, run.words


# --- alerts


def test_a_channels_alerts_from_on_to_off(overtake: Overtake) -> None:
    channel = ("--channel", "discord:123", "--json")
    wishes = [
        "--boards",
        "downloads",
        "--rules",
        "leader,entered",
        "--families",
        "qwen,通义,Llama",
        "--top",
        "3",
    ]
    default = overtake("alerts", "on", "--json")
    wished = overtake("alerts", "on", *channel, *wishes)
    assert default.object == {
        "channel": "console",
        "boards": ["trending", "llm"],
        "rules": [
            "leader",
            "entered",
            "seats",
            "overtake",
            "milestone",
            "released",
            "forecast",
            "data",
        ],
        "families": ["top20"],
        "top": 10,
        "places": 20,
        "language": "en",
        "rhythm": "daily",
        "paused": None,
        "until": None,
        "races": [],
    }
    assert wished.object == {
        "channel": "discord:123",
        "boards": ["downloads"],
        "rules": ["leader", "entered"],
        "families": ["qwen", "llama"],
        "top": 3,
        "places": 20,
        "language": "en",
        "rhythm": "daily",
        "paused": None,
        "until": None,
        "races": [],
    }
    assert overtake("alerts", "pause", *channel).object["paused"]
    told, listed = overtake.together([("alerts",), ("alerts", "list", "--json")])
    assert "discord:123" in told.out
    assert "paused" in told.out
    assert [bool(its["paused"]) for its in listed.objects] == [False, True]
    assert overtake("alerts", "resume", *channel).object == wished.object
    assert overtake("alerts", "off", "--channel", "discord:123").status == 0
    assert overtake("alerts", "list", "--json").objects == [default.object]


def test_programs_that_make_the_database_at_the_same_moment_both_work(overtake: Overtake) -> None:
    asked = [("alerts", "on", "--channel", f"discord:{number}") for number in range(1, 4)]
    for run in overtake.together(asked, at_once=len(asked)):
        assert (run.status, run.err) == (0, ""), run
    assert len(overtake("alerts", "list", "--json").objects) == len(asked)


def test_a_test_message_arrives_in_the_terminal(overtake: Overtake) -> None:
    run = overtake("alerts", "test")
    assert run.status == 0
    assert run.out.count("test") >= 2


def test_a_test_message_leaves_only_json_to_programs(overtake: Overtake) -> None:
    assert overtake("alerts", "test", "--json").object == {}


def test_a_test_message_that_cannot_be_sent_is_not_said_to_be_sent(overtake: Overtake) -> None:
    run = overtake("alerts", "test", "--channel", "discord:123")
    assert run.is_explained
    assert "discord:123" in run.err
    assert "was sent" not in run.out


def test_a_channel_that_cannot_be_one_is_refused(overtake: Overtake) -> None:
    channels = ("bogus", "discord:", "irc:12", "a\nb", "console:\udcff")
    asked = [("alerts", "on", "--channel", channel) for channel in channels]
    assert overtake("alerts", "off").status == 0
    for run in overtake.together(asked):
        assert run.status in {1, 2}, run
        assert run.err


def test_a_wish_that_is_none_is_named(overtake: Overtake) -> None:
    asked = [
        ("--boards", "nowhere"),
        ("--rules", "leader,nothing"),
        ("--families", "nobody"),
        ("--top", "7"),
    ]
    assert overtake("alerts", "off").status == 0
    for run in overtake.together([("alerts", "on", *words) for words in asked]):
        assert run.is_explained, run
        assert run.words[-1].rpartition(",")[2] in run.err
    assert overtake("alerts", "list", "--json").objects == []


def test_a_wish_may_be_written_as_people_write(overtake: Overtake) -> None:
    asked = [("--boards", "trending, llm"), ("--families", "deep seek"), ("--rules", "Leader")]
    assert overtake("alerts", "off").status == 0
    for run in overtake.together([("alerts", "on", *words) for words in asked]):
        assert (run.status, run.err) == (0, ""), run


# --- families


def test_families_are_listed_and_explained(full: Overtake) -> None:
    listed, explained, other = full.together(
        [
            ("families", "list", "--json"),
            ("families", "explain", "通义", "--json"),
            ("families", "explain", "nobody at all"),
        ]
    )
    assert len(listed.objects) >= 40
    assert {"qwen", "llama"} <= {its["key"] for its in listed.objects}
    assert {its["model"]: its["counted"] for its in explained.objects} == {
        HERO: True,
        "Qwen/Qwen3-8B": True,
    }
    assert all(its["why"] for its in explained.objects)
    assert other.is_explained


def test_a_families_file_is_checked_and_a_mistake_named_with_its_line(overtake: Overtake) -> None:
    good = '[families.mine]\nlabel = "Mine"\norganisation = "us"\nnamespaces = ["my-own"]\n'
    good += '[organisations.us]\nlabel = "Us"\ncountry = "NZ"\nnamespaces = ["my-own"]\n'
    (overtake.folder / "good.toml").write_text(good)
    (overtake.folder / "bad.toml").write_text(good.replace("label", "labl", 1))
    (overtake.folder / "torn.toml").write_text(good + "label = \n")
    fine, bad, torn, none = overtake.together(
        [("families", "check", f"{name}.toml") for name in ("good", "bad", "torn", "none")]
    )
    assert (fine.status, fine.err) == (0, "")
    assert all(run.is_explained for run in (bad, torn, none))
    assert "bad.toml, line 2" in bad.err
    assert "torn.toml, line 9" in torn.err
    assert "none.toml" in none.err
    wrong = Overtake(overtake.folder, {"OVERTAKE_FAMILIES": "bad.toml"})("rank", "qwen")
    assert wrong.is_explained  # and it stops the start
    assert "line 2" in wrong.err


# --- a database that can't be used


def torn(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\x5a" * (len(whole) - 4096))


def cut(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def garbage(path: Path) -> None:
    path.write_bytes(b"this is no database, " * 500)


def of_another_program(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmark (url TEXT)")
    connection.execute("PRAGMA user_version = 1")
    connection.close()


def newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("spoil", [torn, cut, garbage, of_another_program, newer, folder])
def test_a_database_that_cannot_be_used_is_refused_in_one_sentence(
    full: Overtake, overtake: Overtake, spoil: Callable[[Path], None]
) -> None:
    shutil.copy(full.database, overtake.database)
    spoil(overtake.database)
    write(overtake.folder / "days", LAST + 1)
    for run in overtake.together([("rank", "qwen"), ("import", "days")]):
        assert run.is_explained, run
        assert str(overtake.database) in run.err
        assert run.out == ""


def test_a_second_import_beside_a_running_one_refuses_and_questions_do_not(
    overtake: Overtake,
) -> None:
    write(overtake.folder / "days", 1)
    assert overtake("import", "days").status == 0
    before = content(overtake.database)
    with FileLock(f"{overtake.database}.lock"):  # as a running `import` holds it
        write(overtake.folder / "days", 2)
        refused, answered, listed = overtake.together(
            [("import", "days"), ("rank", "gemma"), ("alerts", "list")]
        )
    assert refused.is_explained
    assert "in use" in refused.err
    assert answered.status == 0
    assert listed.status == 0
    assert content(overtake.database) == before
    assert overtake("import", "days").status == 0


# --- whatever is asked


def test_a_question_in_any_script_is_answered(full: Overtake) -> None:
    asked = [
        "是什么🤖👩‍👩‍👧",
        "مرحبا بالعالم \N{RIGHT-TO-LEFT OVERRIDE}abc",
        "ñ" * 10_000,
        "",
        "[bold]x[/bold] { $name } %s \\ \t\n \x1b[31mred\x07 \udcff",
    ]
    for run in full.together([("rank", "--", words) for words in asked]):
        assert run.is_explained, run
        assert len(run.err) < 400
        assert not {"\x1b", "\x07", "\N{RIGHT-TO-LEFT OVERRIDE}"} & set(run.err)
    for run in full.together([("rank", "--", "--"), ("rank", "--")]):
        assert run.status in {1, 2}
        assert run.err


def test_the_answer_to_an_alias_in_another_script(full: Overtake) -> None:
    run = full("rank", "通义")
    assert (run.status, run.err) == (0, "")
    assert "Qwen" in run.out


def test_an_empty_database_says_when_the_first_snapshot_is_due(overtake: Overtake) -> None:
    asked = [
        ("rank", "qwen"),
        ("top",),
        ("compare", "qwen", "llama"),
        ("movers",),
        ("releases",),
    ]
    for run in overtake.together(asked):
        assert "No rankings yet" in run.err, run
        assert "due at" in run.err
        assert run.is_explained
    status = overtake("status")
    assert status.status == 0
    assert "due at" in status.out
    assert not overtake.database.exists()


def test_where_the_terminal_knows_few_letters_it_still_answers(full: Overtake) -> None:
    few = Overtake(full.folder, {"PYTHONIOENCODING": "latin-1"})
    for words in (("rank", "通义"), ("events",)):
        assert few.cold(*words).status == 0


@pytest.mark.parametrize("words", [("events",), ("events", "--json"), ("families", "list")])
def test_a_reader_that_has_gone_is_no_failure(full: Overtake, words: tuple[str, ...]) -> None:
    """As `| head -1` does, but for certain: nobody ever reads."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        run = full.cold(*words, stdout=writing)
    finally:
        os.close(writing)
    assert (run.err, run.status) == ("", 0)


# --- usage and settings

COMMANDS = [
    "import",
    "export",
    "rank",
    "top",
    "compare",
    "movers",
    "releases",
    "why",
    "status",
    "events",
    "quality",
    "alerts",
    "families",
    "demo",
]


def test_wrong_usage_is_status_2(overtake: Overtake) -> None:
    asked: list[tuple[str, ...]] = [
        (),
        ("nonsense",),
        ("import",),
        ("rank", "qwen", "--jsn"),
        ("events", "--to", "2026-13-01"),
        ("rank", "qwen", "--chart", ""),
        ("compare", "qwen", "llama", "--chart", "chart.jpg"),
    ]
    for run in overtake.together(asked):
        assert run.status == 2, run
        assert "Usage" in run.out + run.err, run
    assert [path.name for path in overtake.folder.iterdir()] == []


@pytest.mark.parametrize("words", [(), *((name,) for name in COMMANDS), ("families", "check")])
def test_help_is_there_for_every_command(words: tuple[str, ...]) -> None:
    run = CliRunner().invoke(app, [*words, "--help"], prog_name="overtake")
    assert run.exit_code == 0
    assert "Usage: overtake" in run.output
    assert "Options:" in run.output
    if not words:
        assert all(f"  {name} " in run.output for name in COMMANDS)


def test_a_misspelt_setting_stops_the_start_and_is_named(overtake: Overtake) -> None:
    env = Overtake(overtake.folder, {"OVERTAKE_DATABSE": "x.db"})("status")
    assert env.is_explained
    assert "OVERTAKE_DATABSE" in env.err
    (overtake.folder / "overtake.toml").write_text('databse = "x.db"\n')
    file = overtake("status")
    assert file.is_explained
    assert "overtake.toml" in file.err
    assert "databse" in file.err


def test_the_settings_file_and_the_environment_which_wins(full: Overtake, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(f"database = {json.dumps(str(full.database))}\n")
    its = Overtake(tmp_path, {"OVERTAKE_CONFIG": str(other), "OVERTAKE_DATABASE": ""})
    assert its("rank", "qwen").status == 0
    elsewhere = Overtake(tmp_path, {"OVERTAKE_CONFIG": str(other)})
    assert "No rankings yet" in elsewhere("top").err
