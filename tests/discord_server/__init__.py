"""A working Discord for tests, on loopback; see `Discord`."""

from tests.discord_server.faults import Fault
from tests.discord_server.people import NoAnswer, Person, Reply
from tests.discord_server.reading import plain
from tests.discord_server.requests import Request
from tests.discord_server.server import Discord
from tests.discord_server.world import Channel, Guild, Message

__all__ = [
    "Channel",
    "Discord",
    "Fault",
    "Guild",
    "Message",
    "NoAnswer",
    "Person",
    "Reply",
    "Request",
    "plain",
]
