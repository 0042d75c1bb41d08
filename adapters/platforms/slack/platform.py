"""Slack as `bot.ports.Platform`: it stays connected, posts, and says why it could not."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from errno import EADDRINUSE

from adapters.platforms.slack.answering import Answering
from adapters.platforms.slack.calling import Slack, WaitError
from adapters.platforms.slack.examining import examine
from adapters.platforms.slack.installing import App, OAuth
from adapters.platforms.slack.listening import Listening
from adapters.platforms.slack.people import People, is_in
from adapters.platforms.slack.pictures import Pictures
from adapters.platforms.slack.posting import change, find, send
from adapters.platforms.slack.refusals import FAILURES, TOKEN, code_of, post_error
from adapters.platforms.slack.setup import Setup
from adapters.platforms.slack.showing import Showing
from adapters.platforms.slack.socket import Socket
from adapters.platforms.slack.troubles import what_of
from adapters.platforms.slack.web import Web
from adapters.platforms.slack.workspaces import (
    NOT_CONNECTED,
    Workspace,
    Workspaces,
    workspace_of,
)
from bot.model import Address, Examined, Step, View
from bot.ports import Drawer, Log, OvertakeError, PostError, Reception

NAME = "Slack"
PLACE = "slack-workspace"
"""The name under which the place of the one workspace is remembered."""
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"})
"""Slack's words for a message that can't be changed any more.
https://docs.slack.dev/reference/methods/chat.update"""
SAID, NOBODY = 3, "nobody yet: install it at /slack/install"
FIRST_WAIT, LONGEST_WAIT = 1.0, 300.0
"""Seconds between two tries to begin that failed: twice as long each time (ours)."""
OUTAGE_WAIT = 20.0
"""...at most where nobody refused us: a network that is back is found within a minute (ours)."""
REFUSED = (
    "Slack refuses SLACK_BOT_TOKEN: set it to the Bot User OAuth Token (xoxb-…) of the app, and "
    "start again"
)


class NoBotError(ValueError):
    """A token is of an app, and of no bot in a workspace."""


class SlackPlatform:
    """Posts to Slack's channels, in one workspace or in all that the app is installed in."""

    name = "slack"

    def __init__(self, setup: Setup, log: Log, drawer: Drawer) -> None:
        """Be set up so; nothing is connected yet."""
        self.setup, self.log = setup, log
        self._pictures = Pictures(drawer)
        self._showing: Showing | None = None
        self._workspaces: Workspaces | None = None
        self._ears: Socket | Web | None = None
        """What Slack tells us things through."""

    @property
    def is_ready(self) -> bool:
        """Whether there is a workspace to post to; posts go whether or not Slack reaches us."""
        return self._workspaces is not None and bool(self._workspaces.known)

    @property
    def is_hearing(self) -> bool:
        """Whether what people type reaches us at this moment."""
        return self._ears is not None and self._ears.is_open

    # --- the connection

    async def run(self, reception: Reception) -> None:
        """Stay connected and bring every question to the reception, until cancelled."""
        waits, said = _waits(), ""
        while True:
            slack = Slack(self.setup.api)
            try:
                await self._stay(slack, reception)
            except (WaitError, *FAILURES) as error:
                reason = _reason(error, self.setup)
            finally:
                self._showing = self._workspaces = self._ears = None
                await slack.close()
            if reason != said:
                self.log(Step.TROUBLE, reason=reason)
            said = reason
            await asyncio.sleep(_pause(next(waits), reason))

    async def _stay(self, slack: Slack, reception: Reception) -> None:
        """Begin, and stay until cancelled. Raises one of `FAILURES` where that can't be."""
        setup, workspaces = self.setup, Workspaces(slack)
        oauth = None
        if setup.by_oauth:
            app = App(setup.client_id, setup.client_secret)
            oauth = OAuth(app, reception, workspaces, slack, self.log)
            await oauth.installations.load()
        else:
            workspaces.add(await self._only(slack, reception))
        people = People(slack, setup.managers)
        showing = Showing(slack, self._pictures)
        answering = Answering(reception, showing, people)
        installations = oauth.installations if oauth else None
        listening = Listening(reception, answering, people, workspaces, installations)
        self._showing, self._workspaces = showing, workspaces
        checking = asyncio.create_task(self._try_doors(reception))
        try:
            await self._listen(listening, slack, oauth, lambda: self._greet(workspaces))
        finally:
            checking.cancel()
            if installations:
                installations.stop()
            self._pictures.stop()
            await listening.settle()

    async def _only(self, slack: Slack, reception: Reception) -> Workspace:
        """Return the one workspace; where Slack refuses its token, its alerts pause (SPEC 8).

        Raises one of `FAILURES`.
        """
        try:
            its = await workspace_of(slack, self.setup.bot_token)
            if not its.team:
                raise NoBotError
        except FAILURES as error:
            with self._saying():
                if _is_refused(error) and (place := await reception.recall(PLACE)):
                    await reception.left({place}, TOKEN)
            raise
        with self._saying():
            if its.place != await reception.recall(PLACE):
                await reception.remember(PLACE, its.place)
        return its

    @contextmanager
    def _saying(self) -> Iterator[None]:
        """Say what of ours goes wrong, e.g. with the database, and go on."""
        try:
            yield
        except OvertakeError as error:
            self.log(Step.TROUBLE, reason=str(error))

    async def _try_doors(self, reception: Reception) -> None:
        """Let go on what a refusal paused before, where that is over."""
        with self._saying():
            await reception.returned(None)

    async def _listen(
        self, listening: Listening, slack: Slack, oauth: OAuth | None, greet: Callable[[], None]
    ) -> None:
        """Let Slack reach us, by socket or by HTTP, and browsers the pages of installing."""
        setup = self.setup
        app = listening.app(slack, "" if setup.by_socket else setup.signing_secret)
        web = Web(setup.host, setup.port, setup.signing_secret)
        try:
            if oauth or not setup.by_socket:
                await web.start(None if setup.by_socket else app, oauth.flow if oauth else None)
            if setup.by_socket:
                envelopes = listening.envelopes(app)
                socket = Socket(slack, setup.app_token, envelopes, greet, self.log)
                self._ears = socket
                await socket.run()
            self._ears = web
            greet()
            await asyncio.Event().wait()
        finally:
            await web.stop()

    def _greet(self, workspaces: Workspaces) -> None:
        """Say that it is connected, and where."""
        known = list(workspaces.known.values())
        names = [f"{its.bot_name} in {its.name}" for its in known[:SAID]]
        more = [f"+{len(known) - SAID}"] if len(known) > SAID else []
        name = ", ".join((*names, *more)) or NOBODY
        self.log(Step.CONNECTED, platform=NAME, name=name)

    # --- posts

    async def post(self, to: Address, view: View, key: str, since: datetime | None = None) -> str:
        """Post a view and return the message's time stamp, Slack's name for it. Raises PostError.

        Slack knows no repeat by itself. What may have arrived is looked for first, by the key that
        stands in its metadata, where we may read the channel's history; else it is sent again, and
        then not soon: each time may be one more that people see.
        """
        showing, workspace = await self._reach(to)
        found: str | None = ""
        try:
            if key and since:
                found = await find(showing.slack, workspace, to.id, key, since)
            return found or await send(showing, workspace, to.id, view, key)
        except WaitError as error:
            raise PostError(str(error), retry_after=error.seconds) from error
        except FAILURES as error:
            refusal = post_error(error)
            refusal.passing &= found is not None
            raise refusal from error

    async def edit(self, to: Address, receipt: str, view: View) -> None:
        """Show another view in a message of ours; one that is gone stays gone. Raises PostError."""
        showing, workspace = await self._reach(to)
        try:
            await change(showing, workspace, to.id, receipt, view)
        except WaitError as error:
            raise PostError(str(error), retry_after=error.seconds) from error
        except FAILURES as error:
            if code_of(error) in GONE:
                return
            raise post_error(error) from error

    async def check(self, to: Address) -> None:
        """Return if a post would be taken there; else raise PostError."""
        showing, workspace = await self._reach(to)
        try:
            token = workspace.token
            answer = await showing.slack.call("conversations_info", token, channel=to.id)
        except WaitError as error:
            raise PostError(str(error), retry_after=error.seconds) from error
        except FAILURES as error:
            if code_of(error) == "missing_scope":  # then the next post shows it
                return
            raise post_error(error) from error
        channel = answer.get("channel") or {}
        if channel.get("is_archived"):
            raise PostError("refused-channel-archived", lasting=True)
        if not is_in(channel):
            raise PostError("refused-left", lasting=True)

    async def examine(self, channels: Sequence[Address], kept: Mapping[str, str]) -> Examined:
        """Look at tokens, scopes, workspaces and these channels, by calls alone; never raises."""
        return await examine(self.setup, channels, kept)

    async def tell(self, person: Address, view: View) -> None:
        """Send a view to one person, who may not want that; never raises."""
        with suppress(PostError, WaitError, *FAILURES):
            showing, workspace = await self._reach(person)
            await send(showing, workspace, person.id, view, "")

    async def _reach(self, to: Address) -> tuple[Showing, Workspace]:
        """Return what to post with. Raises PostError."""
        if self._showing is None or self._workspaces is None:
            raise PostError(NOT_CONNECTED, passing=True)
        return self._showing, await self._workspaces.of(to)


def _waits() -> Iterator[float]:
    """Give the seconds between tries to begin that fail one after the other."""
    wait = FIRST_WAIT
    while True:
        yield wait
        wait = min(wait * 2, LONGEST_WAIT)


def _pause(wait: float, reason: str) -> float:
    """Return the seconds until the next try to begin, which are fewer where nobody refused us."""
    return wait if reason == REFUSED else min(wait, OUTAGE_WAIT)


def _is_refused(error: Exception) -> bool:
    """Return whether the token is none that Slack knows a bot by."""
    is_other = isinstance(error, NoBotError) or code_of(error) == "not_allowed_token_type"
    return is_other or str(post_error(error)) == TOKEN


def _reason(error: Exception, setup: Setup) -> str:
    """Return one sentence about what can't begin, and what to do about it."""
    if _is_refused(error):
        return REFUSED
    if isinstance(error, OSError) and not code_of(error) and error.errno == EADDRINUSE:
        return f"{NAME}: another program listens at port {setup.port}: set OVERTAKE_SLACK_PORT"
    return f"{NAME} can't be reached ({what_of(error)})"
