"""Permissions by the bits that Discord gives them, and those that somebody has from the start."""

from enum import IntFlag


class Permission(IntFlag):
    """What someone may do; the names are Discord's."""

    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EXTERNAL_APPS = 1 << 50


def permissions(*names: str) -> Permission:
    """All of these together; an unknown name is a KeyError."""
    together = Permission(0)
    for name in names:
        together |= Permission[name]
    return together


EVERYONE = permissions(
    *("VIEW_CHANNEL", "SEND_MESSAGES", "EMBED_LINKS", "ATTACH_FILES", "READ_MESSAGE_HISTORY"),
    *("ADD_REACTIONS", "USE_EXTERNAL_EMOJIS", "USE_APPLICATION_COMMANDS", "USE_EXTERNAL_APPS"),
    *("SEND_MESSAGES_IN_THREADS", "CREATE_PUBLIC_THREADS"),
)
"""What each member of a guild may do where nothing else is said."""

ELSEWHERE = permissions("ATTACH_FILES", "EMBED_LINKS", "MENTION_EVERYONE")
"""What an app may do where only a person, not a guild, installed it."""
WITH_THE_BOT = ELSEWHERE | Permission.USE_EXTERNAL_EMOJIS
"""What an app may do in a direct message with its own bot."""
