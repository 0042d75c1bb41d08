"""What Slack tells, over a socket or by HTTP, sorted by Bolt: commands, presses, forms, events.

Slack delivers again what was not acknowledged in time, or what it took to be lost with a socket;
each thing is answered once.
"""

import asyncio
import hashlib
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest

from adapters.platforms.slack.answering import Answering, Place
from adapters.platforms.slack.calling import Json, RespondError, Slack, WaitError
from adapters.platforms.slack.installing import Installations
from adapters.platforms.slack.modals import FORM
from adapters.platforms.slack.people import People
from adapters.platforms.slack.refusals import FAILURES, TOKEN
from adapters.platforms.slack.workspaces import UNINSTALLED, Workspace, Workspaces
from bot.ports import OvertakeError, Reception

ANY = re.compile("")
OK, UNHANDLED = 200, 404
"""What is asked for by nobody here is acknowledged too: else Slack says it again and again."""
SETTLING = 0.5
"""Seconds that answers have to their ends, when the program ends (ours)."""
AGAIN = 300.0
"""Seconds in which the same thing is known again: Slack's last repetition comes after five minutes.
https://docs.slack.dev/apis/events-api#retries"""
CLOSING = {
    "channel_archive": "refused-channel-archived",
    "group_archive": "refused-channel-archived",
    "channel_deleted": "refused-gone",
    "group_deleted": "refused-gone",
    "channel_left": "refused-left",
    "group_left": "refused-left",
}
"""Events that close a channel, and the reasons that its alerts pause for."""
OPENING = ("channel_unarchive", "group_unarchive")
Next = Callable[[], Awaitable[BoltResponse]]
logger = logging.getLogger("slack_bolt")


class Once:
    """Knows what was there of late."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Read the time, in seconds, from a clock that never goes back."""
        self._clock = clock
        self._seen: dict[str, float] = {}

    def is_new(self, name: str) -> bool:
        """Return whether a name is seen for the first time in `AGAIN` seconds."""
        now = self._clock()
        while self._seen and next(iter(self._seen.values())) <= now - AGAIN:
            del self._seen[next(iter(self._seen))]
        if name in self._seen:
            return False
        self._seen[name] = now
        return True


class Listening:
    """Bolt's app, and what is done about each thing that Slack tells."""

    def __init__(
        self,
        reception: Reception,
        answering: Answering,
        people: People,
        workspaces: Workspaces,
        installations: Installations | None,
    ) -> None:
        """Take it to a reception; without installations there is one workspace."""
        self._reception, self._answering, self._people = reception, answering, people
        self._looking = asyncio.Lock()
        self._workspaces, self._installations = workspaces, installations
        self._once = Once()
        self._busy: set[asyncio.Task[Any]] = set()
        """What is being answered."""

    def app(self, slack: Slack, signing_secret: str) -> AsyncApp:
        """Return the app; without a signing secret, for a socket, whose messages bear none."""
        app = AsyncApp(
            client=slack.client,
            authorize=_authorizing(self._workspace),
            signing_secret=signing_secret or None,
            request_verification_enabled=bool(signing_secret),
            logger=logger,
        )
        app.middleware(self._new)
        app.command(ANY)(self._command)
        app.action(ANY)(self._press)
        app.view(FORM)(self._form)
        app.event("app_home_opened")(self._home)
        for name in CLOSING:
            app.event(name)(self._closed)
        for name in OPENING:
            app.event(name)(self._opened)
        app.event("member_joined_channel")(self._joined)
        app.event("channel_id_changed")(self._renumbered)
        app.event("app_uninstalled")(self._uninstalled)
        app.event("tokens_revoked")(self._revoked)
        return app

    def _workspace(self, team: str | None) -> Workspace | None:
        """Return a workspace; with the token of one, people of others may be guests there."""
        known = self._workspaces.known
        is_one = self._installations is None and len(known) == 1
        return known.get(team or "") or (next(iter(known.values())) if is_one else None)

    async def _new(self, body: Json, next: Next) -> BoltResponse:  # noqa: A002 - Bolt's name
        """Go on with what is new; acknowledge what was here before, and leave it at that."""
        name = body.get("event_id") or hashlib.sha256(json.dumps(body).encode()).hexdigest()
        if self._once.is_new(str(name)):
            return await next()
        return BoltResponse(status=200, body="")

    # --- what comes over a socket

    def envelopes(self, app: AsyncApp) -> Callable[[Json], Awaitable[Json | None]]:
        """Return what takes an envelope to the app, and gives what acknowledges it."""

        async def take(envelope: Json) -> Json | None:
            payload = envelope.get("payload") or {}
            asked = AsyncBoltRequest(mode="socket_mode", body=payload)
            told = await app.async_dispatch(asked)
            if told.status not in {OK, UNHANDLED}:
                return None
            return {"payload": json.loads(told.body)} if told.status == OK and told.body else {}

        return take

    # --- people

    async def _command(self, ack: AsyncAck, body: Json) -> None:
        await ack()
        place = self._place(body, str(body.get("team_id") or ""), str(body.get("user_id") or ""))
        text = str(body.get("text") or "")
        await self._safely(place, lambda its: self._answering.typed(its, text))

    async def _press(self, ack: AsyncAck, body: Json, action: Json) -> None:
        await ack()
        await self._safely(self._placed(body), lambda its: self._answering.pressed(its, action))

    async def _form(self, ack: AsyncAck, body: Json, view: Json) -> None:
        place = self._placed(body)
        if place is None:
            await ack()
            return
        try:
            await ack(await self._answering.submitted(place, view))
        except Exception:
            logger.exception("a form was not saved")
            await ack(self._answering.not_saved())

    async def _home(self, event: Json, body: Json) -> None:
        if event.get("tab") == "home":
            place = self._place(body, str(body.get("team_id") or ""), str(event.get("user") or ""))
            await self._safely(place, self._answering.opened)

    def _placed(self, body: Json) -> Place | None:
        """Return where something was pressed."""
        team, user = body.get("team") or {}, body.get("user") or {}
        return self._place(
            body, str(team.get("id") or user.get("team_id") or ""), str(user.get("id") or "")
        )

    def _place(self, body: Json, team: str, person: str) -> Place | None:
        workspace = self._workspace(team)
        if workspace is None:
            return None
        channel = body.get("channel_id") or (body.get("channel") or {}).get("id") or ""
        return Place(
            workspace,
            person,
            channel=str(channel),
            command=str(body.get("command") or "/rank"),
            response_url=str(body.get("response_url") or ""),
            trigger=str(body.get("trigger_id") or ""),
            is_private=bool((body.get("container") or {}).get("is_ephemeral")),
        )

    async def _safely(self, place: Place | None, work: Callable[[Place], Awaitable[None]]) -> None:
        """Answer; whatever goes wrong is said to whoever waits, where that is possible."""
        task = asyncio.current_task()
        if place is None or task is None:
            return
        self._busy.add(task)
        try:
            await work(place)
        except Exception:
            logger.exception("a question was not answered")
            with suppress(OvertakeError, RespondError, WaitError, *FAILURES):
                await self._answering.sorry(place)
        finally:
            self._busy.discard(task)

    async def settle(self) -> None:
        """Let what is being answered have its end, if that does not last."""
        if self._busy:
            await asyncio.wait(self._busy, timeout=SETTLING)

    # --- channels and workspaces

    # Slack tells of them late at times, and again: each is a reason to look how things stand now.

    async def _closed(self, event: Json, body: Json) -> None:
        await self._look(body, str(event.get("channel")), CLOSING[str(event.get("type"))])

    async def _opened(self, event: Json, body: Json) -> None:
        await self._look(body, str(event.get("channel")))

    async def _joined(self, event: Json, body: Json) -> None:
        its = self._workspace(body.get("team_id"))
        if its is not None and event.get("user") == its.bot_user:
            await self._look(body, str(event.get("channel")))

    async def _look(self, body: Json, channel: str, reason: str = "") -> None:
        """Pause a channel that is closed by now, for a reason; let one go on that is open."""
        its, where = self._workspace(body.get("team_id")), {f"slack:{channel}"}
        async with self._looking:
            if not reason or (its and await self._people.is_open(its, channel)):
                await self._reception.returned(where)
            else:
                await self._reception.left(where, reason)

    async def _renumbered(self, event: Json) -> None:
        old, new = event.get("old_channel_id"), event.get("new_channel_id")
        await self._reception.moved(f"slack:{old}", f"slack:{new}")

    async def _uninstalled(self, body: Json) -> None:
        await self._gone(str(body.get("team_id")), UNINSTALLED)

    async def _revoked(self, event: Json, body: Json) -> None:
        if (event.get("tokens") or {}).get("bot"):
            await self._gone(str(body.get("team_id")), TOKEN)

    async def _gone(self, team: str, reason: str) -> None:
        """Pause a workspace whose token Slack does not take any more; it may have a new one."""
        its = self._workspaces.known.get(team)
        async with self._looking:
            if its and await self._people.is_taken(its):
                return
            if its and self._installations:
                await self._installations.forget(team)
            await self._reception.left({f"slack:{team}"}, reason)


def _authorizing(
    workspace: Callable[[str | None], Workspace | None],
) -> Callable[..., Awaitable[AuthorizeResult]]:
    """Return what gives Bolt the token of a workspace: a function, as Bolt takes no method."""

    async def authorize(team_id: str | None = None) -> AuthorizeResult:
        its = workspace(team_id)
        if its is None:  # Bolt then says that it has to be installed
            return None  # type: ignore[return-value]
        return AuthorizeResult(
            enterprise_id=None, team_id=its.team, bot_token=its.token, bot_user_id=its.bot_user
        )

    return authorize
