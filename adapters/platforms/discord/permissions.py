"""What the bot needs to be allowed in a channel."""

import discord

NEEDED = ("view_channel", "send_messages", "embed_links", "attach_files")
IN_THREADS = ("view_channel", "send_messages_in_threads", "embed_links", "attach_files")
INVITED = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    attach_files=True,
)
"""What an invitation asks for; its number stands in `docs/operate.md`."""


def is_open(allowed: discord.Permissions, *, in_thread: bool) -> bool:
    """Return whether a post is taken, be it without its picture."""
    return set(lacking(allowed, in_thread=in_thread)) <= {"attach-files"}


def lacking(allowed: discord.Permissions, *, in_thread: bool) -> tuple[str, ...]:
    """Return what is not allowed and needed, by the keys of `bot/texts`."""
    needed = IN_THREADS if in_thread else NEEDED
    return tuple(name.replace("_", "-") for name in needed if not getattr(allowed, name))
