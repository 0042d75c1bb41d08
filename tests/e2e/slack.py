"""`overtake run` on a working Slack: the bot, an office that tells of posts, and its secrets."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.e2e.chat import NOWHERE, Arrivals, ChatBot
from tests.slack_server import Call, Channel, Message, Person, Slack, Workspace
from tests.slack_server.server import Mode

HOST = "127.0.0.1"


class Office(Slack):
    """A Slack that tells when posts are stored; what it finds wrong fails the test in the end."""

    def __init__(self, mode: Mode = "socket") -> None:
        super().__init__(mode)
        self.arrivals = Arrivals()
        self.until, self.on_stored = self.arrivals.until, self.arrivals.note
        self.bot_port = free_port()
        self.request_url = f"{self.bot_url}/slack/events"

    async def __aexit__(self, *error: object) -> None:
        await super().__aexit__(*error)
        if error == (None, None, None):
            assert self.problems == []

    @property
    def bot_url(self) -> str:
        """Where the bot listens, if it does."""
        return f"http://{HOST}:{self.bot_port}"

    @property
    def secrets(self) -> list[str]:
        """All that nobody may read: also the tokens that were good once."""
        tokens = [its.bot_token for its in self.workspaces.values() if its.bot_token]
        app = (self.app_token, self.signing_secret, self.client_secret)
        return [*app, *tokens, *self.dead_tokens]

    async def ready(self) -> None:
        """Wait until Slack can deliver to the bot: by HTTP it can once the bot has said so."""
        if self.mode == "socket":
            await self.socket.wait()

    def calls(self, method: str) -> list[Call]:
        """Every call of a method up to now."""
        return [call for call in self.requests if call.method == method]


class SlackBot(ChatBot[Channel]):
    """The program for an office, in whichever mode: with one workspace's token, or by OAuth."""

    platform = "slack"

    def __init__(
        self,
        folder: Path,
        office: Office,
        workspace: Workspace | None = None,
        *,
        hub: str = NOWHERE,
        managers: Sequence[Person] = (),
    ) -> None:
        one = {"SLACK_BOT_TOKEN": workspace.bot_token} if workspace else {}
        several = {
            "SLACK_CLIENT_ID": office.client_id,
            "SLACK_CLIENT_SECRET": office.client_secret,
        }
        way = {"SLACK_SIGNING_SECRET": office.signing_secret}
        super().__init__(
            folder,
            hub,
            OVERTAKE_SLACK_API=office.url,
            OVERTAKE_SLACK_HOST=HOST,
            OVERTAKE_SLACK_PORT=str(office.bot_port),
            OVERTAKE_SLACK_MANAGERS=",".join(its.id for its in managers),
            **(one or several),
            **({"SLACK_APP_TOKEN": office.app_token} if office.mode == "socket" else way),
        )
        self.office, self.took = office, 0.0
        """The seconds that it took to end, at most."""

    def place(self, channel: Channel) -> str:
        return f"slack:{channel.workspace.id}"

    def line(self, step: str) -> str:
        """The first line of a step that was logged."""
        return next(its for its in self.log if f"step={step}" in its)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["SlackBot"]:
        """Start it, wait until Slack can reach it, and end it as Docker does."""
        async with self.started():
            await self.says("connected")
            await self.office.ready()
            yield self

    @asynccontextmanager
    async def started(self) -> AsyncIterator["SlackBot"]:
        """Start it and end it as Docker does; it tells nobody a secret, and shows no traceback."""
        async with self.running():
            yield self
            self.took = max(self.took, await self.ends_in_time())
        self.assert_untold(*self.office.secrets)
        assert not [line for line in self.log if "Traceback" in line]


def posts(channel: Channel) -> list[Message]:
    """The posts that stand in a channel: an answer has no metadata."""
    return [its for its in channel.messages if its.metadata]


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as its:
        its.bind((HOST, 0))
        return int(its.getsockname()[1])


@asynccontextmanager
async def somebody_at(port: int) -> AsyncIterator[None]:
    """Have another program listen at a port."""
    server = await asyncio.start_server(lambda *_: None, HOST, port)
    async with server:
        yield
