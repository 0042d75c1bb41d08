"""Discord's JSON for what is in the world."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.discord_server.attachments import SCHEME
from tests.discord_server.permissions import EVERYONE, Permission
from tests.discord_server.world import DM, FORUM, THREADS, Channel, Guild, Json, Message, World

if TYPE_CHECKING:
    from tests.discord_server.people import Person

SINCE = "2026-01-01T00:00:00.000000+00:00"
LOADING, EPHEMERAL = 128, 64
PUBLIC_APPLICATION = 1 << 19  # the flag of applications with intents that are not privileged


def user(name: str, number: str, *, bot: bool = False) -> Json:
    shape: Json = {
        "id": number,
        "username": name.lower(),
        "global_name": name,
        "discriminator": "0" if not bot else "0001",
        "avatar": None,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }
    return shape | ({"bot": True} if bot else {})


def bot_user(world: World) -> Json:
    return user("Overtake", world.bot_id, bot=True)


def own_user(world: World) -> Json:
    """What `GET /users/@me` and READY say of the bot itself."""
    return bot_user(world) | {
        "verified": True,
        "mfa_enabled": True,
        "locale": "en-US",
        "email": None,
        "premium_type": 0,
    }


def application(world: World) -> Json:
    return {
        "id": world.application_id,
        "name": "Overtake",
        "icon": None,
        "description": "",
        "type": None,
        "bot": bot_user(world),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": PUBLIC_APPLICATION,
        "flags_new": str(PUBLIC_APPLICATION),
        "tags": [],
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user("Owner", world.owner_id),
        "team": None,
        "approximate_guild_count": sum(guild.bot for guild in world.guilds.values()),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
        "integration_types_config": {"0": {}, "1": {}},
    }


def role(number: str, name: str, granted: Permission, position: int) -> Json:
    return {
        "id": number,
        "name": name,
        "permissions": str(int(granted)),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": position > 0,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def member(who: Json, roles: list[str]) -> Json:
    return {
        "user": who,
        "roles": roles,
        "nick": None,
        "avatar": None,
        "banner": None,
        "joined_at": SINCE,
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }


def guild_create(world: World, guild: Guild) -> Json:
    """All of a guild, as the gateway tells it to a bot that comes in."""
    channels = [channel(world, each) for each in guild.channels if each.kind not in THREADS]
    threads = [channel(world, each) for each in guild.channels if each.kind in THREADS]
    return {
        "id": guild.id,
        "name": guild.name,
        "owner_id": world.owner_id,
        "preferred_locale": guild.locale,
        "joined_at": SINCE,
        "large": False,
        "member_count": 1 + len(world.people),
        "roles": [
            role(guild.id, "@everyone", EVERYONE, 0),
            role(guild.role, "Overtake", guild.granted, 1),
        ],
        "members": [member(bot_user(world), [guild.role])],
        "channels": channels,
        "threads": [each for each in threads if not each["thread_metadata"]["archived"]],
        **{name: [] for name in ("emojis", "stickers", "features", "voice_states", "presences")},
        **{name: [] for name in ("stage_instances", "guild_scheduled_events")},
        **{name: [] for name in ("soundboard_sounds",)},
        **dict.fromkeys(("icon", "splash", "banner", "description", "afk_channel_id")),
        **dict.fromkeys(("system_channel_id", "rules_channel_id", "vanity_url_code")),
        **dict.fromkeys(("verification_level", "default_message_notifications"), 1),
        **dict.fromkeys(("explicit_content_filter", "mfa_level", "nsfw_level"), 0),
        **dict.fromkeys(("premium_tier", "system_channel_flags"), 0),
        "afk_timeout": 300,
    }


def channel(world: World, its: Channel) -> Json:
    if its.kind == DM:
        return direct(its)
    if its.kind in THREADS:
        return thread(world, its)
    overwrite = {"id": world.bot_id, "type": 1, "allow": "0", "deny": str(int(its.denied))}
    shape: Json = {
        "id": its.id,
        "type": its.kind,
        "guild_id": its.guild_id,
        "name": its.name,
        "position": its.guild.channels.index(its) if its.guild and not its.deleted else 0,
        "permission_overwrites": [overwrite] if its.denied else [],
        "parent_id": its.parent.id if its.parent else None,
        "topic": None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "last_message_id": its.messages[-1].id if its.messages else None,
        "flags": 0,
    }
    if its.kind == FORUM:
        shape |= {"available_tags": [], "default_reaction_emoji": None, "default_sort_order": None}
    return shape


def thread(world: World, its: Channel) -> Json:
    assert its.parent
    return {
        "id": its.id,
        "type": its.kind,
        "guild_id": its.guild_id,
        "parent_id": its.parent.id,
        "owner_id": world.owner_id,
        "name": its.name,
        "last_message_id": its.messages[-1].id if its.messages else None,
        "message_count": len(its.messages),
        "member_count": 1,
        "total_message_sent": len(its.messages),
        "rate_limit_per_user": 0,
        "flags": 0,
        "thread_metadata": {
            "archived": its.archived,
            "auto_archive_duration": 1440,
            "archive_timestamp": SINCE,
            "create_timestamp": SINCE,
            "locked": its.locked,
        },
    }


def direct(its: Channel) -> Json:
    assert its.person
    return {
        "id": its.id,
        "type": DM,
        "flags": 0,
        "last_message_id": its.messages[-1].id if its.messages else None,
        "recipients": [its.person.shape()],
    }


def shown(world: World, message: Message, asked: "Person | None" = None) -> Json:
    """The message as Discord gives it; `asked` is whose question it answers."""
    sent = message.payload
    flags = (sent.get("flags") or 0) & ~(EPHEMERAL | LOADING)
    shape: Json = {
        "id": message.id,
        "channel_id": message.channel.id,
        "type": 20 if asked else 0,
        "author": bot_user(world),
        "content": sent.get("content") or "",
        "embeds": [embed(message, its) for its in sent.get("embeds") or []],
        "components": numbered(sent.get("components") or []),
        "attachments": attachments(message),
        "flags": flags | EPHEMERAL * message.ephemeral | LOADING * message.loading,
        "timestamp": message.shown.get("timestamp") or now(),
        "edited_timestamp": now() if message.edits else None,
        **{name: [] for name in ("mentions", "mention_roles")},
        **dict.fromkeys(("mention_everyone", "pinned", "tts"), False),
    }
    if message.nonce is not None:
        shape["nonce"] = message.nonce
    if asked:
        shape |= {"application_id": world.application_id, "webhook_id": world.application_id}
    return shape


def now() -> str:
    return datetime.now(UTC).isoformat()


def numbered(components: list[Json]) -> list[Json]:
    """Components with the numbers that Discord gives those that have none."""
    count = 0

    def each(component: Json) -> Json:
        nonlocal count
        count += 1
        whole = {"id": count, **component}
        if whole.get("components"):
            whole["components"] = [each(inner) for inner in whole["components"]]
        if whole.get("accessory"):
            whole["accessory"] = each(whole["accessory"])
        return whole

    return [each(component) for component in components]


def attachments(message: Message) -> list[Json]:
    return [
        {
            "id": its.id,
            "filename": its.name,
            "size": len(its.content),
            "url": address("cdn.discordapp.com", message, its.name),
            "proxy_url": address("media.discordapp.net", message, its.name),
            "content_type": "image/png" if its.name.endswith(".png") else "text/plain",
        }
        | ({"description": its.description} if its.description else {})
        for its in message.attachments
    ]


def address(host: str, message: Message, name: str) -> str:
    return f"https://{host}/attachments/{message.channel.id}/{message.id}/{name}"


def embed(message: Message, sent: Json) -> Json:
    """An embed as Discord gives it back: what is attached has an address by then."""
    shape = {"type": "rich", **sent}
    for part in ("image", "thumbnail"):
        image = sent.get(part) or {}
        if (image.get("url") or "").startswith(SCHEME):
            name = image["url"].removeprefix(SCHEME)
            shape[part] = image | {"url": address("cdn.discordapp.com", message, name)}
    return shape
