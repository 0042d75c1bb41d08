"""What stands in the inputs of a view or a message, as `state.values` tells it."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from tests.slack_server import shapes
from tests.slack_server.world import Channel, Json

if TYPE_CHECKING:
    from tests.slack_server.people import Person

TYPED = frozenset(
    {"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input"}
)
ONE = frozenset({"static_select", "external_select", "radio_buttons"})
MANY = frozenset({"multi_static_select", "multi_external_select", "checkboxes"})
PICKED = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
INITIAL = {
    "users_select": "initial_user",
    "conversations_select": "initial_conversation",
    "channels_select": "initial_channel",
    "multi_users_select": "initial_users",
    "multi_conversations_select": "initial_conversations",
    "multi_channels_select": "initial_channels",
    "datepicker": "initial_date",
    "timepicker": "initial_time",
    "datetimepicker": "initial_date_time",
}
STATEFUL = TYPED | ONE | MANY | frozenset(PICKED)


def slot(kind: str) -> str:
    """Where an element's value stands in its state."""
    if kind in TYPED:
        return "value"
    return PICKED.get(kind) or ("selected_option" if kind in ONE else "selected_options")


def initial_state(blocks: Iterable[Json], channel: Channel | None) -> dict[str, Json]:
    """The state of a view that nobody has touched yet."""
    state: dict[str, Json] = {}
    for block in blocks:
        for element in shapes.elements(block):
            kind = element.get("type", "")
            if kind in STATEFUL:
                stands = {"type": kind, slot(kind): _initial(element, channel)}
                state.setdefault(block["block_id"], {})[element["action_id"]] = stands
    return state


def _initial(element: Json, channel: Channel | None) -> object:
    kind = element["type"]
    if kind in TYPED:
        return element.get("initial_value")
    if kind in ONE:
        return element.get("initial_option")
    if kind in MANY:
        return element.get("initial_options") or []
    first = element.get(INITIAL[kind])
    if first is None and channel and element.get("default_to_current_conversation"):
        first = [channel.id] if kind.startswith("multi_") else channel.id
    return [] if first is None and kind.startswith("multi_") else first


def options(element: Json) -> Iterator[Json]:
    """Everything that a menu offers, over its groups."""
    yield from element.get("options") or []
    for group in element.get("option_groups") or []:
        yield from group.get("options") or []


def words(option: Json) -> str:
    """What is written on an option."""
    return str(option["text"]["text"])


def chosen(wanted: str, offered: Iterable[Json]) -> Json | None:
    """The option that says so, or that has this value; as an interaction carries it."""
    for option in offered:
        if wanted in {words(option), option.get("value")}:
            return option
    return None


def identified(value: "Channel | Person | str", channels: Iterable[Channel]) -> str:
    """The id of a channel or a person; a channel may be named."""
    if isinstance(value, str):
        named = value.lstrip("#")
        return next((each.id for each in channels if each.name == named), value)
    return value.id


def is_empty(stands: Json) -> bool:
    return stands[slot(stands["type"])] in (None, "", [])


def fits(block: Json, stands: Json) -> None:
    """What Slack's own client refuses to submit: AssertionError."""
    element, label = block["element"], label_of(block)
    if is_empty(stands):
        assert block.get("optional"), f"{label!r} must be filled in"
        return
    value: Any = stands[slot(stands["type"])]
    if isinstance(value, str) and stands["type"] in TYPED:
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        assert least <= len(value) <= most, f"{label!r} takes {least} to {most} characters"
    if isinstance(value, list) and "max_selected_items" in element:
        most = element["max_selected_items"]
        assert len(value) <= most, f"{label!r} takes {most} at most"


def label_of(block: Json) -> str:
    return str((block.get("label") or {}).get("text") or block.get("block_id", ""))
