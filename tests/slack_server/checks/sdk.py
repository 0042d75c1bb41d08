"""What slack_sdk's own classes make of blocks."""

from collections.abc import Iterable, Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from tests.slack_server.checks.flaw import Flaw
from tests.slack_server.world import Json


def check_parsed(blocks: Iterable[Json], where: str) -> Iterator[Flaw]:
    """Read into its classes and written again, nothing is refused and nothing is lost."""
    for number, block in enumerate(blocks):
        here = f"{where}/{number}"
        try:
            (parsed,) = Block.parse_all([block])
            written = parsed.to_dict()
        except (SlackObjectFormationError, TypeError, AttributeError, ValueError) as wrong:
            yield Flaw(here, f"slack_sdk refuses it: {wrong}")
            continue
        for lost in _lost(block, written, here):
            yield Flaw(lost, "slack_sdk knows nothing of it")


def _lost(given: Any, written: Any, where: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(given, dict):
        for name, value in given.items():
            here = f"{where}/{name}"
            if value is None:
                continue
            if not isinstance(written, dict) or name not in written:
                yield here
            else:
                yield from _lost(value, written[name], here)
    elif isinstance(given, list) and isinstance(written, list):
        for number, value in enumerate(given):
            if number < len(written):
                yield from _lost(value, written[number], f"{where}/{number}")
            else:
                yield f"{where}/{number}"
