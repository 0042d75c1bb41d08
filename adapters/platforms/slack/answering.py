"""What people type and press, taken to a reception, and its answers taken back.

Everything is acknowledged at once; the answer follows by the address that Slack gives for it, which
needs no membership in the channel. Where there is none, as on the bot's own page, it is a modal.
"""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import Any

from adapters.platforms.slack.calling import Json
from adapters.platforms.slack.modals import (
    Origin,
    answer_modal,
    form_modal,
    given_by,
    home_tab,
    origin_of,
)
from adapters.platforms.slack.people import People
from adapters.platforms.slack.render import MENU
from adapters.platforms.slack.showing import ANSWER, Showing
from adapters.platforms.slack.workspaces import Workspace
from bot.model import Ask, Asker, Form, Question, Span, View
from bot.model.presses import decode
from bot.ports import Reception

CHANNEL = "channel"
"""Under this name a press says which channel it is about, where it is not pressed there."""
ACTION, LIST = "action", "list"
logger = logging.getLogger("slack_bolt")
QUICK = 2.0
"""Seconds for what has to stand in the acknowledgement itself: Slack waits 3 (PLATFORMS)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was typed or pressed, by whom, and where its answer goes."""

    workspace: Workspace
    person: str
    channel: str = ""
    """Empty on the bot's own page, and in a form."""
    command: str = "/rank"
    response_url: str = ""
    trigger: str = ""
    """What opens a modal, within 3 seconds."""
    is_private: bool = False
    """Whether it was pressed on a message that only its reader sees."""

    @property
    def named(self) -> str:
        """Return the channel as a subscription has it."""
        return f"slack:{self.channel}"


class Answering:
    """Takes what people ask to a reception and its answers back."""

    def __init__(self, reception: Reception, showing: Showing, people: People) -> None:
        """Ask this reception."""
        self.reception, self._people = reception, people
        self._showing, self._slack = showing, showing.slack
        self._later: set[asyncio.Task[None]] = set()

    # --- what is typed

    async def typed(self, place: Place, text: str) -> None:
        """Answer a line of words."""
        language = await self.reception.language(place.named)
        question = await self.reception.read(text, language)
        if isinstance(question, View):
            await self._reply(place, question)
            return
        view = await self._answer(place, question, language)
        notes = (question.note, *view.notes) if question.note else view.notes
        await self._reply(place, replace(view, notes=notes))

    async def _answer(
        self, place: Place, question: Question, language: str, *, show: bool = False
    ) -> View:
        asker = await self._asker(place, question.command, question.given)
        ask = Ask(question.given, place.named, asker, show=show)
        return await self.reception.answer(question.command, ask, language)

    async def _asker(self, place: Place, command: str, given: Mapping[str, str]) -> Asker:
        """Return who asks; Slack is asked about them where they want to change something."""
        asker = self._people.asker(place.workspace, place.person, place.command)
        if not any(its.name == command and its.manages for its in self.reception.offers):
            return asker
        asker = await self._people.manager(asker, place.workspace, place.channel)
        if given.get(ACTION, LIST) == LIST:
            asker = await self._people.reader(asker, place.workspace)
            asker = replace(asker, sees=(asker.sees or frozenset()) | {place.named})
        return asker

    async def _reply(self, place: Place, view: View, *, instead: bool = False) -> None:
        """Show an answer: by the address that Slack gave, instead of what was pressed or below it.

        Without such an address it is a modal.
        """
        if not place.response_url:
            await self._open(place, answer_modal(view))
            return
        about: Json = {
            "response_type": "ephemeral" if view.private else "in_channel",
            "replace_original": instead and place.is_private and view.private,
            "unfurl_links": False,
            "unfurl_media": False,
        }

        async def answered(form: Json) -> None:
            await self._slack.respond(place.response_url, **about, **form)

        await self._showing.show(place.workspace, view, answered, ANSWER)

    async def _open(self, place: Place, modal: Json) -> None:
        token = place.workspace.token
        await self._slack.call("views_open", token, trigger_id=place.trigger, view=modal)

    async def sorry(self, place: Place, key: str = "out-of-order") -> None:
        """Say that there is no answer."""
        language = await self.reception.language(place.named)
        text = self.reception.text(key, language)
        await self._reply(place, View((Span(text),), private=True))

    # --- what is pressed

    async def pressed(self, place: Place, action: Json) -> None:
        """Answer a press of a button, or a choice from a menu, whichever process sent it."""
        chosen = action.get("selected_option") or action
        press = decode(str(chosen.get("value") or ""))
        if press is None:
            await self.sorry(place, "old-button")
            return
        channel = press.given.pop(CHANNEL, "").partition(":")[2] or place.channel
        there = replace(place, channel=channel)
        language = await self.reception.language(there.named)
        if press.form:
            await self._offer_form(there, language, at_home=not place.channel)
            return
        question = Question(press.command, press.given)
        view = await self._answer(there, question, language, show=press.show)
        await self._reply(there, view, instead=action.get("action_id") == MENU)
        if not place.channel:
            await self.opened(place)

    async def _offer_form(self, place: Place, language: str, *, at_home: bool) -> None:
        asker = await self._asker(place, "alerts", {ACTION: "on"})
        form = await self.reception.form(Ask({}, place.named, asker), language)
        if isinstance(form, Form):
            await self._open(place, form_modal(form, place.channel, at_home=at_home))
        else:
            await self._reply(place, form)

    # --- forms that were filled in, and the bot's own page

    async def submitted(self, place: Place, view: Json) -> Json:
        """Return what takes a form's place: what is so from now on, or what is wrong.

        It is part of the acknowledgement; what takes longer is announced there, and follows.
        """
        try:
            origin = origin_of(view)
        except ValueError:
            return self._instead("old-button", self.reception.languages[0])
        there = replace(place, channel=origin.channel)
        language = await self.reception.language(there.named)
        question = Question(origin.command, {**origin.given, **given_by(view)})
        saving = asyncio.create_task(self._answer(there, question, language))
        done, _ = await asyncio.wait([saving], timeout=QUICK)
        if not done:
            self._do(self._after_saving(place, view, origin, saving))
            return self._instead("form-saving", language)
        saved = {"response_action": "update", "view": answer_modal(saving.result())}
        if origin.at_home:
            self._do(self.opened(place))
        return saved

    def not_saved(self) -> Json:
        """Return what takes a form's place when it could not be saved."""
        return self._instead("out-of-order", self.reception.languages[0])

    def _instead(self, key: str, language: str) -> Json:
        view = View((Span(self.reception.text(key, language)),))
        return {"response_action": "update", "view": answer_modal(view)}

    async def _after_saving(
        self, place: Place, view: Json, origin: Origin, saving: asyncio.Task[View]
    ) -> None:
        """Show what came of a form that took long, and the page that it was opened on anew."""
        saved, token = answer_modal(await saving), place.workspace.token
        await self._slack.call("views_update", token, view_id=view.get("id"), view=saved)
        if origin.at_home:
            await self.opened(place)

    async def opened(self, place: Place) -> None:
        """Show the bot's own page to somebody, as it is now."""
        asker = self._people.asker(place.workspace, place.person, place.command)
        asker = await self._people.reader(asker, place.workspace)
        views = await self.reception.home(asker, await self.reception.language(""))
        token, tab = place.workspace.token, home_tab(views)
        await self._slack.call("views_publish", token, user_id=place.person, view=tab)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        """Do work beside everything else; nobody waits for what goes wrong in it."""

        async def done() -> None:
            try:
                await work
            except Exception:
                logger.exception("what follows a form was not shown")

        task = asyncio.create_task(done())
        self._later.add(task)
        task.add_done_callback(self._later.discard)
