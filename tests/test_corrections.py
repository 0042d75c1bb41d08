"""What turns out to rest on wrong data: marked, and the post that told it changed in place."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from adapters.platforms.console import text
from bot.delivery import deliver
from bot.model import (
    Address,
    DeliveryState,
    Event,
    Fetch,
    Grouping,
    Kind,
    Metric,
    Post,
    Quality,
    Reason,
    View,
)
from bot.ports import PostError
from bot.rules.corrections import correct_order
from tests.fakes import OpenPlatform
from tests.golden import agrees
from tests.make import Machine, counted, crowd, day, everything, later, names, on
from tests.printed import printed

HERO, RIVAL, OTHER = "Qwen/Qwen4-8B", "meta-llama/Llama-5", "google/m1"
SECOND = "mistralai/Large-4"
HERE = "discord:1"
M = 1_000_000


@dataclass
class Wall(OpenPlatform):
    """A channel's messages as they are now, and what was done to them."""

    shown: dict[str, View] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    refusal: PostError | None = None

    async def check(self, to: Address) -> None:  # noqa: ARG002
        if self.refusal:
            raise self.refusal

    def taken(self, to: Address, view: View, key: str) -> None:  # noqa: ARG002
        self.done.append("post")
        self.shown[key] = view

    def changed(self, to: Address, receipt: str, view: View) -> None:  # noqa: ARG002
        self.done.append("change")
        self.shown[receipt] = view


@pytest.fixture
def wall() -> Wall:
    return Wall()


async def live(overtake: Machine, wall: Wall, *fetches: Fetch) -> None:
    """Take days in as they come, and deliver each."""
    for fetch in fetches:
        await overtake.take(fetch, post=True)
        await deliver(overtake.store, {wall.name: wall}, fetch.taken_at)


def listed(when: str, *first: str) -> Fetch:
    """A list of thirty: these first, then filler that is the same every day."""
    return day(when, trending=[*first, *names(30 - len(first), first=100)])


async def told(overtake: Machine, kind: Kind, **where: object) -> list[Event]:
    return await overtake.told(kind, **where)


def lines(view: View) -> list[str]:
    return [str(text(row.line)) for row in view.rows]


# --- a list that had lost a model


async def test_a_list_that_lost_a_model_for_a_day_made_a_leader_and_the_post_says_so(
    overtake: Machine, wall: Wall
) -> None:
    await overtake.store.subscribe(everything(HERE))
    whole = [HERO, SECOND, RIVAL, OTHER]
    await live(overtake, wall, listed("05-01", *whole), listed("05-02", *whole))
    await live(overtake, wall, listed("05-03", RIVAL, OTHER))
    [key] = wall.shown
    assert any("is the new #1" in line for line in lines(wall.shown[key]))
    await live(overtake, wall, listed("05-04", *whole))
    [leader] = await told(overtake, Kind.LEADER, subject=RIVAL)
    assert (leader.facts.corrected_on, leader.facts.corrected_to) == (on("05-04"), 3)
    assert "change" in wall.done
    wrong = wall.shown[key]
    assert "corrected on May 4, 2026" in str(text(wrong.title))
    said = lines(wrong)
    assert said[0].startswith(
        "Corrected on May 4, 2026: the Hub's list had lost some of its models"
    )
    assert any(line.startswith(f"Not so: {RIVAL} is the new #1") for line in said)
    assert sum("the Hub's list" in line for line in said) == 1


async def test_that_it_is_whole_again_is_no_news(overtake: Machine, wall: Wall) -> None:
    await overtake.store.subscribe(everything(HERE))
    qwens = [f"Qwen/Qwen4-{n}B" for n in (1, 2, 3, 4)]
    whole = [*qwens, *names(6)]
    await live(overtake, wall, listed("05-01", *whole), listed("05-02", *whole))
    await live(overtake, wall, listed("05-03", *qwens[2:], *names(6)), listed("05-04", *whole))
    assert len(wall.shown) == 1
    back = [e for e in await overtake.events() if e.day == on("05-04")]
    assert {e.reason for e in back} == {Reason.RESTORED}
    await live(overtake, wall, listed("05-05", RIVAL, *whole))
    [leader] = await told(overtake, Kind.LEADER, subject=RIVAL)
    assert (leader.other, leader.facts.led_days) == (qwens[0], 4)  # the wrong one never led


async def test_what_truly_changes_on_the_day_after_is_told(overtake: Machine) -> None:
    qwens = [f"Qwen/Qwen4-{n}B" for n in (1, 2, 3, 4)]
    whole = [*qwens, *names(6)]
    await overtake.take(listed("05-01", *whole), listed("05-02", *whole))
    await overtake.take(listed("05-03", *qwens[2:], *names(6)), listed("05-04", RIVAL, *whole))
    assert [e.subject for e in await told(overtake, Kind.LEADER, day=on("05-04"))] == [RIVAL]


async def test_what_is_so_the_next_day_too_is_no_mistake(overtake: Machine, wall: Wall) -> None:
    await overtake.store.subscribe(everything(HERE))
    whole = [HERO, SECOND, RIVAL, OTHER]
    await live(overtake, wall, listed("05-01", *whole), listed("05-02", *whole))
    await live(overtake, wall, listed("05-03", RIVAL, OTHER), listed("05-04", RIVAL, OTHER))
    assert not any(event.facts.corrected_on for event in await overtake.events())
    assert "change" not in wall.done


async def test_a_model_that_merely_fell_and_rose_again_is_no_mistake(overtake: Machine) -> None:
    await overtake.take(listed("05-01", HERO, RIVAL), listed("05-02", HERO, RIVAL))
    await overtake.take(listed("05-03", RIVAL, HERO), listed("05-04", HERO, RIVAL))
    assert len(await told(overtake, Kind.LEADER)) == 2
    assert not any(event.facts.corrected_on for event in await overtake.events())


async def test_of_a_lost_list_every_kind_about_order_is_corrected_that_is_as_it_was(
    overtake: Machine,
) -> None:
    qwens = [f"Qwen/Qwen4-{n}B" for n in (1, 2, 3, 4)]
    whole = [*qwens, *names(6)]  # the next in line are filler of Google
    await overtake.take(listed("05-01", *whole), listed("05-02", *whole))
    await overtake.take(listed("05-03", *qwens[2:], *names(6)), listed("05-04", *whole))
    marked = {e.kind for e in await overtake.events() if e.facts.corrected_on == on("05-04")}
    assert marked == {Kind.LEADER, Kind.ENTERED, Kind.LEFT, Kind.MOVED, Kind.SEATS}


async def test_a_list_as_short_as_the_top_does_not_show_who_was_lost(overtake: Machine) -> None:
    def ten(when: str, *first: str) -> Fetch:
        return day(when, trending=[*first, *names(10 - len(first), first=100)])

    whole = [HERO, SECOND, RIVAL, OTHER]
    await overtake.take(ten("05-01", *whole), ten("05-02", *whole))
    await overtake.take(ten("05-03", RIVAL, OTHER), ten("05-04", *whole))
    assert not any(event.facts.corrected_on for event in await overtake.events())


async def test_one_model_alone_may_have_been_hidden_for_a_day(overtake: Machine) -> None:
    whole = [HERO, SECOND, RIVAL, OTHER]
    await overtake.take(listed("05-01", *whole), listed("05-02", *whole))
    await overtake.take(listed("05-03", *whole[1:]), listed("05-04", *whole))
    assert not any(event.facts.corrected_on for event in await overtake.events())
    assert [e.subject for e in await told(overtake, Kind.LEADER)] == [SECOND, HERO]


async def test_after_days_that_nobody_saw_nothing_is_called_wrong(overtake: Machine) -> None:
    whole = [HERO, SECOND, RIVAL, OTHER]
    await overtake.take(listed("05-01", *whole), listed("05-02", *whole))
    await overtake.take(listed("05-03", RIVAL, OTHER), listed("05-09", *whole))
    assert not any(event.facts.corrected_on for event in await overtake.events())


def test_nothing_told_is_nothing_to_correct() -> None:
    assert list(correct_order(None, ())) == []  # type: ignore[arg-type]


# --- an amount that was wrong


def amounts(when: str, hero: int, metric: Metric = Metric.DOWNLOADS) -> Fetch:
    nudge = 1 + on(when).day % 7 / 10_000  # so that no day is stale
    return counted(when, {HERO: hero, **crowd(nudge)}, metric=metric, namespaces=["Qwen"])


async def milestones(overtake: Machine) -> list[Event]:
    return await told(overtake, Kind.MILESTONE, group=None)


@pytest.mark.parametrize(
    ("metric", "after", "is_wrong"),
    [
        (Metric.DOWNLOADS, 150_000, False),  # a rolling count falls
        (Metric.DOWNLOADS, 130_000, True),
        (Metric.ALL_TIME, 199_000, True),  # which never should
        (Metric.ALL_TIME, 201_000, False),
    ],
)
async def test_a_milestone_whose_figure_was_wrong_is_corrected(
    overtake: Machine,
    metric: Metric,
    after: int,
    is_wrong: bool,  # noqa: FBT001
) -> None:
    days = [190_000, 191_000, 205_000, after]
    for number, value in enumerate(days):
        await overtake.take(amounts(later("05-01", number), value, metric))
    [event] = await milestones(overtake)
    expected = (on("05-04"), after) if is_wrong else (None, None)
    assert (event.facts.corrected_on, event.facts.corrected_to) == expected


async def test_after_one_that_was_wrong_the_true_one_is_told(overtake: Machine) -> None:
    for number, value in enumerate((190_000, 191_000, 205_000, 120_000, 150_000, 201_000)):
        await overtake.take(amounts(later("05-01", number), value))
    assert [(e.day, e.facts.corrected_on) for e in await milestones(overtake)] == [
        (on("05-03"), on("05-04")),
        (on("05-06"), None),
    ]


async def test_with_a_model_that_makes_most_of_it_a_familys_milestone_is_corrected(
    overtake: Machine,
) -> None:
    """Seen is only who stands in the list, which some leave as it reaches less deep."""
    for number, value in enumerate((9, 9.2, 20, 9.3)):
        when = later("05-01", number)
        rest = {"Qwen/Qwen4-1B": M // 2} if number < 3 else {}
        rows = {HERO: round(value * M), **rest, **crowd(1 + number / 1e4)}
        await overtake.take(counted(when, rows, board="llm"))
    [family] = await told(overtake, Kind.MILESTONE, group=Grouping.FAMILY)
    assert (family.facts.model, family.facts.corrected_on) == (HERO, on("05-04"))


async def test_after_a_week_a_fall_is_news_and_no_correction(overtake: Machine) -> None:
    days = [190_000, 191_000, *[205_000 + n for n in range(9)], 100_000]
    for number, value in enumerate(days):
        await overtake.take(amounts(later("05-01", number), value))
    [event] = await milestones(overtake)
    assert event.facts.corrected_on is None


async def test_while_a_shock_is_open_nothing_is_corrected(overtake: Machine) -> None:
    def shaken(when: str, hero: int, scale: float) -> Fetch:
        return counted(when, {HERO: hero, **crowd(scale)}, namespaces=["Qwen"])

    days = [(190_000, 1.0), (191_000, 1.001), (205_000, 1.002), (100_000, 0.5), (100_100, 0.501)]
    for number, (hero, scale) in enumerate(days):
        await overtake.take(shaken(later("05-01", number), hero, scale))
    assert [m.quality for m in await overtake.store.counter_marks(Metric.DOWNLOADS)][:1] == [
        Quality.SHOCK
    ]
    [event] = await milestones(overtake)
    assert event.facts.corrected_on is None


async def test_an_overtake_whose_total_was_wrong_is_corrected(overtake: Machine) -> None:
    def race(when: str, qwen: float) -> Fetch:
        nudge = 1 + on(when).day % 7 / 10_000
        rows = {HERO: round(qwen * M), RIVAL: 100 * M, **crowd(nudge)}
        return counted(when, rows, namespaces=("Qwen", "meta-llama"))

    for number, qwen in enumerate((90, 90, 150, 150, 90)):
        await overtake.take(race(later("05-01", number), qwen))
    passed = await told(overtake, Kind.OVERTAKE, subject="qwen")
    assert [e.facts.corrected_on for e in passed] == [on("05-05")]
    assert passed[0].facts.corrected_to == 90 * M


# --- the post


async def one_wrong(overtake: Machine, wall: Wall) -> Post:
    """Post a milestone, and on the next day know that it was wrong; the change is not sent yet."""
    await overtake.store.subscribe(everything(HERE))
    for number, value in enumerate((190_000, 191_000, 205_000)):
        await live(overtake, wall, amounts(later("05-01", number), value))
    await overtake.take(amounts("05-04", 100_000), post=True)
    return next(post for post in await overtake.store.posts() if post.day == on("05-03"))


async def test_a_corrected_post_is_changed_in_place_once_and_no_new_one_is_written(
    overtake: Machine, wall: Wall
) -> None:
    post = await one_wrong(overtake, wall)
    before = len(wall.shown)
    assert (post.state, bool(post.receipt)) == (DeliveryState.WAITING, True)
    now = amounts("05-04", 0).taken_at
    assert await deliver(overtake.store, {wall.name: wall}, now) >= 1
    assert await deliver(overtake.store, {wall.name: wall}, now + timedelta(hours=1)) == 0
    await live(overtake, wall, amounts("05-05", 100_500), amounts("05-06", 100_900))
    assert wall.done.count("change") == 1
    assert len(wall.shown) == before
    agrees("corrected-post.txt", printed(wall.shown[post.receipt]))


async def test_a_change_is_tried_again_after_an_outage_for_a_week(
    overtake: Machine, wall: Wall
) -> None:
    post = await one_wrong(overtake, wall)
    wall.refusal = PostError("out", passing=True)
    at = amounts("05-04", 0).taken_at
    for hours in (0, 30, 60):
        assert await deliver(overtake.store, {wall.name: wall}, at + timedelta(hours=hours)) == 0
    wall.refusal = None
    assert await deliver(overtake.store, {wall.name: wall}, at + timedelta(hours=61)) == 1
    assert "corrected on" in str(text(wall.shown[post.receipt].title))


async def test_a_change_that_is_refused_for_good_pauses_the_channel_and_goes_when_it_opens(
    overtake: Machine, wall: Wall
) -> None:
    post = await one_wrong(overtake, wall)
    wall.refusal = PostError("refused-permission", lasting=True)
    at = amounts("05-04", 0).taken_at
    await deliver(overtake.store, {wall.name: wall}, at)
    its = await overtake.store.subscription(HERE)
    assert its is not None
    assert its.paused == "refused-permission"
    wall.refusal = None
    await overtake.store.change_subscription(HERE, lambda _: everything(HERE))
    assert await deliver(overtake.store, {wall.name: wall}, at + timedelta(minutes=1)) == 1
    assert "corrected on" in str(text(wall.shown[post.receipt].title))


async def test_a_corrected_post_is_not_folded_into_the_next_one(
    overtake: Machine, wall: Wall
) -> None:
    post = await one_wrong(overtake, wall)
    wall.refusal = PostError("out", passing=True)
    at = amounts("05-04", 0).taken_at
    await deliver(overtake.store, {wall.name: wall}, at + timedelta(days=8))
    [expired] = [p for p in await overtake.store.posts() if p.id == post.id]
    assert expired.state is DeliveryState.EXPIRED
    wall.refusal = None
    await live(overtake, wall, day("05-12", trending=[HERO, *names(29)]))
    await live(overtake, wall, day("05-13", trending=[RIVAL, HERO, *names(28)]))
    assert not any("200K" in line for line in lines([*wall.shown.values()][-1]))


async def test_a_post_that_had_no_room_for_it_says_what_was_wrong_all_the_same(
    overtake: Machine, wall: Wall
) -> None:
    await overtake.store.subscribe(everything(HERE))
    many = {f"Qwen/Qwen4-{n}B": 190_000 for n in range(1, 14)}

    def of(when: str, scale: float, last: int) -> Fetch:
        nudge = 1 + on(when).day % 7 / 10_000
        values = {name: round(value * scale) for name, value in many.items()}
        values[HERO] = last
        return counted(when, {**values, **crowd(nudge)}, namespaces=["Qwen"])

    await live(overtake, wall, of("05-01", 1, 190_000), of("05-02", 1.01, 191_000))
    await live(overtake, wall, of("05-03", 1.1, 201_000))
    [post] = [p for p in await overtake.store.posts() if p.day == on("05-03")]
    [event] = [e for e in await milestones(overtake) if e.subject == HERO]
    assert event.id in post.events
    if event.id in {row.event for row in post.view.rows}:
        pytest.fail("the test needs a post that is full without it")
    await live(overtake, wall, of("05-04", 1.11, 100_000))
    seen = wall.shown[post.receipt]
    assert any(line.startswith(f"Not so, it is 100K: {HERO}") for line in lines(seen))
    wrong = {row.event for row in seen.rows if row.corrected} - {None}
    before, after = ({row.event for row in view.rows} - {None} for view in (post.view, seen))
    assert str(text(post.view.more)) == f"+{len({*post.events} - before)} more on the Hub"
    assert str(text(seen.more)) == f"+{len({*post.events} - after)} more on the Hub"
    assert after - before == wrong - before != set()
