"""What is no message: a form and an answer as a modal, and the Home tab. Pure.

https://docs.slack.dev/surfaces/modals and https://docs.slack.dev/surfaces/app-home
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from slack_sdk.models.blocks import (
    InputBlock,
    InputInteractiveElement,
    Option,
    OptionGroup,
    StaticMultiSelectElement,
    StaticSelectElement,
)
from slack_sdk.models.views import View as SlackView

from adapters.platforms.slack.calling import Json
from adapters.platforms.slack.render import bodies, render
from adapters.platforms.slack.rich import clean, cut, rich, text_object
from bot.model import Field, Form, Span, Suggestion, View

TITLE = 24
"""Of a modal, and the text of its buttons."""
LABEL, OPTION = 2_000, 75
GROUP, GROUPS = 100, 100
"""Choices of a menu, or of each of its groups; and how many groups."""
BLOCKS = 100
NAME = "Overtake"
FORM = "form"
"""The callback id of a form."""
VALUE = "value"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a form is about, kept in it while it is filled in."""

    channel: str
    at_home: bool
    command: str
    given: Mapping[str, str]


# --- forms


def form_modal(form: Form, channel: str, *, at_home: bool) -> Json:
    """Return a form as a modal."""
    kept = {"channel": channel, "at_home": at_home, "command": form.command, "given": form.given}
    blocks = [rich([form.intro]), *map(_input, form.fields)]
    return SlackView(
        type="modal",
        callback_id=FORM,
        title=text_object(cut(form.title, TITLE)),
        submit=text_object(cut(form.submit, TITLE)),
        close=text_object(cut(form.cancel, TITLE)),
        private_metadata=json.dumps(kept),
        blocks=blocks,
    ).to_dict()


def origin_of(view: Json) -> Origin:
    """Return what a form that was filled in is about. Raises ValueError if it is none of ours."""
    try:
        return Origin(**json.loads(view.get("private_metadata") or ""))
    except TypeError as error:
        raise ValueError(str(error)) from error


def given_by(view: Json) -> dict[str, str]:
    """Return what was filled in, by the names of options."""
    found: dict[str, str] = {}
    for name, inputs in ((view.get("state") or {}).get("values") or {}).items():
        its = inputs.get(VALUE) or {}
        chosen = its.get("selected_options") or [its.get("selected_option")]
        found[name] = ",".join(one["value"] for one in chosen if one)
    return {name: value for name, value in found.items() if value}


def _input(field: Field) -> InputBlock:
    """Return a field as a menu; it shows what is chosen, and does not take nothing."""
    options = {its.value: _option(its) for its in field.offered[: GROUP * GROUPS]}
    chosen = [options[value] for value in field.chosen if value in options]
    return InputBlock(
        block_id=field.name,
        label=text_object(cut(field.label, LABEL)),
        element=_menu(list(options.values()), chosen, many=field.many),
    )


def _menu(
    options: Sequence[Option], chosen: Sequence[Option], *, many: bool
) -> InputInteractiveElement:
    few, groups = (options, None) if len(options) <= GROUP else (None, list(_groups(options)))
    if many:
        return StaticMultiSelectElement(
            action_id=VALUE, options=few, option_groups=groups, initial_options=chosen or None
        )
    first = chosen[0] if chosen else None
    return StaticSelectElement(
        action_id=VALUE, options=few, option_groups=groups, initial_option=first
    )


def _option(its: Suggestion) -> Option:
    label = cut(clean(its.label).strip() or its.value, OPTION)
    return Option(value=its.value, text=text_object(label))


def _groups(options: Sequence[Option]) -> Iterator[OptionGroup]:
    """Give the options in groups, as one menu takes no more: "1-100" and so on."""
    for first in range(0, len(options), GROUP):
        some = options[first : first + GROUP]
        label = f"{first + 1}\N{EN DASH}{first + len(some)}"
        yield OptionGroup(label=text_object(label), options=some)


# --- answers, and the page of the bot's own


def answer_modal(view: View) -> Json:
    """Return an answer as a modal."""
    return SlackView(type="modal", title=text_object(NAME), blocks=bodies(view)).to_dict()


def home_tab(views: Sequence[View]) -> Json:
    """Return the Home tab: some Views one below the other, with what may be done about each row.

    Rows that can be pressed have the room that all else leaves; one that doesn't fit is left out
    with its buttons, and the tab says how many are.
    """
    heads = [_head(view) for view in views]
    room = BLOCKS - sum(map(len, heads)) - sum(map(_is_pressed, views))
    blocks: list[Json] = []
    for view, head in zip(views, heads, strict=True):
        rows = list(_rows(view, room)) if _is_pressed(view) else []
        room -= sum(map(len, rows))
        blocks += chain(head, *rows)
        if _is_pressed(view) and len(rows) < len(view.rows):
            missing = (Span(f"+{len(view.rows) - len(rows)} …"),)
            blocks.append(rich([missing]).to_dict())
    return SlackView(type="home", blocks=blocks[:BLOCKS]).to_dict()


def _is_pressed(view: View) -> bool:
    return any(row.next for row in view.rows)


def _head(view: View) -> list[Json]:
    """Return a View without the rows that have their own buttons."""
    return bodies(View(view.title, private=view.private) if _is_pressed(view) else view)


def _rows(view: View, room: int) -> Iterator[Sequence[Json]]:
    """Give the blocks of each row, with its buttons, until the next one doesn't fit."""
    for row in view.rows:
        blocks = render(View(row.line, next=row.next)).blocks
        room -= len(blocks)
        if room < 0:
            return
        yield blocks
