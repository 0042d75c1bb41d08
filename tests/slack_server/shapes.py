"""Things as Slack's API tells of them."""

import copy
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tests.slack_server.world import Channel, Json, Message, Workspace

if TYPE_CHECKING:
    from tests.slack_server.people import Person
    from tests.slack_server.views import Modal

VERIFICATION = "an-old-verification-token"


def blocks_with_ids(blocks: Iterable[Json]) -> list[Json]:
    """Blocks as Slack keeps them: each with a block_id, each element with an action_id."""
    kept = copy.deepcopy(list(blocks))
    for number, block in enumerate(kept):
        block.setdefault("block_id", f"b{number}Xy")
        for count, element in enumerate(elements(block)):
            element.setdefault("action_id", f"a{number}Q{count}")
    return kept


def elements(block: Json) -> Iterator[Json]:
    """What can be pressed, chosen from or typed into in a block."""
    if block.get("type") == "actions":
        yield from block.get("elements") or []
    elif block.get("type") == "section" and isinstance(block.get("accessory"), dict):
        if block["accessory"].get("type") != "image":
            yield block["accessory"]
    elif block.get("type") == "input" and isinstance(block.get("element"), dict):
        yield block["element"]


def message(its: Message, app_id: str, *, metadata: bool = True) -> Json:
    """A message as chat.postMessage and conversations.history give it."""
    workspace = its.channel.workspace
    shown: Json = {
        "type": "message",
        "user": its.author,
        "ts": its.ts,
        "team": workspace.id,
        "text": its.payload.get("text") or "",
    }
    if its.author == workspace.bot_user:
        shown |= {"bot_id": workspace.bot_id, "app_id": app_id, "bot_profile": bot(its, app_id)}
    if its.payload.get("blocks"):
        shown["blocks"] = blocks_with_ids(its.payload["blocks"])
    for name in ("attachments", "thread_ts", "subtype"):
        if its.payload.get(name):
            shown[name] = its.payload[name]
    if its.files:
        shown["files"] = [{"name": name, "size": len(body)} for name, body in its.files.items()]
    if its.edits:
        shown["edited"] = {"user": its.author, "ts": its.ts}
    if metadata and its.metadata:
        shown["metadata"] = its.metadata
    return shown


def bot(its: Message, app_id: str) -> Json:
    workspace = its.channel.workspace
    return {
        "id": workspace.bot_id,
        "app_id": app_id,
        "user_id": workspace.bot_user,
        "name": "overtake",
        "deleted": False,
        "updated": 1_700_000_000,
        "team_id": workspace.id,
    }


def channel(its: Channel) -> Json:
    """A conversation, as conversations.info gives it."""
    if its.person is not None:
        return {
            "id": its.id,
            "created": its.created,
            "is_im": True,
            "is_org_shared": False,
            "context_team_id": its.workspace.id,
            "user": its.person.id,
            "is_archived": False,
            "is_user_deleted": False,
            "is_open": True,
        }
    return {
        "id": its.id,
        "name": its.name,
        "name_normalized": its.name,
        "is_channel": True,
        "is_group": its.private,
        "is_im": False,
        "is_mpim": False,
        "is_private": its.private,
        "created": its.created,
        "is_archived": its.archived,
        "is_general": False,
        "unlinked": 0,
        "is_shared": False,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "is_ext_shared": False,
        "context_team_id": its.workspace.id,
        "creator": its.creator.id if its.creator else "USLACKBOT",
        "is_member": its.bot,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }


def user(its: "Person") -> Json:
    """A user, as users.info gives it."""
    return {
        "id": its.id,
        "team_id": its.workspace.id,
        "name": its.name,
        "deleted": False,
        "real_name": its.name.title(),
        "tz": "Europe/Amsterdam",
        "tz_label": "Central European Time",
        "tz_offset": 3600,
        "profile": {"real_name": its.name.title(), "display_name": its.name},
        "is_admin": its.admin or its.owner,
        "is_owner": its.owner,
        "is_primary_owner": its.owner,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": False,
        "is_app_user": False,
        "updated": 1_700_000_000,
    }


def asker(its: "Person") -> Json:
    """Who did it, in an interaction."""
    return {
        "id": its.id,
        "username": its.name,
        "name": its.name,
        "team_id": its.workspace.id,
    }


def team(its: Workspace) -> Json:
    return {"id": its.id, "domain": its.domain}


def where(its: Channel) -> Json:
    """The channel of an interaction; private ones and conversations are not named."""
    name = "directmessage" if its.person else "privategroup" if its.private else its.name
    return {"id": its.id, "name": name}


def view(its: "Modal", app_id: str) -> Json:
    """A view, as views.open answers and interactions carry it."""
    workspace = its.person.workspace
    stored = its.payload
    return {
        "id": its.id,
        "team_id": workspace.id,
        "type": stored["type"],
        "blocks": its.blocks,
        "private_metadata": stored.get("private_metadata", ""),
        "callback_id": stored.get("callback_id", ""),
        "state": {"values": json.loads(json.dumps(its.state))},
        "hash": its.hash,
        "title": stored.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": stored.get("clear_on_close", False),
        "notify_on_close": stored.get("notify_on_close", False),
        "close": stored.get("close"),
        "submit": stored.get("submit"),
        "previous_view_id": its.previous.id if its.previous else None,
        "root_view_id": its.root.id,
        "app_id": app_id,
        "external_id": stored.get("external_id", ""),
        "app_installed_team_id": workspace.id,
        "bot_id": workspace.bot_id,
    }


def event_callback(
    workspace: Workspace, app_id: str, event: Json, event_id: str, at: float
) -> Json:
    """An event in its envelope, as HTTP and Socket Mode both carry it."""
    return {
        "token": VERIFICATION,
        "team_id": workspace.id,
        "context_team_id": workspace.id,
        "context_enterprise_id": None,
        "api_app_id": app_id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(at),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.id,
                "user_id": workspace.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }
