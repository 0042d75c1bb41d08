"""Finding what a person presses or chooses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.slack_server import shapes
from tests.slack_server.inputs import chosen, label_of, options
from tests.slack_server.world import Json

OFFERING = frozenset(
    {"static_select", "multi_static_select", "radio_buttons", "checkboxes", "overflow"}
)


@dataclass(frozen=True)
class Found:
    """An element, and the block that it is in."""

    block: Json
    element: Json

    def of(self, *names: str) -> Json:
        """What an action tells of it."""
        told = {name: self.element[name] for name in names if name in self.element}
        return told | {"block_id": self.block["block_id"]}


def every(blocks: Iterable[Json]) -> list[Found]:
    return [Found(block, its) for block in blocks for its in shapes.elements(block)]


def button(blocks: Iterable[Json], label: str) -> Found:
    buttons = [its for its in every(blocks) if its.element["type"] == "button"]
    for its in buttons:
        if label in {its.element["text"]["text"], its.element["action_id"]}:
            return its
    there = ", ".join(its.element["text"]["text"] for its in buttons) or "none"
    raise AssertionError(f"no button {label!r}; there are: {there}")


def menu(blocks: Iterable[Json], wanted: Sequence[str]) -> tuple[Found, list[Json]]:
    """The first menu that offers all of it, and the options."""
    for its in every(blocks):
        if its.element["type"] in OFFERING:
            picked = [chosen(each, options(its.element)) for each in wanted]
            found = [each for each in picked if each]
            if wanted and len(found) == len(wanted):
                return its, found
    raise AssertionError(f"no menu offers {', '.join(wanted)}")


def of_input(blocks: Iterable[Json], which: str) -> Found:
    """An input, by its label, its block_id or its action_id."""
    found = every(blocks)
    for its in found:
        names = {its.block["block_id"], its.element.get("action_id")}
        if its.block["type"] == "input":
            names.add(label_of(its.block))
        if which in names:
            return its
    there = ", ".join(label_of(its.block) for its in found) or "none"
    raise AssertionError(f"no input {which!r}; there are: {there}")
