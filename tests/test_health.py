"""What healthy means, what the watch sees, and when somebody's alarm is told of a good day."""

import asyncio
from collections.abc import AsyncIterator, Container, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import cast

import pytest

from bot import watch
from bot.cli.health import sentence
from bot.delivery import AGES
from bot.health import LATE, LOST, POST_AGE, STALE, life, look, readiness
from bot.keeper import WAITS
from bot.model import DeliveryState, Health, Link, Pulse, Quality, Step, Subscription, Vitals
from bot.pinging import PINGED, Pinger
from bot.ports import OvertakeError, Platform, Store, StoreError
from bot.schedule import Schedule
from bot.texts import words
from bot.watch import Tally, Watch
from storage import connections
from storage.connections import FAILED_SECONDS
from storage.store import SqliteStore, open_store
from tests.fakes import OpenPlatform
from tests.make import Machine, day, machine, moment, names, on

NOW = moment("05-02")
MINUTE = timedelta(minutes=1)
BOTH = {"discord": (True, True), "slack": (True, True)}


def pulse(at: datetime = NOW, *links: Link) -> Pulse:
    return Pulse(at, 42, "1.2", links)


def linked(name: str, lost_at: datetime | None = None, *, hearing: bool | None = None) -> Link:
    there = lost_at is None
    return Link(name, there, there if hearing is None else hearing, lost_at)


def said_of(its: Pulse | None, now: datetime = NOW, language: str = "en") -> tuple[bool, str]:
    checks = life(its, now)
    text = " ".join(sentence(check, words(language)) for check in checks)
    return all(check.is_well for check in checks), text


# --- what `overtake health` says


def test_a_bot_that_looked_just_now_is_alive_and_names_what_it_is_connected_to() -> None:
    links = linked("discord"), linked("slack")
    assert said_of(pulse(NOW, *links)) == (True, "alive: Discord and Slack are connected")
    assert said_of(pulse(NOW, links[0])) == (True, "alive: Discord is connected")
    assert said_of(pulse(NOW)) == (True, "alive: no platform is on, posts go to the terminal")


def test_it_speaks_the_language_that_is_set() -> None:
    its = pulse(NOW, linked("discord"), linked("slack"))
    assert said_of(its, language="es")[1] == "vivo: Discord y Slack están conectados"


def test_without_a_sign_of_life_the_bot_is_not_running() -> None:
    is_well, text = said_of(None)
    assert not is_well
    assert "`overtake run` starts it" in text


@pytest.mark.parametrize("away", [STALE + timedelta(seconds=1), timedelta(days=3)])
@pytest.mark.parametrize("direction", [1, -1])
def test_a_sign_of_life_of_another_time_is_none(away: timedelta, direction: int) -> None:
    is_well, text = said_of(pulse(NOW), NOW + away * direction)
    assert not is_well
    assert "2026-05-02 13:30 UTC" in text
    assert "hangs or was killed" in text


def test_a_look_that_is_a_little_late_is_no_trouble() -> None:
    assert said_of(pulse(NOW), NOW + STALE)[0]


def test_a_platform_that_was_lost_just_now_is_given_time() -> None:
    its = pulse(NOW, linked("discord"), linked("slack", NOW - LOST + MINUTE))
    assert said_of(its) == (True, "alive, though Slack is not connected at this moment")
    its = pulse(NOW, linked("discord", NOW), linked("slack", NOW))
    assert said_of(its)[1] == "alive, though Discord and Slack are not connected at this moment"


def test_a_platform_that_stays_lost_is_named_with_its_time() -> None:
    is_well, text = said_of(pulse(NOW, linked("discord"), linked("slack", NOW - LOST)))
    assert not is_well
    assert "Slack is not connected since 2026-05-02 13:25 UTC" in text
    assert "Discord" not in text


def test_an_app_that_is_installed_nowhere_is_told_from_a_lost_connection() -> None:
    nowhere = linked("slack", NOW - LOST, hearing=True)
    assert "has nowhere to post since" in said_of(pulse(NOW, nowhere))[1]


# --- how it is noted since when


def looks(*steps: tuple[timedelta, Mapping[str, tuple[bool, bool]]]) -> Pulse:
    """Look again and again, each after so long; return the last look."""
    before, at = None, NOW
    for passed, states in steps:
        at += passed
        its = pulse(at)
        before = Pulse(at, its.pid, its.version, look(before, its, states))
    assert before
    return before


SLACK_LOST = {"discord": (True, True), "slack": (True, False)}


def test_what_is_lost_is_lost_since_the_first_look_that_missed_it() -> None:
    its = looks((MINUTE, BOTH), (MINUTE, SLACK_LOST), (MINUTE, SLACK_LOST), (MINUTE, SLACK_LOST))
    assert [link.lost_at for link in its.links] == [None, NOW + 2 * MINUTE]


def test_what_came_back_and_is_lost_again_counts_anew() -> None:
    its = looks((MINUTE, SLACK_LOST), (MINUTE, BOTH), (MINUTE, SLACK_LOST))
    assert its.links[1].lost_at == NOW + 3 * MINUTE


def test_a_platform_that_never_connects_is_lost_from_the_start() -> None:
    never = {"discord": (False, False)}
    its = looks((timedelta(), never), *[(MINUTE, never)] * 5)
    assert not said_of(its, NOW + 5 * MINUTE)[0]


@pytest.mark.parametrize("jump", [timedelta(hours=7), timedelta(days=-30)])
def test_a_clock_that_was_set_makes_nothing_fail_once_there_was_a_look(jump: timedelta) -> None:
    before = looks((MINUTE, BOTH), (MINUTE, SLACK_LOST))
    now = before.at + jump
    assert not said_of(before, now)[0]  # a jump looks like a bot that hangs
    after = looks((MINUTE, BOTH), (MINUTE, SLACK_LOST), (jump, SLACK_LOST))
    assert said_of(after, now) == (True, "alive, though Slack is not connected at this moment")
    later = looks((MINUTE, SLACK_LOST), (jump, SLACK_LOST), *[(MINUTE, SLACK_LOST)] * 5)
    assert not said_of(later, later.at)[0]


# --- what `/readyz` says


GOOD = Vitals(last_good={"trending": NOW - timedelta(hours=20)})


def unwell(
    vitals: Vitals | None,
    *links: Link,
    trouble: str = "",
    now: datetime = NOW,
    schedule: Schedule = Schedule(),  # noqa: B008 - frozen
) -> dict[str, str]:
    """Return what is not well, by name."""
    due = schedule.last_due(now - LATE)
    checks = readiness(Health(pulse(now, *links), vitals, trouble, due))
    return {its.name: sentence(its, words("en")) for its in checks if not its.is_well}


def test_a_bot_that_does_its_work_is_ready() -> None:
    assert unwell(GOOD, linked("discord"), linked("slack")) == {}


def test_a_platform_that_is_lost_is_not_ready_at_once() -> None:
    assert "Slack is not connected" in unwell(GOOD, linked("slack", NOW))["slack"]


def test_a_database_that_does_not_answer_is_said_with_its_reason() -> None:
    assert "the disk is gone" in unwell(None, trouble="the disk is gone")["database"]


def test_a_write_that_failed_is_said_with_its_reason() -> None:
    vitals = Vitals(last_good=GOOD.last_good, failed_write="the disk is full")
    assert "the disk is full" in unwell(vitals)["database"]


def test_before_the_first_snapshot_it_is_not_ready_and_says_so() -> None:
    assert unwell(Vitals()) == {"snapshot": "There is no good snapshot yet."}


def test_a_snapshot_is_missed_half_a_day_after_it_was_due() -> None:
    vitals = Vitals(last_good={"trending": moment("05-01"), "likes": moment("04-20")})
    due = moment("05-02")
    assert unwell(vitals, now=due + LATE - MINUTE) == {}
    said = unwell(vitals, now=due + LATE)["snapshot"]
    assert said.startswith(
        "The last good snapshot is 36 h old, and one was due at 2026-05-02 13:30"
    )


def test_a_snapshot_that_was_taken_by_hand_before_it_was_due_is_that_days() -> None:
    vitals = Vitals(last_good={"trending": moment("05-02", "10:00")})
    assert unwell(vitals, now=moment("05-03", "10:00")) == {}


def test_a_schedule_of_workdays_is_ready_all_weekend_and_not_once_monday_is_missed() -> None:
    workdays = Schedule("30 13 * * mon-fri")
    friday = Vitals(last_good={"trending": moment("05-01")})
    for hours in range(24 * 3 + 12):
        assert unwell(friday, now=moment("05-01") + timedelta(hours=hours), schedule=workdays) == {}
    assert "snapshot" in unwell(friday, now=moment("05-05", "01:30"), schedule=workdays)


def test_a_post_may_wait_two_hours_and_no_longer() -> None:
    vitals = Vitals(last_good=GOOD.last_good, waiting_since=NOW - POST_AGE)
    assert unwell(vitals) == {}
    vitals = Vitals(last_good=GOOD.last_good, waiting_since=NOW - POST_AGE - MINUTE)
    assert "121 min old" in unwell(vitals)["posts"]


# --- what the database knows


async def test_only_good_snapshots_count_and_each_board_has_its_last(overtake: Machine) -> None:
    await overtake.take(
        day("05-01", trending=names(30), likes=names(30)),
        day("05-02", trending=names(30)[::-1], likes=[]),
    )
    assert [m.quality for _, m in await overtake.store.verdicts(on("05-02"))] == [
        Quality.OK,
        Quality.REJECTED,
    ]
    vitals = await overtake.store.vitals(())
    assert vitals.last_good == {"trending": moment("05-02"), "likes": moment("05-01")}


async def test_the_oldest_post_that_is_still_to_be_sent_is_known(overtake: Machine) -> None:
    store, on = overtake.store, {"discord"}
    assert (await store.vitals(on)).waiting_since is None
    await overtake.take(day("05-01", trending=names(30)))
    await store.subscribe(Subscription("discord:1"))
    await store.subscribe(Subscription("discord:2"))
    await overtake.take(day("05-02", trending=names(30)[::-1]), post=True)
    vitals = await store.vitals(on)
    assert vitals.subscriptions == 2
    assert vitals.posts == {DeliveryState.WAITING: 2}
    assert vitals.waiting_since == moment("05-02")
    await store.take_due(NOW, AGES, {"discord:1", "discord:2"}, set())
    assert (await store.vitals(on)).waiting_since == moment("05-02")  # in doubt until it is noted
    posts = await store.posts()
    await store.note_posts([replace(its, state=DeliveryState.SENT) for its in posts])
    assert (await store.vitals(on)).waiting_since is None


async def test_a_post_that_nobody_wants_sent_does_not_wait(overtake: Machine) -> None:
    store = overtake.store
    await overtake.take(day("05-01", trending=names(30)))
    for channel in ("discord:1", "discord:2", "slack:C1"):
        await store.subscribe(Subscription(channel))
    await overtake.take(day("05-02", trending=names(30)[::-1]), post=True)
    assert (await store.vitals({"discord", "slack"})).waiting_since == moment("05-02")
    await store.subscribe(Subscription("discord:1", paused="by hand"))
    await store.unsubscribe("discord:2")
    assert (await store.vitals({"discord"})).waiting_since is None
    assert (await store.vitals({"discord", "slack"})).waiting_since == moment("05-02")


@asynccontextmanager
async def nothing_can_be_written(store: SqliteStore) -> AsyncIterator[None]:
    """Have SQLite refuse each write, as on a disk that was mounted read-only."""
    await store._writer.execute("PRAGMA query_only = ON")
    yield
    await store._writer.execute("PRAGMA query_only = OFF")


async def test_a_write_that_failed_is_known_until_one_went_well(overtake: Machine) -> None:
    store = overtake.store
    async with nothing_can_be_written(store):
        with pytest.raises(StoreError):
            await store.remember("name", "value")
        assert "attempt to write a readonly" in (await store.vitals(())).failed_write
    await store.note_posts([])
    await store.take_due(NOW, AGES, set(), set())  # writes nothing, so it says nothing
    assert (await store.vitals(())).failed_write
    await store.remember("name", "value")
    assert (await store.vitals(())).failed_write == ""


async def test_a_write_that_failed_long_ago_is_forgotten_though_nothing_was_written_since(
    overtake: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, failed_at = overtake.store, monotonic()
    async with nothing_can_be_written(store):
        with pytest.raises(StoreError):
            await store.remember("name", "value")
    hour = WAITS[-1].total_seconds()  # what is due is tried again by then, and fails again
    monkeypatch.setattr(connections, "monotonic", lambda: failed_at + hour + 60)
    assert (await store.vitals(())).failed_write
    monkeypatch.setattr(connections, "monotonic", lambda: failed_at + FAILED_SECONDS + 60)
    assert (await store.vitals(())).failed_write == ""


# --- the watch


@dataclass
class SlowStore:
    """A database whose answer never comes, or that fails."""

    error: Exception | None = None

    async def vitals(self, _: Container[str]) -> Vitals:
        if self.error:
            raise self.error
        await asyncio.Event().wait()
        return Vitals()


def nobody_reads(step: Step, **facts: str | float | None) -> None:
    """Keep no log."""


def watch_over(store: object, *platforms: OpenPlatform, tally: Tally | None = None) -> Watch:
    by_name = cast("Mapping[str, Platform]", {its.name: its for its in platforms})
    log = tally or Tally(nobody_reads)
    me = pulse(moment("05-01"))
    return Watch(cast("Store", store), by_name, log, lambda: NOW, Schedule(), me)


async def test_the_watch_sees_platforms_come_and_go(overtake: Machine) -> None:
    discord, slack = OpenPlatform(), OpenPlatform("slack", is_hearing=False)
    its = watch_over(overtake.store, discord, slack)
    assert its.look(NOW).links == (linked("discord"), Link("slack", True, False, NOW))  # noqa: FBT003
    discord.is_ready, slack.is_hearing = False, True
    seen = its.look(NOW + MINUTE)
    assert [link.lost_at for link in seen.links] == [NOW + MINUTE, None]
    assert (seen.at, seen.pid, seen.version) == (NOW + MINUTE, 42, "1.2")
    assert (await its.health()).pulse.at == NOW


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (None, "it took longer than"),
        (StoreError("the disk is gone"), "the disk is gone"),
        (RuntimeError("no such thing"), "RuntimeError: no such thing"),
    ],
)
async def test_a_database_that_ails_holds_nobody_up(
    error: Exception | None, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "PATIENCE", 0.01)
    health = await watch_over(SlowStore(error)).health()
    assert health.vitals is None
    assert said in health.trouble


async def test_what_is_logged_is_counted_and_still_logged(overtake: Machine) -> None:
    lines: list[Step] = []

    def log(step: Step, **_: str | float | None) -> None:
        lines.append(step)

    tally = Tally(log)
    for step in (Step.TROUBLE, Step.STORED, Step.TROUBLE):
        tally(step, reason="why")
    assert lines == [Step.TROUBLE, Step.STORED, Step.TROUBLE]
    health = await watch_over(overtake.store, tally=tally).health()
    assert health.steps == {Step.TROUBLE: 2, Step.STORED: 1}


# --- the ping after a good day


@dataclass
class FakeAlarm:
    """Takes every ping, but for those that are to fail."""

    fails: int = 0
    tries: int = 0
    taken: int = 0
    meanwhile: BaseException | None = None
    """What happens after it took one, before anybody can remember it."""

    async def ping(self) -> None:
        self.tries += 1
        if self.fails:
            self.fails -= 1
            raise OvertakeError("nobody was told")
        self.taken += 1
        if self.meanwhile:
            raise self.meanwhile


@dataclass
class Pinging:
    """A bot with an alarm, started as often as a test likes."""

    overtake: Machine
    alarm: FakeAlarm = field(default_factory=FakeAlarm)
    done: set[date] = field(default_factory=set)
    log: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.pinger = Pinger(
            self.overtake.store, self.alarm.ping, self.done.__contains__, self.note
        )

    def note(self, step: Step, **facts: str | float | None) -> None:
        self.log.append(f"{step} {facts['day']}")

    async def look(self, when: str, at: str = "14:00") -> None:
        await self.pinger(moment(when, at))

    async def good_day(self, when: str) -> None:
        ups = names(30) if on(when).day % 2 else names(30)[::-1]
        await self.overtake.take(day(when, trending=ups))

    async def bad_day(self, when: str) -> None:
        await self.overtake.take(day(when, trending=[]))


@pytest.fixture
def pinging(overtake: Machine) -> Pinging:
    return Pinging(overtake)


async def test_each_good_day_is_told_once_when_nothing_of_it_is_left_to_come(
    pinging: Pinging,
) -> None:
    await pinging.look("05-01")
    await pinging.good_day("05-01")
    await pinging.look("05-01")
    assert pinging.alarm.taken == 0  # something of it may still come
    pinging.done.add(on("05-01"))
    for at in ("14:01", "14:02", "23:59"):
        await pinging.look("05-01", at)
    pinging.start()
    await pinging.look("05-01", "23:59")
    await pinging.look("05-02", "00:01")
    assert pinging.alarm.taken == 1
    assert pinging.log == ["pinged 2026-05-01"]
    assert await pinging.overtake.store.recall(PINGED) == "2026-05-01"
    await pinging.good_day("05-02")
    pinging.done.add(on("05-02"))
    await pinging.look("05-02")
    assert pinging.alarm.taken == 2


async def test_a_day_that_was_not_good_tells_nobody(pinging: Pinging) -> None:
    await pinging.good_day("05-01")
    await pinging.bad_day("05-02")
    pinging.done.add(on("05-02"))
    await pinging.overtake.store.remember(PINGED, "2026-05-01")
    for when in ("05-02", "05-03", "05-04"):
        await pinging.look(when)
    assert pinging.alarm.tries == 0


async def test_a_day_that_was_not_told_in_time_is_told_the_day_after_and_not_later(
    pinging: Pinging,
) -> None:
    await pinging.good_day("05-01")
    await pinging.look("05-03")
    assert pinging.alarm.tries == 0
    await pinging.good_day("05-03")
    await pinging.look("05-04", "00:01")
    assert pinging.log == ["pinged 2026-05-03"]


async def test_each_good_day_is_told_if_that_succeeds_before_the_day_after_is_over_and_no_other_is(
    pinging: Pinging,
) -> None:
    """Good, good, not good, good, good; the alarm is away in between, and so is the bot."""
    alarm, outages = pinging.alarm, (("05-01", "05-02"), ("05-04", "05-06"))
    for hour in range(24 * 6):
        now = moment("05-01", "00:00") + hour * timedelta(hours=1)
        if now.hour == 14 and now < moment("05-06", "00:00"):
            when = f"{now:%m-%d}"
            await (pinging.good_day(when) if when != "05-03" else pinging.bad_day(when))
            pinging.done.add(on(when))
        is_away = any(moment(a, "13:40") <= now < moment(b, "20:00") for a, b in outages)
        alarm.fails = 1 if is_away else 0
        if hour % 5 == 0:
            pinging.start()
        with suppress(OvertakeError):
            await pinging.pinger(now)
    told = ["05-01", "05-02", "05-05"]  # not 05-04: the day after it was over
    assert pinging.log == [f"pinged 2026-{its}" for its in told]
    assert alarm.taken == len(told)


async def test_killed_before_it_is_remembered_it_is_told_again_rather_than_not(
    pinging: Pinging,
) -> None:
    await pinging.good_day("05-01")
    pinging.done.add(on("05-01"))
    pinging.alarm.meanwhile = asyncio.CancelledError()
    with pytest.raises(asyncio.CancelledError):
        await pinging.look("05-01")
    assert await pinging.overtake.store.recall(PINGED) == ""
    pinging.alarm.meanwhile = None
    pinging.start()
    await pinging.look("05-01")
    assert pinging.alarm.taken == 2


async def test_an_alarm_that_fails_is_tried_less_and_less_often_until_it_takes_it(
    pinging: Pinging,
) -> None:
    await pinging.good_day("05-01")
    pinging.done.add(on("05-01"))
    pinging.alarm.fails = 4
    tried = []
    for minute in range(180):
        before = pinging.alarm.tries
        try:
            await pinging.pinger(moment("05-01", "14:00") + minute * MINUTE)
        except OvertakeError as error:
            assert str(error) == "nobody was told"  # noqa: PT017 - it may and may not be raised
        if pinging.alarm.tries > before:
            tried.append(minute)
    assert tried == [0, 5, 15, 35, 75]
    assert pinging.alarm.taken == 1
    assert await pinging.overtake.store.recall(PINGED) == "2026-05-01"


async def test_a_clock_that_is_set_back_does_not_put_the_next_try_off_for_ever(
    pinging: Pinging,
) -> None:
    await pinging.good_day("05-01")
    pinging.done.add(on("05-01"))
    pinging.alarm.fails = 1
    with pytest.raises(OvertakeError):
        await pinging.look("05-01", "23:00")
    await pinging.look("05-01", "14:00")
    assert pinging.alarm.taken == 1


async def test_where_it_can_not_be_remembered_it_is_not_told_at_each_look(
    pinging: Pinging,
) -> None:
    await pinging.good_day("05-01")
    pinging.done.add(on("05-01"))
    async with nothing_can_be_written(pinging.overtake.store):
        with pytest.raises(StoreError):
            await pinging.look("05-01")
        await pinging.look("05-01", "14:01")
    assert pinging.alarm.tries == 1


async def test_a_restart_on_a_file_remembers(database: Path) -> None:
    async with await open_store(database, exclusive=True) as store:
        before = Pinging(machine(store))
        await before.good_day("05-01")
        before.done.add(on("05-01"))
        await before.look("05-01")
    async with await open_store(database, exclusive=True) as store:
        after = Pinging(machine(store), before.alarm, before.done)
        await after.look("05-01")
    assert before.alarm.tries == 1
