"""The terminal shows what a View says and nothing else, whatever the names in it try.

Names on the Hub are hostile input (SPEC 9). They go through the views and the terminal here, as
markup, escape sequences, marks of direction, line breaks and 10,000 characters.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from adapters.platforms.console import (
    COLOURS,
    MARKS,
    PLAIN_WIDTH,
    ConsolePlatform,
    render,
    text,
)
from bot.cli.logs import TerminalLog
from bot.findings import (
    BoardPlace,
    CompareFacts,
    MemberFacts,
    Mover,
    MoversFacts,
    RankFacts,
    ReleaseFacts,
    Side,
    TopFacts,
    TopRow,
)
from bot.model import (
    Address,
    Board,
    Event,
    Facts,
    Grouping,
    Kind,
    Line,
    Metric,
    Quality,
    Row,
    Span,
    Step,
    Table,
    View,
)
from bot.texts import plain, words
from bot.views.answers import compare_view, movers_view, rank_view, releases_view, top_view
from bot.views.events import event_line
from bot.views.families import members_view
from bot.views.names import HUB, LONGEST_NAME, board_url, group_span, model_span, safe
from bot.views.posts import post_view
from tests.make import FAMILIES

TODAY = date(2026, 6, 9)
HERO = "Qwen/Qwen4-8B"
SAID = words("en")


def printed(view: View, width: int = 80) -> str:
    """Return what a pipe or a file gets."""
    console = Console(width=width, file=StringIO(), record=True, color_system=None)
    ConsolePlatform(console).answer(view)
    return console.export_text()


def drawn(view: View, width: int = 80) -> list[tuple[str, str | None]]:
    """Return each piece of text that a terminal in colour gets, and what a click on it opens."""
    console = Console(width=width, file=StringIO(), force_terminal=True, color_system="truecolor")
    return [
        (its.text, its.style.link if its.style else None) for its in console.render(render(view))
    ]


# --- what a view looks like -------------------------------------------------------------------


def test_a_view_is_its_title_tables_rows_what_is_more_and_notes_in_this_order() -> None:
    line = (Span("a row"),)
    view = View(
        title=(Span("Title"),),
        rows=(Row(line), Row((Span("an event"),), Kind.LEADER, 7)),
        tables=(Table(("Model", "Value"), (((Span("a"),), (Span("1"),)),), frozenset({1})),),
        more=(Span("+2 more"),),
        notes=((Span("data of today"),),),
    )
    assert [its.strip() for its in printed(view).splitlines()] == [
        "Title",
        "Model  Value",
        "a          1",
        "a row",
        "♛ an event  [7]",
        "+2 more",
        "data of today",
    ]


def test_every_kind_of_news_has_a_mark_of_its_own() -> None:
    assert set(MARKS) == set(Kind)
    assert len(set(MARKS.values())) == len(Kind)
    assert set(COLOURS) <= set(Kind)


def test_a_name_opens_its_page_and_what_is_more_the_hub() -> None:
    hub = board_url("trending")
    view = View((model_span(HERO),), more=(Span("+2 more"),), url=hub)
    links = {piece: link for piece, link in drawn(view) if link}
    assert links == {HERO: f"{HUB}/{HERO}", "+2 more": hub}


def test_a_pipe_gets_no_escapes() -> None:
    file = StringIO()
    view = View((model_span(HERO),), rows=(Row((Span("x"),), Kind.LEFT, 1),), url=HUB)
    ConsolePlatform(Console(width=PLAIN_WIDTH, file=file)).answer(view)
    assert "\x1b" not in file.getvalue()


async def test_a_post_is_framed_and_its_key_is_the_receipt() -> None:
    console = Console(width=60, file=StringIO(), record=True, color_system=None)
    view = View((Span("Title"),), rows=(Row((Span("news"),), Kind.LEADER, 1),))
    assert await ConsolePlatform(console).post(Address(""), view, "overtake-1-1") == "overtake-1-1"
    first, *middle, last = console.export_text().splitlines()
    assert "Title" in first
    assert any("news" in line for line in middle)
    assert last.startswith("╰")


def test_a_line_of_a_list_is_not_broken() -> None:
    console = Console(width=20, file=StringIO(), record=True, color_system=None)
    ConsolePlatform(console).line((Span("word " * 10),))
    assert console.export_text().splitlines() == [("word " * 10).rstrip() + " "]


@pytest.mark.parametrize("width", [1, 10, 40, 80, 200])
def test_a_view_fits_a_terminal_of_any_width(width: int) -> None:
    lines = printed(post("Qwen/Qwen4-8B"), width).splitlines()
    assert max(map(len, lines)) <= width


# --- hostile names ----------------------------------------------------------------------------

NASTY = (
    "[red]",
    "[/]",
    "[link=https://evil.example]x[/link]",
    "[bold",
    "\\[",
    ":smile:",
    "\x1b[31m",
    "\x1b]8;;https://evil.example\x1b\\",
    "\x9b31m",
    "\u202e",
    "\u2066",
    "\u200f",
    "\u061c",
    "\u200b",
    "\ufeff",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\x0b",
    "\x85",
    "\u2028",
    "\u2029",
    "\x00",
    "\x07",
    "\x08",
    "\ue0000\ue001",
    "\U000e0041",
    "@everyone",
    "<!channel>",
    "{ $name }",
    "模型",
    "é",
    "a/b",
    "😀",
    "  ",
)
NAMES = st.lists(st.sampled_from(NASTY) | st.text(max_size=8), max_size=8).map("".join)
"""A name in pieces, each of which tries something."""
LONG = "Qwen/" + "x" * 10_000
HOSTILE = ("Qwen/[red]x[/red]", "a/\x1b[31mb", "a/\u202eb", "a\nb/c", "", " ", "\x1b", LONG)


FEWER = settings(max_examples=25, deadline=None)
"""Every view is drawn for each example."""


def events(name: str, release: str = "Qwen4") -> Iterator[Event]:
    """Yield an event of each kind, in which every name is this one."""
    its: dict[str, object] = {"board": "trending", "metric": Metric.TRENDING, "top": 10}
    kinds = {
        Kind.LEADER: Facts(led_days=2),
        Kind.ENTERED: Facts(depth=100, age_days=2),
        Kind.LEFT: Facts(depth=100),
        Kind.MILESTONE: Facts(threshold=1000, automated=True),
        Kind.RELEASED: Facts(family=name, release=release, models=(name,) * 6),
    }
    for kind, facts in kinds.items():
        event = Event(kind, TODAY, name, other=name, before=3, after=1, facts=facts)
        yield replace(event, **its)  # type: ignore[arg-type]
    of_groups = {
        Kind.MOVED: Facts(depth=100, model=name),
        Kind.SEATS: Facts(takes_lead=True),
        Kind.OVERTAKE: Facts(other_value=1, cohort=1, other_cohort=1, model=name, share=0.6),
        Kind.MILESTONE: Facts(threshold=1000, cohort=2, model=name, share=0.6, of_growth=True),
    }
    for kind, facts in of_groups.items():
        event = Event(kind, TODAY, name, other=name, before=3, after=4, facts=facts)
        yield replace(event, group=Grouping.ORGANISATION, **its)  # type: ignore[arg-type]
    yield Event(Kind.DATA, TODAY, "shock", board=name, after=Quality.SHOCK)
    yield Event(Kind.DATA, TODAY, "gap", board=name, after=2)


def post(name: str) -> View:
    """Return a post in which every name is this one."""
    return post_view(tuple(events(name)), 3, "es", TODAY, FAMILIES)


def answers(name: str) -> Iterator[View]:
    """Yield answers in which every name is this one."""
    places = (BoardPlace(name, name, 1, TODAY, 1.0, {"1": 1, "7": -1, "30": None}),)
    for kind in ("model", "family"):
        facts = RankFacts(name, kind, name, places, ())
        yield rank_view(SAID, FAMILIES, facts, (name, TODAY), (), ())
    rows = (TopRow(1, name, 1.0, 0),)
    yield top_view(SAID, FAMILIES, TopFacts(name, TODAY, "shock", rows, ()), Board(name), ())
    side = Side("model", name, 1.0, 1.0, 1, complete=True)
    yield compare_view(SAID, FAMILIES, CompareFacts("likes", TODAY, side, side, 0, 14))
    movers = (Mover(name, 2, 1, 1),)
    yield movers_view(SAID, MoversFacts(name, TODAY, TODAY, movers, movers), 100, ())
    facts_of = (ReleaseFacts(TODAY, name, name, (name,) * 3, 1),)
    yield releases_view(SAID, FAMILIES, facts_of, 30, TODAY)
    members = (MemberFacts(name, counted=True, why="official", family="qwen"),)
    yield members_view(SAID, FAMILIES, "qwen", members)
    for event in events(name):
        yield View(event_line(event, SAID, FAMILIES))


def views(name: str) -> Iterator[View]:
    """Yield every view in which a name from the Hub may stand."""
    yield post(name)
    yield from answers(name)


def lines_of(view: View) -> Iterator[Line]:
    """Yield every line of a view."""
    yield from (view.title, view.more, *view.notes, *(row.line for row in view.rows))
    for table in view.tables:
        yield tuple(map(Span, table.header))
        for row in table.rows:
            yield from row


def is_harmless(shown: str) -> bool:
    """Return whether text has no control character, mark of direction or break of a line."""
    kinds = {unicodedata.category(char) for char in shown}
    return not any(kind.startswith("C") or kind in {"Zl", "Zp"} for kind in kinds)


@given(name=NAMES)
@example(name=LONG)
def test_what_is_shown_of_a_name_is_one_short_harmless_line(name: str) -> None:
    shown = safe(name)
    assert is_harmless(shown)
    assert len(shown) <= LONGEST_NAME
    assert safe(shown) == shown


@FEWER
@given(name=NAMES)
@example(name=LONG)
def test_a_name_says_what_it_is_in_a_view_and_nothing_else(name: str) -> None:
    for view in views(name):
        for line in lines_of(view):
            assert is_harmless(plain(line)), line


@pytest.mark.parametrize("name", [*HOSTILE, *NASTY])
def test_a_hostile_name_is_drawn_as_it_stands(name: str) -> None:
    for view in views(name):
        for piece, _ in drawn(view):
            assert is_harmless(piece.replace("\n", "")), piece


@FEWER
@given(name=NAMES)
@example(name=LONG)
def test_a_terminal_shows_a_post_of_any_names_within_its_width(name: str) -> None:
    pieces = drawn(post(name), width=60)
    assert all(is_harmless(piece.replace("\n", "")) for piece, _ in pieces)
    shown = "".join(piece for piece, _ in pieces)
    assert max(map(cell_len, shown.split("\n"))) <= 60


@given(name=NAMES)
def test_markup_in_a_name_is_no_markup(name: str) -> None:
    its = text((model_span(name), Span(" passed")))
    assert its.plain == f"{safe(name)} passed"
    assert {str(span.style) for span in its.spans} <= {
        "bold",
        f"bold link {HUB}/{name}",
        f"link {HUB}/{name}",
        "none",
        "",
    }


@FEWER
@given(name=NAMES)
@example(name="Qwen/[link=https://evil.example]x[/link]")
@example(name="evil.example/x")
@example(name="@evil.example/x")
def test_a_link_opens_the_page_of_the_name_that_it_shows(name: str) -> None:
    hub = {board_url(""), board_url("trending")}
    publishers = {
        f"{HUB}/{space}" for its in FAMILIES.families.values() for space in its.namespaces
    }
    for view in views(name):
        for piece, link in drawn(view, width=1000):
            is_named = link == f"{HUB}/{piece}" == f"{HUB}/{name}"
            assert link is None or link in hub or link in publishers or is_named
        for line in lines_of(view):
            for span in line:
                assert span.url in {None, f"{HUB}/{span.text}", *publishers}


@pytest.mark.parametrize(
    "name", ["a/\u0432", "a/b\u202e", "a b/c", "a/b\n", "x" * 97, "a/\x1b[31mb"]
)
def test_a_name_that_is_not_shown_as_it_is_is_no_link(name: str) -> None:
    assert model_span(name).url is None


def test_a_publisher_that_is_not_known_yet_gets_no_link() -> None:
    assert model_span("somebody/free-money", linked=False).url is None


REPOSITORY = re.compile(r"(?!\.)[\w.-]+(/(?!\.)[\w.-]+)?", re.ASCII)
"""What the Hub lets a repository be called: nothing in it means anything to a browser."""


@pytest.mark.parametrize(
    "name",
    [
        "Qwen/../evil/model",
        "Qwen/..",
        "Qwen/%2e%2e/evil",
        "Qwen\\..\\evil",
        "Qwen/Qwen4?redirect=x",
        "Qwen/Qwen4#evil",
        "/evil.example/x",
        "[link=https://evil.example]",
        "",
    ],
)
def test_a_name_that_a_browser_reads_as_another_address_is_no_link(name: str) -> None:
    assert REPOSITORY.fullmatch(name) is None
    assert model_span(name).url is None


@given(name=st.from_regex(REPOSITORY, fullmatch=True).filter(lambda its: len(its) <= LONGEST_NAME))
@example(name="gpt2")
@example(name="black-forest-labs/FLUX.2-dev")
def test_a_name_that_the_hub_allows_is_a_link(name: str) -> None:
    assert model_span(name) == Span(name, f"{HUB}/{name}", strong=True)


@pytest.mark.parametrize("release", ["Qwen4\x1b[31m", "Qwen\u202e4", "Qwen\r4", "Q" * 10_000])
def test_the_name_of_a_release_is_made_safe_as_well(release: str) -> None:
    view = post_view(tuple(events(HERO, release)), 0, "en", TODAY, FAMILIES)
    for line in lines_of(view):
        assert is_harmless(plain(line))
        assert len(plain(line)) < 10 * LONGEST_NAME


def test_a_release_that_looks_like_our_own_mark_is_no_mark() -> None:
    post_view(tuple(events(HERO, "\ue0009\ue001")), 0, "en", TODAY, FAMILIES)


def test_a_group_without_a_name_left_is_shown_safely() -> None:
    assert group_span(FAMILIES, Grouping.FAMILY, "\x1b[31m\u202e", SAID).text == "[31m"


def test_the_hub_page_of_a_board_is_the_same_whatever_a_board_is_called() -> None:
    assert board_url("likes&x=\n") == f"{HUB}/models"
    assert SAID.time(datetime(2026, 6, 9, 13, 30, tzinfo=UTC)).endswith("13:30 UTC")


def test_what_happens_beside_a_collection_is_said_above_its_bar() -> None:
    said = TerminalLog(words("en"), Console(file=StringIO(), force_terminal=True, width=100))
    said(Step.COLLECTING, day="2026-05-01", boards=4, namespaces=190)
    said(Step.CONNECTED, platform="Discord", name="overtake")
    assert said.progress.live.is_started
    said(Step.COLLECTED, day="2026-05-01", failed=0, calls=1)
    assert not said.progress.live.is_started
