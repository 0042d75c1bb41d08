"""Views: modals in their stack, and the home tab; and the methods for them."""

import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.slack_server import shapes
from tests.slack_server.checks.views import check_view
from tests.slack_server.errors import RefusedError
from tests.slack_server.inputs import initial_state
from tests.slack_server.interactions import Interaction
from tests.slack_server.requests import Call
from tests.slack_server.world import Channel, Json, Workspace

if TYPE_CHECKING:
    from tests.slack_server.people import Person
    from tests.slack_server.server import Slack

DEEP = 3  # views in a stack


@dataclass(eq=False)
class Modal:
    """A view that a person has before them; also their home tab."""

    id: str
    person: "Person"
    payload: Json
    """The view as the bot sent it."""
    channel: Channel | None = field(default=None, repr=False)
    """Where they were when it opened."""
    previous: "Modal | None" = field(default=None, repr=False)
    """The view under it."""
    state: dict[str, Json] = field(default_factory=dict)
    """What stands in its inputs: block_id, then action_id."""
    offered: dict[str, list[Json]] = field(default_factory=dict, repr=False)
    """What was last suggested for an input, by action_id."""
    errors: dict[str, str] = field(default_factory=dict)
    """What is said to be wrong, by block_id."""
    closed: bool = False
    hash: str = ""
    updates: int = 0
    blocks: list[Json] = field(default_factory=list, repr=False)
    """With every block_id and action_id."""

    def __post_init__(self) -> None:
        self.filled(self.payload)
        self.updates = 0

    def filled(self, payload: Json) -> None:
        """New content; inputs that were there before keep what stands in them."""
        self.payload = payload
        self.blocks = shapes.blocks_with_ids(payload.get("blocks") or [])
        known = self.state
        self.state = initial_state(self.blocks, self.channel)
        for block_id, inputs in self.state.items():
            for action_id, stands in inputs.items():
                before = known.get(block_id, {}).get(action_id)
                if before and before["type"] == stands["type"]:
                    inputs[action_id] = before
        self.hash = f"{time.time():.0f}.{uuid.uuid4().hex[:8]}"
        self.errors = {}
        self.updates += 1

    @property
    def title(self) -> str:
        return str((self.payload.get("title") or {}).get("text", ""))

    @property
    def root(self) -> "Modal":
        return self.previous.root if self.previous else self

    @property
    def depth(self) -> int:
        return 1 + (self.previous.depth if self.previous else 0)


class Views:
    """The methods `views.*`, and what an acknowledgement does to a view."""

    def __init__(self, slack: "Slack") -> None:
        self._slack = slack

    def open(self, call: Call, workspace: Workspace) -> Json:
        its = self._slack.interactions.exchange(call.text("trigger_id"))
        self._of(its.person, workspace)
        return self._told(self.show(its, self._checked(call, "modal")))

    def push(self, call: Call, workspace: Workspace) -> Json:
        its = self._slack.interactions.exchange(call.text("trigger_id"))
        self._of(its.person, workspace)
        if its.view is None or its.view.payload["type"] != "modal":
            raise RefusedError("not_found")
        return self._told(self.show(its, self._checked(call, "modal"), on=its.view))

    def update(self, call: Call, workspace: Workspace) -> Json:
        view = self._found(call)
        self._of(view.person, workspace)
        payload = self._checked(call, view.payload["type"])
        self._same_hash(call, view)
        self.change(view, payload)
        return self._told(view)

    def publish(self, call: Call, workspace: Workspace) -> Json:
        person = self._slack.people.get(call.text("user_id"))
        if person is None or person.workspace is not workspace:
            raise RefusedError("invalid_arguments", messages=["no such user_id"])
        payload = self._checked(call, "home")
        if person.home is None:
            person.home = Modal(self._slack.new_id("V"), person, payload)
            self._slack.views[person.home.id] = person.home
            self._slack.interactions.changed(person.home)
        else:
            self._same_hash(call, person.home)
            self.change(person.home, payload)
        person.published.set()
        return self._told(person.home)

    # --- how

    def show(self, its: Interaction, payload: Json, *, on: Modal | None = None) -> Modal:
        """A new modal, on another one or by itself."""
        if on and on.depth >= DEEP:
            raise RefusedError("push_limit_reached")
        modal = Modal(self._slack.new_id("V"), its.person, payload, its.channel, on)
        self._unique(modal)
        self._slack.views[modal.id] = modal
        its.shows(modal)
        return modal

    def change(self, view: Modal, payload: Json) -> None:
        view.filled(payload)
        self._slack.interactions.changed(view)

    def _checked(self, call: Call, kind: str) -> Json:
        view = call.args.get("view")
        if not isinstance(view, dict):
            raise RefusedError("invalid_arguments", messages=["missing required field: view"])
        self._slack.complain(call.method, check_view(view, kind))
        return view

    def _found(self, call: Call) -> Modal:
        external = call.text("external_id")
        for view in self._slack.views.values():
            same = external and view.payload.get("external_id") == external
            if (view.id == call.text("view_id") or same) and not view.closed:
                return view
        raise RefusedError("not_found")

    def _unique(self, modal: Modal) -> None:
        external = modal.payload.get("external_id")
        others = (view for view in self._slack.views.values() if not view.closed)
        if external and any(view.payload.get("external_id") == external for view in others):
            raise RefusedError("duplicate_external_id")

    def _of(self, person: "Person", workspace: Workspace) -> None:
        if person.workspace is not workspace:
            raise RefusedError("not_found")

    def _same_hash(self, call: Call, view: Modal) -> None:
        if call.args.get("hash") and call.args["hash"] != view.hash:
            raise RefusedError("hash_conflict")

    def _told(self, view: Modal) -> Json:
        return {"ok": True, "view": shapes.view(view, self._slack.app_id)}
