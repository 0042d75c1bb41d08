"""Bodies against Discord's own OpenAPI file, or against our summary of it where that is absent."""

import copy
import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.discord_server.checks.flaw import Flaw
from tests.discord_server.routes import (
    ANSWER,
    CALLBACK,
    CHANNEL,
    COMMANDS,
    FOLLOW_UP,
    MESSAGES,
    ONE_MESSAGE,
    ORIGINAL,
)
from tests.discord_server.summary import SUMMARY
from tests.discord_server.world import Json

SPEC = Path(__file__).parents[4] / "shared" / "discord" / "openapi.json"
KINDS = {
    4: "CreateMessageInteractionCallbackRequest",
    5: "CreateMessageInteractionCallbackRequest",
    6: "UpdateMessageInteractionCallbackRequest",
    7: "UpdateMessageInteractionCallbackRequest",
    8: "ApplicationCommandAutocompleteCallbackRequest",
    9: "ModalInteractionCallbackRequest",
}
"""Which of the schemas an interaction's answer has by its `type`, for a clearer complaint."""
FREE = frozenset(
    [
        "content",
        "title",
        "description",
        "value",
        "name",
        "text",
        "label",
        "custom_id",
        "placeholder",
        "url",
        "timestamp",
    ]
)
NAMES = {
    ("POST", MESSAGES): "MessageCreateRequest",
    ("PATCH", ONE_MESSAGE): "MessageEditRequestPartial",
    ("PATCH", CHANNEL): "UpdateThreadRequestPartial",
    ("POST", "/users/@me/channels"): "CreatePrivateChannelRequest",
    ("POST", FOLLOW_UP): "IncomingWebhookRequestPartial",
    ("PATCH", ORIGINAL): "IncomingWebhookUpdateRequestPartial",
    ("PATCH", ANSWER): "IncomingWebhookUpdateRequestPartial",
    ("POST", COMMANDS): "ApplicationCommandCreateRequest",
    ("PUT", COMMANDS): "ApplicationCommandUpdateRequest",  # of each in the list
}


@cache
def spec() -> Json:
    """Discord's file if it is there, otherwise our summary."""
    if not SPEC.exists():
        return SUMMARY
    found: Json = json.loads(SPEC.read_text(encoding="utf-8"))
    return found


@cache
def validator(schema: str) -> Draft202012Validator | None:
    """The compiled schema of that name; None if there is none."""
    if schema not in spec()["components"]["schemas"]:
        return None
    whole: Resource[Any] = Resource.from_contents(spec(), default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("urn:discord", whole)
    reference = {"$ref": f"urn:discord#/components/schemas/{schema}"}
    return Draft202012Validator(reference, registry=registry)


def schema_name(method: str, route: str, body: object) -> str | None:
    """What the body of a request to this route is to be."""
    if route == CALLBACK:
        return KINDS.get(body.get("type", 0)) if isinstance(body, dict) else None
    return NAMES.get((method, route))


def against_schema(schema: str, body: object) -> tuple[Flaw, ...]:
    """What breaks the schema."""
    return against_outline(schema, json.dumps(outline(with_text_ids(body)), sort_keys=True))


@lru_cache(maxsize=4096)
def against_outline(schema: str, text: str) -> tuple[Flaw, ...]:
    if (its := validator(schema)) is None:
        return ()
    if (wrong := best_match(its.iter_errors(json.loads(text)))) is None:
        return ()
    where = ".".join(str(step) for step in wrong.absolute_path)
    return (Flaw(where, f"{schema}: {wrong.message[:300]}"),)


def outline(part: object) -> object:
    """A body with its free texts, whose lengths are looked at by hand, as one letter each.

    A schema takes milliseconds for a message; messages of the same outline are looked at once.
    """
    if isinstance(part, list):
        return [outline(each) for each in part]
    if isinstance(part, dict):
        return {
            key: "x"
            if key in FREE and isinstance(its, str) and 0 < len(its) <= 512
            else outline(its)
            for key, its in part.items()
        }
    return part


def with_text_ids(body: object) -> object:
    """The body, its ids as the text that the file asks for; Discord takes numbers too."""
    if isinstance(body, dict) and isinstance(body.get("recipient_id"), int):
        return {**body, "recipient_id": str(body["recipient_id"])}
    inner = body.get("data") if isinstance(body, dict) else None
    if not any(isinstance(each, dict) and each.get("attachments") for each in (body, inner)):
        return body
    ours = copy.deepcopy(body)
    assert isinstance(ours, dict)
    for each in (ours, ours.get("data") or {}):
        for attachment in each.get("attachments") or []:
            if isinstance(attachment.get("id"), int):
                attachment["id"] = str(attachment["id"])
    return ours
