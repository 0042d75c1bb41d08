"""A message in a channel: sent, changed, and found again by the key in its metadata."""

from datetime import datetime

from slack_sdk.errors import SlackApiError

from adapters.platforms.slack.calling import Json, Slack
from adapters.platforms.slack.refusals import LASTING, code_of
from adapters.platforms.slack.showing import POST, Showing
from adapters.platforms.slack.workspaces import Workspace
from bot.model import View

KEY = "overtake_post"
"""The type of a post's metadata; what it holds is the post's key."""
CLOCKS = 3_600.0
"""Seconds that our clock and Slack's may be apart (ours)."""
PAGE, PAGES = 100, 10
"""Messages of a page of a channel's history, and pages that are looked through (ours)."""


async def send(showing: Showing, its: Workspace, channel: str, view: View, key: str) -> str:
    """Send a View once and return the message's time stamp.

    Raises WaitError, and whatever of `refusals.FAILURES` comes of it.
    """
    about: Json = {"channel": channel, "mrkdwn": False, "unfurl_links": False}
    about["unfurl_media"] = False
    if key:
        about["metadata"] = {"event_type": KEY, "event_payload": {"key": key}}

    async def sent(form: Json) -> str:
        await showing.slack.turn(channel)
        answer = await showing.slack.call("chat_postMessage", its.token, **about, **form)
        return str(answer.get("ts") or "")

    return await showing.show(its, view, sent, POST)


async def change(showing: Showing, its: Workspace, channel: str, ts: str, view: View) -> None:
    """Show another View in a message; its metadata, which are not named, stay as they are.

    Blocks that are not named may stay too, so that none is said; and links are made of nothing.
    https://docs.slack.dev/reference/methods/chat.update

    Raises WaitError, and whatever of `refusals.FAILURES` comes of it.
    """
    about: Json = {"channel": channel, "ts": ts, "parse": "none", "blocks": []}

    async def changed(form: Json) -> None:
        await showing.slack.turn(channel)
        await showing.slack.call("chat_update", its.token, **{**about, **form})

    await showing.show(its, view, changed, POST)


async def find(slack: Slack, its: Workspace, channel: str, key: str, since: datetime) -> str | None:
    """Return the message that has this key, or nothing; None where we may not look."""
    cursor = ""
    for _ in range(PAGES):
        try:
            page = await slack.call(
                "conversations_history",
                its.token,
                channel=channel,
                oldest=str(since.timestamp() - CLOCKS),
                include_all_metadata=True,
                limit=PAGE,
                cursor=cursor or None,
            )
        except SlackApiError as error:
            if code_of(error) in LASTING:  # whether it may be sent shows when it is
                return None
            raise
        for message in page.get("messages") or ():
            if _key_of(message, its) == key:
                return str(message.get("ts"))
        cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return ""
    return ""


def _key_of(message: Json, its: Workspace) -> str:
    """Return the key of a message of ours; anybody may give theirs the same."""
    if message.get("user", its.bot_user) != its.bot_user:
        return ""
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return str(payload.get("key")) if metadata.get("event_type") == KEY else ""
