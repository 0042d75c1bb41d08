"""Slack shows what a View says and nothing else, whatever the names in it try. SPEC 6, 9.

The messages are read with `tests/slack_blocks.py`, as a person would see them. The golden ones are
in `__snapshots__/` and are reviewed like code; after a wording has changed: `pytest
tests/test_slack_render.py --snapshot-update`, and read again.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from slack_sdk.models.blocks import Block
from syrupy.assertion import SnapshotAssertion

from adapters.platforms.slack.render import Message, bodies, forms_of, render
from bot.findings import (
    BoardPlace,
    BoardSeen,
    RankFacts,
    SubscriptionFacts,
    TopFacts,
    TopRow,
    Total,
)
from bot.model import Board, Kind, Line, Next, Row, Span, Table, View
from bot.model.presses import encode
from bot.texts import languages, plain, words
from bot.views.answers import rank_view, top_view
from bot.views.names import HUB
from bot.views.posts import post_view
from bot.views.service import alerts_list_view
from tests import discord_views, slack_blocks
from tests.discord_views import CHANNEL, TAKEN, TODAY
from tests.make import FAMILIES
from tests.slack_blocks import Piece, over_limits, parsed, pressed, read, shown, units
from tests.test_views import EVENTS

HERO, RIVAL, STRANGER = "Qwen/Qwen4-8B", "meta-llama/Llama-5", "somebody/free-money"
HERE = "slack:C0123456789"
SCHEMA = Path(__file__).parents[2] / "shared" / "slack" / "message-blocks.schema.json"


# --- every View, as Slack would be told of it -------------------------------------------------


def views(language: str, name: str, other: str) -> list[View]:
    """Return every View, speaking of a channel of Slack where it spoke of one of Discord."""
    every = discord_views.views(language, name, other)
    return [changed(view, _in_slack) for view in every]


def _in_slack(span: Span) -> Span:
    return replace(span, text=HERE) if span.text == CHANNEL else span


def changed(view: View, change: Callable[[Span], Span]) -> View:
    """Return a View with its title and rows changed; moments and channels stand only there."""
    title = tuple(map(change, view.title))
    rows = tuple(replace(row, line=tuple(map(change, row.line))) for row in view.rows)
    return replace(view, title=title, rows=rows)


# --- what a View says, line by line -----------------------------------------------------------

Pieces = tuple[Piece, ...]


def alike(pieces: Sequence[Piece]) -> Pieces:
    """Return a line as it looks: without what is empty, or blank at its ends."""
    runs = groupby((its for its in pieces if its.text), lambda its: (its.marks, its.link))
    joined = [Piece("".join(its.text for its in run), *looks) for looks, run in runs]
    for end, strip in ((0, str.lstrip), (-1, str.rstrip)):
        while joined and not joined[end].text.strip():
            joined.pop(end)
        if joined:
            joined[end] = replace(joined[end], text=strip(joined[end].text))
    return tuple(joined)


def said(line: Line, *marks: str, url: str | None = None) -> Pieces:
    """Return what is to be seen of a line, all of it with some marks, and perhaps a link."""
    return alike([_said(span, frozenset(marks), url) for span in line])


def _said(span: Span, marks: frozenset[str], url: str | None) -> Piece:
    marks |= {"bold"} if span.strong else set()
    link = (span.url or url) if span.text.strip() else None
    if span.channel and span.text.startswith("slack:"):
        return Piece(f"<channel {span.text[6:]}>", marks | {"channel"})
    if span.at:
        return Piece(f"<date {span.at.timestamp():.0f}>", marks | {"date"})
    return Piece(span.text, marks, link)


def joined(cells: Sequence[Line]) -> Line:
    """Return cells as one line, with dots between them."""
    return tuple(span for cell in cells for span in (Span(" · "), *cell))[1:]


@dataclass(frozen=True)
class Part:
    """What may be left out as a whole, and whether it is a row that is counted."""

    lines: tuple[Pieces, ...]
    is_row: bool = True


def part(*lines: Pieces, is_row: bool = True) -> Part:
    return Part(tuple(line for line in lines if line), is_row)


def parts_of(view: View, *, as_table: bool) -> tuple[list[Part], list[Part]]:
    """Return what stands above, and the sentences under a table."""
    above: list[Part] = []
    for table in view.tables:
        above.extend(cells_of(table) if as_table else lines_of(table))
    marks = [f"{MARKS[row.kind]} " if row.kind else "" for row in view.rows]
    rows = [
        part(said((Span(mark), *row.line)))
        for mark, row in zip(marks, view.rows, strict=True)
        if plain(row.line).strip()
    ]
    return (above, rows) if view.tables else (rows, [])


MARKS = dict(zip(Kind, ("👑", "🔼", "🔽", "↕️", "🪑", "🔀", "🎯", "🆕", "🔮", "⚠️"), strict=True))


def cells_of(table: Table) -> Iterator[Part]:
    """Give a table's rows, with dots for what stands between its cells."""
    names = [(Span(name),) for name in table.header]
    yield part(alike([*said_cells(names)]), is_row=False)
    for row in table.rows:
        yield part(alike([*said_cells(row)]))


def said_cells(row: Sequence[Line]) -> Iterator[Piece]:
    for number, cell in enumerate(row):
        if number:
            yield Piece(" · ")
        yield from said(cell)


def lines_of(table: Table) -> Iterator[Part]:
    """Give a table as lines, one a row where there are few columns, else two."""
    is_narrow = len(table.header) <= 4
    names = table.header if is_narrow else table.header[:1]
    yield part(said(joined([(Span(name),) for name in names]), "italic"), is_row=False)
    for row in table.rows:
        if is_narrow:
            yield part(said(joined(row)))
            continue
        pairs = zip(table.header[1:], row[1:], strict=True)
        known = [labelled(name, cell) for name, cell in pairs if plain(cell) != "–"]
        yield part(said(row[0], "bold"), said(joined(known)))


def labelled(name: str, cell: Line) -> Line:
    """Return a cell with its column's name, but where it speaks for itself."""
    speaks = plain(cell).startswith("#") or any(span.strong for span in cell)
    return cell if speaks else (Span(f"{name} "), *cell)


def title_of(view: View) -> tuple[str, Pieces] | None:
    """Return the block that the title should be, and what is seen of it."""
    if not plain(view.title).strip():
        return None
    if not (view.rows or view.tables or view.more or view.url):
        return "rich_text", said(view.title)
    opens = view.url or any(span.url or span.at or span.channel for span in view.title)
    if not opens and units(escape(plain(view.title).strip(), quote=False)) <= 150:
        return "header", alike([Piece(plain(view.title))])
    return "rich_text", said(view.title, "bold", url=view.url)


def seen_of(message: Message, view: View) -> list[Pieces]:
    """Return the lines of a message's body; between its parts some are empty."""
    blocks = [its for its in read(message.blocks) if its.block != "context"]
    blocks = blocks[1:] if title_of(view) else blocks
    lines: list[Pieces] = []
    for block in blocks:
        lines.extend(map(alike, block.lines))
        lines.extend(alike([*_with_dots(row)]) for row in block.rows)
    return [line for line in lines if line]


def _with_dots(row: Sequence[Pieces]) -> Iterator[Piece]:
    for number, cell in enumerate(row):
        if number:
            yield Piece(" · ")
        yield from alike(cell)


def wanted(view: View, got: Sequence[Pieces], *, as_table: bool) -> list[Pieces]:
    """Return the lines that a body should have, as it says how many are left out."""
    above, below = parts_of(view, as_table=as_table)
    more = [said((Span(plain(view.more)),), url=view.url)] if plain(view.more).strip() else []
    whole = [*_flat(above), *_flat(below), *more]
    for at, line in enumerate(got):
        found = re.fullmatch(r"\+(\d+) …", shown(line))
        if not found or line[0].link != view.url:
            continue
        for kept in range(len(above) + 1):
            if len(_flat(above[:kept])) != at:
                continue
            for under in range(len(below) + 1):
                gone = sum(its.is_row for its in (*above[kept:], *below[under:]))
                rest = [*_flat(below[:under]), *more]
                if gone == int(found[1]) and at + 1 + len(rest) == len(got):
                    return [*_flat(above[:kept]), line, *rest]
    return whole


def _flat(parts: Sequence[Part]) -> list[Pieces]:
    return [line for its in parts for line in its.lines]


# --- hostile names ----------------------------------------------------------------------------

NASTY = (
    *("<!channel>", "<!here>", "<!everyone>", "<@U1>", "<@W1|x>", "<#C1>", "<#C1|x>", "<!", "<@"),
    *("<!subteam^S1>", "<!date^1392734382^{date}|x>", "<https://evil.example|x>", "<", ">", "|"),
    *("<mailto:a@b.c|x>", "@channel", "@here", "@U1", "https://evil.example", "evil.example"),
    *("*", "_", "~", "`", "```", "*b*", "_i_", "~s~", "`c`", "```c```", "> ", ">>> ", "- ", "1. "),
    *("&", "&lt;", "&gt;", "&amp;", "&amp;lt;", "&lt;!channel&gt;", "&#60;", "lt;", "amp;"),
    *(
        ":smile:",
        ":",
        "::skin-tone-2:",
        ":+1:",
        "{date}",
        "{time}",
        "^",
        "[x](http://evil)",
        "**x**",
    ),
    *("\u202e", "\u2066", "\u200f", "\u200b", "\ufeff", "\u2060", "\u200d", "\n", "\r\n", "\t"),
    *(
        "\x00",
        "\x1b[31m",
        "\x7f",
        "\u2028",
        "\ud800",
        "\udfff",
        "😀",
        "𝕏",
        "模型",
        "אבג",
        "e\u0301",
    ),
    *("a/b", "  ", " ", "x", "Qwen", "\\", '"', "'", "\\u0000", "+3 …", "–", "#1"),
)
NAMES = st.lists(st.sampled_from(NASTY) | st.text(max_size=6), max_size=6).map("".join)
"""A name in pieces, each of which tries something."""
HUB_NAMES = st.from_regex(r"[A-Za-z0-9_-][\w.-]{0,40}/[\w-][\w.-]{0,40}", fullmatch=True)
"""Names that the Hub allows, which are links."""
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Not the one that makes a failing example smaller: it takes minutes, and these are small."""
FEWER = settings(max_examples=2, deadline=None, phases=PHASES)
"""Every View is rendered for each example; single lines are tried by the hundred."""
TRIED = (
    *("<!channel> <!here>", "<@U1> <!subteam^S1>", "<https://evil.example|x>", "*b* _i_ ~s~ `c`"),
    *(":smile: &lt;!channel&gt; &amp;amp;", "\u202eevil\u202c \ud800\x00\n\u200b", "", "  "),
    *("𝕏" * 96, "&" * 96, "w" * 200, "Qwen/Qwen4_8B", "https://evil.example @channel"),
)
"""Names that are tried every time."""


def hostile(check: Any) -> Any:  # noqa: ANN401 - a decorator, for tests of whatever arguments
    """Try a test with names of all sorts, in every language."""
    for number, name in enumerate(TRIED):
        language = languages()[number % len(languages())]
        check = example(language=language, name=name, other=f"{name} x")(check)
    both = NAMES | HUB_NAMES
    wrapped = given(language=st.sampled_from(languages()), name=both, other=both)(check)
    return FEWER(wrapped)


@dataclass(frozen=True)
class Case:
    """A View, and its message, with a table where there may be one or without."""

    view: View
    tables: bool
    message: Message

    @property
    def has_table(self) -> bool:
        return self.tables and len(self.view.tables) == 1


@lru_cache(maxsize=32)
def cases(language: str, name: str, other: str) -> tuple[Case, ...]:
    """Return every View with these names, and its messages."""
    every = views(language, name, other)
    return (
        *(Case(view, tables=True, message=render(view)) for view in every),
        *(
            Case(view, tables=False, message=render(view, tables=False))
            for view in every
            if view.tables
        ),
    )


@hostile
def test_a_message_is_within_every_limit_of_slack(language: str, name: str, other: str) -> None:
    for case in cases(language, name, other):
        assert not list(over_limits(case.message.blocks, case.message.text)), case.view
        json.dumps(case.message.blocks, ensure_ascii=False).encode()
        case.message.text.encode()


@hostile
def test_each_line_says_what_the_view_says(language: str, name: str, other: str) -> None:
    """...in bold and as a link where the View does, and nowhere else."""
    for case in cases(language, name, other):
        check_lines(case)


def check_lines(case: Case) -> None:
    first, *_ = read(case.message.blocks)
    title = title_of(case.view)
    if title:
        assert (first.block, alike(first.lines[0])) == title
    got = seen_of(case.message, case.view)
    assert got == wanted(case.view, got, as_table=case.has_table), case.view


@hostile
def test_nothing_in_a_name_is_more_than_text(language: str, name: str, other: str) -> None:
    for case in cases(language, name, other):
        for block in read(case.message.blocks):
            for line in (*block.lines, *(cell for row in block.rows for cell in row)):
                for piece in line:
                    assert piece.marks <= {"bold", "italic", "date", "channel"}, piece
                    assert piece.link is None or piece.link.startswith(f"{HUB}/"), piece


@hostile
def test_the_notes_are_said_as_they_are(language: str, name: str, other: str) -> None:
    for case in cases(language, name, other):
        *_, last = read(case.message.blocks)
        notes = [shown(line) for line in last.lines] if last.block == "context" else []
        assert notes == list(map(plain, case.view.notes))


@hostile
def test_the_text_beside_says_the_same_and_holds_no_sequence(
    language: str, name: str, other: str
) -> None:
    for case in cases(language, name, other):
        pieces = parsed(case.message.text)
        assert not any(piece.link or "mention" in piece.marks for piece in pieces)
        lines = [line.strip() for line in shown(tuple(pieces)).split("\n") if line.strip()]
        assert lines == [line.strip() for line in text_of(case.view, lines)], case.view


def text_of(view: View, got: Sequence[str]) -> list[str]:
    """Return the lines that the text should have, as it says how many are left out."""
    view = changed(view, lambda span: replace(span, at=None, channel=False))
    above, below = parts_of(view, as_table=False)
    every = [*above, *below]
    around = [view.title], [view.more, *view.notes]
    before, after = ([plain(line) for line in lines if plain(line).strip()] for lines in around)
    at = len(got) - len(after) - 1
    found = re.fullmatch(r"\+(\d+) …", got[at]) if at >= 0 else None
    for kept in range(len(every)) if found else ():
        lines = list(map(shown, _flat(every[:kept])))
        gone = sum(its.is_row for its in every[kept:])
        if found and gone == int(found[1]) and len(before) + len(lines) == at:
            return [*before, *lines, got[at], *after]
    return [*before, *map(shown, _flat(every)), *after]


@hostile
def test_what_may_be_asked_next_is_offered_by_its_own_words(
    language: str, name: str, other: str
) -> None:
    for case in cases(language, name, other):
        items = pressed(case.message.blocks)
        buttons = [its for its in items if its.name.startswith("ask-")]
        menus = [its for its in items if its.name == "choose"]
        offered = [(its.value, its.label) for its in buttons]
        offered += [choice for menu in menus for choice in menu.choices]
        asked = {code: its for its in case.view.next if (code := encode(its, room_of(its)))}
        assert {code for code, _ in offered} == set(asked)
        for code, label in offered:
            whole = asked[code].label.strip()
            assert label == whole or (label[-1] == "…" and whole.startswith(label[:-1]))
        assert all(menu.label == case.view.choice for menu in menus)
        assert len(items) == len(buttons) + len(menus)


def room_of(its: Next) -> int:
    """Return how long the question may be: a button's, or that of a choice."""
    return 2_000 if len(its.label.strip()) <= 30 else 150


@pytest.mark.skipif(not SCHEMA.exists(), reason=f"{SCHEMA} is not there")
@FEWER
@given(name=NAMES | HUB_NAMES)
@example(name=TRIED[0])
@example(name=HERO)
def test_blocks_are_what_slack_says_they_are(name: str) -> None:
    schema = _schema()
    for case in cases("en", name, f"{name} x"):
        for flaw in schema.iter_errors(list(case.message.blocks)):
            raise AssertionError(flaw)


@lru_cache
def _schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text()))


@FEWER
@given(name=NAMES | HUB_NAMES)
@example(name=TRIED[0])
@example(name=HERO)
def test_blocks_are_what_the_library_says_they_are(name: str) -> None:
    for case in cases("en", name, f"{name} x"):
        blocks = list(case.message.blocks)
        assert [block.to_dict() for block in Block.parse_all(blocks)] == blocks


# --- any line, any text -----------------------------------------------------------------------

SPANS = st.builds(Span, text=NAMES | st.text(max_size=9), strong=st.booleans())
LINES = st.lists(SPANS, max_size=4).map(tuple)


def visible(text: str) -> str:
    """Return text on one line, without what nobody sees."""
    text = re.sub(r"[\t-\r\x1c-\x1f\x85\u2028\u2029]", " ", text)
    hidden = {"Cc", "Cf", "Cs"}
    return "".join(char for char in text if unicodedata.category(char) not in hidden)


def everywhere(line: Line, title: Line) -> View:
    """Return a View, such as none is today, with a line in each of its places."""
    what = plain(line)
    offered = (Next(what, "rank", {"name": "x"}), Next(f"{what} {'x' * 31}", "top"))
    table = Table((what, "B"), ((line, (Span("end"),)), (line, line)))
    rows = (Row(line, Kind.LEADER), Row(line), Row((Span("end"),)))
    return View(title, rows, (table,), line, (line, line), next=offered, choice=what)


@settings(max_examples=100, deadline=None, phases=PHASES)
@given(line=LINES, title=LINES, tables=st.booleans())
@example(line=(), title=(), tables=True)
@example(line=(Span(""),), title=(Span("\ud800"),), tables=False)
@example(line=(Span("\ud83d"), Span("\ude00")), title=(Span("a\nb"),), tables=True)
@example(line=(Span("a\u2028b\r\nc"),), title=(Span("\u202e"),), tables=True)
def test_any_text_is_read_as_it_was_said(line: Line, title: Line, *, tables: bool) -> None:
    clear = [tuple(replace(its, text=visible(its.text)) for its in some) for some in (line, title)]
    message = render(everywhere(line, title), tables=tables)
    check_lines(Case(everywhere(*clear), tables, message))
    assert not list(over_limits(message.blocks, message.text))
    json.dumps(message.blocks, ensure_ascii=False).encode()
    pieces = parsed(message.text)
    assert not any(piece.link or "mention" in piece.marks for piece in pieces)
    notes = [shown(its) for block in read(message.blocks[-2:-1]) for its in block.lines]
    assert plain(clear[0]).strip() in (notes[-1].strip() if notes else "")


def test_a_view_of_nothing_is_still_a_message() -> None:
    for view in (View(()), View((Span(" "),), rows=(Row(()),), notes=((),), more=(Span(""),))):
        message = render(view)
        assert not list(over_limits(message.blocks, message.text))
        assert message.text == "–"


def test_a_link_without_a_name_is_no_link() -> None:
    row = Row((Span(" ", HUB), Span("", HUB), Span("x")))
    [_, block] = render(View((Span("T"),), rows=(row,))).blocks
    [section] = block["elements"]
    assert section["elements"] == [{"type": "text", "text": " "}, {"type": "text", "text": "x"}]


# --- what does not fit ------------------------------------------------------------------------


def news(count: int, name: str) -> View:
    lines = tuple(Row((Span(f"{n} {name}", f"{HUB}/{n}"),), Kind.LEADER) for n in range(count))
    notes = tuple((Span(f"note {n}"),) for n in range(3))
    return View((Span("Title"),), rows=lines, more=(Span("+2 more"),), notes=notes, url=HUB)


def board(count: int, name: str) -> View:
    rows = tuple(TopRow(n, f"somebody/{name}{n}", 1000 - n, 1) for n in range(1, count + 1))
    facts = TopFacts("likes", TODAY, "ok", rows, ())
    return top_view(words("en"), FAMILIES, facts, Board("likes"), ())


def kept_of(case: Case) -> tuple[int, int]:
    """Return how many rows a message shows, and how many it says are left out."""
    check_lines(case)
    assert not list(over_limits(case.message.blocks, case.message.text))
    lines = [shown(line) for line in seen_of(case.message, case.view)]
    gone = [int(found[1]) for line in lines if (found := re.fullmatch(r"\+(\d+) …", line))]
    every = [its for some in parts_of(case.view, as_table=case.has_table) for its in some]
    return sum(its.is_row for its in every) - sum(gone), sum(gone)


@pytest.mark.parametrize("count", [0, 1, 20, 21, 60, 300])
@pytest.mark.parametrize("name", ["x", "<!channel>" * 9, "&" * 96])
def test_news_that_do_not_fit_are_left_out_whole_and_counted(count: int, name: str) -> None:
    case = Case(view := news(count, name), tables=True, message=render(view))
    kept, gone = kept_of(case)
    assert kept + gone == count
    assert not gone or (units(escape(name)) + 160) * (kept + 1) > 9_500
    apart = [block for block in case.message.blocks if block["type"] == "rich_text"]
    assert len(apart) == 1 + (kept if kept <= 20 else 1) + 1


@pytest.mark.parametrize("tables", [True, False])
@pytest.mark.parametrize("name", ["m", "m_" * 40, "𝕏" * 80])
def test_a_board_of_five_hundred_says_how_many_rows_are_left_out(
    name: str, *, tables: bool
) -> None:
    view = board(500, name)
    kept, gone = kept_of(Case(view, tables, render(view, tables=tables)))
    assert kept + gone == 500
    assert kept <= (99 if tables else 500)
    assert kept >= (20 if len(name) > 1 else 99)
    size = slack_blocks.size(render(view, tables=tables).blocks)
    assert size > (4_000 if len(name) == 1 else 9_000)


def test_sentences_under_a_long_table_stay() -> None:
    long = replace(board(500, "m_" * 40), rows=(Row((Span("what it sums up to"),)),))
    for tables in (True, False):
        lines = list(map(shown, seen_of(render(long, tables=tables), long)))
        assert re.fullmatch(r"\+\d+ …", lines[-2])
        assert lines[-1] == "what it sums up to"


def test_hundreds_of_channels_are_listed_as_far_as_they_fit() -> None:
    its = SubscriptionFacts(
        HERE, ("trending", "llm"), tuple(Kind), ("top20",), 10, 20, "en", "daily", None, None
    )
    view = alerts_list_view(words("en"), [its] * 300)
    kept, gone = kept_of(Case(view, tables=True, message=render(view)))
    assert kept > 20
    assert kept + gone == 300


def test_the_text_leaves_rows_out_whole_and_says_how_many() -> None:
    text = render(board(500, "<&>" * 20)).text
    *rows, last = [line for line in text.split("\n") if "somebody" in line or "…" in line]
    assert all(row.count("&lt;&amp;&gt;" * 20) == 1 for row in rows)
    assert last == f"+{500 - len(rows)} …"
    assert 3_600 < units(text) <= 4_000


def test_a_title_that_is_too_long_for_a_header_is_a_bold_line() -> None:
    for title in ("x" * 151, "&" * 31):
        [block, _] = read(render(View((Span(title),), rows=(Row((Span("x"),)),))).blocks)
        assert block.lines == ((Piece(title, frozenset({"bold"})),),)
    [block, _] = read(render(View((Span("x" * 150),), rows=(Row((Span("x"),)),))).blocks)
    assert block.block == "header"


@pytest.mark.parametrize("rows", [(), (Row((Span("x"),)),)])
def test_a_title_that_would_fill_a_message_is_cut(rows: tuple[Row, ...]) -> None:
    title = (Span("<" * 20_000, HUB), Span("x"))
    message = render(View(title, rows=rows, more=title if rows else ()))
    assert not list(over_limits(message.blocks, message.text))
    [first, *_] = read(message.blocks)
    [piece] = first.lines[0]
    assert piece.link is None
    assert piece.text.endswith("<…")


def test_what_is_too_long_to_be_linked_is_said_without_a_link() -> None:
    message = render(View((Span("T"),), more=(Span("more"),), url=f"{HUB}/{'x' * 9_000}"))
    assert not list(over_limits(message.blocks, message.text))
    assert {piece.link for block in read(message.blocks) for piece in block.lines[0]} == {None}


def test_of_too_many_notes_the_last_is_kept_and_the_first_share_their_place() -> None:
    notes = [(Span(f"{n} {'x' * 90}"),) for n in range(14)]
    [_, context] = render(View((Span("Title"),), notes=tuple(notes))).blocks
    texts = [its["text"] for its in context["elements"]]
    assert texts == ["\n".join(map(plain, notes[:5])), *map(plain, notes[5:])]
    long = [(Span(f"{n} {'x' * 200}"),) for n in range(14)]
    message = render(View((Span("Title"),), notes=tuple(long)))
    assert not list(over_limits(message.blocks, message.text))
    texts = [its["text"] for its in message.blocks[-1]["elements"]]
    assert texts == ["+7 …", *map(plain, long[7:])]


def test_more_questions_than_slack_takes_are_offered_as_far_as_they_go() -> None:
    short = tuple(Next(f"Ask {n}", "why", {"event": str(n)}) for n in range(40))
    long = tuple(Next(f"{n} {'x' * 31}", "why", {"event": f"9{n}"}) for n in range(200))
    message = render(View((Span("T"),), next=(*long, *short), choice="y" * 200))
    assert not list(over_limits(message.blocks, message.text))
    *buttons, menu = pressed(message.blocks)
    assert [its.name for its in buttons] == [f"ask-{n}" for n in range(24)]
    assert [its.label for its in buttons] == [f"Ask {n}" for n in range(24)]
    assert menu.label == "y" * 149 + "…"
    assert [label for _, label in menu.choices] == [its.label for its in long[:100]]


def test_a_message_of_the_longest_of_everything_fits() -> None:
    name = "&" * 96
    long = tuple(Next(f"{n} {name}", "why", {"event": f"9{n}"}) for n in range(200))
    short = tuple(Next(f"{n}{'&' * 25}", "why", {"event": str(n)}) for n in range(40))
    notes = tuple((Span("&" * 90),) for _ in range(40))
    filled = replace(news(300, name), title=(Span("<" * 9_000),), more=(Span(">" * 9_000),))
    view = replace(filled, next=(*short, *long), notes=notes, choice=name)
    for some in (view, replace(view, rows=(), more=(), url=None), replace(board(500, name * 9))):
        message = render(some)
        assert not list(over_limits(message.blocks, message.text))


def test_a_plainer_form_is_made_only_where_slack_did_not_take_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[bool] = []

    def counted(view: View, *, tables: bool = True) -> Message:
        made.append(tables)
        return render(view, tables=tables)

    monkeypatch.setattr("adapters.platforms.slack.render.render", counted)
    forms = iter(forms_of(board(3, "m")))
    assert next(forms)["blocks"]
    assert made == [True]
    assert [set(its) for its in forms] == [{"blocks", "text"}, {"text"}]
    assert made == [True, False]


def test_a_question_that_is_too_long_is_not_offered() -> None:
    sentence, word = (
        Next("x" * 31, "rank", {"name": "x" * 150}),
        Next("x", "rank", {"name": "x" * 2_000}),
    )
    assert not pressed(render(View((Span("T"),), next=(sentence, word))).blocks)


def test_the_same_question_is_offered_once() -> None:
    its = Next("Why?", "why", {"event": "1"})
    assert len(pressed(render(View((Span("T"),), next=(its, its))).blocks)) == 1


# --- titles, marks, tables --------------------------------------------------------------------


def test_every_kind_of_news_has_a_mark() -> None:
    rows = tuple(Row((Span("x"),), kind) for kind in Kind)
    blocks = read(render(View((Span("T"),), rows=rows)).blocks)[1:]
    marks = [shown(block.lines[0]) for block in blocks]
    assert len(set(marks)) == len(Kind)
    assert all(mark.endswith(" x") for mark in marks)


def test_a_title_without_a_link_is_a_header_and_one_with_it_opens_its_page() -> None:
    row = (Row((Span("x"),)),)
    bold = frozenset({"bold"})
    named = (Span("a", f"{HUB}/a"), Span(" and "), Span("b", f"{HUB}/b"))
    for view, title in (
        (View((Span("T"),), rows=row), Piece("T")),
        (View((Span("T"),), rows=row, url=HUB), Piece("T", bold, HUB)),
        (View((Span("T", HUB),), rows=row), Piece("T", bold, HUB)),
    ):
        assert read(render(view).blocks)[0].lines == ((title,),)
    links = [piece.link for piece in read(render(View(named, rows=row)).blocks)[0].lines[0]]
    assert links == [f"{HUB}/a", None, f"{HUB}/b"]
    whole = render(View(named, rows=row, url=HUB)).blocks
    assert [its.link for its in read(whole)[0].lines[0]] == [f"{HUB}/a", HUB, f"{HUB}/b"]


def test_a_sentence_is_one_block_as_it_is() -> None:
    said_so = (Span("Alerts are on in "), Span(HERE, channel=True), Span("."))
    [block] = render(View(said_so, private=True)).blocks
    assert block["elements"][0]["elements"] == [
        {"type": "text", "text": "Alerts are on in "},
        {"type": "channel", "channel_id": "C0123456789"},
        {"type": "text", "text": "."},
    ]


@pytest.mark.parametrize("name", [CHANNEL, "slack:D0123456789", "slack:U1", "slack:C1>", "console"])
def test_what_is_no_channel_of_slack_is_its_name(name: str) -> None:
    [block] = read(render(View((Span(name, channel=True),))).blocks)
    assert block.lines == ((Piece(name),),)


def test_a_moment_is_shown_in_each_readers_own_zone() -> None:
    [block] = render(View((words("en").moment(TAKEN),))).blocks
    assert block["elements"][0]["elements"] == [
        {
            "type": "date",
            "timestamp": int(TAKEN.timestamp()),
            "format": "{date_short_pretty} {time}",
            "fallback": "Jun 9, 2026, 13:30 UTC",
        }
    ]


def test_numbers_are_aligned_right() -> None:
    [_, table, *_] = read(render(board(3, "m")).blocks)
    assert table.aligned == ("right", "left", "right", "right")


def grid(columns: int, *names: str) -> Table:
    return Table(tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:columns]), (tuple((Span(n),) for n in names),))


@pytest.mark.parametrize(
    ("tables", "is_table"),
    [
        ((grid(2, "a", "b"),), True),
        ((grid(20, *"x" * 20),), True),
        ((grid(21, *"x" * 21),), False),
        ((grid(2, "a", "b"), grid(2, "a", "b")), False),
    ],
)
def test_one_table_of_at_most_twenty_columns_is_one(
    tables: tuple[Table, ...], *, is_table: bool
) -> None:
    message = render(View((Span("T"),), tables=tables))
    assert not list(over_limits(message.blocks, message.text))
    assert any(block["type"] == "table" for block in message.blocks) == is_table


def test_an_empty_cell_is_a_space() -> None:
    [_, table] = read(render(View((Span("T"),), tables=(grid(2, "", "b"),))).blocks)
    assert [shown(cell) for cell in table.rows[1]] == [" ", "b"]


def test_a_wide_table_leaves_out_what_is_not_known() -> None:
    view = View((Span("T"),), tables=(grid(5, *"ab–de"),))
    [_, *blocks] = render(view, tables=False).blocks
    shown = "[rich_text]\n_A_\n[rich_text]\n**a**\nB b · D d · E e"
    assert slack_blocks.drawn(blocks) == shown


def test_a_home_tab_and_a_modal_have_the_same_without_buttons_and_tables() -> None:
    for view in views("en", HERO, RIVAL):
        whole = render(view, tables=False).blocks
        assert bodies(view) == [block for block in whole if block["type"] != "actions"]


# --- golden messages --------------------------------------------------------------------------


def golden(*some: View) -> str:
    return "\n\n".join(map(_golden, some))


def _golden(view: View) -> str:
    message = render(view)
    return f"{slack_blocks.drawn(message.blocks)}\n--- text\n{message.text}"


@pytest.mark.parametrize("name", EVENTS)
def test_a_post_of_each_kind_of_event(name: str, snapshot: SnapshotAssertion) -> None:
    some = [replace(its, id=number) for number, its in enumerate(EVENTS[name], 1)]
    assert golden(post_view(some, 0, "en", TODAY, FAMILIES)) == snapshot


@pytest.mark.parametrize("language", languages())
def test_a_whole_post(language: str, snapshot: SnapshotAssertion) -> None:
    some = [replace(its[0], id=number) for number, its in enumerate(EVENTS.values(), 1)]
    assert golden(post_view(some[:10], 2, language, TODAY, FAMILIES)) == snapshot


def places(model: str) -> tuple[BoardPlace, ...]:
    return (
        BoardPlace("trending", model, 4, TODAY, 1047.3, {"1": 10, "7": -2, "30": None}),
        BoardPlace("llm", model, 1, TODAY, 6_800_000, {"1": 0, "7": 0, "30": 3}),
    )


def test_rank(snapshot: SnapshotAssertion) -> None:
    totals = Total("all-time", 390_340_000, 1, 35, complete=True)
    family = RankFacts("qwen", "family", "qwen", places(HERO), (totals,))
    model = RankFacts(HERO, "model", HERO, places(HERO), (totals,))
    gone = RankFacts(STRANGER, "model", STRANGER, (), ())
    en, release = words("en"), ("Qwen4", TODAY)
    seen = (BoardSeen("llm", TODAY, 499),)
    some = (
        rank_view(en, FAMILIES, family, release, (), ()),
        rank_view(en, FAMILIES, model, None, (), ()),
        rank_view(en, FAMILIES, gone, None, seen, {STRANGER}),
        rank_view(words("es"), FAMILIES, family, release, (), ()),
    )
    assert golden(*some) == snapshot


@pytest.mark.parametrize("language", languages())
def test_lists(language: str, snapshot: SnapshotAssertion) -> None:
    """`top`, `compare`, `movers` and `releases`."""
    assert golden(*discord_views.lists(words(language), HERO, STRANGER)) == snapshot


def test_why(snapshot: SnapshotAssertion) -> None:
    receipts = list(discord_views.receipts(words("en"), HERO, RIVAL))
    assert golden(receipts[0], receipts[-1]) == snapshot


def test_status_help_and_alerts(snapshot: SnapshotAssertion) -> None:
    some = list(discord_views.services(words("en"), "trending", "likes"))
    assert golden(*(changed(view, _in_slack) for view in some)) == snapshot


def test_what_goes_wrong(snapshot: SnapshotAssertion) -> None:
    some = [
        *discord_views.notices(words("en"), "qwenn", "Qwen"),
        *list(discord_views.notices(words("es"), "qwenn", "Qwen"))[:2],
    ]
    assert golden(*(changed(view, _in_slack) for view in some)) == snapshot


def test_a_message_as_it_is_sent(snapshot: SnapshotAssertion) -> None:
    """The JSON itself, of a post and of a board, beside what is read of it elsewhere."""
    post = post_view([replace(EVENTS["leader"][0], id=1)], 2, "en", TODAY, FAMILIES)
    blocks = [block for view in (post, board(2, "m")) for block in render(view).blocks]
    assert "\n".join(json.dumps(its, sort_keys=True) for its in blocks) == snapshot
