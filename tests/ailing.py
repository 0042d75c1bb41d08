"""An Overtake where it is installed, and its doctor: what it reaches works, until it does not."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from discord.http import Route

from adapters.watching.pulse import PulseFile
from bot.cli import examining
from bot.config import IN_ENVIRONMENT, SECRETS
from bot.model import Fetch, Link, Pulse, Subscription
from storage.examining import Place
from storage.store import open_store
from tests.discord_server import Channel, Discord, Guild
from tests.hub import Hub, world
from tests.make import day, machine, names
from tests.slack_server import Slack, Workspace
from tests.tokens import token

NOWHERE = "http://127.0.0.1:9"
"""Port 9, "discard": nobody is there."""
HF_TOKEN = token("hf_", digits=34)
OURS = (*IN_ENVIRONMENT, *SECRETS, *(f"{name}_FILE" for name in SECRETS), "OVERTAKE_CONFIG")
CHANGING = (
    (r"http://127\.0\.0\.1:\d+", "http://HERE"),
    (r"\b\d{15,}\b", "NUMBER"),
    (r"\b([ACTU])0[A-Z0-9]{6,}", r"\1-ID"),
    (r"\b(\d{1,2} )?[A-Z]?[a-z]{2,3}\.?( \d{1,2},)? 20\d\d(?=[, .]|$)", "DAY"),
    (r"DAY, \d\d:\d\d UTC", "TIME"),
    (r"20\d\d-\d\d-\d\d", "DATE"),
    (r"\d+([.,]\d+)? [MG]B", "SIZE"),
    (r"\b\d+([.,]\d)? s\b", "SECONDS"),
    (r"(process|proceso) \d+", r"\1 PID"),
    (r"(disk|disco) (local )?\((\w+)\)|disk \(\w+\)", r"\1 \2(KIND)"),
)
"""What differs from run to run, and how it stands in the texts that are kept."""


@dataclass
class Said:
    """What the doctor said."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    def of(self, found: str) -> list[dict[str, Any]]:
        """Every finding of that word."""
        return [line for line in self.lines if line["found"] == found]

    def one(self, found: str) -> dict[str, Any]:
        [line] = self.of(found)
        return line

    @property
    def troubles(self) -> set[str]:
        return {line["found"] for line in self.lines if line["condition"] != "ok"}


@dataclass
class Home:
    """Where an Overtake is installed: a folder, an environment, and what it reaches."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    hub: Hub
    discord: Discord
    slack: Slack
    guild: Guild
    office: Workspace
    ahead: timedelta = timedelta()
    """By how much this machine's clock is wrong."""
    secrets: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name in OURS:
            self.monkeypatch.delenv(name, raising=False)
        self.monkeypatch.chdir(self.folder)
        self.monkeypatch.setattr(examining, "now", self.now)
        mounts = self.folder.with_name(f"{self.folder.name}.mounts")
        mounts.write_text("disk / ext4 rw 0 0\n", encoding="utf-8")  # wherever tests run
        self.monkeypatch.setattr(examining, "Place", partial(Place, mounts=mounts))
        self.monkeypatch.setattr(Route, "BASE", Route.BASE)
        self.hub.tokens[HF_TOKEN] = "ana"
        self.set(HF_ENDPOINT=self.hub.url, HF_TOKEN=HF_TOKEN)
        self.set(DISCORD_TOKEN=self.discord.token, OVERTAKE_DISCORD_API=self.discord.url)
        self.set(SLACK_BOT_TOKEN=self.office.bot_token, SLACK_APP_TOKEN=self.slack.app_token)
        self.set(OVERTAKE_SLACK_API=self.slack.url)

    def set(self, **variables: str) -> None:
        """Set variables; an empty one is taken away."""
        for name, value in variables.items():
            self.monkeypatch.setenv(name, value)
            if name in SECRETS and value:
                self.secrets.append(value)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    @property
    def database(self) -> Path:
        return self.folder / "data" / "overtake.db"

    async def have_days(self, *wanted: Subscription, ago: int = 0) -> None:
        """Have two days stored, the last one so many days ago, and alerts."""
        last = datetime.now(UTC) - timedelta(minutes=5, days=ago)
        first = at(day("05-01", trending=names(30)), last - timedelta(days=1))
        second = at(day("05-02", trending=names(30)), last)
        async with await open_store(self.database, create=True) as store:
            await machine(store).take(first, second)
            for its in wanted:
                await store.subscribe(its)

    async def have_a_bot(self, *links: Link, ago: float = 0) -> None:
        """Have a bot give a sign of life, so many seconds ago."""
        its = Pulse(self.now() - timedelta(seconds=ago), 4711, "1", links)
        await PulseFile(self.database).write(its)

    async def says(self, *, as_json: bool = True) -> Said:
        """Ask the doctor; no secret is ever in what it says."""
        self.capsys.readouterr()
        status = await examining.examine(json=as_json)
        out, err = self.capsys.readouterr()
        assert not [its for its in self.secrets if its in out + err]
        return Said(status, out, err)

    async def text(self) -> str:
        """What it prints, without what differs from run to run."""
        said = await self.says(as_json=False)
        text = f"{said.out}{said.err}".replace(str(self.folder), "FOLDER")
        for pattern, instead in CHANGING:
            text = re.sub(pattern, instead, text, flags=re.MULTILINE)
        return text


def at(fetch: Fetch, moment: datetime) -> Fetch:
    return replace(fetch, taken_at=moment)


@pytest.fixture
async def home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> AsyncIterator[Home]:
    """All is well, but for the database, which is not there yet."""
    async with Hub(world(12)) as hub, Discord() as discord, Slack() as slack:
        guild, office = discord.add_guild(), slack.add_workspace("Acme")
        yield Home(tmp_path, monkeypatch, capsys, hub, discord, slack, guild, office)
        assert slack.problems == []
        assert discord.problems == []
        assert not any(its.messages for its in discord.channels.values())
        assert not any(its.messages for its in slack.channels.values())


def on(channel: Channel, paused: str = "", *, refused: bool = False) -> Subscription:
    return Subscription(f"discord:{channel.id}", paused=paused or None, refused=refused)
