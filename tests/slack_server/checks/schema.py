"""The schema of message blocks that lies beside the repository, where it does."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from tests.slack_server.checks.flaw import Flaw
from tests.slack_server.world import Json

FILE = Path(__file__).parents[4] / "shared" / "slack" / "message-blocks.schema.json"
REFUSED = "invalid_blocks"


@cache
def validators() -> dict[str, Draft202012Validator]:
    """By the type of block; empty where there is no schema."""
    if not FILE.is_file():
        return {}
    kinds = json.loads(FILE.read_text())["items"]["oneOf"]
    return {_kind(each): Draft202012Validator(each) for each in kinds}


def _kind(schema: Any) -> str:  # noqa: ANN401 - a piece of the schema
    whole = schema["allOf"][0] if "allOf" in schema else schema
    return str(whole["properties"]["type"]["const"])


def check_block(block: Json, where: str) -> Iterator[Flaw]:
    """A block of a message, against the schema of its type."""
    known = validators()
    if not known:
        return
    validator = known.get(block.get("type", ""))
    if validator is None:
        yield Flaw(where, f"no message has a block of type {block.get('type')!r}", REFUSED)
    elif wrong := best_match(validator.iter_errors(block)):
        path = "".join(f"/{step}" for step in wrong.absolute_path)
        yield Flaw(where + path, wrong.message[:200], REFUSED)
