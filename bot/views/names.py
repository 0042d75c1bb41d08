"""Names as people see them: made safe, labelled, linked to the Hub. SPEC 9.

Names on the Hub are hostile input. A span's text is plain and short and holds no control
characters; each platform escapes it in its own way.
"""

import re
import unicodedata

from bot.families import UNKNOWN, Families
from bot.model import Grouping, Span
from bot.texts import Words

HUB = "https://huggingface.co"
REPOSITORY = re.compile(r"(?!\.)[\w.-]+(/(?!\.)[\w.-]+)?", re.ASCII)
"""What the Hub lets a repository be called: nothing in it means anything to a browser."""
LONGEST_NAME = 96
"""The Hub's own limit for a repository's name."""


def safe(text: str) -> str:
    """Return text without control characters, marks of direction and line breaks, 96 long."""
    kept = "".join(" " if char.isspace() else char for char in text if _is_visible(char))
    return kept if len(kept) <= LONGEST_NAME else f"{kept[: LONGEST_NAME - 1]}…"


def _is_visible(char: str) -> bool:
    return char.isspace() or unicodedata.category(char)[0] != "C"


def named(channel: str) -> Span:
    """Return a channel's name, which its platform may show as its own."""
    return Span(safe(channel), channel=True)


def model_span(name: str, *, linked: bool = True) -> Span:
    """Return a model's name, linked to its page unless its publisher is not known yet."""
    is_address = REPOSITORY.fullmatch(name) is not None and len(name) <= LONGEST_NAME
    return Span(safe(name), f"{HUB}/{name}" if linked and is_address else None, strong=True)


def group_span(families: Families, grouping: Grouping, key: str, words: Words) -> Span:
    """Return a group's label; a family's opens the page of its publisher."""
    if key == UNKNOWN:
        return Span(words.text("unknown"))
    label = families.label(grouping, key)
    if grouping is Grouping.COUNTRY:
        label = words.locale.territories.get(key, label)
    return Span(safe(label), _publisher(families, grouping, key), strong=True)


def _publisher(families: Families, grouping: Grouping, key: str) -> str | None:
    """Return the page of the first namespace of a family."""
    family = families.families.get(key) if grouping is Grouping.FAMILY else None
    names = family.namespaces if family else ()
    return model_span(names[0]).url if names else None


def board_label(words: Words, board: str) -> str:
    """Return what a board is called."""
    key = f"board-{board}"
    return words.text(key) if words.has(key) else words.text("board-other", name=safe(board))


def board_url(board: str) -> str:
    """Return the Hub's page that shows a board, or its front page of models."""
    sort = {"trending": "trending", "downloads": "downloads", "llm": "downloads", "likes": "likes"}
    task = "&pipeline_tag=text-generation" if board == "llm" else ""
    return f"{HUB}/models?sort={sort[board]}{task}" if board in sort else f"{HUB}/models"
