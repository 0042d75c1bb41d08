"""Modals and home tabs."""

import json
from collections.abc import Iterator
from typing import Any

from tests.slack_server.checks.blocks import IN_VIEW, check_list, listed
from tests.slack_server.checks.flaw import Flaw
from tests.slack_server.checks.options import check_option, check_options
from tests.slack_server.shapes import elements
from tests.slack_server.world import Json

REFUSED = "invalid_arguments"
EVERY = frozenset({"type", "blocks", "private_metadata", "callback_id", "external_id"})
MODAL = EVERY | {
    *("title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled"),
}
BLOCKS = frozenset(
    {
        *("section", "header", "divider", "context", "actions", "image", "rich_text", "input"),
        *("video", "markdown", "table", "alert", "card", "carousel"),
    }
)
INPUTS = frozenset(
    {
        *("plain_text_input", "number_input", "email_text_input", "url_text_input"),
        *("rich_text_input", "file_input", "radio_buttons", "checkboxes"),
        *("datepicker", "timepicker", "datetimepicker"),
        *(
            f"{several}{kind}_select"
            for several in ("", "multi_")
            for kind in ("static", "external", "users", "conversations", "channels")
        ),
    }
)
LISTING = frozenset({"static_select", "multi_static_select", "radio_buttons", "checkboxes"})
TITLE, PRIVATE, LABEL, PLACEHOLDER, ID = 24, 3000, 2000, 150, 255
LARGEST = 250_000  # bytes


def check_view(view: Json, kind: str) -> Iterator[Flaw]:
    """A view of a kind: "modal" or "home"."""
    if view.get("type") != kind:
        yield Flaw("/type", f"{view.get('type')!r} is not {kind!r}", REFUSED)
    for name in sorted(set(view) - (MODAL if kind == "modal" else EVERY)):
        yield Flaw(f"/{name}", f"a {kind} view has no such thing", REFUSED)
    if len(json.dumps(view)) > LARGEST:
        yield Flaw("", f"over {LARGEST} bytes", "view_too_large")
    for name, most in (("private_metadata", PRIVATE), ("callback_id", ID), ("external_id", ID)):
        if len(str(view.get(name) or "")) > most:
            yield Flaw(f"/{name}", f"over {most} characters", REFUSED)
    blocks = view.get("blocks")
    yield from check_list(blocks, IN_VIEW, REFUSED)
    if kind == "modal":
        yield from _modal(view)
    if listed(blocks):
        for number, block in enumerate(blocks or []):
            yield from _block(block, f"/blocks/{number}")


def _modal(view: Json) -> Iterator[Flaw]:
    yield from _plain(view.get("title"), "/title", TITLE)
    for name in ("submit", "close"):
        if view.get(name) is not None:
            yield from _plain(view[name], f"/{name}", TITLE)
    blocks = view.get("blocks")
    has_input = listed(blocks) and any(its.get("type") == "input" for its in blocks or [])
    if has_input and not view.get("submit"):
        yield Flaw("/submit", "a modal with inputs can be submitted", REFUSED)


def _plain(its: Any, where: str, most: int) -> Iterator[Flaw]:  # noqa: ANN401 - what the bot sent
    if not isinstance(its, dict) or its.get("type") != "plain_text":
        yield Flaw(where, "a plain_text is needed", REFUSED)
    elif not 1 <= len(str(its.get("text", ""))) <= most:
        yield Flaw(where, f"1 to {most} characters, not {len(its.get('text', ''))}", REFUSED)


def _block(block: Json, where: str) -> Iterator[Flaw]:
    if block.get("type") not in BLOCKS:
        yield Flaw(where, f"no such block: {block.get('type')!r}", REFUSED)
    if block.get("type") == "input":
        yield from _plain(block.get("label"), f"{where}/label", LABEL)
        if block.get("hint") is not None:
            yield from _plain(block["hint"], f"{where}/hint", LABEL)
        element = block.get("element")
        if not isinstance(element, dict) or element.get("type") not in INPUTS:
            yield Flaw(f"{where}/element", "there is no such input", REFUSED)
            return
    for its in elements(block):
        yield from _element(its, where)


def _element(its: Json, where: str) -> Iterator[Flaw]:
    kind = its.get("type", "")
    here = f"{where}/{kind}"
    if its.get("placeholder") is not None:
        yield from _plain(its["placeholder"], f"{here}/placeholder", PLACEHOLDER)
    groups = its.get("option_groups")
    if kind in LISTING and groups is None:
        yield from check_options(its.get("options"), f"{here}/options")
    for number, group in enumerate(groups or []):
        yield from check_options(group.get("options"), f"{here}/option_groups/{number}/options")
    initial = [its["initial_option"]] if its.get("initial_option") else []
    if "initial_options" in its and not its["initial_options"]:
        yield Flaw(f"{here}/initial_options", "it is left out where nothing is chosen", REFUSED)
    offered = [*(its.get("options") or [])]
    for group in groups or []:
        offered += group.get("options") or []
    for option in [*initial, *(its.get("initial_options") or [])]:
        yield from check_option(option, f"{here}/initial_option")
        if kind in LISTING and option not in offered:
            yield Flaw(f"{here}/initial_option", "it is none of the options", REFUSED)
    if kind == "plain_text_input" and len(its.get("initial_value") or "") > PRIVATE:
        yield Flaw(f"{here}/initial_value", f"over {PRIVATE} characters", REFUSED)
