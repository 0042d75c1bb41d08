"""The outbox, delivered: once, later, never twice where a platform can tell, and never lost."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import cast

import pytest

from bot.delivery import Postman, check_refused, deliver, pause
from bot.model import Address, DeliveryState, Examined, Fetch, Post, Step, Subscription, View
from bot.ports import PostError, Reception, Store, StoreError
from bot.texts import plain
from tests.make import Machine, day, everything, names

HERO, RIVAL, THIRD = "Qwen/Qwen4-8B", "meta-llama/Llama-5", "mistralai/Mistral-9"
A, B = "fake:a", "fake:b"


@dataclass
class FakePlatform:
    """A platform that works, knows a repeat by its key, and fails when it is told to."""

    name: str = "fake"
    messages: dict[str, tuple[str, View]] = field(default_factory=dict)
    """By key: in which channel, and what it shows."""
    tried: list[tuple[str, str]] = field(default_factory=list)
    edited: list[tuple[str, str, View]] = field(default_factory=list)
    """Channel, message and what it shows now."""
    """Channel and key of every request."""
    trouble: dict[str, list[PostError]] = field(default_factory=dict)
    """What is raised by channel, one at a time, before anything is taken."""
    arrives: bool = False
    """Whether what raises arrives all the same, as when only the answer was lost."""

    odd: set[str] = field(default_factory=set)
    """Channels at which it breaks in a way that no platform should."""
    slow: dict[str, asyncio.Event] = field(default_factory=dict)
    """A channel that answers only then."""
    is_ready: bool = True
    is_hearing: bool = True
    told: list[tuple[str, View]] = field(default_factory=list)
    """Who was told what in person."""
    since: dict[str, datetime | None] = field(default_factory=dict)
    """By key, since when a post was said to be in doubt at its last try."""

    async def run(self, reception: Reception) -> None:  # noqa: ARG002
        await asyncio.Event().wait()

    async def tell(self, person: Address, view: View) -> None:
        self.told.append((person.id, view))

    async def examine(
        self,
        channels: Sequence[Address],  # noqa: ARG002
        kept: Mapping[str, str],  # noqa: ARG002
    ) -> Examined:
        return Examined()

    async def post(self, to: Address, view: View, key: str, since: datetime | None = None) -> str:
        channel_id = to.id
        self.since[key] = since
        self.tried.append((channel_id, key))
        if channel_id in self.odd:
            raise KeyError(channel_id)
        if channel_id in self.slow:
            await self.slow[channel_id].wait()
        errors = self.trouble.get(channel_id, [])
        if not errors or self.arrives:
            self.messages.setdefault(key, (channel_id, view))
        if errors:
            raise errors.pop(0)
        return f"message-{key}"

    async def edit(self, to: Address, receipt: str, view: View) -> None:
        self.edited.append((to.id, receipt, view))
        if errors := self.trouble.get(to.id, []):
            raise errors.pop(0)

    async def check(self, to: Address) -> None:
        if errors := self.trouble.get(to.id, []):
            raise errors[0]

    def shown(self, channel_id: str) -> str:
        """Return all that a channel was shown, as text."""
        views = [view for channel, view in self.messages.values() if channel == channel_id]
        return "\n".join("".join(s.text for s in row.line) for view in views for row in view.rows)


@pytest.fixture
def fake() -> FakePlatform:
    return FakePlatform()


def led_by(name: str, when: str, at: str = "13:30") -> Fetch:
    return day(when, trending=[name, *names(29)], at=at)


def leading(name: str) -> str:
    return f"{name} is the new #1"


async def one_post(overtake: Machine, *channels: str) -> datetime:
    """Write a day's post for each channel; return when."""
    for channel in channels:
        await overtake.store.subscribe(everything(channel))
    taken = await overtake.take(day("05-01", trending=names(30)), led_by(HERO, "05-02"), post=True)
    return taken.decision.taken_at


async def posts(overtake: Machine, channel: str = A) -> list[Post]:
    return [post for post in await overtake.store.posts() if post.channel == channel]


async def the_post(overtake: Machine, channel: str = A) -> Post:
    [post] = await posts(overtake, channel)
    return post


async def subscription(overtake: Machine, channel: str = A) -> Subscription:
    return next(s for s in await overtake.store.subscriptions() if s.channel == channel)


async def send(overtake: Machine, fake: FakePlatform, now: datetime) -> int:
    return await deliver(overtake.store, {fake.name: fake}, now)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


# --- sent


async def test_a_post_is_sent_once(overtake: Machine, fake: FakePlatform) -> None:
    now = await one_post(overtake, A, B)
    assert await send(overtake, fake, now) == 2
    assert await send(overtake, fake, now + minutes(1)) == 0
    assert sorted(channel for channel, _ in fake.tried) == ["a", "b"]
    post = await the_post(overtake)
    assert (post.state, post.attempts) == (DeliveryState.SENT, 1)
    assert post.receipt == f"message-{post.key}"
    assert leading(HERO) in fake.shown("a")


async def test_history_that_made_no_posts_sends_none(overtake: Machine, fake: FakePlatform) -> None:
    await overtake.store.subscribe(everything(A))
    taken = await overtake.take(day("05-01", trending=names(30)), led_by(HERO, "05-02"))
    assert await send(overtake, fake, taken.decision.taken_at) == 0
    assert fake.tried == []


async def test_a_platform_that_is_not_connected_is_waited_for(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A)
    assert await deliver(overtake.store, {}, now) == 0
    post = await the_post(overtake)
    assert (post.state, post.attempts) == (DeliveryState.WAITING, 0)
    assert await send(overtake, fake, now + timedelta(hours=5)) == 1


# --- again, later


async def test_a_post_that_failed_is_tried_again_later_each_time(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A)
    fake.trouble["a"] = [PostError("502 Bad Gateway") for _ in range(12)]
    waits = []
    for attempt in range(1, 13):
        assert await send(overtake, fake, now) == 0
        post = await the_post(overtake)
        assert (post.state, post.attempts) == (DeliveryState.RETRYING, attempt)
        assert "502" in post.note
        assert post.due_at is not None
        waits.append(post.due_at - now)
        assert await send(overtake, fake, post.due_at - timedelta(seconds=1)) == 0  # not before
        assert len(fake.tried) == attempt
        now = post.due_at
    assert waits == sorted(waits)
    assert timedelta() < waits[0] <= minutes(2)
    assert waits[0] < waits[1] < waits[2]
    assert max(waits) <= timedelta(hours=2)
    assert await send(overtake, fake, now) == 1
    post = await the_post(overtake)
    assert (post.state, post.note) == (DeliveryState.SENT, "")


async def test_a_platform_that_says_how_long_to_wait_is_obeyed(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A)
    fake.trouble["a"] = [PostError("429", retry_after=1234.5), PostError("429", retry_after=0.3)]
    await send(overtake, fake, now)
    due = (await the_post(overtake)).due_at
    assert due is not None
    assert due >= now + timedelta(seconds=1234.5)
    await send(overtake, fake, due)
    assert await send(overtake, fake, due + timedelta(seconds=1)) == 1


async def test_one_broken_channel_does_not_hold_up_another(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A, B)
    fake.trouble["a"] = [PostError("500")]
    assert await send(overtake, fake, now) == 1
    assert fake.shown("b")


async def test_one_slow_channel_does_not_hold_up_another(overtake: Machine) -> None:
    """The first waits for an answer that comes only once the second has its post."""
    now = await one_post(overtake, A, B)
    second_is_out = asyncio.Event()

    class Slow(FakePlatform):
        async def post(
            self, to: Address, view: View, key: str, since: datetime | None = None
        ) -> str:
            if to.id == "a":
                async with asyncio.timeout(1):
                    await second_is_out.wait()
            receipt = await super().post(to, view, key, since)
            second_is_out.set()
            return receipt

    assert await send(overtake, Slow(), now) == 2


# --- refused for good


async def test_a_lasting_refusal_pauses_the_channel_and_keeps_it(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A, B)
    before = await subscription(overtake)
    fake.trouble["a"] = [PostError("the channel was archived", lasting=True)]
    assert await send(overtake, fake, now) == 1
    after = await subscription(overtake)
    assert after == replace(before, paused="the channel was archived", refused=True)
    assert (await the_post(overtake)).state is DeliveryState.PAUSED
    assert (await subscription(overtake, B)).paused is None
    await overtake.take(led_by(RIVAL, "05-03"), post=True)
    await send(overtake, fake, now + timedelta(days=1))
    assert [channel for channel, _ in fake.tried].count("a") == 1  # and it is left in peace


async def test_what_was_refused_is_told_once_the_channel_goes_on(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A)
    fake.trouble["a"] = [PostError("no permission", lasting=True)]
    await send(overtake, fake, now)
    await overtake.store.subscribe(replace(await subscription(overtake), paused=None))
    await overtake.take(led_by(RIVAL, "05-03"), post=True)
    await send(overtake, fake, now + timedelta(days=1))
    assert leading(RIVAL) in fake.shown("a")
    assert leading(HERO) in fake.shown("a")


async def test_a_reason_given_by_hand_is_not_overwritten(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A)
    await overtake.store.subscribe(replace(await subscription(overtake), paused="by hand"))
    fake.trouble["a"] = [PostError("gone", lasting=True)]
    await send(overtake, fake, now)
    assert (await subscription(overtake)).paused == "by hand"


async def test_a_channel_that_was_paused_gets_nothing_that_still_waited(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A)
    await overtake.store.subscribe(replace(await subscription(overtake), paused="by hand"))
    assert await send(overtake, fake, now) == 0
    assert fake.tried == []


async def test_a_channel_that_was_switched_off_gets_nothing_that_still_waited(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A)
    await overtake.store.unsubscribe(A)
    assert await send(overtake, fake, now) == 0
    assert fake.tried == []


# --- in doubt


async def test_a_post_whose_answer_was_lost_is_in_doubt(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A)
    fake.trouble["a"] = [PostError("timed out", in_doubt=True)]
    assert await send(overtake, fake, now) == 0
    post = await the_post(overtake)
    assert (post.state, post.note) == (DeliveryState.IN_DOUBT, "timed out")
    assert (await subscription(overtake)).paused is None


@pytest.mark.parametrize("arrived", [True, False])
async def test_what_is_in_doubt_is_sent_again_rather_than_lost(
    overtake: Machine,
    fake: FakePlatform,
    arrived: bool,  # noqa: FBT001
) -> None:
    """With the same key, so that a platform which can tell shows it once."""
    now = await one_post(overtake, A)
    fake.trouble["a"], fake.arrives = [PostError("timed out", in_doubt=True)], arrived
    await send(overtake, fake, now)
    await send(overtake, fake, now + timedelta(hours=2))
    assert (await the_post(overtake)).state is DeliveryState.SENT
    assert len(fake.messages) == 1
    assert len({key for _, key in fake.tried}) == 1


async def test_a_post_is_in_doubt_from_when_it_is_taken_until_it_is_noted(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A, B)
    seen: list[DeliveryState] = []

    class Watched(FakePlatform):
        async def post(
            self, to: Address, view: View, key: str, since: datetime | None = None
        ) -> str:
            seen.extend([(await the_post(overtake, f"fake:{to.id}")).state])
            return await fake.post(to, view, key, since)

    assert await deliver(overtake.store, {"fake": Watched()}, now) == 2
    assert seen == [DeliveryState.IN_DOUBT] * 2
    assert await overtake.store.post_counts() == {DeliveryState.SENT: 2}


async def test_only_what_was_in_doubt_is_said_to_be_at_its_next_try(
    overtake: Machine, fake: FakePlatform
) -> None:
    """A platform has to look for it, which costs a request: nobody does that for what is new."""
    now = await one_post(overtake, A, B)
    fake.trouble = {"a": [PostError("timed out", in_doubt=True)], "b": [PostError("429")]}
    await send(overtake, fake, now)
    assert set(fake.since.values()) == {None}
    assert await send(overtake, fake, now + minutes(1)) == 2
    doubtful, refused = await the_post(overtake), await the_post(overtake, B)
    assert fake.since == {doubtful.key: doubtful.written_at, refused.key: None}


async def test_a_crash_leaves_what_was_out_in_doubt_and_the_next_try_says_since_when(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A)
    with pytest.raises(Crash):
        await deliver(Crashing(overtake.store), {"fake": fake}, now)  # type: ignore[arg-type]
    post = await the_post(overtake)
    assert post.state is DeliveryState.IN_DOUBT
    assert await overtake.store.post_counts() == {DeliveryState.IN_DOUBT: 1}
    assert await send(overtake, fake, now + minutes(1)) == 1
    assert fake.since == {post.key: post.written_at}


@pytest.mark.parametrize(
    "then", [PostError("not connected"), PostError("429", retry_after=5.0), PostError("503")]
)
async def test_doubt_lasts_over_a_try_that_could_not_clear_it(
    overtake: Machine, fake: FakePlatform, then: PostError
) -> None:
    """It may have arrived the first time, whatever is certain about the second."""
    now = await one_post(overtake, A)
    fake.trouble["a"] = [PostError("timed out", in_doubt=True), then]
    await send(overtake, fake, now)
    await send(overtake, fake, now + minutes(1))
    post = await the_post(overtake)
    assert (post.state, post.note) == (DeliveryState.IN_DOUBT, str(then))
    assert await send(overtake, fake, now + minutes(5)) == 1
    assert fake.since == {post.key: post.written_at}


async def test_doubt_lasts_over_a_pause(overtake: Machine, fake: FakePlatform) -> None:
    now = await one_post(overtake, A)
    timed_out, revoked = PostError("timed out", in_doubt=True), PostError("revoked", lasting=True)
    fake.trouble["a"] = [timed_out, revoked]
    await send(overtake, fake, now)
    await send(overtake, fake, now + minutes(1))
    assert (await subscription(overtake)).paused == "revoked"
    assert (await the_post(overtake)).state is DeliveryState.IN_DOUBT
    assert await send(overtake, fake, now + minutes(30)) == 0
    assert await check_refused(overtake.store, {"fake": fake}) == (A,)
    assert await send(overtake, fake, now + minutes(60)) == 1
    post = await the_post(overtake)
    assert fake.since == {post.key: post.written_at}


async def test_what_waits_behind_a_refused_post_is_not_in_doubt(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A)
    await overtake.take(led_by(RIVAL, "05-03"), post=True)
    fake.trouble["a"] = [PostError("archived", lasting=True)]
    await send(overtake, fake, now + timedelta(hours=23))
    assert len(fake.tried) == 1
    assert [post.state for post in await posts(overtake)] == [
        DeliveryState.PAUSED,
        DeliveryState.WAITING,
    ]


# --- too late


@pytest.mark.parametrize("connected", [True, False])
async def test_a_post_older_than_a_day_is_folded_into_the_next(
    overtake: Machine,
    fake: FakePlatform,
    connected: bool,  # noqa: FBT001
) -> None:
    now = await one_post(overtake, A)
    platforms: Mapping[str, FakePlatform] = {"fake": fake} if connected else {}
    late = now + timedelta(hours=24, seconds=1)
    assert await deliver(overtake.store, platforms, late) == 0
    assert fake.tried == []
    assert (await the_post(overtake)).state is DeliveryState.EXPIRED
    await overtake.take(led_by(RIVAL, "05-03", at="14:00"), post=True)
    assert await send(overtake, fake, late + minutes(30)) == 1
    assert len(fake.messages) == 1
    assert leading(HERO) in fake.shown("a")
    assert leading(RIVAL) in fake.shown("a")
    assert await send(overtake, fake, late + minutes(31)) == 0


async def test_just_within_a_day_it_is_still_sent(overtake: Machine, fake: FakePlatform) -> None:
    now = await one_post(overtake, A)
    assert await send(overtake, fake, now + timedelta(hours=24)) == 1


async def test_retries_end_when_the_post_is_too_old(overtake: Machine, fake: FakePlatform) -> None:
    now = await one_post(overtake, A)
    fake.trouble["a"] = [PostError("429", retry_after=30 * 3600)]
    await send(overtake, fake, now)
    await send(overtake, fake, now + timedelta(hours=31))
    assert (await the_post(overtake)).state is DeliveryState.EXPIRED
    assert len(fake.tried) == 1


async def test_a_post_that_waits_past_its_day_because_of_a_retry_is_folded_in_time(
    overtake: Machine, fake: FakePlatform
) -> None:
    """It is due in 30 hours, but too old in 24: tomorrow's post already holds it."""
    now = await one_post(overtake, A)
    fake.trouble["a"] = [PostError("429", retry_after=30 * 3600)]
    await send(overtake, fake, now)
    await send(overtake, fake, now + timedelta(hours=24, minutes=20))
    await overtake.take(led_by(RIVAL, "05-03", at="14:00"), post=True)
    await send(overtake, fake, now + timedelta(hours=24, minutes=40))
    assert leading(HERO) in fake.shown("a")


# --- a crash


class Crash(Exception):  # noqa: N818 - it stands for a plug that was pulled
    """The process ends here."""


class Crashing:
    """A store whose process dies when what became of a post is to be noted."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def note_posts(self, posts: Sequence[Post]) -> None:
        if any(post.state is not DeliveryState.WAITING for post in posts):
            raise Crash
        await self._store.note_posts(posts)


async def test_a_crash_between_the_post_and_its_noting_repeats_nothing_and_loses_nothing(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A)
    with pytest.raises(Crash):
        await deliver(Crashing(overtake.store), {"fake": fake}, now)  # type: ignore[arg-type]
    assert len(fake.messages) == 1
    await send(overtake, fake, now + minutes(1))
    assert len(fake.messages) == 1  # the platform knew the key
    assert (await the_post(overtake)).state is DeliveryState.SENT


async def test_what_comes_after_a_crash_is_not_hidden_behind_the_key_of_what_went_out(
    overtake: Machine, fake: FakePlatform
) -> None:
    """A later fetch of the day must not change a post that the platform may have already."""
    await overtake.store.subscribe(everything(A))
    await overtake.take(day("05-01", trending=names(30), likes=names(30)))
    taken = await overtake.take(led_by(HERO, "05-02"), post=True)
    now = taken.decision.taken_at
    with pytest.raises(Crash):
        await deliver(Crashing(overtake.store), {"fake": fake}, now)  # type: ignore[arg-type]
    await overtake.take(day("05-02", likes=[THIRD, *names(29)], at="15:00"), post=True)
    await send(overtake, fake, now + timedelta(hours=2))
    await overtake.take(led_by(RIVAL, "05-03"), post=True)
    await send(overtake, fake, now + timedelta(days=1))
    for name in (HERO, THIRD, RIVAL):
        assert leading(name) in fake.shown("a")


async def test_ended_between_the_post_and_its_noting_it_is_noted_first(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A)
    out = asyncio.Event()

    class Slow(FakePlatform):
        async def post(
            self, to: Address, view: View, key: str, since: datetime | None = None
        ) -> str:
            out.set()
            await asyncio.sleep(0)
            return await fake.post(to, view, key, since)

    sending = asyncio.create_task(send(overtake, Slow(), now))
    await out.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert (await the_post(overtake)).state is DeliveryState.SENT
    await send(overtake, fake, now + minutes(1))
    assert len(fake.tried) == 1


# --- round after round


async def test_a_platform_that_is_not_ready_is_not_tried(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A)
    fake.is_ready = False
    assert await send(overtake, fake, now) == 0
    post = await the_post(overtake)
    assert (post.state, post.attempts) == (DeliveryState.WAITING, 0)
    fake.is_ready = True
    assert await send(overtake, fake, now + minutes(1)) == 1


async def test_a_channel_that_takes_its_time_holds_up_no_later_round(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A, B)
    fake.trouble = {"b": [PostError("try again", retry_after=60)]}
    fake.slow["a"] = asyncio.Event()
    postman = Postman(overtake.store, {fake.name: fake}, unheard)
    first = asyncio.create_task(postman.round(now))
    while len(fake.tried) < 2:  # noqa: ASYNC110 - of a fake
        await asyncio.sleep(0)
    async with asyncio.timeout(10):
        while await postman.round(now + minutes(1)) == 0:  # until b's first try is over
            pass
    assert fake.tried == [("a", fake.tried[0][1]), ("b", fake.tried[1][1]), fake.tried[1]]
    fake.slow["a"].set()
    assert await first == 1


async def test_whoever_turned_alerts_on_is_told_once_when_refusals_pause_them(
    overtake: Machine, fake: FakePlatform
) -> None:
    said: list[tuple[Step, dict[str, object]]] = []
    now = await one_post(overtake, A, B, "fake:c")
    for channel in (A, B):
        its = await subscription(overtake, channel)
        await overtake.store.subscribe(replace(its, owner="fake:42", language="es"))
    gone = PostError("refused-gone", lasting=True)
    fake.trouble = {"a": [gone], "b": [PostError("an odd one", lasting=True)], "c": [gone]}
    await Postman(
        overtake.store, {fake.name: fake}, lambda step, **facts: said.append((step, facts))
    ).round(now)
    [(person, view)] = fake.told  # nobody is known to have turned c's on
    assert person == "42"
    rows = sorted(plain(row.line) for row in view.rows)
    assert rows == ["fake:a: el canal ya no existe", "fake:b: an odd one"]
    paused = {"channel": A, "reason": "the channel is gone"}
    assert (Step.PAUSED, paused) in said
    assert (await subscription(overtake)).paused == "refused-gone"


async def test_a_pause_for_some_days_ends_by_itself(overtake: Machine, fake: FakePlatform) -> None:
    now = await one_post(overtake, A)
    mine = await subscription(overtake)
    week = now + timedelta(days=7)
    await overtake.store.subscribe(replace(mine, paused="paused-by-hand", until=week))
    await send(overtake, fake, week - minutes(1))
    assert (await subscription(overtake)).paused
    await send(overtake, fake, week)
    assert await subscription(overtake) == mine


def unheard(step: Step, **facts: object) -> None:
    pass


# --- a day that is saved beside a delivery, and people who decide meanwhile


async def test_what_comes_while_the_days_post_is_out_is_neither_lost_nor_said_twice(
    overtake: Machine, fake: FakePlatform
) -> None:
    """A day's posts are decided before they are saved: in between one of them may leave."""
    now = await one_post(overtake, A)
    before = await the_post(overtake)
    news = replace(before, events=(*before.events, 990, 991), view=before.view)
    assert await send(overtake, fake, now) == 1
    decision = (await overtake.take(led_by("meta-llama/Llama-5", "05-03"))).decision
    late = replace(decision, taken_at=decision.taken_at + minutes(1), posts=(news,))
    await overtake.store.save(replace(late, judged=(), events=(), settled=(), standings=()))
    first, second = await posts(overtake)
    assert (first.state, first.events) == (DeliveryState.SENT, before.events)
    assert (second.state, second.events, second.part) == (DeliveryState.EXPIRED, (990, 991), 2)
    assert await send(overtake, fake, now + minutes(1)) == 0


async def test_alerts_that_are_ended_while_they_are_paused_stay_ended(overtake: Machine) -> None:
    await overtake.store.subscribe(everything(A))
    await overtake.store.unsubscribe(A)
    assert await pause(overtake.store, A, "refused-gone") is None
    assert await overtake.store.change_subscription(A, lambda its: its) is None
    assert await overtake.store.subscriptions() == ()


async def test_what_a_refusal_kept_back_goes_out_once_alerts_go_on(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A)
    fake.trouble = {"a": [PostError("refused-permission", lasting=True)]}
    assert await send(overtake, fake, now) == 0
    assert (await the_post(overtake)).state is DeliveryState.PAUSED
    assert await check_refused(overtake.store, {"fake": fake}) == (A,)
    assert await send(overtake, fake, now + minutes(5)) == 1
    assert (await the_post(overtake)).state is DeliveryState.SENT


async def test_an_owner_is_told_of_a_refusal_once_until_a_post_was_taken(
    overtake: Machine, fake: FakePlatform
) -> None:
    """Where a check passes and posts are refused all the same, nobody is told each day."""
    now = await one_post(overtake, A)
    await overtake.store.subscribe(replace(await subscription(overtake), owner="fake:42"))
    for day_after in range(3):
        fake.trouble = {"a": [PostError("refused-access", lasting=True)]}
        await send(overtake, fake, now + timedelta(hours=day_after))
        await check_refused(overtake.store, {"fake": fake})
    assert len(fake.told) == 1
    assert await send(overtake, fake, now + timedelta(hours=4)) == 1
    assert (await subscription(overtake)).told_of == ""


async def test_a_platform_that_breaks_in_an_odd_way_holds_up_no_other_channel(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A, B)
    fake.odd.add("a")
    assert await send(overtake, fake, now) == 1
    odd = await the_post(overtake)
    assert odd.state is DeliveryState.IN_DOUBT
    assert "KeyError" in odd.note
    fake.odd.clear()
    assert await send(overtake, fake, now + minutes(1)) == 1


async def test_what_is_too_old_expires_also_where_nobody_listens(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A)
    await overtake.store.subscribe(replace(await subscription(overtake), paused="paused-by-hand"))
    await send(overtake, fake, now + timedelta(hours=25))
    assert (await the_post(overtake)).state is DeliveryState.EXPIRED


# --- a disk that is full


@dataclass
class FullDisk:
    """A store of which what it writes of posts fails while the disk is full."""

    store: Store
    is_full: bool = False

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    async def note_posts(self, posts: Sequence[Post]) -> None:
        if self.is_full:
            raise StoreError("the disk is full")
        await self.store.note_posts(posts)


async def test_what_was_sent_while_the_disk_got_full_is_noted_once_there_is_room(
    overtake: Machine, fake: FakePlatform
) -> None:
    now = await one_post(overtake, A, B)
    disk = FullDisk(overtake.store, is_full=True)
    postman = Postman(cast("Store", disk), {fake.name: fake}, lambda *_, **__: None)
    for minute in range(3):  # as the disk stays full, nothing is sent a second time, and no more
        with pytest.raises(StoreError):
            await postman.round(now + minutes(minute))
    assert [channel for channel, _ in fake.tried] == ["a"]
    assert (await the_post(overtake)).state is DeliveryState.IN_DOUBT
    disk.is_full = False
    await postman.round(now + minutes(4))
    assert {post.state for post in await overtake.store.posts()} == {DeliveryState.SENT}
    assert len(fake.tried) == 2
