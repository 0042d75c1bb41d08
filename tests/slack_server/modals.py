"""What a person does in a view: filling in, submitting, closing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from tests.slack_server import payloads
from tests.slack_server.checks.options import check_offered
from tests.slack_server.checks.views import check_view
from tests.slack_server.elements import Found, of_input
from tests.slack_server.errors import RefusedError
from tests.slack_server.inputs import (
    MANY,
    PICKED,
    TYPED,
    chosen,
    fits,
    identified,
    options,
    slot,
)
from tests.slack_server.interactions import Interaction
from tests.slack_server.replies import NoAnswerError
from tests.slack_server.views import Modal
from tests.slack_server.world import Channel, Json

if TYPE_CHECKING:
    from tests.slack_server.people import Person
    from tests.slack_server.server import Slack

One: TypeAlias = "Channel | Person | str"
Value: TypeAlias = "One | int | Sequence[One] | None"
TROUBLE = "we had some trouble connecting"
SHORTEST = 3  # characters before a menu asks the app, unless it says otherwise


class Modals:
    """A person's hands in a view."""

    def __init__(self, slack: "Slack") -> None:
        self._slack = slack

    # --- filling in

    async def suggest(self, view: Modal, which: str, typed: str) -> list[Json]:
        """What the app offers for a text."""
        found = of_input(view.blocks, which)
        kind, action_id = found.element["type"], found.element["action_id"]
        assert kind.endswith("external_select"), f"{which!r} is no menu that asks the app"
        least = found.element.get("min_query_length", SHORTEST)
        assert len(typed) >= least, f"{which!r} asks from {least} characters on"
        at = found.block["block_id"], action_id
        payload = payloads.suggestion(self._slack, view.person, view, at, typed)
        delivery = await self._slack.deliver("interactive", payload)
        if delivery.acknowledged is None:
            raise NoAnswerError(f"the menu could not be loaded: {delivery.failed}")
        body = delivery.body if isinstance(delivery.body, dict) else {}
        flaws = check_offered(body)
        self._slack.problems.extend(f"block_suggestion: {flaw}" for flaw in flaws)
        view.offered[action_id] = list(options(body))
        return view.offered[action_id]

    async def fill(self, view: Modal, values: "dict[str, Value]") -> None:
        """Put values in, and see to it that Slack's client would submit that."""
        for which, value in values.items():
            found = of_input(view.blocks, which)
            kind = found.element["type"]
            stands = view.state[found.block["block_id"]][found.element["action_id"]]
            stands[slot(kind)] = await self._value(view, found, value)
        for block in view.blocks:
            if block["type"] == "input":
                fits(block, view.state[block["block_id"]][block["element"]["action_id"]])
        view.errors = {}

    async def _value(self, view: Modal, found: Found, value: "Value") -> object:
        kind = found.element["type"]
        if kind in TYPED:
            return None if value in (None, "") else str(value)
        several = kind in MANY or kind.startswith("multi_")
        if value is None:
            return [] if several else None
        if isinstance(value, Sequence) and not isinstance(value, str):
            assert several, f"{kind} takes one value"
            return [await self._one(view, found, each) for each in value]
        assert not isinstance(value, int), f"{kind} takes no number"
        one = await self._one(view, found, value)
        return [one] if several else one

    async def _one(self, view: Modal, found: Found, value: "One") -> object:
        element = found.element
        if element["type"] in PICKED:
            return identified(value, view.person.workspace.channels)
        assert isinstance(value, str), f"{element['type']} takes a text"
        if not element["type"].endswith("external_select"):
            option = chosen(value, options(element))
            assert option, f"{value!r} is not offered"
            return option
        first = [element.get("initial_option") or {}, *(element.get("initial_options") or [])]
        known = [*view.offered.get(element["action_id"], []), *(each for each in first if each)]
        option = chosen(value, known)
        if option is None:
            option = chosen(value, await self.suggest(view, element["action_id"], value))
        assert option, f"{value!r} is not offered"
        return option

    # --- what the app says to a submission

    def take(self, its: Interaction, view: Modal, body: object) -> None:
        """Do what the acknowledgement asks for."""
        if not body:
            self.close(view, cleared=False)
            return
        try:
            self._act(its, view, body if isinstance(body, dict) else {"response_action": body})
        except RefusedError as refused:
            raise NoAnswerError(f"{TROUBLE}: {refused}") from refused

    def _act(self, its: Interaction, view: Modal, body: Json) -> None:
        action = body.get("response_action")
        if action == "clear":
            self.close(view, cleared=True)
        elif action == "errors":
            view.errors = self._errors(view, body.get("errors"))
            its.shows(view)
        elif action in {"update", "push"}:
            told = body.get("view")
            payload = told if isinstance(told, dict) else {}
            self._slack.complain(f"view_submission {action}", check_view(payload, "modal"))
            if action == "push":
                self._slack.web.views.show(its, payload, on=view)
            else:
                self._slack.web.views.change(view, payload)
                its.shows(view)
        else:
            self._slack.problems.append(f"view_submission: response_action is {action!r}")
            raise RefusedError("invalid_response_action")

    def _errors(self, view: Modal, told: object) -> dict[str, str]:
        errors = told if isinstance(told, dict) else {}
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        strange = sorted(set(errors) - inputs)
        if strange or not errors:
            self._slack.problems.append(
                f"view_submission: errors for no input: {', '.join(strange) or 'none at all'}"
            )
            raise RefusedError("invalid_errors")
        return {block_id: str(text) for block_id, text in errors.items()}

    def close(self, view: Modal, *, cleared: bool) -> None:
        """Close it: with `cleared` the whole stack that it is in."""
        view.closed = True
        for other in self._slack.views.values():
            above = other.previous is view
            if not other.closed and (above or (cleared and other.root is view.root)):
                self.close(other, cleared=cleared)
