"""The methods about channels, people, the workspace and the token."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tests.slack_server import shapes
from tests.slack_server.errors import RefusedError, missing_scope
from tests.slack_server.requests import Call
from tests.slack_server.world import Channel, Json, Workspace

if TYPE_CHECKING:
    from tests.slack_server.server import Slack

MOST = 999  # of anything, on one page


class Conversations:
    """What may be asked."""

    def __init__(self, slack: "Slack") -> None:
        self._slack = slack

    # --- the token

    def test(self, _: Call, workspace: Workspace) -> Json:
        return {
            "ok": True,
            "url": f"https://{workspace.domain}.slack.com/",
            "team": workspace.name,
            "user": "overtake",
            "team_id": workspace.id,
            "user_id": workspace.bot_user,
            "bot_id": workspace.bot_id,
            "is_enterprise_install": False,
        }

    def revoke(self, call: Call, workspace: Workspace) -> Json:
        if call.flag("test"):
            return {"ok": True, "revoked": False}
        self._slack.revoked(workspace)
        return {"ok": True, "revoked": True}

    def bot(self, call: Call, workspace: Workspace) -> Json:
        """Whose app a bot is."""
        if call.text("bot") != workspace.bot_id:
            raise RefusedError("bot_not_found")
        about = {"id": workspace.bot_id, "app_id": self._slack.app_id, "name": "overtake"}
        return {"ok": True, "bot": {**about, "deleted": False, "user_id": workspace.bot_user}}

    # --- channels

    def info(self, call: Call, workspace: Workspace) -> Json:
        channel = self._slack.channel(call.text("channel"), workspace)
        self._may(channel, "read")
        shown = shapes.channel(channel)
        if call.flag("include_num_members"):
            shown["num_members"] = len(self._members(channel))
        return {"ok": True, "channel": shown}

    def history(self, call: Call, workspace: Workspace) -> Json:
        """The newest first; pages by cursor, borders as `oldest`, `latest` and `inclusive`."""
        channel = self._slack.channel(call.text("channel"), workspace)
        self._may(channel, "history")
        if not channel.bot:
            raise RefusedError("not_in_channel")
        oldest, latest = call.text("oldest") or "0", call.text("latest") or "9" * 12
        within = [
            message
            for message in channel.messages
            if float(oldest) < float(message.ts) < float(latest)
            or (call.flag("inclusive") and message.ts in {oldest, latest})
        ]
        metadata = call.flag("include_all_metadata")
        shown = [
            shapes.message(message, self._slack.app_id, metadata=metadata)
            for message in reversed(within)
        ]
        page, following = paged(call, shown, 100)
        told: Json = {"ok": True, "messages": page, "has_more": bool(following), "pin_count": 0}
        return told | ({"response_metadata": {"next_cursor": following}} if following else {})

    def members(self, call: Call, workspace: Workspace) -> Json:
        channel = self._slack.channel(call.text("channel"), workspace)
        self._may(channel, "read")
        page, following = paged(call, self._members(channel), 100)
        return {"ok": True, "members": page, "response_metadata": {"next_cursor": following}}

    def listed(self, call: Call, workspace: Workspace) -> Json:
        """Where the bot is, or somebody else; of theirs only what the bot sees too."""
        types = (call.text("types") or "public_channel").split(",")
        for each in types:
            scope = {"public_channel": "channels:read", "private_channel": "groups:read"}.get(
                each.strip(), f"{each.strip()}:read"
            )
            if scope not in workspace.scopes:
                raise missing_scope(scope, workspace.scopes)
        wanted = {each.strip() == "private_channel" for each in types if "channel" in each}
        person = self._slack.people.get(call.text("user"))
        if call.text("user") not in {"", workspace.bot_user} and person is None:
            raise RefusedError("user_not_found")
        theirs = [
            shapes.channel(each)
            for each in workspace.channels
            if each.seen
            and each.private in wanted
            and (person in each.people if person else each.bot)
            and not (each.archived and call.flag("exclude_archived"))
        ]
        page, following = paged(call, theirs, 100)
        return {"ok": True, "channels": page, "response_metadata": {"next_cursor": following}}

    def open(self, call: Call, workspace: Workspace) -> Json:
        person = self._slack.people.get(call.text("users"))
        if person is None or person.workspace is not workspace:
            raise RefusedError("user_not_found")
        return {"ok": True, "channel": {"id": person.dm.id}}

    def _may(self, channel: Channel, what: str) -> None:
        kind = "im" if channel.person else "groups" if channel.private else "channels"
        scope = f"{kind}:{what}"
        if scope not in channel.workspace.scopes:
            raise missing_scope(scope, channel.workspace.scopes)

    def _members(self, channel: Channel) -> list[str]:
        ours = [channel.workspace.bot_user] if channel.bot else []
        theirs = [channel.person] if channel.person else channel.people
        return ours + [person.id for person in theirs]

    # --- people and the workspace

    def user(self, call: Call, workspace: Workspace) -> Json:
        person = self._slack.people.get(call.text("user"))
        if call.text("user") == workspace.bot_user:
            shown = {"id": workspace.bot_user, "name": "overtake", "is_bot": True}
            return {"ok": True, "user": {"team_id": workspace.id, **shown}}
        if person is None or person.workspace is not workspace:
            raise RefusedError("user_not_found")
        return {"ok": True, "user": shapes.user(person)}

    def team(self, _: Call, workspace: Workspace) -> Json:
        shown = {"id": workspace.id, "name": workspace.name, "domain": workspace.domain}
        return {"ok": True, "team": {**shown, "email_domain": "", "icon": {}}}


def paged(call: Call, found: Sequence[object], usual: int) -> tuple[list[object], str]:
    """One page of what was found, and the cursor of the next one."""
    limit = call.number("limit", usual)
    if not 1 <= limit <= MOST + 1:
        raise RefusedError("invalid_limit")
    start = call.text("cursor").removeprefix("bmV4dDo-")
    if start and not start.isdigit():
        raise RefusedError("invalid_cursor")
    first = int(start or 0)
    more = first + limit < len(found)
    return list(found[first : first + limit]), f"bmV4dDo-{first + limit}" if more else ""
