"""A message as a whole: its blocks, the text beside them, and what goes with it."""

import json
from collections.abc import Iterator

from tests.slack_server.checks.blocks import check_blocks
from tests.slack_server.checks.flaw import Flaw
from tests.slack_server.checks.texts import check_beside, check_mrkdwn
from tests.slack_server.requests import Call
from tests.slack_server.world import Json

TEXT, LONGEST = 4000, 40_000
METADATA = 8000  # characters of JSON; more than a key or two is bad manners anyway
ANSWER = frozenset(
    {
        *("text", "blocks", "attachments", "response_type", "replace_original"),
        *("delete_original", "unfurl_links", "unfurl_media", "metadata", "mrkdwn", "thread_ts"),
    }
)
UNFURLED = "links would unfold into previews"


def check_message(call: Call) -> Iterator[Flaw]:
    """The arguments of chat.postMessage and its like."""
    yield from _body(call.args)
    yield from _metadata(call.args.get("metadata"))
    if call.method == "chat.postMessage":
        for name in ("unfurl_links", "unfurl_media"):
            if call.flag(name, default=True):
                yield Flaw(f"/{name}", UNFURLED)


def check_answer(body: Json) -> Iterator[Flaw]:
    """The body of a response_url's call, or of a command's acknowledgement."""
    for name in sorted(set(body) - ANSWER):
        yield Flaw(f"/{name}", "an answer has no such thing")
    if body.get("response_type") not in {None, "ephemeral", "in_channel"}:
        kind = body["response_type"]
        yield Flaw("/response_type", f"{kind!r} is neither ephemeral nor in_channel")
    if not body.get("text") and not body.get("blocks") and not body.get("attachments"):
        yield Flaw("", "there is nothing to say", "no_text")
    if body.get("response_type") == "in_channel":
        for name in ("unfurl_links", "unfurl_media"):
            if body.get(name, True):
                yield Flaw(f"/{name}", UNFURLED)
    yield from _body(body)
    yield from _metadata(body.get("metadata"))


def _body(body: Json) -> Iterator[Flaw]:
    text, blocks = body.get("text"), body.get("blocks")
    if text is not None and not isinstance(text, str):
        yield Flaw("/text", "a text is a string", "invalid_arguments")
        text = ""
    if text and len(text) > LONGEST:
        yield Flaw("/text", f"{len(text)} characters, of {LONGEST}", "msg_too_long")
    elif text and len(text) > TEXT:
        yield Flaw("/text", f"{len(text)} characters; over {TEXT} it is split or cut")
    if blocks:
        yield from check_blocks(blocks)
        if not text:
            yield Flaw("/text", "blocks have no text beside them for notifications")
        yield from check_beside(text or "", "/text")
    elif text:
        yield from check_mrkdwn(text, "/text")


def _metadata(metadata: object) -> Iterator[Flaw]:
    if metadata is None or metadata == {}:
        return
    error = "invalid_metadata_format"
    if not isinstance(metadata, dict):
        yield Flaw("/metadata", "metadata is an object", error)
        return
    kind = metadata.get("event_type")
    if not isinstance(kind, str) or not kind:
        yield Flaw("/metadata/event_type", "it is a name", error)
    if not isinstance(metadata.get("event_payload"), dict):
        yield Flaw("/metadata/event_payload", "it is an object", error)
    if set(metadata) - {"event_type", "event_payload", "entities"}:
        yield Flaw("/metadata", "it has only event_type and event_payload", error)
    if len(json.dumps(metadata)) > METADATA:
        yield Flaw("/metadata", f"over {METADATA} characters", "metadata_too_large")
