"""Blocks: what holds for each, and what over all of them."""

from collections.abc import Iterator
from typing import Any

from tests.slack_server.checks.flaw import Flaw
from tests.slack_server.checks.rich_text import check_rich, check_table
from tests.slack_server.checks.schema import check_block
from tests.slack_server.checks.sdk import check_parsed
from tests.slack_server.checks.texts import check_mrkdwn
from tests.slack_server.shapes import elements
from tests.slack_server.world import Json

IN_MESSAGE, IN_VIEW = 50, 100
ALL = 13_200  # characters over all blocks of a message
INVALID, TOO_LONG = "invalid_blocks", "msg_blocks_too_long"


def check_blocks(blocks: Any) -> Iterator[Flaw]:  # noqa: ANN401 - what the bot sent
    """The blocks of a message."""
    yield from check_list(blocks, IN_MESSAGE, INVALID)
    if not listed(blocks):
        return
    for number, block in enumerate(blocks):
        yield from check_block(block, f"/blocks/{number}")
    yield from over_all(blocks)


def listed(blocks: object) -> bool:
    return isinstance(blocks, list) and all(isinstance(its, dict) for its in blocks)


def check_list(blocks: Any, most: int, refused: str) -> Iterator[Flaw]:  # noqa: ANN401 - as above
    """What holds for blocks wherever they are."""
    if not listed(blocks):
        yield Flaw("/blocks", "blocks are a list of objects", refused)
        return
    if not 1 <= len(blocks) <= most:
        yield Flaw("/blocks", f"{len(blocks)} blocks, of 1 to {most}", refused)
    yield from (_refusing(its, refused) for its in _by_hand(blocks))
    yield from check_parsed(blocks, "/blocks")


def _refusing(flaw: Flaw, refused: str) -> Flaw:
    return Flaw(flaw.where, flaw.what, refused if flaw.refused else "")


def _by_hand(blocks: list[Json]) -> Iterator[Flaw]:
    known: set[str] = set()
    for number, block in enumerate(blocks):
        where, block_id = f"/blocks/{number}", block.get("block_id")
        if block_id in known:
            yield Flaw(f"{where}/block_id", f"{block_id!r} is there twice", INVALID)
        known |= {str(block_id)} if block_id else set()
        ids = [its.get("action_id") for its in elements(block) if its]
        for twice in sorted({its for its in ids if its and ids.count(its) > 1}):
            yield Flaw(where, f"the action_id {twice!r} is there twice", INVALID)
        if block.get("type") == "rich_text":
            yield from check_rich(block.get("elements"), f"{where}/elements")
        elif block.get("type") == "table":
            yield from check_table(block, where)
        for at, text in mrkdwn(block, where):
            yield from check_mrkdwn(text, at)


def over_all(blocks: list[Json]) -> Iterator[Flaw]:
    """What only the whole of a message tells."""
    if sum(its.get("type") == "table" for its in blocks) > 1:
        yield Flaw("/blocks", "only one table is allowed", "invalid_attachments")
    characters = sum(len(text) for block in blocks for text in texts(block))
    if characters > ALL:
        yield Flaw("/blocks", f"{characters} characters in all, of {ALL}", TOO_LONG)


def texts(its: Any) -> Iterator[str]:  # noqa: ANN401 - any part of a block
    """Every text in it that somebody reads."""
    if isinstance(its, list):
        for each in its:
            yield from texts(each)
    elif isinstance(its, dict):
        for name, value in its.items():
            if isinstance(value, str) and name in {"text", "alt_text", "fallback"}:
                yield value
            else:
                yield from texts(value)


def mrkdwn(its: Any, where: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - as above
    """Every formatted text in it, and where."""
    if isinstance(its, list):
        for number, each in enumerate(its):
            yield from mrkdwn(each, f"{where}/{number}")
    elif isinstance(its, dict):
        if its.get("type") == "mrkdwn" and isinstance(its.get("text"), str):
            yield f"{where}/text", its["text"]
        for name, value in its.items():
            yield from mrkdwn(value, f"{where}/{name}")
