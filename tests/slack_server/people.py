"""Somebody who uses Slack: asks, presses, chooses, submits, and waits to see what comes."""

import asyncio
from typing import TYPE_CHECKING

from tests.slack_server import payloads
from tests.slack_server.deliveries import Kind
from tests.slack_server.elements import button, menu
from tests.slack_server.errors import RefusedError
from tests.slack_server.interactions import Interaction
from tests.slack_server.modals import Modals, Value
from tests.slack_server.replies import NoAnswerError, Reply
from tests.slack_server.views import Modal
from tests.slack_server.world import Channel, Json, Message, Workspace

if TYPE_CHECKING:
    from tests.slack_server.server import Slack

On = Reply | Message | Modal


class Person:
    """A member of a workspace."""

    def __init__(
        self,
        slack: "Slack",
        workspace: Workspace,
        name: str,
        *,
        admin: bool = False,
        owner: bool = False,
    ) -> None:
        self.id, self.workspace, self.name = slack.new_id("U"), workspace, name
        self.admin, self.owner = admin, owner
        self.dm = Channel(slack.new_id("D"), "", workspace, private=True, person=self)
        self.home: Modal | None = None
        """The view that was last published for them."""
        self.published = asyncio.Event()
        self._slack, self._modals = slack, Modals(slack)

    def __repr__(self) -> str:
        return f"Person({self.name!r}, {self.id!r})"

    # --- in channels

    async def ask(self, channel: Channel | None, line: str, *, wait: bool = True) -> Reply:
        """Send a slash command, as "/rank qwen"; with no channel, to the bot itself."""
        where = channel or self.dm
        name = line.partition(" ")[0]
        offered = self._slack.commands
        assert name.startswith("/"), "a command starts with a slash"
        assert self.workspace.installed, f"{name} is not a valid command: nobody installed the app"
        assert offered is None or name in offered, f"{name} is not a valid command"
        assert not where.archived, "nobody can write in an archived channel"
        assert not where.deleted, "the channel is gone"
        assert where.workspace is self.workspace, "this is another workspace"
        where.joins(self)
        its = self._slack.interactions.new(self, where)
        body = await self._send(its, "slash_commands", payloads.command(self._slack, its, line))
        if isinstance(body, dict) and body:
            try:
                self._slack.hooks.take(its, body, f"answer to {name}")
            except RefusedError as refused:
                raise NoAnswerError(f"{name} failed with the error {str(refused)!r}") from refused
        return await self._seen(its, wait=wait)

    async def press(self, on: On, label: str, *, wait: bool = True) -> Reply:
        """Press a button, by what is written on it or by its action_id."""
        found = button(self._blocks(on), label)
        done = found.of("action_id", "type", "text", "value", "style")
        return await self._act(on, done, wait=wait and not found.element.get("url"))

    async def choose(self, on: On, *options: str, wait: bool = True) -> Reply:
        """Choose from a menu, by what is written there or by value."""
        found, picked = menu(self._blocks(on), options)
        kind = found.element["type"]
        several = kind.startswith("multi_") or kind == "checkboxes"
        chosen = {"selected_options": picked} if several else {"selected_option": picked[0]}
        what = on.message if isinstance(on, Reply) and not on.has_modal else on
        state = what.modal.state if isinstance(what, Reply) else what.state
        if kind != "overflow":
            stands = {"type": kind, **chosen}
            state.setdefault(found.block["block_id"], {})[found.element["action_id"]] = stands
        done = found.of("action_id", "type", "placeholder", "initial_option") | chosen
        if found.block["type"] == "input" and not found.block.get("dispatch_action"):
            return Reply(self._begin(on))
        return await self._act(on, done, wait=wait)

    # --- in views

    async def suggest(self, modal: "Modal | Reply", which: str, typed: str) -> list[Json]:
        """Type into a menu, by its label or action_id, and read what is offered."""
        return await self._modals.suggest(self._mine(modal), which, typed)

    async def submit(
        self, modal: "Modal | Reply", values: dict[str, Value] | None = None, *, wait: bool = False
    ) -> Reply:
        """Fill in inputs, by label or block_id, and submit.

        What comes of the view itself is there at once; `wait` for a message that follows it.
        """
        view = self._mine(modal)
        its = self._slack.interactions.new(self, view.channel, view=view)
        await self._modals.fill(view, values or {})
        payload = payloads.submission(self._slack, its)
        body = await self._send(its, "interactive", payload)
        self._modals.take(its, view, body)
        return await self._seen(its, wait=wait)

    async def close(self, modal: "Modal | Reply", *, cleared: bool = True) -> None:
        """Close a modal: the whole stack, or with `cleared=False` only what is on top."""
        view = self._mine(modal)
        self._modals.close(view, cleared=cleared)
        if view.payload.get("notify_on_close"):
            payload = payloads.closed(self._slack, view, cleared=cleared)
            delivery = await self._slack.deliver("interactive", payload)
            if delivery.acknowledged is None:
                raise NoAnswerError(delivery.failed)

    async def open_home(self, *, wait: bool = True) -> Modal:
        """Open the app's home tab; with `wait` until something is published for it."""
        self.published.clear()
        event = payloads.home_opened(self, self._slack.app_id, self.dm)
        delivery = await self._slack.tell(self.workspace, event)
        assert delivery, "the app has no home tab here"
        if wait:
            try:
                async with asyncio.timeout(self._slack.deadline):
                    await self.published.wait()
            except TimeoutError:
                raise NoAnswerError("nothing was published for the home tab") from None
        assert self.home, "nothing was ever published"
        return self.home

    # --- how

    def _mine(self, modal: "Modal | Reply") -> Modal:
        view = modal.modal if isinstance(modal, Reply) else modal
        assert view.person is self, f"{self.name} does not see that"
        assert not view.closed, f"{view.title!r} is closed"
        return view

    def _blocks(self, on: On) -> list[Json]:
        """What this person sees of it."""
        if isinstance(on, Modal) or (isinstance(on, Reply) and on.has_modal):
            return self._mine(on).blocks
        message = on.message if isinstance(on, Reply) else on
        assert not message.deleted, "the message was deleted"
        assert not message.ephemeral or message.seen_by is self, f"{self.name} does not see that"
        return message.shown.get("blocks") or []

    def _begin(self, on: On) -> Interaction:
        new = self._slack.interactions.new
        if isinstance(on, Modal) or (isinstance(on, Reply) and on.has_modal):
            view = self._mine(on)
            return new(self, view.channel, view=view)
        message = on.message if isinstance(on, Reply) else on
        message.channel.joins(self)
        return new(self, message.channel, pressed=message)

    async def _act(self, on: On, done: Json, *, wait: bool) -> Reply:
        its = self._begin(on)
        body = await self._send(its, "interactive", payloads.action(self._slack, its, done))
        if body:
            self._slack.problems.append("block_actions: Slack does not look at what the ack says")
        return await self._seen(its, wait=wait)

    async def _send(self, its: Interaction, kind: Kind, payload: Json) -> object:
        """Send it to the app, and wait the three seconds that it has to take it."""
        delivery = await self._slack.deliver(kind, payload)
        if delivery.acknowledged is None:
            what = payload.get("command") or payload["type"]
            raise NoAnswerError(f"{what} failed with the error {delivery.failed!r}")
        its.acknowledged, its.ack_body = delivery.acknowledged, delivery.body
        return delivery.body

    async def _seen(self, its: Interaction, *, wait: bool) -> Reply:
        if wait:
            try:
                async with asyncio.timeout(self._slack.deadline):
                    await its.seen.wait()
            except TimeoutError:
                after = self._slack.deadline
                raise NoAnswerError(f"taken, and nothing to see after {after:g} s") from None
        return Reply(its)
