"""A message or a view as a person reads it, for asserts and recorded texts."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from tests.slack_server.world import Json

LINK = re.compile(r"<((?:https?://|mailto:)[^|>\s]+)(?:\|([^>]*))?>")
NAMED = re.compile(r"<[@#!][^|>]*\|([^>]*)>")
MARKED = re.compile(r"(?<![\w*_~])([*_~`])(\S(?:[^\n]*?\S)?)\1(?![\w*_~])")
MARKDOWN = re.compile(r"\[([^\]\n]+)\]\((https?://[^\s)]+)\)")


def plain(payload: Json) -> str:
    """Everything there is to read, a line a row; links as `text <url>`, buttons in brackets.

    Where there are blocks, the text beside them is not shown, as on Slack.
    """
    if blocks := payload.get("blocks"):
        lines = [*_head(payload), *(line for block in blocks for line in _block(block))]
    else:
        lines = [_mrkdwn(payload.get("text") or "")]
    return "\n".join(line for line in lines if line)


def _head(payload: Json) -> Iterator[str]:
    if payload.get("title"):
        yield _text(payload["title"])


def _text(its: Any) -> str:  # noqa: ANN401 - a text object, a string, or nothing
    if not its:
        return ""
    if isinstance(its, str):
        return its
    text = str(its.get("text", ""))
    return _mrkdwn(text) if its.get("type") == "mrkdwn" else text


def _mrkdwn(text: str) -> str:
    text = NAMED.sub(r"\1", text)
    text = LINK.sub(lambda its: f"{its[2]} <{its[1]}>" if its[2] else its[1], text)
    text = MARKED.sub(r"\2", MARKED.sub(r"\2", text))
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _block(block: Json) -> Iterator[str]:
    kind = block.get("type")
    if kind == "section":
        yield _text(block.get("text"))
        yield from (_text(each) for each in block.get("fields") or [])
        yield from _elements([block["accessory"]] if block.get("accessory") else [])
    elif kind == "header":
        yield _text(block["text"])
    elif kind in {"context", "actions"}:
        yield " ".join(_elements(block.get("elements") or []))
    elif kind == "image":
        yield _text(block.get("title"))
        yield f"[{block.get('alt_text', '')}]"
    elif kind == "markdown":
        yield MARKDOWN.sub(r"\1 <\2>", block.get("text", ""))
    elif kind == "rich_text":
        yield from _rich(block.get("elements") or [])
    elif kind == "table":
        yield from (" | ".join(_cell(cell) for cell in row) for row in block.get("rows") or [])
    elif kind == "input":
        yield f"{_text(block.get('label'))}: {' '.join(_elements([block['element']]))}"
        yield _text(block.get("hint"))


def _elements(elements: Iterable[Json]) -> Iterator[str]:
    for its in elements:
        kind = its.get("type", "")
        if kind == "button":
            yield (
                f"[{_text(its['text'])} <{its['url']}>]"
                if its.get("url")
                else (f"[{_text(its['text'])}]")
            )
        elif kind == "image":
            yield f"[{its.get('alt_text', '')}]"
        elif kind in {"mrkdwn", "plain_text"}:
            yield _text(its)
        else:
            yield f"[{_menu(its)}]"


def _menu(its: Json) -> str:
    """What stands in it, and what it offers."""
    first = its.get("initial_option") or {}
    several = [_text(each["text"]) for each in its.get("initial_options") or []]
    stands = _text(first.get("text")) or ", ".join(several) or its.get("initial_value")
    name = stands or _text(its.get("placeholder")) or "Choose"
    offered = [*(its.get("options") or [])]
    for group in its.get("option_groups") or []:
        offered += group.get("options") or []
    labels = " | ".join(_text(option["text"]) for option in offered)
    return f"{name}: {labels}" if labels else str(name)


def _cell(cell: Json) -> str:
    if cell.get("type") == "rich_text":
        return " ".join(_rich(cell.get("elements") or []))
    return _text(cell.get("text"))


def _rich(elements: Iterable[Json]) -> Iterator[str]:
    for its in elements:
        kind = its.get("type")
        if kind == "rich_text_list":
            yield from _list(its)
        else:
            text = _inline(its.get("elements") or [])
            mark = "> " if kind == "rich_text_quote" else ""
            yield from (f"{mark}{line}" for line in text.split("\n"))


def _list(its: Json) -> Iterator[str]:
    indent = "  " * int(its.get("indent") or 0)
    first = int(its.get("offset") or 0) + 1
    for number, item in enumerate(its.get("elements") or [], first):
        mark = f"{number}." if its.get("style") == "ordered" else "•"
        yield f"{indent}{mark} {_inline(item.get('elements') or [])}"


def _inline(elements: Iterable[Json]) -> str:
    said = []
    for its in elements:
        kind = its.get("type")
        if kind == "link":
            text = its.get("text")
            said.append(f"{text} <{its['url']}>" if text else its["url"])
        elif kind == "emoji":
            said.append(f":{its.get('name')}:")
        elif kind == "date":
            said.append(its.get("fallback") or str(its.get("timestamp")))
        elif kind in {"user", "channel", "usergroup", "broadcast"}:
            mark = "#" if kind == "channel" else "@"
            said.append(mark + str(its.get(f"{kind}_id") or its.get("range")))
        else:
            said.append(str(its.get("text", "")))
    return "".join(said)
