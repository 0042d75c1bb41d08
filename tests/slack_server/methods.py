"""The methods of the Web API that this Slack has, and what each takes.

From the reference of each, https://docs.slack.dev/reference/methods/.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Caller = Literal["bot", "app", "anybody"]


@dataclass(frozen=True)
class Method:
    """What a method takes."""

    args: frozenset[str]
    scopes: tuple[str, ...] = ()
    """One of these is needed, if any is named; the first is the one asked for."""
    caller: Caller = "bot"
    """Whose token it wants."""
    json: bool = False
    """Whether it takes its arguments as JSON too."""
    writes: bool = False
    """Whether it changes something, which a GET should not."""


def method(
    args: str, scopes: Iterable[str] = (), *, json: bool = False, writes: bool = False
) -> Method:
    return Method(frozenset(args.split()), tuple(scopes), json=json, writes=writes)


def writing(args: str, scopes: Iterable[str] = (), *, json: bool = True) -> Method:
    return method(args, scopes, json=json, writes=True)


READ = ("channels:read", "groups:read", "im:read", "mpim:read")
MESSAGE = (
    "channel text blocks attachments as_user icon_emoji icon_url link_names markdown_text "
    "metadata mrkdwn parse reply_broadcast thread_ts unfurl_links unfurl_media username"
)
UPDATE = (
    "channel ts text blocks attachments as_user file_ids link_names markdown_text metadata parse "
    "reply_broadcast unfurl_links unfurl_media"
)
EPHEMERAL = (
    "channel user text blocks attachments as_user icon_emoji icon_url link_names markdown_text "
    "parse thread_ts username"
)
HISTORY = "channel cursor include_all_metadata inclusive latest limit oldest"
LISTED = "cursor exclude_archived limit team_id types user"

METHODS: dict[str, Method] = {
    "auth.test": method("", json=True),
    "auth.revoke": method("test"),
    "bots.info": method("bot", ["users:read"]),
    "apps.connections.open": Method(frozenset(), caller="app", json=True, writes=True),
    "chat.postMessage": writing(MESSAGE, ["chat:write"]),
    "chat.postEphemeral": writing(EPHEMERAL, ["chat:write"]),
    "chat.update": writing(UPDATE, ["chat:write"]),
    "chat.delete": writing("channel ts as_user", ["chat:write"]),
    "conversations.info": method("channel include_locale include_num_members", READ),
    "conversations.history": method(HISTORY),
    "conversations.members": method("channel cursor limit", READ),
    "conversations.open": writing("channel users prevent_creation return_im", ["im:write"]),
    "users.conversations": method(LISTED),
    "users.info": method("user include_locale", ["users:read"]),
    "team.info": method("team domain", ["team:read"]),
    "views.open": writing("trigger_id interactivity_pointer view"),
    "views.push": writing("trigger_id interactivity_pointer view"),
    "views.update": writing("view view_id external_id hash"),
    "views.publish": writing("user_id view hash"),
    "files.getUploadURLExternal": method(
        "filename length alt_txt snippet_type", ["files:write"], writes=True
    ),
    "files.completeUploadExternal": writing(
        "files channel_id channels initial_comment thread_ts blocks", ["files:write"]
    ),
    "oauth.v2.access": Method(
        frozenset({"client_id", "client_secret", "code", "redirect_uri", "grant_type"}),
        caller="anybody",
        writes=True,
    ),
}
KNOWN_SCOPES = frozenset(
    {
        "app_mentions:read",
        "commands",
        "chat:write",
        "chat:write.public",
        "chat:write.customize",
        "channels:join",
        "channels:manage",
        "channels:history",
        "groups:history",
        "im:history",
        "mpim:history",
        "im:write",
        "files:read",
        "files:write",
        "team:read",
        "users:read",
        *READ,
    }
)
