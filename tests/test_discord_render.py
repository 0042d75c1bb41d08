"""Discord shows what a View says and nothing else, whatever the names in it try. SPEC 6, 9.

The messages are read with `tests/discord_markdown.py`, as a person would see them, and are checked
as the working Discord of the tests checks what it is sent. The golden ones are in `__snapshots__/`
and are reviewed like code; after a wording has changed: `pytest tests/test_discord_render.py
--snapshot-update`, and read again.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pytest
from discord.http import handle_message_parameters
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from adapters.platforms.discord.answering import NO_MENTIONS
from adapters.platforms.discord.markdown import escape, markdown
from adapters.platforms.discord.render import BODY, COLOURS, IDENTITY, render
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
from bot.model.looks import MARKS
from bot.model.presses import encode
from bot.texts import languages, plain, words
from bot.views.answers import rank_view, top_view
from bot.views.names import HUB, LONGEST_NAME, safe
from bot.views.posts import post_view
from bot.views.service import alerts_list_view
from tests import discord_markdown, discord_server, discord_views
from tests.discord_markdown import Piece, shown
from tests.discord_server.checks.bodies import flaws
from tests.discord_server.routes import MESSAGES
from tests.discord_views import CHANNEL, TAKEN, TODAY, views
from tests.make import FAMILIES
from tests.test_views import EVENTS

Json = dict[str, Any]
read = lru_cache(maxsize=4096)(discord_markdown.read)
"""The same message is read for several reasons."""
HERO, RIVAL, STRANGER = "Qwen/Qwen4-8B", "meta-llama/Llama-5", "somebody/free-money"


def payload(view: View) -> Json:
    """Return the message as it is sent."""
    message = render(view)
    with handle_message_parameters(
        embed=message.embed, view=message.buttons(), allowed_mentions=NO_MENTIONS, nonce="n"
    ) as whole:
        assert whole.payload
        return whole.payload


# --- what a View says, line by line -----------------------------------------------------------

ZERO_WIDTH = "\u200b"


def said(line: Line) -> str:
    """Return what is to be read of a line; moments and channels as Discord is told of them."""
    return "".join(map(_said, line))


def _said(span: Span) -> str:
    if span.channel and (found := re.fullmatch(r"discord:(\d+)", span.text)):
        return f"<#{found[1]}>"
    return f"<t:{span.at.timestamp():.0f}:f>" if span.at else span.text


def joined(cells: Sequence[Line]) -> Line:
    """Return cells as one line, with dots between them."""
    return tuple(span for cell in cells for span in (Span(" · "), *cell))[1:]


def heading_of(table: Table) -> Line:
    """Return the small line over a table: its columns, or only the first where they are many."""
    names = table.header if len(table.header) <= 4 else table.header[:1]
    return joined([(Span(name),) for name in names])


def blocks_of(view: View) -> Iterator[tuple[bool, tuple[Line, ...]]]:
    """Give what may be left out, each as its lines, and whether it is a row that is counted."""
    if plain(view.title):
        yield False, (view.title,)
    for table in view.tables:
        yield False, (heading_of(table),)
        for row in table.rows:
            if len(table.header) <= 4:
                yield True, (joined(row),)
                continue
            pairs = zip(table.header[1:], row[1:], strict=True)
            known = [labelled(name, cell) for name, cell in pairs if plain(cell) != "–"]
            yield True, (row[0], joined(known)) if known else (row[0],)
    for its in view.rows:
        mark = (Span(f"{MARKS[its.kind]} "),) if its.kind else ()
        yield True, ((*mark, *its.line),)


def labelled(name: str, cell: Line) -> Line:
    """Return a cell with its column's name, but where it speaks for itself."""
    speaks = plain(cell).startswith("#") or any(span.strong for span in cell)
    return cell if speaks else (Span(f"{name} "), *cell)


def lines_of(view: View, embed: Json) -> list[Line]:
    """Return the lines that the message's body should have, as it says how many are left out.

    Sentences under a table stay, where the table's rows can make room for them.
    """
    body = [looks_alike(shown(line)) for line in body_of(embed)]
    all_blocks = list(blocks_of(view))
    if embed.get("title") and all_blocks:
        all_blocks.pop(0)
    under = len(view.rows) if view.tables else 0
    wanted: list[Line] = []
    for kept_under in {under, 0}:
        blocks = all_blocks[: len(all_blocks) - kept_under]
        sentences = [line for _, block in all_blocks[len(blocks) :] for line in block]
        wanted = _with_left_out(view, blocks, sentences, body)
        if [looks_alike(said(line)) for line in wanted] == body:
            break
    return wanted


Block = tuple[bool, tuple[Line, ...]]


def _with_left_out(
    view: View, blocks: Sequence[Block], sentences: Sequence[Line], body: Sequence[str]
) -> list[Line]:
    """Return lines, of which so many blocks are left out as the body says."""
    more = [(Span(plain(view.more), view.url),)] if view.more else []
    after = [*(line for line in sentences if looks_alike(said(line))), *more]
    at = len(body) - 1 - len(after)
    found = re.fullmatch(r"\+(\d+) …", body[at]) if at >= 0 else None
    count = int(found[1]) if found else 0
    left_out: list[Line] = [(Span(f"+{count} …", view.url),)] if found else []
    wanted: list[Line] = []
    for kept in range(len(blocks) + 1):
        if sum(is_row for is_row, _ in blocks[kept:]) != count:
            continue
        lines = [line for _, block in blocks[:kept] for line in block if looks_alike(said(line))]
        wanted = [*lines, *left_out, *after]
        if len(wanted) == len(body):
            break
    return wanted


def body_of(embed: Json) -> list[tuple[Piece, ...]]:
    """Return the lines of a message's body; those between its parts are empty."""
    lines = read(embed.get("description") or "")
    return [line for line in lines if looks_alike(shown(line))]


def links(line: Sequence[Piece]) -> list[tuple[str, str]]:
    """Return each run of text that is a link, and what it opens."""
    found: list[tuple[str, str]] = []
    before = None
    for piece in line:
        if piece.link and piece.link == before:
            found[-1] = (found[-1][0] + piece.text, piece.link)
        elif piece.link:
            found.append((piece.text, piece.link))
        before = piece.link
    return found


def looks_alike(text: str) -> str:
    """Return text without what nobody sees: marks without width, spaces at its ends."""
    return text.replace(ZERO_WIDTH, "").strip()


# --- hostile names ----------------------------------------------------------------------------

NASTY = (
    *("**", "*", "_", "__", "~~", "~", "||", "|", "`", "``", "```", "```py\n", "\\", "\\\\", "\\*"),
    *("# ", "## ", "-# ", "- ", "* ", "+ ", "1. ", "1) ", "12. ", "> ", ">>> ", "#", "-", ">", "."),
    *("**bold**", "*it*", "_it_", "__under__", "~~gone~~", "||spoiler||", "`code`", "***x***"),
    *("@everyone", "@here", "<@1>", "<@!1>", "<@&1>", "<#1>", "<t:1:R>", "<id:guide>", "</x:1>"),
    *(":smile:", ":", "::", "<:x:123456789012345678>", "<a:x:123456789012345678>", "<", ">", "@"),
    *("[x](http://evil)", "[", "]", "(", ")", "](", "[x](", "<https://evil.example>"),
    *("https://evil.example", "HTTPS://evil.example", "https:", "//evil.example", "steam://x/y"),
    *("discord://x", "\u202e", "\u2066", "\u200f", "\u200b", "\ufeff", "\u2060", "\n", "\r\n"),
    *(
        "\t",
        "\x0b",
        "\x00",
        "\u2028",
        "😀",
        "𝕏",
        "模型",
        "e\u0301",
        "¯\\_(ツ)_/¯",
        "a/b",
        "  ",
        " ",
    ),
    *("\ue0000\ue001", "{ $name }", "x", "Qwen"),
)
NAMES = st.lists(st.sampled_from(NASTY) | st.text(max_size=6), max_size=6).map("".join)
"""A name in pieces, each of which tries something."""
LONG = "**[x](https://evil.example)**" * 40
HUB_NAMES = st.from_regex(r"[A-Za-z0-9_-][\w.-]{0,40}/[\w-][\w.-]{0,40}", fullmatch=True)
"""Names that the Hub allows, which are links."""
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Not the one that makes a failing example smaller: it takes minutes, and these are small."""
FEWER = settings(max_examples=5, deadline=None, phases=PHASES)
"""Every View is rendered for each example; single lines are tried by the hundred."""
TRIED = (
    *("# x", "-# x", "- x", "1. x", "> x", ">>> x", "[x](http://evil)", "@everyone <@1> <#1>"),
    *("**b** _i_ ~~s~~ ||sp|| `c` \\", "https://evil.example :smile: <t:1:R>", ""),
    *("x" * LONGEST_NAME, "𝕏" * LONGEST_NAME, LONG, "_" * 200),
)
"""Names that are tried every time."""


def hostile(check: Any) -> Any:  # noqa: ANN401 - a decorator, for tests of whatever arguments
    """Try a test with names of all sorts, in every language."""
    for name in TRIED:
        check = example(language="en", name=name, other=f"{name} x")(check)
    both = NAMES | HUB_NAMES
    wrapped = given(language=st.sampled_from(languages()), name=both, other=both)(check)
    return FEWER(wrapped)


@lru_cache(maxsize=32)
def messages(language: str, name: str, other: str) -> tuple[tuple[View, Json], ...]:
    """Return every View with these names, and its message."""
    return tuple((view, payload(view)) for view in views(language, name, other))


@hostile
def test_a_message_is_within_every_limit_of_discord(language: str, name: str, other: str) -> None:
    for view, its in messages(language, name, other):
        assert not flaws("POST", MESSAGES, its), view
        assert not list(over_limits(its)), view


def units(text: str | None) -> int:
    """Return a text's length in UTF-16 units, which is the most that Discord may count."""
    return len((text or "").encode("utf-16-le")) // 2


def over_limits(its: Json) -> Iterator[str]:
    """Give what is too long or too much in a message, by the strictest of ways to count."""
    [embed] = its["embeds"]
    parts = {"title": 256, "description": 4096}
    texts = {name: embed.get(name) or "" for name in parts}
    texts["footer"] = (embed.get("footer") or {}).get("text") or ""
    for name, most in {**parts, "footer": 2048}.items():
        if units(texts[name]) > most:
            yield f"{name} of {units(texts[name])}"
    if sum(map(units, texts.values())) > 6000:
        yield "more than 6,000 in all"
    if not (texts["title"] + texts["description"]).strip():
        yield "nothing to read"
    rows = [row["components"] for row in its.get("components") or []]
    ids = Counter(item["custom_id"] for row in rows for item in row)
    yield from (f"{name} {times} times" for name, times in ids.items() if times > 1)
    for row in rows:
        if len(row) > 5:
            yield f"{len(row)} buttons"
        for item in row:
            yield from _over(item)


def _over(item: Json) -> Iterator[str]:
    if units(item["custom_id"]) > 100 or units(item.get("label")) > 80:
        yield f"too long: {item}"
    options = item.get("options") or []
    if len(options) > 25:
        yield f"{len(options)} options"
    for option in options:
        if units(option["label"]) > 100 or units(option["value"]) > 100:
            yield f"too long: {option}"


@hostile
def test_each_line_says_what_the_view_says(language: str, name: str, other: str) -> None:
    for view, its in messages(language, name, other):
        [embed] = its["embeds"]
        if embed.get("title"):
            assert [looks_alike(shown(line)) for line in read(embed["title"])] == [
                looks_alike(said(view.title))
            ]
        got = [looks_alike(shown(line)) for line in body_of(embed)]
        assert got == [looks_alike(said(line)) for line in lines_of(view, embed)]
        footer = (embed.get("footer") or {}).get("text") or ""
        assert footer == "\n".join(map(plain, view.notes))


@hostile
def test_nothing_in_a_name_is_more_than_text(language: str, name: str, other: str) -> None:
    for view, its in messages(language, name, other):
        [embed] = its["embeds"]
        headers = {looks_alike(said(heading_of(table))) for table in view.tables}
        for text in (embed.get("title") or "", embed.get("description") or ""):
            for line in read(text):
                is_header = looks_alike(shown(line)) in headers
                own = {"bold", "time", "mention"} | ({"small"} if is_header else set())
                for piece in line:
                    assert piece.marks <= own, (piece, text)


@hostile
def test_moments_and_channels_are_the_views_own(language: str, name: str, other: str) -> None:
    for view, its in messages(language, name, other):
        [embed] = its["embeds"]
        assert not any({"time", "mention"} & piece.marks for piece in pieces(embed.get("title")))
        seen = [
            piece.text
            for piece in pieces(embed.get("description"))
            if {"time", "mention"} & piece.marks
        ]
        spans = [span for line in lines_of(view, embed) for span in line]
        assert seen == [_said(span) for span in spans if span.at or _said(span) != span.text]


def pieces(text: str | None) -> list[Piece]:
    return [piece for line in read(text or "") for piece in line]


@hostile
@example(language="en", name="evil.example/x", other="a/https")
@example(language="en", name="Qwen/Qwen4_8B_", other="_a_/__b__")
def test_a_link_opens_the_page_of_what_it_shows(language: str, name: str, other: str) -> None:
    for view, its in messages(language, name, other):
        [embed] = its["embeds"]
        wanted = [
            [(span.text, span.url) for span in line if span.url] for line in lines_of(view, embed)
        ]
        assert [links(line) for line in body_of(embed)] == wanted
        opens = {view.url, *(span.url for span in view.title if span.text == plain(view.title))}
        assert embed.get("url") in {None, *opens}
        for _, url in links(pieces(embed.get("title"))):
            raise AssertionError(url)
        for url in (embed.get("url"), *(link for line in wanted for _, link in line)):
            assert url is None or url.startswith(f"{HUB}/")


@hostile
def test_what_may_be_asked_next_is_offered_by_its_own_words(
    language: str, name: str, other: str
) -> None:
    for view, its in messages(language, name, other):
        rows = [row["components"] for row in its.get("components") or []]
        items = [item for row in rows for item in row]
        buttons = {item["custom_id"]: item["label"] for item in items if item["type"] == 2}
        menus = [item["options"] for item in items if item["type"] == 3]
        choices = {one["value"]: one["label"] for options in menus for one in options}
        asked = {code: ask for ask in view.next if not ask.form and (code := encode(ask, IDENTITY))}
        assert set(asked) == {*buttons, *choices}
        for code, label in (*buttons.items(), *choices.items()):
            head, cut, _ = label.partition("…") if label.endswith("…") else (label, "", "")
            assert asked[code].label.startswith(head) if cut else label == asked[code].label


SPANS = st.builds(Span, text=(NAMES | st.text(max_size=9)).map(safe), strong=st.booleans())
LINES = st.lists(SPANS, max_size=4).map(
    lambda spans: tuple(its for span in spans for its in (span, Span(" ")))
)
"""Names in a line; in every sentence something stands between two of them."""


@settings(max_examples=300, deadline=None, phases=PHASES)
@given(line=LINES)
@example(line=(Span("# x", strong=True),))
@example(line=(Span("> x", strong=True),))
@example(line=(Span("1. x", strong=True), Span(" y")))
@example(line=(Span("- x"),))
@example(line=(Span("-# x"),))
@example(line=(Span("a", strong=True), Span("b", strong=True)))
@example(line=(Span("a*", strong=True), Span("*b", strong=True)))
@example(line=(Span("a\\", strong=True), Span("*b")))
def test_any_line_is_read_as_it_was_said(line: Line) -> None:
    """Also one that no View has today: its beginning is at the beginning of a row."""
    view = View((Span("Title"),), rows=(Row(line), Row((Span("end"),))))
    first, *_, last = read(payload(view)["embeds"][0]["description"])
    assert looks_alike(shown(first)) == looks_alike(plain(line))
    assert shown(last) == "end"
    assert not any(piece.link or piece.marks - {"bold"} for piece in first)


@given(text=NAMES)
def test_escaped_text_is_read_as_it_is_within_a_line(text: str) -> None:
    [line] = read(f"x {escape(text)}")
    assert shown(line) == f"x {text}".replace("\n", " ")
    assert not any(piece.link or piece.marks for piece in line)


def test_names_beside_each_other_are_each_bold_by_themselves() -> None:
    [line] = read(markdown((Span("a", strong=True), Span("b", strong=True))))
    assert [piece.text for piece in line if "bold" in piece.marks] == ["a", "b"]


# --- what does not fit ------------------------------------------------------------------------


def long_view(rows: int, name: str) -> View:
    lines = tuple(Row((Span(f"{n} {name}", f"{HUB}/{n}"),), Kind.LEADER) for n in range(rows))
    notes = tuple((Span(f"note {n}"),) for n in range(3))
    return View((Span("Title"),), rows=lines, more=(Span("+2 more"),), notes=notes, url=HUB)


@FEWER
@given(rows=st.integers(0, 300), name=NAMES)
@example(rows=300, name="_" * 90)
def test_rows_that_do_not_fit_are_left_out_whole_and_counted(rows: int, name: str) -> None:
    name = re.sub(r"\s|[^\x21-\U0010ffff]", " ", name)
    view = long_view(rows, name.replace("[", "(").replace("]", ")"))
    its = payload(view)
    assert not list(over_limits(its))
    [embed] = its["embeds"]
    wanted = [looks_alike(said(line)) for line in lines_of(view, embed)]
    assert [looks_alike(shown(line)) for line in body_of(embed)] == wanted
    left_out = [line for line in wanted if re.fullmatch(r"\+\d+ …", line)]
    is_full = units(embed["description"]) > BODY - 400
    assert bool(left_out) <= is_full
    assert wanted[-1] == "+2 more"


def test_a_board_of_five_hundred_says_how_many_rows_are_left_out() -> None:
    rows = tuple(TopRow(n, f"somebody/{'m_' * 30}{n}", 1000 - n, 1) for n in range(1, 501))
    facts = TopFacts("likes", TODAY, "ok", rows, ())
    view = top_view(words("en"), FAMILIES, facts, Board("likes"), ())
    [embed] = payload(view)["embeds"]
    lines = embed["description"].split("\n")
    found = re.fullmatch(r"\[\+(\d+) …\]\(https://huggingface.co/models\?sort=likes\)", lines[-1])
    assert found
    assert len(lines) - 2 + int(found[1]) == 500  # without the columns' names and this
    assert BODY - 200 < units(embed["description"]) <= BODY
    assert embed["footer"]["text"].endswith("Jun 9, 2026")


def test_hundreds_of_channels_are_listed_as_far_as_they_fit() -> None:
    its = SubscriptionFacts(
        CHANNEL, ("trending", "llm"), tuple(Kind), ("top20",), 10, 20, "en", "daily", None, None
    )
    view = alerts_list_view(words("en"), [its] * 300)
    [embed] = payload(view)["embeds"]
    kept, last = embed["description"].split("\n")[:-1], embed["description"].split("\n")[-1]
    assert last == f"+{300 - len(kept)} …"


def test_a_title_that_is_too_long_is_the_first_line() -> None:
    title = "_" * 200
    view = View((Span(title),), rows=(Row((Span("x"),)),))
    [embed] = payload(view)["embeds"]
    assert "title" not in embed
    assert [shown(line) for line in read(embed["description"])] == [title, "x"]


def test_a_title_that_names_a_channel_is_the_first_line() -> None:
    title = (Span("Preview for "), Span("discord:1234", channel=True))
    [embed] = payload(View(title, rows=(Row((Span("x"),)),)))["embeds"]
    assert "title" not in embed
    assert embed["description"] == "Preview for <#1234>\nx"


def test_of_too_many_notes_the_last_is_kept() -> None:
    notes = tuple((Span(f"{n} {'x' * 200}"),) for n in range(20))
    its = payload(View((Span("Title"),), notes=notes))
    assert not list(over_limits(its))
    [embed] = its["embeds"]
    assert embed["footer"]["text"].endswith(plain(notes[-1]))


def test_more_questions_than_discord_takes_are_offered_as_far_as_they_go() -> None:
    short = tuple(Next(f"Ask {n}", "why", {"event": str(n)}) for n in range(9))
    long = tuple(Next(f"{n} {'x' * 200}", "why", {"event": f"9{n}"}) for n in range(40))
    its = payload(View((Span("Title"),), next=(*short, *long)))
    assert not flaws("POST", MESSAGES, its)
    assert [len(row["components"]) for row in its["components"]] == [5, 1]
    assert len(its["components"][1]["components"][0]["options"]) == 25


def test_a_question_that_is_too_long_for_a_button_is_not_offered() -> None:
    its = payload(View((Span("Title"),), next=(Next("x", "rank", {"name": "x" * 100}),)))
    assert not its.get("components")


# --- marks and colours ------------------------------------------------------------------------


def test_every_kind_of_news_has_a_mark_and_a_colour() -> None:
    assert set(MARKS) == set(COLOURS) == set(Kind)
    assert len(set(MARKS.values())) == len(Kind)


def test_a_post_has_the_colour_of_its_first_row() -> None:
    rows = (Row((Span("a"),), Kind.LEFT), Row((Span("b"),), Kind.LEADER))
    assert payload(View((Span("T"),), rows=rows))["embeds"][0]["color"] == COLOURS[Kind.LEFT]


def test_a_wide_table_leaves_out_what_is_not_known() -> None:
    table = Table(("A", "B", "C", "D", "E"), ((*map(cell, "ab–de"),),))
    [embed] = payload(View((Span("T"),), tables=(table,)))["embeds"]
    assert embed["description"] == "-# A\n**a**\nB b · D d · E e"


def cell(text: str) -> Line:
    return (Span(text),)


# --- golden messages --------------------------------------------------------------------------


def golden(*some: View) -> str:
    return "\n\n".join(discord_server.plain(payload(view)) for view in some)


@pytest.mark.parametrize("name", EVENTS)
def test_a_post_of_each_kind_of_event(name: str, snapshot: SnapshotAssertion) -> None:
    some = [replace(its, id=number) for number, its in enumerate(EVENTS[name], 1)]
    assert golden(post_view(some, 0, "en", TODAY, FAMILIES)) == snapshot


def test_a_whole_post_in_spanish(snapshot: SnapshotAssertion) -> None:
    some = [replace(its[0], id=number) for number, its in enumerate(EVENTS.values(), 1)]
    assert golden(post_view(some[:10], 2, "es", TODAY, FAMILIES)) == snapshot


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


def test_lists(snapshot: SnapshotAssertion) -> None:
    """`top`, `compare`, `movers` and `releases`."""
    assert golden(*discord_views.lists(words("en"), HERO, STRANGER)) == snapshot


def test_why(snapshot: SnapshotAssertion) -> None:
    receipts = list(discord_views.receipts(words("en"), HERO, RIVAL))
    assert golden(receipts[0], receipts[-1]) == snapshot


def test_status_help_and_alerts(snapshot: SnapshotAssertion) -> None:
    assert golden(*discord_views.services(words("en"), "trending", "likes")) == snapshot


def test_what_goes_wrong(snapshot: SnapshotAssertion) -> None:
    some = [
        *discord_views.notices(words("en"), "qwenn", "Qwen"),
        *list(discord_views.notices(words("es"), "qwenn", "Qwen"))[:2],
    ]
    assert golden(*some) == snapshot


def test_a_moment_is_shown_in_each_readers_own_zone() -> None:
    [embed] = payload(View((Span("T"),), rows=(Row((words("en").moment(TAKEN),)),)))["embeds"]
    assert embed["description"] == f"<t:{TAKEN.timestamp():.0f}:f>"
