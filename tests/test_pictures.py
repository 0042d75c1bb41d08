"""The pages' pictures: they are what the bot sends to Discord and Slack now, and all of it."""

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from adapters.platforms.discord.render import render as on_discord
from adapters.platforms.slack.render import render as on_slack
from bench.pictures import discord, slack
from bench.pictures.__main__ import pictures
from bench.pictures.canvas import WIDTH, Canvas
from bench.pictures.markdown import CHANNEL, inline, paragraphs
from bench.pictures.marks import MARKS
from bench.pictures.played import Shown, play
from bench.pictures.text import Glyph, Style, glyphs, wrapped
from bot.model import Span, View
from bot.model.looks import MARKS as SENT
from tests.golden import is_alike
from tests.slack_blocks import pressed, read, shown

ROOT = Path(__file__).absolute().parents[1]
FOLDER = ROOT / "docs" / "pictures"
PAGES = (ROOT / "README.md", *(ROOT / "docs").glob("**/*.md"))
IMAGE = re.compile(r'<img [^>]*src="([^"]+[.]svg)"[^>]*>')
LOOK, LINK = Style(14, "#fff"), "#00f"
LONGEST = 100_000
"""Bytes of a picture, its chart included."""
CHART = re.compile(r'(?<=href=")data:image/png;base64,[^"]+')
"""A chart in a picture."""


@pytest.fixture(scope="module")
def played() -> Mapping[str, Shown]:
    """The messages, played once."""
    return play()


@pytest.fixture(scope="module")
def drawn(played: Mapping[str, Shown]) -> Mapping[str, str]:
    """The pictures by the names of their files."""
    return pictures(played)


def charts(picture: str) -> list[bytes]:
    """The charts in a picture, as PNG."""
    return [b64decode(its.partition(",")[2]) for its in CHART.findall(picture)]


def bare(text: str) -> str:
    """Text without all space, and without emoji, which are drawings."""
    return re.sub(r"[\s\u200b\ufe0f]", "", "".join(char for char in text if char not in MARKS))


def written(text: str) -> str:
    """Markdown as it reads: without its marks and its addresses."""
    text = re.sub(r"<#\d+>", CHANNEL, text)
    text = re.sub(r"\]\(http[^)]*\)|(?<!\\)\[|\*\*|^-# ", "", text, flags=re.MULTILINE)
    return bare(re.sub(r"\\(?=[^A-Za-z0-9\s])", "", text))


def said_by(picture: str) -> str:
    return bare(unescape("".join(re.findall(r"<text [^>]*>([^<]*)", picture))))


@pytest.mark.slow
def test_the_pictures_are_what_the_bot_sends_now(drawn: Mapping[str, str]) -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    changed = sorted(
        name
        for name in drawn.keys() | kept.keys()
        if CHART.sub("", drawn.get(name, "")) != CHART.sub("", kept.get(name, ""))
        or not all(map(is_alike, charts(drawn[name]), charts(kept[name])))
    )
    assert not changed, f"the bot sends something else than {', '.join(changed)}: make pictures"
    assert max(len(its.encode()) for its in drawn.values()) < LONGEST


@pytest.mark.slow
def test_every_word_of_a_message_on_discord_is_in_its_picture(
    played: Mapping[str, Shown], drawn: Mapping[str, str]
) -> None:
    for name, its in played.items():
        said, message = said_by(drawn[f"{name}.svg"]), on_discord(its.view)
        embed, buttons = message.embed.to_dict(), message.buttons()
        footer = embed.get("footer", {"text": ""})["text"]
        for text in (embed.get("title", ""), embed.get("description", ""), footer):
            assert written(text) in said
        rows: list[dict[str, Any]] = [*buttons.to_components()] if buttons else []
        items = [item for row in rows for item in row["components"]]
        assert all(written(item["label"]) in said for item in items if "label" in item)


def words_on_slack(view: View) -> Iterator[str]:
    """Give what a message says on Slack, piece by piece, as it is read there."""
    blocks = on_slack(view).blocks
    for seen in read(blocks):
        yield from map(shown, seen.lines)
        yield from (shown(cell) for row in seen.rows for cell in row)
    yield from (its.label for its in pressed(blocks))


@pytest.mark.slow
def test_every_word_of_a_message_on_slack_is_in_its_picture_in_order(
    played: Mapping[str, Shown], drawn: Mapping[str, str]
) -> None:
    names = [name for name in drawn if name.startswith("slack-")]
    assert len(names) == 4
    for name in names:
        view = played[name.removeprefix("slack-").removesuffix(".svg")].view
        assert bare("".join(words_on_slack(view))) in said_by(drawn[name])


@pytest.mark.slow
def test_nothing_is_cut_at_the_edge_of_a_picture(drawn: Mapping[str, str]) -> None:
    place = re.compile(r'<text x="([\d.]+)"[^>]* textLength="([\d.]+)"')
    for picture in drawn.values():
        assert max(float(x) + float(width) for x, width in place.findall(picture)) < WIDTH


def test_the_pages_show_every_picture_with_words_for_who_cannot_see_it() -> None:
    tags = {
        (page.parent / found[1]).resolve(): found[0]
        for page in PAGES
        for found in IMAGE.finditer(page.read_text("utf-8"))
    }
    assert tags.keys() == set(FOLDER.iterdir())
    assert all(re.search(r'alt="[^"]{40,}"', tag) for tag in tags.values())


# --- how they are drawn ----------------------------------------------------------------------


def text(line: list[Glyph]) -> str:
    return "".join(its.text for its in line)


def test_every_emoji_of_a_post_is_drawn() -> None:
    assert {its.removesuffix("\ufe0f") for its in SENT.values()} == MARKS.keys()


def test_bold_links_and_escaped_signs_are_read_as_discord_reads_them() -> None:
    line = list(inline(r"**[a\_b](https://hub.test/a_b)** is \*new\*", LOOK, LINK))
    assert text(line) == "a_b is *new*"
    assert [(its.style.bold, its.style.colour) for its in line[2:4]] == [
        (True, LINK),
        (False, "#fff"),
    ]


def test_small_print_is_small_and_the_next_line_is_not() -> None:
    small = Style(12, "#999")
    first, second = paragraphs("-# # · Model\n1 · x", LOOK, small, LINK)
    assert (text(first), first[0].style) == ("# · Model", small)
    assert (text(second), second[0].style) == ("1 · x", LOOK)


def test_a_time_is_shown_as_discord_shows_it() -> None:
    assert text(list(inline("<t:1762263212:f>", LOOK, LINK))) == "November 4, 2025 at 1:33 PM"


@pytest.mark.parametrize(
    "wrong", ["# a title", "- a list", "> said", "1. one", "a_b", "@all", "`x`"]
)
def test_what_discord_would_read_as_more_than_text_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="no"):
        list(paragraphs(wrong, LOOK, LOOK, LINK))


def test_an_emoji_that_nobody_drew_is_refused() -> None:
    with pytest.raises(ValueError, match="🎉"):
        list(glyphs("🎉", LOOK))


def test_lines_break_at_spaces_and_hyphens_and_a_word_too_long_anywhere() -> None:
    def broken(words: str, width: int) -> list[str]:
        return [text(its) for its in wrapped(list(glyphs(words, LOOK)), width)]

    assert broken("one two three", 60) == ["one two", "three"]
    assert broken("one two-three", 60) == ["one two-", "three"]
    assert broken("", 60) == [""]
    assert "".join(broken("x" * 40, 60)) == "x" * 40


def test_a_message_on_discord_with_something_new_in_it_is_refused() -> None:
    canvas = Canvas(discord.LOOK)
    with pytest.raises(ValueError, match="fields"):
        discord.draw_embed(canvas, {"title": "T", "color": 0, "fields": []})
    for row in ({"type": 17}, {"type": 1, "components": [{"type": 17}]}):
        with pytest.raises(ValueError, match="type 17"):
            discord.draw_row(canvas, row)


def section(*elements: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [*elements]}],
    }


def table(*cells: dict[str, Any]) -> dict[str, Any]:
    settings = [{"align": "left", "is_wrapped": not number} for number in range(len(cells))]
    return {"type": "table", "rows": [[*cells]], "column_settings": settings}


MARKED_UP = {"type": "mrkdwn", "text": "*a*"}
NEW_ON_SLACK: dict[str, dict[str, Any]] = {
    "divider": {"type": "divider"},
    "rich_text_list": {"type": "rich_text", "elements": [{"type": "rich_text_list"}]},
    "broadcast": section({"type": "broadcast", "range": "channel"}),
    "strike": section({"type": "text", "text": "a", "style": {"strike": True}}),
    "mrkdwn": {"type": "context", "elements": [MARKED_UP]},
    "context": {"type": "context", "elements": [MARKED_UP, MARKED_UP]},
    "static_select": {"type": "actions", "elements": [{"type": "static_select"}]},
    "room": table({"type": "raw_text", "text": "a"}, {"type": "raw_text", "text": "wide " * 20}),
}


@pytest.mark.parametrize("what", NEW_ON_SLACK)
def test_a_message_on_slack_with_something_new_in_it_is_refused(what: str) -> None:
    with pytest.raises(ValueError, match=what):
        slack.draw_block(Canvas(slack.LOOK), NEW_ON_SLACK[what])


def test_what_only_one_person_sees_on_slack_is_refused() -> None:
    its = Shown(View((Span("Title"),), private=True), datetime(2025, 11, 4, tzinfo=UTC))
    with pytest.raises(ValueError, match="one person"):
        slack.draw(its, "new")
    assert "Title" in slack.draw(replace(its, view=replace(its.view, private=False)), "new")


def test_a_table_keeps_the_numbers_whole_and_to_the_right_and_wraps_the_names() -> None:
    raw = [[{"type": "raw_text", "text": text} for text in row] for row in (("Model", "Pace"),)]
    name = {"type": "raw_text", "text": "a-name " * 12}
    rows = [*raw, [name, {"type": "raw_text", "text": "1.5M"}]]
    settings = [{"align": "left", "is_wrapped": True}, {"align": "right"}]
    canvas = Canvas(slack.LOOK)
    slack.draw_block(canvas, {"type": "table", "rows": rows, "column_settings": settings})
    found = re.findall(
        r'<text x="([\d.]+)" y="([\d.]+)".* textLength="([\d.]+)".*>(.+)</text>',
        "\n".join(canvas.parts),
    )
    texts = {text: (float(x), float(y), float(x) + float(width)) for x, y, width, text in found}
    assert texts["1.5M"][2] == texts["Pace"][2] == canvas.right - slack.BESIDE
    wrapped_lines = [text for text in texts if text.startswith("a-name")]
    assert len(wrapped_lines) > 1
    assert all(texts[its][2] < texts["Pace"][0] for its in wrapped_lines)
