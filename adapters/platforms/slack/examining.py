"""Is Slack as it should be? Asked by its Web API alone, each call once and within its time."""

import asyncio
import json
import re
import time
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

import aiohttp

from adapters.platforms.slack.calling import API, Json, Slack, WaitError
from adapters.platforms.slack.installing import KEPT
from adapters.platforms.slack.people import is_in
from adapters.platforms.slack.refusals import (
    ACCESS,
    FAILURES,
    LASTING,
    TOKEN,
    asked_to_wait,
    code_of,
    post_error,
)
from adapters.platforms.slack.scopes import INSTALL_PATH, SCOPES
from adapters.platforms.slack.sealing import Seal
from adapters.platforms.slack.setup import Setup
from adapters.platforms.slack.socket import WRONG
from adapters.platforms.slack.troubles import what_of
from adapters.platforms.slack.workspaces import Workspace
from bot.model import Address, Examined, Fact, Finding, Trouble, finding, told_time

T = TypeVar("T")
PATIENCE = 10.0
"""Seconds for one call, and for all the channels together (ours)."""
AT_ONCE = 5
"""Channels that are asked about at the same time (ours)."""
MOST_WORKSPACES = 50
"""Workspaces whose token is tried (ours)."""
WITHOUT = frozenset({"commands", "chat:write"})
"""Scopes without which nothing can be asked, or posted; `docs/operate.md` has the others."""
SECRET = re.compile(r"[0-9a-f]{32}")
"""A signing secret."""
APP = re.compile(r"xapp-\d+-(A[A-Z0-9]+)-")
"""How an app-level token names its app."""
TROUBLES = {
    ACCESS: Trouble.CHANNEL_GONE,
    "refused-left": Trouble.CHANNEL_LEFT,
    "refused-channel-archived": Trouble.CHANNEL_ARCHIVED,
}
"""Our reasons for a refusal that lasts, as the doctor has them; a private channel without us is one
that Slack does not know (`channel_not_found`)."""
ALL = (WaitError, *FAILURES)


class UnaskedError(Exception):
    """A channel can't be asked about, as a scope is missing."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one workspace's token came to."""

    workspace: Workspace | None
    """None where Slack does not take the token."""
    findings: tuple[Finding, ...]
    bot: str = ""
    """The bot's id, by which Slack says whose app it is."""
    told: tuple[datetime, float] | None = None
    """What Slack's clock was, and ours that never goes back."""


async def examine(setup: Setup, channels: Sequence[Address], kept: Mapping[str, str]) -> Examined:
    """Return how tokens, scopes, workspaces and these channels are."""
    slack = Slack(setup.api)
    try:
        return await _Examination(slack, setup).of(channels, kept)
    finally:
        await slack.close()


class _Examination:
    """One examination, over one session."""

    def __init__(self, slack: Slack, setup: Setup) -> None:
        self._slack, self._setup = slack, setup
        parts = urlsplit(setup.api or API)
        self._address = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()

    async def of(self, channels: Sequence[Address], kept: Mapping[str, str]) -> Examined:
        """Return what everything comes to: the tokens first, then what they open."""
        setup = self._setup
        seen, app = await asyncio.gather(
            self._installed(kept) if setup.by_oauth else self._only(), self._way()
        )
        known = {its.workspace.team: its.workspace for its in seen if its.workspace}
        one_app, closed = await asyncio.gather(self._one_app(seen), self._channels(known, channels))
        found = [finding for its in seen for finding in its.findings]
        return Examined(
            (*found, *app, *one_app, *filter(None, closed.values())),
            next((_now(its.told) for its in seen if its.told), None),
            frozenset(closed),
            frozenset(name for name, its in closed.items() if its is None),
        )

    # --- tokens

    async def _only(self) -> tuple[Seen, ...]:
        return (await self._workspace(self._setup.bot_token, Trouble.SLACK_TOKEN_REFUSED),)

    async def _installed(self, kept: Mapping[str, str]) -> tuple[Seen, ...]:
        """Return what is kept of each workspace that the app was installed in."""
        seal = Seal(self._setup.client_secret)
        ours = {name: its for name, its in kept.items() if name.startswith(KEPT)}
        sealed = {name.removeprefix(KEPT): its for name, its in ours.items()}
        if not sealed:
            return (Seen(None, (finding(Trouble.SLACK_NOWHERE, path=INSTALL_PATH),)),)
        opened = {team: seal.open(its) for team, its in sorted(sealed.items())}
        shut = [
            Seen(None, (finding(Trouble.SLACK_WORKSPACE_SEALED, workspace=team),))
            for team, text in opened.items()
            if text is None
        ]
        known = [Workspace(**json.loads(text)) for text in opened.values() if text is not None]
        refused = Trouble.SLACK_WORKSPACE_REFUSED
        tried = await asyncio.gather(
            *(self._workspace(its.token, refused, its) for its in known[:MOST_WORKSPACES])
        )
        left = len(known) - len(tried)
        more = [Seen(None, (finding(Fact.WORKSPACES_NOT_ASKED, count=left),))] if left else []
        return (*shut, *tried, *more)

    async def _workspace(self, token: str, refused: Trouble, its: Workspace | None = None) -> Seen:
        """Return whose a token is, and what the workspace gave it."""
        try:
            answer = await _in_time(self._slack.client.auth_test(token=token))
        except ALL as error:
            trouble = self._trouble(error, refused, its.name or its.team if its else "")
            return Seen(None, (trouble,), told=_told(getattr(error, "response", None)))
        about: Json = answer.data if isinstance(answer.data, dict) else {}
        found = Workspace(
            team=str(about.get("team_id") or ""),
            token=token,
            bot_user=str(about.get("user_id") or ""),
            bot_name=str(about.get("user") or ""),
            name=str(about.get("team") or ""),
        )
        if not about.get("bot_id"):  # a token that is a person's
            return Seen(None, (finding(refused, workspace=found.name),))
        who = finding(Fact.SLACK_TOKEN, name=found.bot_name, workspace=found.name)
        scopes = _scopes(found.name, str(answer.headers.get("x-oauth-scopes") or ""))
        return Seen(found, (who, *scopes), str(about["bot_id"]), _told(answer))

    async def _way(self) -> tuple[Finding, ...]:
        """Return whether Slack can reach us.

        `apps.connections.open` gives an address for a socket, and opens none: it is good once, for
        some seconds, and takes no connection from a bot that runs.
        """
        setup = self._setup
        if not setup.by_socket:
            odd = [] if SECRET.fullmatch(setup.signing_secret) else [Trouble.SLACK_SECRET_ODD]
            return (finding(Fact.SLACK_HTTP, port=str(setup.port)), *map(finding, odd))
        try:
            token = setup.app_token
            await _in_time(self._slack.call("apps_connections_open", token, app_token=token))
        except ALL as error:
            return (self._trouble(error, Trouble.SLACK_APP_TOKEN_REFUSED),)
        return (finding(Fact.SLACK_APP_TOKEN),)

    async def _one_app(self, seen: Sequence[Seen]) -> tuple[Finding, ...]:
        """Return whether both tokens are of one app, where that can be known."""
        named, its = APP.match(self._setup.app_token), next((its for its in seen if its.bot), None)
        if not named or its is None or its.workspace is None:
            return ()
        try:
            call = self._slack.call("bots_info", its.workspace.token, bot=its.bot)
            app = str(((await _in_time(call)).get("bot") or {}).get("app_id") or "")
        except ALL:  # e.g. without the scope `users:read`
            return ()
        if app and app != named[1]:
            return (finding(Trouble.SLACK_TWO_APPS, bots=app, apps=named[1]),)
        return (finding(Fact.SLACK_ONE_APP, app=app),) if app else ()

    # --- channels

    async def _channels(
        self, known: Mapping[str, Workspace], channels: Sequence[Address]
    ) -> Mapping[str, Finding | None]:
        """Return for each channel why it is closed, None where it is open."""
        slots = asyncio.Semaphore(AT_ONCE)

        async def ask(to: Address) -> Finding | None:
            async with slots:
                return await self._closed(known, to)

        if not known:
            return {}
        tasks = {its.id: asyncio.create_task(ask(its)) for its in channels}
        if tasks:
            _, late = await asyncio.wait(tasks.values(), timeout=PATIENCE)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)
        known_of = {name: its for name, its in tasks.items() if not its.cancelled()}
        return {name: its.result() for name, its in known_of.items() if not _is_unasked(its)}

    async def _closed(self, known: Mapping[str, Workspace], to: Address) -> Finding | None:
        """Return what keeps the bot from posting in a channel. Raises UnaskedError."""
        name, team = f"slack:{to.id}", to.place.partition(":")[2]
        one = next(iter(known.values())) if len(known) == 1 else None
        workspace = known.get(team) if team else one
        if workspace is None:
            if team:
                return finding(Trouble.CHANNEL_UNINSTALLED, channel=name)
            return finding(Trouble.CHANNEL_UNSURE, channel=name, reason="which workspace it is in")
        try:
            call = self._slack.call("conversations_info", workspace.token, channel=to.id)
            channel = (await _in_time(call)).get("channel") or {}
        except ALL as error:
            if code_of(error) == "missing_scope":  # that is said of the workspace
                raise UnaskedError from error
            return _refused(name, error)
        if channel.get("is_archived"):
            return finding(Trouble.CHANNEL_ARCHIVED, channel=name)
        return None if is_in(channel) else finding(Trouble.CHANNEL_LEFT, channel=name)

    # --- what went wrong

    def _trouble(self, error: Exception, refused: Trouble, workspace: str = "") -> Finding:
        """Return what it means that a token did not get an answer."""
        if isinstance(error, WaitError) or asked_to_wait(error):
            seconds = error.seconds if isinstance(error, WaitError) else asked_to_wait(error)
            return finding(Trouble.BUSY, address=self._address, seconds=round(seconds))
        if code_of(error) in WRONG or str(post_error(error)) == TOKEN:
            return Finding(refused, {"workspace": workspace} if workspace else {})
        silent = isinstance(error, aiohttp.ClientConnectionError | OSError)
        trouble = Trouble.UNREACHABLE if silent and not code_of(error) else Trouble.NO_ANSWER
        return finding(trouble, address=self._address, reason=_what(error))


def _scopes(workspace: str, header: str) -> tuple[Finding, ...]:
    """Return which scopes a token lacks, where Slack says what it has."""
    if not header:
        return ()
    given = {its.strip() for its in header.split(",")}
    missing = tuple(its for its in SCOPES if its not in given and its in WITHOUT)
    fewer = tuple(its for its in SCOPES if its not in given and its not in WITHOUT)
    if not (missing or fewer):
        return (finding(Fact.SLACK_SCOPES, workspace=workspace),)
    told = ((Trouble.SLACK_SCOPES_MISSING, missing), (Trouble.SLACK_SCOPES_FEWER, fewer))
    return tuple(finding(its, workspace=workspace, scopes=names) for its, names in told if names)


def _is_unasked(task: "asyncio.Task[Finding | None]") -> bool:
    return isinstance(task.exception(), UnaskedError)


def _refused(channel: str, error: Exception) -> Finding:
    """Return what an error says of a channel."""
    if reason := LASTING.get(code_of(error)):
        return finding(TROUBLES.get(reason, Trouble.CHANNEL_CLOSED), channel=channel, reason=reason)
    return finding(Trouble.CHANNEL_UNSURE, channel=channel, reason=_what(error))


def _what(error: Exception) -> str:
    """Return an error's name; its own text may hold whatever a library puts there."""
    return f"nothing within {PATIENCE:g} s" if isinstance(error, TimeoutError) else what_of(error)


async def _in_time(call: Coroutine[object, object, T]) -> T:
    async with asyncio.timeout(PATIENCE):
        return await call


def _told(answer: object) -> tuple[datetime, float] | None:
    """Return what an answer says the time is, None if it does not."""
    headers = getattr(answer, "headers", None) or {}
    date = told_time(headers.get("Date") or headers.get("date"))
    return (date, time.monotonic()) if date else None


def _now(told: tuple[datetime, float]) -> datetime:
    date, then = told
    return date + timedelta(seconds=time.monotonic() - then)
