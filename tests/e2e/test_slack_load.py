"""Four hundred channels in several workspaces, some of them closed, while Slack is ill for a while:
`make faults`.

The bot is the program as it is, under its own clock; the day's posts wait in its database.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path
from statistics import quantiles
from time import monotonic

import pytest

from adapters.platforms.slack.calling import SEVERAL
from bot.model import Subscription
from storage.store import open_store
from tests.e2e import load
from tests.e2e.load import comes, paused, rows, running
from tests.e2e.moved import CLOCK
from tests.e2e.slack import Office, SlackBot
from tests.faults_table import Row
from tests.slack_installed import installed
from tests.slack_server import Call, Channel, Message, Workspace
from tests.slack_server.faults import POST

pytestmark = [pytest.mark.e2e, pytest.mark.faults, pytest.mark.alone]

WORKSPACES, IN_EACH = 4, 100
IN_ONE = 120
"""More than are sent to one workspace at once."""
CLOSED_EVERY, THREE_EVERY = 20, 4
"""A channel is closed, or has three posts."""
REASONS = {
    "archived": "refused-channel-archived",
    "left": "refused-left",
    "private": "refused-access",
    "deleted": "refused-access",
}
RETRY_AFTER = 7
"""Seconds: more than from one look at the outbox to the next."""
ILL = 12.0
"""Seconds for which Slack is ill with posts: two tries of what it asked to wait with."""
UNDER_WAY = 3.0
"""...times as long as most calls were under way, one may be, and so arrive though Slack asked to
wait meanwhile: on a machine that is busy that is long."""
AT_ONCE = 2
"""Messages that a channel takes at once, where it has had none for as many seconds: what leaves a
second apart arrives a little less or more than that."""
SOON = 2.0 * (RETRY_AFTER + 5.0)
"""...until a post is there that Slack took at once: it may have asked twice to wait with all of a
workspace, and the outbox is looked at every five seconds."""
CALM = 3.0
PATIENCE = 160.0
"""Seconds until all is told, or the test fails."""


@dataclass(eq=False)
class Town:
    """The channels of an office that want the news."""

    office: Office
    bot: SlackBot
    remembered: dict[str, str] = field(default_factory=dict)
    channels: list[Channel] = field(default_factory=list)
    closed: dict[str, str] = field(default_factory=dict)
    """Why, by the ids of those that take no post."""

    @property
    def open(self) -> list[Channel]:
        return [its for its in self.channels if its.id not in self.closed]

    @property
    def three(self) -> set[str]:
        """The ids of those that have three posts."""
        return {its.id for its in self.open[::THREE_EVERY]}

    @property
    def due(self) -> int:
        return len(self.open) + 2 * len(self.three)

    @property
    def messages(self) -> list[Message]:
        return [message for channel in self.open for message in channel.messages]

    @property
    def environment(self) -> dict[str, str]:
        """The bot's, which has the clock of everybody."""
        return {name: its for name, its in self.bot.environment.items() if name != CLOCK}

    def calls(self, method: str = POST) -> list[Call]:
        return self.office.calls(method)

    @property
    def states(self) -> Counter[tuple[object, ...]]:
        """How many posts there are, by channel and state."""
        return Counter(rows(self.bot.database, "SELECT channel, state FROM post"))

    @property
    def is_calm(self) -> bool:
        sent = sum(count for (_, state), count in self.states.items() if state == "sent")
        return sent >= self.due and monotonic() - self.calls()[-1].at > CALM


def street(its: Town, workspace: Workspace, count: int) -> None:
    """Build some channels; every twentieth is closed, each in another way."""
    ways = list(REASONS)
    for number in range(count):
        closed = number % CLOSED_EVERY == 7
        way = ways[number // CLOSED_EVERY % len(ways)] if closed else ""
        channel = its.office.add_channel(workspace, f"news-{number}", private=way == "private")
        its.channels.append(channel)
        channel.archived, channel.deleted = way == "archived", way == "deleted"
        channel.bot = way not in {"left", "private"}
        if closed:
            its.closed[channel.id] = REASONS[way]


def in_one(office: Office, folder: Path) -> Town:
    """A town of one workspace, by its token."""
    acme = office.add_workspace("Acme")
    its = Town(office, SlackBot(folder, office, acme))
    street(its, acme, IN_ONE)
    return its


def in_several(office: Office, folder: Path) -> Town:
    """A town of four, installed in; of one whose token died, and one that it was removed from."""
    homes = [office.add_workspace(f"Home {number}") for number in range(WORKSPACES)]
    dead, left = office.add_workspace("Dead"), office.add_workspace("Left")
    its = Town(office, SlackBot(folder, office))
    its.remembered = installed(office.client_secret, *homes, dead)
    for home in homes:
        street(its, home, IN_EACH)
    for workspace, reason in ((dead, "refused-slack-token"), (left, "refused-uninstalled")):
        office.bury(workspace, "account_inactive")
        for number in range(5):
            channel = office.add_channel(workspace, f"news-{number}")
            its.channels.append(channel)
            its.closed[channel.id] = reason
    return its


async def write(its: Town) -> None:
    """Have the posts wait: three of one channel in ten."""
    wanted = [
        Subscription(f"slack:{channel.id}", place=f"slack:{channel.workspace.id}")
        for channel in its.channels
    ]
    await load.write(its.bot.database, wanted, its.remembered)
    async with await open_store(its.bot.database) as store:
        [like, *_] = await store.posts()
        for channel in sorted(its.three):
            for part in (2, 3):
                await load.one_more(store, like, f"slack:{channel}", part)


def fall_ill(office: Office) -> None:
    """Go wrong in every way, each time with another post; take a post a second and channel."""
    office.limits.burst = AT_ONCE
    faults = office.faults
    for stored in (True, False, True):
        faults.once(kind="stall", stored=stored)
    faults.every(20, status=429, retry_after=RETRY_AFTER)
    faults.every(50, status=503)
    faults.every(30, kind="lost")
    faults.every(37, kind="cut")


def get_better(office: Office) -> None:
    """Take every post, and be asked for its history too often."""
    office.faults.clear()
    again = "conversations.history"
    office.faults.every(10, method=again, status=429, retry_after=RETRY_AFTER)


async def told(its: Town) -> float:
    """Run the bot until all is told and Slack is left in peace; return when it began."""
    fall_ill(its.office)
    await write(its)
    async with running(its.bot.database, its.environment):
        await comes(lambda: bool(its.calls()), 30)
        began = its.calls()[0].at
        await comes(lambda: monotonic() - began > ILL, ILL + 1)
        get_better(its.office)
        await comes(lambda: its.is_calm, PATIENCE)
    return began


async def test_every_open_channel_is_told_once_and_every_closed_one_is_paused_with_its_reason(
    tmp_path: Path, row: Row
) -> None:
    async with Office() as one, Office() as several:
        towns = in_one(one, tmp_path / "one"), in_several(several, tmp_path / "several")
        for its, began in zip(towns, await asyncio.gather(*map(told, towns)), strict=True):
            count = len(its.office.workspaces)
            row(
                f"Slack is ill: {len(its.channels)} channels in workspaces: {count}",
                figures(its, began),
            )
            assert copies(its) == {1: its.due}
            assert Counter(len(channel.messages) for channel in its.open) == {
                1: len(its.open) - len(its.three),
                3: len(its.three),
            }
            assert paused(its.bot.database) == its.closed
            states = its.states
            assert sum(states[its.bot.named(channel), "sent"] for channel in its.open) == its.due
            kept = states.total() - its.due  # in doubt, where an answer was lost before a refusal
            assert kept == len(its.closed)
            assert {state for _, state in states} <= {"sent", "paused", "in doubt"}
            assert refused(its) == {
                channel: 1 for channel, why in its.closed.items() if why != "refused-uninstalled"
            }
            assert max(unharmed(its, began)) <= SOON
            assert list(impatient(its)) == []
            assert its.office.limits.breaches == 0


def copies(its: Town) -> Counter[int]:
    """How many posts stand in their channels how often."""
    keys = Counter(
        (message.channel.id, str((message.metadata or {}).get("event_payload")))
        for message in its.messages
    )
    return Counter(keys.values())


def refused(its: Town) -> Counter[str]:
    """How often a channel's post was refused by a sentence of Slack's, not by its illness."""
    return Counter(
        call.text("channel")
        for call in its.calls()
        if call.ok is False and call.status == HTTPStatus.OK
    )


def impatient(its: Town) -> Iterator[str]:
    """Calls of a kind by a token that came though Slack had asked to wait with these.

    It asks for a channel; where several are to wait, it means the workspace.
    """
    longest = UNDER_WAY * under_way(its)
    by_kind: defaultdict[tuple[str, str], list[Call]] = defaultdict(list)
    for call in its.office.requests:
        by_kind[call.token, call.method].append(call)
    for same in by_kind.values():
        asked = [call for call in same if call.status == HTTPStatus.TOO_MANY_REQUESTS]
        for refusal in asked:
            waiting = {
                call.text("channel") for call in asked if 0 <= refusal.at - call.at < RETRY_AFTER
            }
            for call in same:
                is_same = call.text("channel") == refusal.text("channel")
                after = call.at - refusal.at
                if after >= RETRY_AFTER or not (is_same or len(waiting) >= SEVERAL):
                    continue
                if after > (0.0 if is_same else longest):  # in a channel, one follows the other
                    yield f"{call.method} {after:.1f} s after Slack asked to wait"


def under_way(its: Town) -> float:
    """Seconds that a call was under way when most were: the first to each channel left at once."""
    first = {call.text("channel"): call.at for call in reversed(its.calls())}
    return quantiles(first.values(), n=5)[3] - min(first.values())


def unharmed(its: Town, began: float) -> list[float]:
    """When the channels were told that Slack never failed: those beside them held them up not."""
    failed = {call.text("channel") for call in its.calls() if call.status != HTTPStatus.OK}
    return [message.at - began for message in its.messages if message.channel.id not in failed]


def gaps(its: Town) -> list[float]:
    """The seconds between messages to the same channel."""
    at: defaultdict[str, list[float]] = defaultdict(list)
    for call in its.calls():
        at[call.text("channel")].append(call.at)
    return [later - earlier for each in at.values() for earlier, later in pairwise(sorted(each))]


def figures(its: Town, began: float) -> str:
    """How long it took, beside what the limits alone allow."""
    at = sorted(message.at - began for message in its.messages)
    answers = Counter(call.status for call in its.calls())
    cuts = quantiles(at, n=20)
    return (
        f"{len(its.closed)} closed; {its.due} posts: {len(its.calls())} message requests "
        f"({dict(answers)}), {len(its.calls('conversations.history'))} look-ups; half were there "
        f"after {cuts[9]:.1f} s, 95 % after {cuts[18]:.1f} s, all after {at[-1]:.1f} s, those that "
        f"Slack did not fail after {max(unharmed(its, began)):.1f} s; allowed 2.0 s, "
        f"for three posts to a channel; least gap {min(gaps(its)):.2f} s"
    )


class Slow(Office):
    """A Slack of which one workspace takes every post and answers none."""

    def __init__(self) -> None:
        super().__init__()
        self.slow = self.add_workspace("Slow")
        self.on_stored = self._never

    async def _never(self, channel: Channel, _: Message) -> None:
        if channel.workspace is self.slow:
            await self.web.closing.wait()


async def test_a_workspace_that_does_not_answer_holds_up_no_other(tmp_path: Path, row: Row) -> None:
    async with Slow() as office:
        quick = office.add_workspace("Quick")
        its = Town(office, SlackBot(tmp_path, office))
        its.remembered = installed(office.client_secret, office.slow, quick)
        street(its, office.slow, 150)
        street(its, quick, 50)
        eve = office.person(office.slow, "eve")
        await write(its)
        async with running(its.bot.database, its.environment) as process:
            await comes(lambda: bool(its.calls()), 30)
            began = its.calls()[0].at
            await comes(lambda: there(its, quick) >= 45, 10)
            took = monotonic() - began
            reply = await eve.ask(there_is(its, office.slow), "/rank status")
            row(
                "a workspace of Slack that does not answer",
                f"the other was told within {took:.1f} s, a question took {reply.took:.2f} s",
            )
            assert reply.took < 3
            ending = monotonic()
            process.terminate()
            await process.wait()
            assert monotonic() - ending < 5
        assert took < 5


def there(its: Town, workspace: Workspace) -> int:
    """How many channels of a workspace have all that is due to them."""
    return sum(
        len(channel.messages) == (3 if channel.id in its.three else 1)
        for channel in its.open
        if channel.workspace is workspace
    )


def there_is(its: Town, workspace: Workspace) -> Channel:
    """Return a channel of a workspace."""
    return next(channel for channel in its.open if channel.workspace is workspace)
