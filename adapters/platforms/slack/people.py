"""Who asks, and what they may do: what Slack says of a person and of a channel. SPEC 6.

A workspace's admins, whoever made a channel, and those whom the settings name may change its
alerts. What Slack does not tell us, as a scope is missing, counts as no.
"""

from collections.abc import Collection
from dataclasses import replace

from slack_sdk.errors import SlackApiError

from adapters.platforms.slack.calling import Json, Slack, WaitError
from adapters.platforms.slack.refusals import FAILURES, TOKEN, code_of, post_error
from adapters.platforms.slack.workspaces import Workspace
from bot.model import Asker

DIRECT = "D"
"""What the id of a direct message begins with: one's own, which Slack shows us nothing of."""
UNSEEN = frozenset({"channel_not_found", "missing_scope", "user_not_found", "not_in_channel"})
"""Slack's errors that mean: it is not for us to see."""
PAGE, PAGES = 200, 10
"""Channels of a page, as Slack advises, and how many pages are read (ours)."""


def is_in(channel: Json) -> bool:
    """Return whether the bot is in a channel, as Slack describes it."""
    return any(channel.get(key) for key in ("is_member", "is_im", "is_mpim"))


class People:
    """Asks Slack about people and channels, when somebody wants to change something."""

    def __init__(self, slack: Slack, managers: Collection[str]) -> None:
        """Let some manage alerts wherever they are, by their users' ids."""
        self._slack, self._managers = slack, frozenset(managers)

    def asker(self, workspace: Workspace, person: str, command: str) -> Asker:
        """Return what is known of somebody without asking: they may change nothing."""
        return Asker(
            person=f"slack:{person}",
            may_manage=False,
            place=workspace.place,
            sees=frozenset(),
            prefix=command,
        )

    async def manager(self, asker: Asker, workspace: Workspace, channel: str) -> Asker:
        """Return an asker with what they may do about a channel's alerts.

        Raises one of `refusals.FAILURES`, or WaitError.
        """
        person = asker.person.partition(":")[2]
        if channel.startswith(DIRECT):
            return replace(asker, may_manage=True)
        found = await self._channel(workspace, channel)
        may = person in self._managers or found.get("creator") == person
        return replace(
            asker,
            may_manage=may or await self._is_admin(workspace, person),
            invite="" if is_in(found) else f"/invite @{workspace.bot_name}",
        )

    async def reader(self, asker: Asker, workspace: Workspace) -> Asker:
        """Return an asker with the channels whose alerts they may see, besides their own.

        Those are the public ones that the bot is in, and the private ones that both are in; what
        Slack does not tell us of is nobody's but its owner's. Raises one of `refusals.FAILURES`, or
        WaitError.
        """
        person = asker.person.partition(":")[2]
        private = await self._channels(workspace, "private_channel", user=person)
        public = await self._channels(workspace, "public_channel")
        return replace(asker, place="", sees=private | public)

    async def is_open(self, workspace: Workspace, channel: str) -> bool:
        """Return whether a post would be taken there by now; False where that can't be learnt."""
        try:
            found = await self._channel(workspace, channel)
        except (WaitError, *FAILURES):
            return False
        return is_in(found) and not found.get("is_archived")

    async def is_taken(self, workspace: Workspace) -> bool:
        """Return whether Slack takes a workspace's token, or does not say that it doesn't."""
        try:
            await self._slack.call("auth_test", workspace.token)
        except FAILURES as error:
            return str(post_error(error)) != TOKEN
        except WaitError:
            return True
        return True

    async def _channel(self, workspace: Workspace, channel: str) -> Json:
        """Return what Slack says of a channel; nothing of one that is not for us to see."""
        try:
            found = await self._slack.call("conversations_info", workspace.token, channel=channel)
        except SlackApiError as error:
            if code_of(error) == "missing_scope":  # then its first post shows whether we are in
                return {"is_member": True}
            if code_of(error) in UNSEEN:
                return {}
            raise
        return dict(found.get("channel") or {})

    async def _is_admin(self, workspace: Workspace, person: str) -> bool:
        found = await self._seen(workspace, "users_info", user=person)
        its = (found or {}).get("user") or {}
        if its.get("team_id", workspace.team) != workspace.team:
            return False  # an admin elsewhere, and a guest here
        return bool(its.get("is_admin") or its.get("is_owner") or its.get("is_primary_owner"))

    async def _channels(self, workspace: Workspace, kind: str, **whose: str) -> frozenset[str]:
        """Return the channels of a kind that somebody is in with us, or that we are in."""
        channels: set[str] = set()
        cursor = ""
        for _ in range(PAGES):
            page = await self._seen(
                workspace,
                "users_conversations",
                types=kind,
                limit=PAGE,
                cursor=cursor,
                **whose,
            )
            if page is None:
                break
            channels |= {f"slack:{its['id']}" for its in page.get("channels") or ()}
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return frozenset(channels)

    async def _seen(self, workspace: Workspace, method: str, **given: object) -> Json | None:
        """Return what Slack answers, None if it is not for us to see."""
        try:
            return await self._slack.call(method, workspace.token, **given)
        except SlackApiError as error:
            if code_of(error) in UNSEEN:
                return None
            raise
