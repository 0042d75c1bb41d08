"""The methods `chat.*`."""

from typing import TYPE_CHECKING

from tests.slack_server.checks.messages import check_message
from tests.slack_server.errors import RefusedError
from tests.slack_server.requests import Call
from tests.slack_server.world import Channel, Json, Message, Workspace

if TYPE_CHECKING:
    from tests.slack_server.server import Slack

KEPT = ("text", "blocks", "attachments", "metadata", "mrkdwn", "thread_ts", "unfurl_links")
SHORT = 4000  # characters that chat.update takes; chat.postMessage takes ten times as many


class Chat:
    """What the bot may write, and where."""

    def __init__(self, slack: "Slack") -> None:
        self._slack = slack

    async def post(self, call: Call, workspace: Workspace) -> Json:
        channel = self.writable(call.text("channel"), workspace)
        self._content(call, workspace)
        message = self._slack.store(channel, kept(call))
        await self._slack.stored(channel, message)
        self._slack.interactions.appeared(message)
        return {"ok": True, "channel": channel.id, "ts": message.ts, "message": message.shown}

    def whisper(self, call: Call, workspace: Workspace) -> Json:
        """To one member of a channel, who alone sees it."""
        channel = self.writable(call.text("channel"), workspace)
        self._content(call, workspace)
        person = self._slack.people.get(call.text("user"))
        if person is None or person.workspace is not workspace:
            raise RefusedError("user_not_found")
        if person not in channel.people and channel.person is not person:
            raise RefusedError("user_not_in_channel")
        message = self._slack.store(channel, kept(call), seen_by=person)
        self._slack.interactions.appeared(message)
        return {"ok": True, "message_ts": message.ts}

    def update(self, call: Call, workspace: Workspace) -> Json:
        if self._slack.channel(call.text("channel"), workspace).archived:
            raise RefusedError("is_inactive")
        message = self._own(call, workspace, "cant_update_message")
        if len(call.text("text")) > SHORT:
            raise RefusedError("msg_too_long")
        self._content(call, workspace)
        self._slack.edit(message, kept(call))
        shown = message.shown
        told = {"channel": message.channel.id, "ts": message.ts, "text": shown["text"]}
        return {"ok": True, **told, "message": shown}

    def delete(self, call: Call, workspace: Workspace) -> Json:
        message = self._own(call, workspace, "cant_delete_message")
        self._slack.remove(message)
        return {"ok": True, "channel": message.channel.id, "ts": message.ts}

    # --- who may

    def writable(self, name: str, workspace: Workspace) -> Channel:
        """The channel, if the bot may write there; a user's id is the conversation with them."""
        channel = self._slack.channel(name, workspace)
        if channel.person is not None:
            return channel
        if not channel.bot and "chat:write.public" not in workspace.scopes:
            raise RefusedError("not_in_channel")
        if channel.archived:
            raise RefusedError("is_archived")
        return channel

    def _own(self, call: Call, workspace: Workspace, otherwise: str) -> Message:
        channel = self.writable(call.text("channel"), workspace)
        message = next((its for its in channel.messages if its.ts == call.text("ts")), None)
        if message is None:
            raise RefusedError("message_not_found")
        if message.author != workspace.bot_user:
            raise RefusedError(otherwise)
        return message

    def _content(self, call: Call, workspace: Workspace) -> None:
        """There is something to say, and Slack takes it as it is."""
        has = any(call.args.get(name) for name in ("text", "blocks", "attachments"))
        if not has and not call.args.get("markdown_text"):
            raise RefusedError("no_text")
        self._slack.complain(call.method, check_message(call))
        self._slack.web.uploads.show(call.method, call.args.get("blocks"), workspace)


def kept(call: Call) -> Json:
    """What of a call is the message."""
    message = {name: call.args[name] for name in KEPT if name in call.args}
    if call.args.get("markdown_text"):
        blocks = [{"type": "markdown", "text": call.args["markdown_text"]}]
        message |= {"text": call.args["markdown_text"], "blocks": blocks}
    return message
