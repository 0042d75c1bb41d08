"""A small summary of Discord's schemas, for where its OpenAPI file is absent."""

from typing import Any


def may_be(*kinds: str, **rules: object) -> dict[str, Any]:
    return {"type": [*kinds, "null"], **rules}


def listed(of: str, most: int, least: int = 0) -> dict[str, Any]:
    return {"type": ["array", "null"], "items": ref(of), "maxItems": most, "minItems": least}


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"urn:discord#/components/schemas/{name}"}


def thing(*required: str, **properties: object) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def text(most: int, least: int = 0) -> dict[str, Any]:
    return may_be("string", maxLength=most, minLength=least)


CONTENT = {
    "content": text(4000),
    "embeds": listed("Embed", 10),
    "components": listed("Component", 40),
    "attachments": listed("Attachment", 10),
    "allowed_mentions": ref("Mentions"),
    "flags": may_be("integer"),
    "tts": may_be("boolean"),
}
MESSAGE = thing(**CONTENT)
NAMED = {"name": {"type": "string", "minLength": 1, "maxLength": 32}, "description": text(100)}
OPTIONS = listed("Option", 25)
COMMAND = thing(
    "name",
    **NAMED,
    options=OPTIONS,
    type=may_be("integer", enum=[1, 2, 3, None]),
    default_member_permissions=may_be("integer"),
    contexts=may_be("array", items={"enum": [0, 1, 2]}, uniqueItems=True, minItems=1),
    integration_types=may_be("array", items={"enum": [0, 1]}, uniqueItems=True, minItems=1),
)
SCHEMAS: dict[str, dict[str, Any]] = {
    "MessageCreateRequest": thing(
        **CONTENT, nonce=may_be("string", "integer", maxLength=25), enforce_nonce=may_be("boolean")
    ),
    "MessageEditRequestPartial": MESSAGE,
    "IncomingWebhookRequestPartial": MESSAGE,
    "IncomingWebhookUpdateRequestPartial": MESSAGE,
    "IncomingWebhookInteractionRequest": MESSAGE,
    "CreateMessageInteractionCallbackRequest": thing(
        "type", type={"enum": [4, 5]}, data={"anyOf": [{"type": "null"}, MESSAGE]}
    ),
    "UpdateMessageInteractionCallbackRequest": thing(
        "type", type={"enum": [6, 7]}, data={"anyOf": [{"type": "null"}, MESSAGE]}
    ),
    "ApplicationCommandAutocompleteCallbackRequest": thing(
        "type", "data", type={"enum": [8]}, data=thing(choices=listed("Choice", 25))
    ),
    "UpdateThreadRequestPartial": thing(archived=may_be("boolean"), locked=may_be("boolean")),
    "CreatePrivateChannelRequest": thing(recipient_id=may_be("string", pattern="^[0-9]+$")),
    "ApplicationCommandCreateRequest": COMMAND,
    "ApplicationCommandUpdateRequest": COMMAND,
    "Choice": thing(
        "name",
        "value",
        name={"type": "string", "minLength": 1, "maxLength": 100},
        value={"type": ["string", "number"], "maxLength": 6000},
    ),
    "Option": thing(
        *("type", "name", "description"),
        **NAMED,
        type={"enum": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]},
        required=may_be("boolean"),
        autocomplete=may_be("boolean"),
        options=OPTIONS,
        choices=listed("Choice", 25),
    ),
    "Mentions": may_be(
        "object",
        properties={
            "parse": may_be("array", items={"enum": ["users", "roles", "everyone", None]}),
            "users": may_be("array"),
            "roles": may_be("array"),
            "replied_user": may_be("boolean"),
        },
    ),
    "Attachment": thing("id", filename=text(1024, 1), description=text(1024)),
    "Embed": thing(
        title=text(256),
        description=text(4096),
        url=text(2048),
        color=may_be("integer", minimum=0, maximum=0xFFFFFF),
        timestamp=may_be("string"),
        fields=listed("Field", 25),
        footer=may_be("object", properties={"text": text(2048), "icon_url": text(2048)}),
        author=may_be("object", properties={"name": text(256), "url": text(2048)}),
        image=may_be("object", properties={"url": text(2048)}),
        thumbnail=may_be("object", properties={"url": text(2048)}),
    ),
    "Field": thing(
        "name",
        "value",
        name={"type": "string", "maxLength": 256},
        value={"type": "string", "maxLength": 1024},
        inline=may_be("boolean"),
    ),
    "Component": thing(
        "type",
        type={"enum": [1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 17]},
        components={"type": "array", "items": ref("Component"), "minItems": 1},
        custom_id=text(100, 1),
        style={"type": "integer"},
        label=text(80),
        url=text(512),
        placeholder=text(150),
        disabled=may_be("boolean"),
        options=listed("Choosable", 25, 1),
        min_values=may_be("integer", minimum=0, maximum=25),
        max_values=may_be("integer", minimum=1, maximum=25),
    ),
    "Choosable": thing(
        "label",
        "value",
        label={"type": "string", "minLength": 1, "maxLength": 100},
        value={"type": "string", "minLength": 1, "maxLength": 100},
        description=text(100),
        default=may_be("boolean"),
    ),
}
SUMMARY: dict[str, Any] = {"components": {"schemas": SCHEMAS}}
