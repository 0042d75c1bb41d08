"""The routes that Discord has for a bot like ours."""

from collections.abc import Mapping

BASE = "/api/v10"
CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
FOLLOW_UP = "/webhooks/{webhook_id}/{webhook_token}"
MESSAGES = "/channels/{channel_id}/messages"
COMMANDS = "/applications/{application_id}/commands"
GUILD, MEMBER = "/guilds/{guild_id}", "/guilds/{guild_id}/members/{user_id}"
CHANNEL, ONE_MESSAGE = "/channels/{channel_id}", f"{MESSAGES}/{{message_id}}"
ORIGINAL, ANSWER = f"{FOLLOW_UP}/messages/@original", f"{FOLLOW_UP}/messages/{{message_id}}"
OPEN = frozenset({"/gateway", CALLBACK, FOLLOW_UP, ORIGINAL, ANSWER})
"""What needs no token of the bot: it is open, or the address is secret."""
INTERACTIONS = frozenset({CALLBACK, FOLLOW_UP, ORIGINAL, ANSWER})
"""What the global limit does not count."""
ROUTES: Mapping[str, frozenset[str]] = {
    "/gateway": frozenset({"GET"}),
    "/gateway/bot": frozenset({"GET"}),
    "/users/@me": frozenset({"GET"}),
    "/users/@me/channels": frozenset({"POST"}),
    "/applications/@me": frozenset({"GET"}),
    "/oauth2/applications/@me": frozenset({"GET"}),
    COMMANDS: frozenset({"GET", "PUT", "POST"}),
    GUILD: frozenset({"GET"}),
    MEMBER: frozenset({"GET"}),
    CHANNEL: frozenset({"GET", "PATCH"}),
    MESSAGES: frozenset({"GET", "POST"}),
    ONE_MESSAGE: frozenset({"GET", "PATCH", "DELETE"}),
    CALLBACK: frozenset({"POST"}),
    FOLLOW_UP: frozenset({"POST"}),
    ORIGINAL: frozenset({"GET", "PATCH", "DELETE"}),
    ANSWER: frozenset({"GET", "PATCH", "DELETE"}),
}
