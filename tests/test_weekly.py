"""One digest a week: written with the first day of the next, whole, once, and for all at once."""

from dataclasses import replace

import pytest

from bot.commands.alerts import alerts
from bot.commands.ask import AskError, Desk
from bot.model import (
    Ask,
    Decision,
    DeliveryState,
    Event,
    Fetch,
    Kind,
    Post,
    Rhythm,
    Span,
    State,
    Subscription,
    View,
)
from bot.ports import Filter
from bot.posts.weekly import write_digests
from bot.rules.wanted import Circle
from tests.make import FAMILIES, Machine, day, everything, later, moment, names, on

HERO, RIVAL = "Qwen/Qwen4-8B", "meta-llama/Llama-5"
MONDAY = "05-04"
"""In 2026; the week before it began on 04-27."""


def said(view: View) -> str:
    """The text of a view, a line for each row and note."""
    lines = [view.title, *(row.line for row in view.rows), *view.notes]
    return "\n".join("".join(span.text for span in line) for line in lines)


def weekly(channel: str = "console", **wishes: object) -> Subscription:
    wishes = {"boards": ("trending",), "rhythm": Rhythm.WEEKLY, **wishes}
    return everything(channel, **wishes)


def led_by(name: str, when: str, at: str = "13:30") -> Fetch:
    return day(when, trending=[name, *names(29)], at=at)


def week(first: str, *leaders: str) -> list[Fetch]:
    """Days in a row, each with its leader."""
    return [led_by(leader, later(first, n)) for n, leader in enumerate(leaders)]


async def digests(overtake: Machine, channel: str = "console") -> list[Post]:
    return [post for post in await overtake.store.posts() if post.channel == channel]


# --- asking for one


@pytest.mark.parametrize(
    ("asked", "language", "rhythm"),
    [
        ("weekly", "en", Rhythm.WEEKLY),
        ("Weekly", "en", Rhythm.WEEKLY),
        ("semanal", "es", Rhythm.WEEKLY),
        ("daily", "es", Rhythm.DAILY),
    ],
)
async def test_a_rhythm_is_asked_for_by_its_name(
    overtake: Machine, asked: str, language: str, rhythm: Rhythm
) -> None:
    desk = Desk(overtake.store, FAMILIES, {}, moment("05-06"), language)
    answer = await alerts(desk, Ask({"action": "on", "rhythm": asked}, "console"))
    known = await overtake.store.subscription("console")
    assert known
    assert known.rhythm is rhythm
    is_said = desk.words.text("alerts-on-weekly").strip() in said(answer.view)
    assert is_said == (rhythm is Rhythm.WEEKLY)
    listed = await alerts(desk, Ask({"action": "list"}, "console"))
    assert (desk.words.text("rhythm-weekly") in said(listed.view)) == is_said


async def test_an_unknown_rhythm_is_refused_with_what_there_is(overtake: Machine) -> None:
    desk = Desk(overtake.store, FAMILIES, {}, moment("05-06"), "en")
    with pytest.raises(AskError, match="daily, weekly"):
        await alerts(desk, Ask({"action": "on", "rhythm": "hourly"}, "console"))
    assert await overtake.store.subscription("console") is None


# --- when


async def test_a_weekly_channel_gets_no_post_a_day_but_one_with_the_next_weeks_first_day(
    overtake: Machine,
) -> None:
    await overtake.store.subscribe(weekly())
    await overtake.take(*week("04-28", "google/m1", HERO, HERO, HERO, HERO, HERO), post=True)
    assert await digests(overtake) == []
    await overtake.take(led_by(HERO, MONDAY), post=True)
    [post] = await digests(overtake)
    assert (post.day, post.part, post.state) == (on(MONDAY), 1, DeliveryState.WAITING)
    assert "week to May 3, 2026" in said(post.view)
    assert f"{HERO} is #1, on 5 of 6 days; google/m1 on 1 day" in said(post.view)
    assert post.events


async def test_what_is_told_on_the_digests_own_day_is_for_the_next_one(overtake: Machine) -> None:
    await overtake.store.subscribe(weekly())
    await overtake.take(*week("05-02", "google/m1", "google/m1"), led_by(HERO, MONDAY), post=True)
    [first] = await digests(overtake)
    assert HERO not in said(first.view)
    await overtake.take(led_by(HERO, later(MONDAY, 7)), post=True)
    [_, second] = await digests(overtake)
    assert HERO in said(second.view)


async def test_the_first_week_of_all_has_no_digest_before_it_is_over(overtake: Machine) -> None:
    await overtake.store.subscribe(weekly())
    await overtake.take(*week(MONDAY, "google/m1", HERO, RIVAL), post=True)
    assert await digests(overtake) == []


async def test_a_bot_that_slept_over_monday_posts_it_with_its_next_day(overtake: Machine) -> None:
    await overtake.store.subscribe(weekly())
    await overtake.take(*week("04-30", "google/m1", HERO), led_by(HERO, "05-06"), post=True)
    [post] = await digests(overtake)
    assert post.day == on("05-06")
    assert "week to May 1, 2026" in said(post.view)
    assert "2 days seen" in said(post.view)


async def test_a_bot_that_slept_for_weeks_still_tells_the_last_one_it_saw(
    overtake: Machine,
) -> None:
    await overtake.store.subscribe(weekly())
    await overtake.take(*week("04-30", "google/m1", HERO), led_by(HERO, "05-20"), post=True)
    [post] = await digests(overtake)
    assert (post.day, HERO in said(post.view)) == (on("05-20"), True)
    assert "week to May 1, 2026" in said(post.view)


async def test_taking_the_monday_again_writes_nothing_more(overtake: Machine) -> None:
    await overtake.store.subscribe(weekly())
    await overtake.take(*week("05-02", "google/m1", HERO), led_by(HERO, MONDAY), post=True)
    [post] = await digests(overtake)
    await overtake.take(led_by(HERO, MONDAY), post=True)
    assert await digests(overtake) == [post]


@pytest.mark.parametrize("is_sent", [False, True])
async def test_a_second_fetch_of_the_monday_writes_no_second_digest(
    overtake: Machine, *, is_sent: bool
) -> None:
    await overtake.store.subscribe(weekly())
    await overtake.take(*week("05-02", "google/m1", HERO), led_by(HERO, MONDAY), post=True)
    [post] = await digests(overtake)
    if is_sent:
        post = replace(post, state=DeliveryState.SENT, attempts=1)
        await overtake.store.note_posts((post,))
    await overtake.take(day(MONDAY, likes=[RIVAL, *names(29)], at="15:00"), post=True)
    assert await digests(overtake) == [post]


async def test_a_day_that_is_rejected_brings_no_digest_and_the_next_one_does(
    overtake: Machine,
) -> None:
    await overtake.store.subscribe(weekly())
    await overtake.take(*week("05-02", "google/m1", HERO), day(MONDAY, trending=()), post=True)
    assert await digests(overtake) == []
    await overtake.take(led_by(HERO, "05-05"), post=True)
    assert [post.day for post in await digests(overtake)] == [on("05-05")]


async def test_a_paused_channel_and_one_with_races_alone_get_none(overtake: Machine) -> None:
    await overtake.store.subscribe(weekly("discord:1", paused="by hand"))
    await overtake.store.subscribe(weekly("discord:2", rules=()))
    await overtake.take(*week("05-02", "google/m1", HERO), led_by(HERO, MONDAY), post=True)
    assert await overtake.store.posts() == ()


async def test_a_race_card_of_the_same_day_is_no_digest(overtake: Machine) -> None:
    await overtake.store.subscribe(weekly())
    await overtake.take(*week("05-02", "google/m1", HERO), post=True)
    view = View((Span("A race"),))
    card = Post("console", on(MONDAY), view, (), moment(MONDAY), card="race:x")
    await overtake.store.add_post(card)
    await overtake.take(led_by(HERO, MONDAY), post=True)
    assert [bool(post.card) for post in await digests(overtake)] == [True, False]


async def test_a_card_that_comes_while_a_day_is_written_keeps_its_number(overtake: Machine) -> None:
    """The day's posts were numbered before, and take the next numbers instead."""
    view = View((Span("A race"),))
    card = Post("discord:1", on("05-02"), view, (), moment("05-02"), card="race:x")
    taken = await overtake.take(led_by(HERO, "05-02"))
    number = await overtake.store.next_post()
    await overtake.store.add_post(card)
    post = Post("console", on("05-02"), view, (), moment("05-02"), id=number)
    late = Decision(taken.decision.taken_at.replace(hour=16), posts=(post,))
    await overtake.store.save(late)
    posts = await overtake.store.posts()
    assert [(its.channel, its.card, its.id) for its in posts] == [
        ("discord:1", "race:x", number),
        ("console", "", number + 1),
    ]


# --- nothing twice, nothing lost


async def test_a_channel_that_turned_weekly_is_told_the_rest_only(overtake: Machine) -> None:
    await overtake.store.subscribe(weekly(rhythm=Rhythm.DAILY, rules=(Kind.ENTERED,)))
    await overtake.take(*week("04-28", "google/m1", HERO), post=True)
    [daily] = await digests(overtake)
    await overtake.store.subscribe(weekly(rules=(Kind.ENTERED,)))
    await overtake.take(*week("04-30", RIVAL, RIVAL), led_by(RIVAL, MONDAY), post=True)
    [_, digest] = await digests(overtake)
    assert daily.events
    assert not {*daily.events} & {*digest.events}
    assert RIVAL in said(digest.view)
    assert HERO not in said(digest.view)


async def test_a_digest_too_old_to_send_is_told_with_the_next_one(overtake: Machine) -> None:
    await overtake.store.subscribe(weekly(rules=(Kind.ENTERED,)))
    await overtake.take(*week("05-02", "google/m1", HERO), led_by(HERO, MONDAY), post=True)
    [lost] = await digests(overtake)
    await overtake.store.note_posts((replace(lost, state=DeliveryState.EXPIRED),))
    await overtake.take(led_by(RIVAL, "05-06"), led_by(RIVAL, "05-11"), post=True)
    [post] = await digests(overtake)
    assert (post.day, post.state) == (on("05-11"), DeliveryState.WAITING)
    assert {*lost.events} < {*post.events}
    await overtake.take(led_by(RIVAL, "05-18"), post=True)
    [_, third] = await digests(overtake)
    assert third.events == ()


async def test_a_lost_digest_of_a_channel_that_turned_daily_is_in_its_next_post(
    overtake: Machine,
) -> None:
    await overtake.store.subscribe(weekly(rules=(Kind.ENTERED,)))
    await overtake.take(*week("05-02", "google/m1", HERO), led_by(HERO, MONDAY), post=True)
    [lost] = await digests(overtake)
    await overtake.store.note_posts((replace(lost, state=DeliveryState.EXPIRED),))
    await overtake.store.subscribe(weekly(rules=(Kind.ENTERED,), rhythm=Rhythm.DAILY))
    await overtake.take(led_by(RIVAL, "05-05"), post=True)
    [post] = await digests(overtake)
    assert {*lost.events} < {*post.events}


async def test_one_channels_lost_digest_is_nothing_to_another(overtake: Machine) -> None:
    for channel in ("console", "discord:1"):
        await overtake.store.subscribe(weekly(channel, rules=(Kind.ENTERED,)))
    await overtake.take(*week("05-02", "google/m1", HERO), led_by(HERO, MONDAY), post=True)
    [lost] = await digests(overtake)
    await overtake.store.note_posts((replace(lost, state=DeliveryState.EXPIRED),))
    await overtake.take(led_by(RIVAL, "05-06"), led_by(RIVAL, "05-11"), post=True)
    [mine] = await digests(overtake)
    [_, theirs] = await digests(overtake, "discord:1")
    assert {*lost.events} < {*mine.events}
    assert not {*lost.events} & {*theirs.events}


# --- what


async def test_a_quiet_week_is_one_line(overtake: Machine) -> None:
    await overtake.store.subscribe(weekly())
    leaders = ["google/m1"] * 6
    await overtake.take(*week("04-28", *leaders), led_by("google/m1", MONDAY), post=True)
    [post] = await digests(overtake)
    [row] = post.view.rows
    assert "".join(span.text for span in row.line) == (
        "A quiet week: nothing that this channel asks for changed. Still #1: google/m1 of trending"
    )
    assert post.events == ()
    assert not [its for its in post.view.next if its.command == "why"]


async def test_a_channel_is_told_in_its_language_and_of_its_rules_only(overtake: Machine) -> None:
    await overtake.store.subscribe(weekly(language="es", rules=(Kind.SEATS,)))
    await overtake.take(*week("05-02", "google/m1", HERO), led_by(HERO, MONDAY), post=True)
    [post] = await digests(overtake)
    heads = [row.kind for row in post.view.rows if row.kind]
    assert heads == [Kind.SEATS]
    assert "Puestos" in said(post.view)


async def test_what_waits_is_said_with_its_number_and_reason(overtake: Machine) -> None:
    await overtake.store.subscribe(weekly())
    await overtake.take(*week("05-02", "google/m1", "stranger/x"), post=True)
    assert len(await overtake.events(state=State.HELD)) > 0
    await overtake.take(led_by("google/m1", MONDAY), post=True)
    [post] = await digests(overtake)
    assert "alerts about unknown publishers wait until" in said(post.view)
    assert "stranger" not in said(post.view)  # neither as a climb, nor at the top


async def wrong_since(overtake: Machine, when: str) -> tuple[Event, ...]:
    """The entries that were told, corrected on a day."""
    events = await overtake.store.events(Filter(kind=Kind.ENTERED, state=State.TOLD))
    assert events
    return tuple(replace(e, facts=replace(e.facts, corrected_on=on(when))) for e in events)


async def test_what_a_later_snapshot_refuted_is_counted_and_not_repeated(
    overtake: Machine,
) -> None:
    await overtake.store.subscribe(weekly(rules=(Kind.ENTERED, Kind.DATA)))
    await overtake.take(*week("05-02", "google/m1", HERO))
    wrong = await wrong_since(overtake, "05-03")
    await overtake.store.save(Decision(moment("05-03", "16:00"), settled=wrong))
    await overtake.take(led_by(HERO, MONDAY), post=True)
    [post] = await digests(overtake)
    assert "is not repeated" in said(post.view)
    assert not {*post.events} & {event.id for event in wrong}


async def test_what_a_lost_digest_told_and_was_wrong_is_not_in_the_next_one(
    overtake: Machine,
) -> None:
    await overtake.store.subscribe(weekly(rules=(Kind.ENTERED,)))
    await overtake.take(*week("05-02", "google/m1", HERO), led_by(HERO, MONDAY), post=True)
    [lost] = await digests(overtake)
    await overtake.store.note_posts((replace(lost, state=DeliveryState.EXPIRED),))
    wrong = await wrong_since(overtake, MONDAY)
    assert {event.id for event in wrong} & {*lost.events}
    await overtake.store.save(Decision(moment(MONDAY, "16:00"), settled=wrong))
    await overtake.take(led_by(HERO, "05-06"), led_by(HERO, "05-11"), post=True)
    [post] = await digests(overtake)
    assert post.day == on("05-11")
    assert not {event.id for event in wrong} & {*post.events}


async def test_a_day_on_which_a_told_leader_was_wrong_is_none_of_its_days(
    overtake: Machine,
) -> None:
    await overtake.store.subscribe(weekly(rules=(Kind.LEADER,)))
    await overtake.take(*week("04-30", "google/m1", HERO, "google/m1"))
    wrong = (await overtake.told(Kind.LEADER, day=on("05-01")))[0]
    wrong = replace(wrong, facts=replace(wrong.facts, corrected_on=on("05-02")))
    await overtake.store.save(Decision(moment("05-02", "16:00"), settled=(wrong,)))
    await overtake.take(led_by("google/m1", MONDAY), post=True)
    [post] = await digests(overtake)
    assert HERO not in said(post.view)
    assert wrong.id not in post.events


async def test_what_the_digests_own_day_refutes_is_not_repeated_either(overtake: Machine) -> None:
    await overtake.store.subscribe(weekly(rules=(Kind.ENTERED, Kind.DATA)))
    await overtake.take(*week("05-02", "google/m1", HERO))
    wrong = await wrong_since(overtake, MONDAY)
    monday = Decision(moment(MONDAY), complete=frozenset({"Qwen"}), settled=wrong)
    [post] = await write_digests(
        overtake.store, monday, Circle(FAMILIES), monday.taken_at, number=7
    )
    assert (post.id, post.events) == (7, ())
    assert "is not repeated" in said(post.view)


async def test_a_digest_has_the_month_of_its_first_board_as_a_chart(overtake: Machine) -> None:
    await overtake.store.subscribe(weekly())
    await overtake.take(*week("05-01", "google/m1", HERO, RIVAL), led_by(HERO, MONDAY), post=True)
    [post] = await digests(overtake)
    assert post.view.figure
    assert post.view.figure.shape.value == "flow"
