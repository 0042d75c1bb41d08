"""Rich text and tables, by hand: the schema leaves much of them open."""

from collections.abc import Iterator
from typing import Any

from tests.slack_server.checks.flaw import Flaw
from tests.slack_server.world import Json

OUTER = frozenset(
    {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
)
INNER: dict[str, str] = {
    "text": "text",
    "link": "url",
    "emoji": "name",
    "date": "timestamp",
    "user": "user_id",
    "channel": "channel_id",
    "usergroup": "usergroup_id",
    "broadcast": "range",
    "color": "value",
    "team": "team_id",
}
"""The elements, and what each must have."""
CELLS = frozenset({"raw_text", "raw_number", "rich_text"})
ROWS, COLUMNS = 100, 20
REFUSED = "invalid_blocks"


def check_rich(elements: Any, where: str) -> Iterator[Flaw]:  # noqa: ANN401 - what the bot sent
    """The elements of a rich_text block."""
    if not isinstance(elements, list) or not elements:
        yield Flaw(where, "rich text has at least one element", REFUSED)
        return
    for number, its in enumerate(elements):
        here, kind = f"{where}/{number}", its.get("type")
        if kind not in OUTER:
            yield Flaw(here, f"no such element: {kind!r}", REFUSED)
            continue
        inner = its.get("elements")
        if not isinstance(inner, list) or not inner:
            yield Flaw(f"{here}/elements", "it has at least one element", REFUSED)
        elif kind == "rich_text_list":
            if its.get("style") not in {"bullet", "ordered"}:
                yield Flaw(f"{here}/style", "a list is bullet or ordered", REFUSED)
            for count, item in enumerate(inner):
                yield from _item(item, f"{here}/elements/{count}")
        else:
            yield from _inline(inner, f"{here}/elements")


def _item(item: Json, where: str) -> Iterator[Flaw]:
    if item.get("type") != "rich_text_section":
        yield Flaw(where, "the items of a list are sections", REFUSED)
    elif not item.get("elements"):
        yield Flaw(f"{where}/elements", "it has at least one element", REFUSED)
    else:
        yield from _inline(item["elements"], f"{where}/elements")


def _inline(elements: list[Json], where: str) -> Iterator[Flaw]:
    for number, its in enumerate(elements):
        here, kind = f"{where}/{number}", str(its.get("type"))
        needed = INNER.get(kind)
        if needed is None:
            yield Flaw(here, f"no such element: {kind!r}", REFUSED)
        elif its.get(needed) in (None, ""):
            yield Flaw(f"{here}/{needed}", "it is empty", REFUSED)
        elif kind == "link" and not str(its["url"]).startswith(("http://", "https://", "mailto:")):
            yield Flaw(f"{here}/url", f"{its['url']!r} is no address", REFUSED)
        elif kind == "link" and its.get("text") == "":
            yield Flaw(f"{here}/text", "it is empty", REFUSED)
        elif kind == "broadcast":
            yield Flaw(here, "it calls the whole channel")
        style = its.get("style")
        known = {"bold", "italic", "strike", "code", "underline", "highlight", "client_highlight"}
        if style is not None and not (isinstance(style, dict) and set(style) <= known):
            yield Flaw(f"{here}/style", f"no such style: {style!r}", REFUSED)


def check_table(block: Json, where: str) -> Iterator[Flaw]:
    """The rows of a table, each as wide as the first."""
    rows = block.get("rows")
    if not isinstance(rows, list) or not 1 <= len(rows) <= ROWS:
        yield Flaw(f"{where}/rows", f"1 to {ROWS} rows", REFUSED)
        return
    for number, row in enumerate(rows):
        here = f"{where}/rows/{number}"
        if not isinstance(row, list) or not 1 <= len(row) <= COLUMNS:
            yield Flaw(here, f"1 to {COLUMNS} cells", REFUSED)
        elif len(row) != len(rows[0]):
            yield Flaw(here, f"{len(row)} cells, and {len(rows[0])} in the first row", REFUSED)
        else:
            for count, cell in enumerate(row):
                yield from _cell(cell, f"{here}/{count}")


def _cell(cell: Json, where: str) -> Iterator[Flaw]:
    kind = cell.get("type")
    if kind not in CELLS:
        yield Flaw(where, f"no such cell: {kind!r}", REFUSED)
    elif kind == "rich_text":
        yield from check_rich(cell.get("elements"), f"{where}/elements")
    elif cell.get("text") in (None, ""):
        yield Flaw(f"{where}/text", "it is empty", REFUSED)
