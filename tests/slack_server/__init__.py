"""A working Slack for tests, on loopback; see `Slack`."""

from tests.slack_server.faults import Fault
from tests.slack_server.people import Person
from tests.slack_server.reading import plain
from tests.slack_server.replies import NoAnswer, Reply
from tests.slack_server.requests import Call
from tests.slack_server.server import Slack
from tests.slack_server.views import Modal
from tests.slack_server.world import Channel, Message, Workspace

__all__ = [
    "Call",
    "Channel",
    "Fault",
    "Message",
    "Modal",
    "NoAnswer",
    "Person",
    "Reply",
    "Slack",
    "Workspace",
    "plain",
]
