"""Socket Mode on a bad day: connections closed in every way while people keep asking."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path

import pytest

from adapters.platforms.slack import socket
from adapters.platforms.slack.platform import SlackPlatform
from adapters.platforms.slack.setup import Setup
from tests.e2e.chat import MORNING, two_days
from tests.e2e.slack import Office, SlackBot
from tests.fakes import FakeReception, NoDrawer
from tests.faults_table import Row
from tests.slack_server import Channel, NoAnswer, Workspace, plain
from tests.slack_server.deliveries import Delivery
from tests.slack_server.interactions import Interaction
from tests.slack_server.sample import until

pytestmark = pytest.mark.e2e

CLOSINGS = 200
OFFICES = 4
"""Slacks, each with a bot of its own: a bot waits half a second after a connection that was short,
in which another one's can be closed."""
ASKERS, A_BREATH = 8, 0.1
"""People who ask at the same time in each, and the seconds that each takes between two questions:
every question is of somebody else, as one person may only ask so many."""
SOON = 3.0
"""Seconds in which the next connection is there; Slack waits so long for an acknowledgement."""
DEAD = 20.0
"""...after a connection that fell silent, which it takes two pings to notice."""
DOWN = 4.0
"""...where Slack itself refused some."""


class Day:
    """A day in one office, on which its connection is closed again and again."""

    def __init__(self, office: Office, workspace: Workspace, channel: Channel) -> None:
        self.office, self.workspace, self.channel = office, workspace, channel
        self.gaps: dict[str, list[float]] = {}
        """By how it was closed, the seconds until there was another connection."""
        self.closed = 0
        self.asked = 0
        self.failed = Counter[str]()
        """What people were told who got no answer."""
        self.over = asyncio.Event()

    # --- people

    async def ask(self) -> None:
        """One question of somebody new, who is answered."""
        self.asked += 1
        person = self.office.person(self.workspace, f"person {self.asked}")
        reply = await person.ask(self.channel, "/rank qwen")
        assert "data of May 2, 2026" in plain(reply.payload)

    async def try_to_ask(self) -> None:
        """One question, of which Slack may have to say that it could not be delivered."""
        try:
            await self.ask()
        except NoAnswer as error:
            self.failed[str(error)] += 1

    async def ask_all_day(self) -> None:
        while not self.over.is_set():
            await self.try_to_ask()
            try:
                async with asyncio.timeout(A_BREATH):
                    await self.over.wait()
            except TimeoutError:
                continue

    # --- what happens to the connection

    async def close(self, how: str, work: Awaitable[object], within: float = SOON) -> None:
        """Close the connection; another one is there soon, and questions come through."""
        began, opened = time.monotonic(), self.office.socket.opened
        await work
        await self.office.socket.wait(seconds=within)
        self.gaps.setdefault(how, []).append(time.monotonic() - began)
        assert self.office.socket.opened > opened
        await self.ask()
        self.closed += 1

    async def behind_a_question(self) -> None:
        """Close right behind a question, and never hear that it was taken."""
        self.office.socket.close_after_next("slash_commands")
        await self.try_to_ask()

    async def while_slack_refuses(self, *statuses: int) -> None:
        for status in statuses:
            self.office.socket.refuse(status)
        await self.office.socket.cut()

    async def with_slack_itself(self) -> None:
        await self.office.stop()
        await self.office.start()

    async def by_silence(self) -> None:
        self.office.socket.mute = True

    async def run(self, closings: int) -> None:
        slack = self.office.socket
        usual: list[tuple[str, Callable[[], Awaitable[object]]]] = [
            ("warned", lambda: slack.disconnect("warning", delay=0.2)),
            ("cut", slack.cut),
            ("refreshed", lambda: slack.disconnect("refresh_requested", delay=0.05)),
            ("behind a question", self.behind_a_question),
            ("disconnected", lambda: slack.disconnect("refresh_requested")),
        ]
        await self.close("silence", self.by_silence(), within=DEAD)
        for status in (500, 429, 503):
            await self.close("refused", self.while_slack_refuses(status), within=DOWN)
        await self.close("refused twice", self.while_slack_refuses(500, 502), within=DOWN)
        for _ in range(3):
            await self.close("Slack away", self.with_slack_itself())
        for how, work in cycle(usual):
            if self.closed >= closings:
                break
            await self.close(how, work())
        self.over.set()

    # --- what came of it

    def questions(self) -> list[tuple[Delivery, Interaction]]:
        """Every question, as Slack delivered it and as its asker saw it."""
        asked = {its.trigger: its for its in self.office.interactions.all}
        return [(its, asked[its.payload["trigger_id"]]) for its in self.office.deliveries]


@pytest.mark.faults
@pytest.mark.alone
async def test_closed_two_hundred_times_in_a_day_it_is_never_deaf_and_answers_all_once(
    tmp_path: Path, row: Row
) -> None:
    days = await asyncio.gather(*(a_day(tmp_path / f"{n}") for n in range(OFFICES)))
    questions = [its for day in days for its in day.questions()]
    seen = Counter(len(its.messages) for _, its in questions)
    delivered = [its for its in questions if its[0].sent is not None]
    unanswered = [its for its, saw in delivered if not saw.messages]
    twice = sum(its.times > 1 for its, _ in delivered)
    row(
        f"Slack's socket closed {sum(day.closed for day in days)} times",
        f"{len(questions)} questions, {len(delivered)} delivered, {twice} of them twice, "
        f"{seen[1]} answered, {seen[0]} told that they were not · heard again after "
        + ", ".join(f"{how} {longest(days, how):.1f} s" for how in days[0].gaps),
    )
    assert sum(day.closed for day in days) >= CLOSINGS
    assert unanswered == []
    assert set(seen) <= {0, 1}


def longest(days: Sequence[Day], how: str) -> float:
    """The longest that it was deaf after its connection was closed in a way, in seconds."""
    return max(gap for day in days for gap in day.gaps[how])


async def a_day(folder: Path) -> Day:
    """Have a bot live through a day."""
    async with Office() as office:
        acme = office.add_workspace("Acme")
        day = Day(office, acme, office.add_channel(acme, "news"))
        bot = SlackBot(folder, office, acme)
        await two_days(bot)
        bot.set_clock(MORNING)
        async with bot.listening():
            asking = [asyncio.create_task(day.ask_all_day()) for _ in range(ASKERS)]
            await day.run(CLOSINGS // OFFICES)
            await asyncio.gather(*asking)
            await day.ask()
        return day


# --- what it says of its own ears


@asynccontextmanager
async def platform_in(office: Office) -> AsyncIterator[SlackPlatform]:
    """Run the platform alone, in this process; whatever it is asked it answers."""
    acme = office.add_workspace("Acme")
    reception = FakeReception()
    reception.go.set()
    setup = Setup(office.url, bot_token=acme.bot_token, app_token=office.app_token)
    platform = SlackPlatform(setup, lambda *_, **__: None, NoDrawer())
    running = asyncio.create_task(platform.run(reception))
    yield platform
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert (platform.is_hearing, platform.is_ready) == (False, False)


async def test_it_knows_whether_what_people_type_reaches_it() -> None:
    async with Office() as office, platform_in(office) as platform:
        assert (platform.is_hearing, platform.is_ready) == (False, False)
        for close in (
            office.socket.cut,
            lambda: office.socket.disconnect("warning", delay=0.2),
            lambda: office.socket.disconnect("refresh_requested"),
            office.stop,
        ):
            await it_hears(office, platform)
            office.socket.refuse(503)  # so that it is deaf for a while
            await close()
            await until(lambda: not platform.is_hearing)
            assert platform.is_ready  # what is to be posted can be tried
            if close == office.stop:
                await office.start()
        await it_hears(office, platform)


async def test_it_knows_of_a_connection_that_fell_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "HEARTBEAT", 0.2)
    async with Office() as office, platform_in(office) as platform:
        office.socket.interval = 0.05  # Slack still asks whether we are there, and no more
        await it_hears(office, platform)
        office.socket.refuse(503)
        office.socket.mute = True
        async with asyncio.timeout(2):
            await until(lambda: not platform.is_hearing)
        await it_hears(office, platform)


async def test_it_knows_that_it_is_deaf_with_a_wrong_token() -> None:
    async with Office() as office:
        right, office.app_token = office.app_token, "xapp-1-A0-1-of-somebody-else"
        async with platform_in(office) as platform:
            office.app_token = right
            await until(lambda: len(office.calls("apps.connections.open")) == 1)
            assert platform.is_ready
            assert not platform.is_hearing


async def it_hears(office: Office, platform: SlackPlatform) -> None:
    """What is asked is answered, and it says that it hears."""
    await office.socket.wait()
    [acme] = office.workspaces.values()
    eve = office.person(acme, "eve")
    reply = await eve.ask(None, "/rank qwen")
    assert plain(reply.payload).startswith("Title")
    assert platform.is_hearing
