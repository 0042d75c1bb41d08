"""The README's pictures: they are what the bot sends to Discord now, and all of it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest

from bench.pictures.card import draw
from bench.pictures.marks import MARKS
from bench.pictures.played import Shown, play
from bench.pictures.text import Glyph, Style, glyphs, inline, paragraphs, wrapped
from bot.model.looks import MARKS as SENT

ROOT = Path(__file__).absolute().parents[1]
FOLDER = ROOT / "docs" / "pictures"
IMAGE = re.compile(r'<img [^>]*src="(docs/pictures/[^"]+)"[^>]*>')
LOOK, LINK = Style(14, "#fff"), "#00f"
LONGEST = 16_000
"""Bytes of a picture."""


@pytest.fixture(scope="module")
def played() -> Mapping[str, Shown]:
    """The messages, played once."""
    return play()


def written(text: str) -> str:
    """Markdown as it reads: without its marks, its addresses and all space."""
    text = re.sub(r"\]\(http[^)]*\)|(?<!\\)\[|\*\*|^-# ", "", text, flags=re.MULTILINE)
    return re.sub(r"\\(?=[^A-Za-z0-9\s])|[\s\u200b\ufe0f]", "", text)


def drawn_words(picture: str) -> str:
    return re.sub(r"\s", "", unescape("".join(re.findall(r"<text [^>]*>([^<]*)", picture))))


@pytest.mark.slow
def test_the_pictures_are_what_the_bot_sends_now(played: Mapping[str, Shown]) -> None:
    now = {f"{name}.svg": draw(its, name) for name, its in played.items()}
    kept = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    changed = sorted(name for name in now.keys() | kept.keys() if now.get(name) != kept.get(name))
    assert not changed, f"the bot sends something else than {', '.join(changed)}: make pictures"
    assert max(len(its.encode()) for its in now.values()) < LONGEST


@pytest.mark.slow
def test_every_word_of_a_message_is_in_its_picture(played: Mapping[str, Shown]) -> None:
    for name, its in played.items():
        said = drawn_words(draw(its, name))
        footer = its.embed.get("footer", {"text": ""})["text"]
        items = [item for row in its.rows for item in row["components"]]
        for text in (its.embed.get("title", ""), its.embed.get("description", ""), footer):
            assert "".join(ch for ch in written(text) if ch not in MARKS) in said
        assert all(written(item["label"]) in said for item in items if "label" in item)


def test_the_readme_shows_every_picture_with_words_for_who_cannot_see_it() -> None:
    tags = {found[1]: found[0] for found in IMAGE.finditer((ROOT / "README.md").read_text("utf-8"))}
    assert tags.keys() == {path.relative_to(ROOT).as_posix() for path in FOLDER.iterdir()}
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


@pytest.mark.parametrize(
    ("embed", "rows", "what"),
    [({"fields": []}, [], "fields"), ({}, [{"type": 17}], "type 17")],
)
def test_a_message_with_something_new_in_it_is_refused(
    embed: dict[str, object], rows: list[dict[str, object]], what: str
) -> None:
    shown = Shown({"title": "T", "color": 0, **embed}, rows, datetime(2025, 11, 4, tzinfo=UTC))
    with pytest.raises(ValueError, match=what):
        draw(shown, "new")
