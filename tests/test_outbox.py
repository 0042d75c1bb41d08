"""What a channel gets: one post a day, the most important first, nothing lost, nothing twice."""

from dataclasses import replace

import pytest

from bot.model import DeliveryState, Event, Facts, Fetch, Grouping, Kind, Post, State, View
from bot.noise import choose, quieten
from bot.rules.wanted import Circle
from tests.make import FAMILIES, Machine, counted, day, everything, later, model, moment, names, on

HERO, RIVAL = "Qwen/Qwen4-8B", "meta-llama/Llama-5"


def said(view: View) -> str:
    """The text of a view, a line for each row and note."""
    lines = [view.title, *(row.line for row in view.rows), view.more, *view.notes]
    return "\n".join("".join(span.text for span in line) for line in lines)


def led_by(name: str, when: str, at: str = "13:30") -> Fetch:
    return day(when, trending=[name, *names(29)], at=at)


async def posts(overtake: Machine, channel: str = "console") -> list[Post]:
    return [post for post in await overtake.store.posts() if post.channel == channel]


async def kinds(overtake: Machine, post: Post) -> list[Kind]:
    events = [await overtake.store.event(number) for number in post.events]
    return [event.kind for event in events if event]


async def expire(overtake: Machine, post: Post) -> None:
    """As a worker does with what is older than 24 hours."""
    await overtake.store.note_posts((replace(post, state=DeliveryState.EXPIRED),))


async def send(overtake: Machine, post: Post) -> None:
    await overtake.store.note_posts((replace(post, state=DeliveryState.SENT, attempts=1),))


# --- one post for each channel and day


async def test_a_day_is_one_post_for_each_channel_with_all_its_events(overtake: Machine) -> None:
    for channel in ("console", "discord:1"):
        await overtake.store.subscribe(everything(channel, boards=("trending",)))
    await overtake.take(day("05-01", trending=names(30)), led_by(HERO, "05-02"), post=True)
    for channel in ("console", "discord:1"):
        [post] = await posts(overtake, channel)
        assert (post.day, post.part, post.state) == (on("05-02"), 1, DeliveryState.WAITING)
        assert {Kind.LEADER, Kind.ENTERED, Kind.LEFT} <= set(await kinds(overtake, post))
        assert HERO in said(post.view)


async def test_no_events_no_post(overtake: Machine) -> None:
    await overtake.store.subscribe(everything())
    await overtake.take(*(day(f"05-0{n}", trending=names(30)) for n in (1, 2)), post=True)
    assert await posts(overtake) == []


async def test_a_channel_that_asks_for_nothing_of_it_gets_no_post(overtake: Machine) -> None:
    await overtake.store.subscribe(everything("discord:1", boards=("likes",)))
    await overtake.store.subscribe(everything("discord:2", rules=(Kind.OVERTAKE,)))
    await overtake.take(day("05-01", trending=names(30)), led_by(HERO, "05-02"), post=True)
    assert await overtake.store.posts() == ()


async def test_a_channel_gets_entries_into_its_own_top_only(overtake: Machine) -> None:
    await overtake.store.subscribe(everything(top=3, rules=(Kind.ENTERED,)))
    await overtake.take(day("05-01", trending=names(30)), led_by(HERO, "05-02"), post=True)
    [post] = await posts(overtake)
    events = [await overtake.store.event(number) for number in post.events]
    assert [event.top for event in events if event] == [3]


async def test_a_paused_subscription_gets_no_post(overtake: Machine) -> None:
    await overtake.store.subscribe(everything(paused="the channel is archived"))
    await overtake.take(day("05-01", trending=names(30)), led_by(HERO, "05-02"), post=True)
    assert await posts(overtake) == []


async def test_what_is_held_or_dropped_is_in_no_post(overtake: Machine) -> None:
    await overtake.store.subscribe(everything())
    await overtake.take(day("05-01", trending=names(30)), led_by("nobody/x", "05-02"), post=True)
    assert await overtake.events(state=State.HELD)
    for post in await posts(overtake):
        assert "nobody/x" not in said(post.view)


async def test_what_was_held_is_in_the_post_of_the_day_it_is_told(overtake: Machine) -> None:
    await overtake.store.subscribe(everything(rules=(Kind.LEADER,)))
    await overtake.take(day("05-01", trending=names(30)))
    await overtake.take(*(led_by("nobody/x", f"05-0{n}") for n in (2, 3)), post=True)
    [post] = await posts(overtake)
    assert (post.day, await kinds(overtake, post)) == (on("05-03"), [Kind.LEADER])


async def test_a_post_states_the_metric_and_the_datas_date(overtake: Machine) -> None:
    await overtake.store.subscribe(everything())
    await overtake.take(day("05-01", trending=names(30)), led_by(HERO, "05-02"), post=True)
    [post] = await posts(overtake)
    text = said(post.view).lower()
    assert "trending" in text
    assert "2" in text
    assert "may" in text
    assert (post.view.url or "").startswith("https://huggingface.co/")


async def test_the_data_note_is_in_the_post_and_comes_last(overtake: Machine) -> None:
    await overtake.store.subscribe(everything())
    await overtake.take(day("05-01", trending=names(30)), led_by(HERO, "05-05"), post=True)
    [post] = await posts(overtake)
    told = await kinds(overtake, post)
    assert told[-1] is Kind.DATA
    assert told.count(Kind.DATA) == 1


async def test_a_gap_alone_is_worth_a_post(overtake: Machine) -> None:
    await overtake.store.subscribe(everything())
    await overtake.take(*(day(d, trending=names(30)) for d in ("05-01", "05-05")), post=True)
    [post] = await posts(overtake)
    assert await kinds(overtake, post) == [Kind.DATA]


async def test_a_key_fits_discords_nonce(overtake: Machine) -> None:
    await overtake.store.subscribe(everything())
    await overtake.take(day("05-01", trending=names(30)), led_by(HERO, "05-02"), post=True)
    [post] = await posts(overtake)
    far = replace(post, channel="slack:" + "C" * 200, part=99)
    assert len(far.key) <= 25
    others = [replace(post, part=2), replace(post, day=on("05-03")), replace(post, channel="x:1")]
    assert len({post.key, far.key, *(its.key for its in others)}) == 5


async def test_a_post_has_the_same_key_in_a_database_that_was_put_back(overtake: Machine) -> None:
    """Whatever number it has there: a platform would take another post for a repeat of it."""
    await overtake.store.subscribe(everything())
    await overtake.take(day("05-01", trending=names(30)), led_by(HERO, "05-02"), post=True)
    [post] = await posts(overtake)
    assert replace(post, id=10**9).key == post.key


# --- a second fetch on the same day


def likes(when: str, first: str, at: str = "15:00") -> Fetch:
    listing = [first, *names(29)]
    rows = [model(n, likes=900 - r + on(when).day) for r, n in enumerate(listing)]
    return day(when, *rows, likes=listing, at=at)


async def test_news_of_a_second_fetch_joins_the_days_post_while_it_waits(
    overtake: Machine,
) -> None:
    await overtake.store.subscribe(everything(rules=(Kind.LEADER,)))
    await overtake.take(day("05-01", trending=names(30)), likes("05-01", names(1)[0]))
    await overtake.take(led_by(HERO, "05-02"), likes("05-02", RIVAL), post=True)
    [post] = await posts(overtake)
    assert await kinds(overtake, post) == [Kind.LEADER, Kind.LEADER]
    assert HERO in said(post.view)
    assert RIVAL in said(post.view)


async def test_news_after_the_post_is_out_waits_for_the_next_one(overtake: Machine) -> None:
    await overtake.store.subscribe(everything(rules=(Kind.LEADER,)))
    await overtake.take(day("05-01", trending=names(30)), likes("05-01", names(1)[0]))
    await overtake.take(led_by(HERO, "05-02"), post=True)
    [first] = await posts(overtake)
    await send(overtake, first)
    await overtake.take(likes("05-02", RIVAL), post=True)
    waiting = await overtake.store.posts(DeliveryState.WAITING)
    assert [p for p in waiting if p.day == on("05-02")] == []  # one post for each channel and day
    await overtake.take(led_by("google/m1", "05-03"), post=True)
    [post] = await overtake.store.posts(DeliveryState.WAITING)
    assert RIVAL in said(post.view)
    assert post.day == on("05-03")
    assert await overtake.store.posts(DeliveryState.EXPIRED) == ()


async def test_a_post_that_grows_still_counts_all_that_it_does_not_show(
    overtake: Machine,
) -> None:
    """Fourteen events, then one more: ten rows and five more."""
    await overtake.store.subscribe(everything(rules=(Kind.ENTERED, Kind.LEADER), top=50))
    await overtake.take(day("05-01", trending=names(60)), likes("05-01", names(1)[0]))
    fresh = names(13, publisher="Qwen")
    await overtake.take(day("05-02", trending=[*fresh, *names(47)]), post=True)
    [first] = await posts(overtake)
    assert len(first.view.rows) == 10
    assert "4" in "".join(span.text for span in first.view.more)
    await overtake.take(likes("05-02", RIVAL), post=True)
    [grown] = await posts(overtake)
    assert RIVAL in said(grown.view)
    assert "5" in "".join(span.text for span in grown.view.more)


# --- late, and folded into the next


async def test_a_post_too_old_to_send_is_folded_into_the_next_one(overtake: Machine) -> None:
    await overtake.store.subscribe(everything(rules=(Kind.LEADER,)))
    await overtake.take(day("05-01", trending=names(30)), led_by(HERO, "05-02"), post=True)
    [old] = await posts(overtake)
    await expire(overtake, old)
    await overtake.take(led_by(RIVAL, "05-03"), post=True)
    [post] = await posts(overtake)
    assert post.state is DeliveryState.WAITING
    assert set(old.events) < set(post.events)
    assert HERO in said(post.view)
    assert RIVAL in said(post.view)


async def test_a_folded_post_is_folded_once(overtake: Machine) -> None:
    await overtake.store.subscribe(everything(rules=(Kind.LEADER,)))
    await overtake.take(day("05-01", trending=names(30)), led_by(HERO, "05-02"), post=True)
    [old] = await posts(overtake)
    await expire(overtake, old)
    await overtake.take(led_by(RIVAL, "05-03"), led_by("Qwen/other", "05-04"), post=True)
    third = [post for post in await posts(overtake) if post.day == on("05-04")]
    assert not set(old.events) & set(third[0].events)


async def test_what_is_too_old_is_told_the_next_day_even_if_that_has_no_news(
    overtake: Machine,
) -> None:
    await overtake.store.subscribe(everything(rules=(Kind.LEADER,)))
    await overtake.take(day("05-01", trending=names(30)), led_by(HERO, "05-02"), post=True)
    [old] = await posts(overtake)
    await expire(overtake, old)
    await overtake.take(led_by(HERO, "05-03"), post=True)
    [post] = await posts(overtake)
    assert (post.day, post.events) == (on("05-03"), old.events)


async def test_one_channels_late_post_is_nothing_to_another(overtake: Machine) -> None:
    for channel in ("console", "discord:1"):
        await overtake.store.subscribe(everything(channel, rules=(Kind.LEADER,)))
    await overtake.take(day("05-01", trending=names(30)), led_by(HERO, "05-02"), post=True)
    [old] = await posts(overtake)
    await expire(overtake, old)
    await overtake.take(led_by(RIVAL, "05-03"), post=True)
    third = {p.channel: p for p in await overtake.store.posts(day=on("05-03"))}
    assert len(third["console"].events) == 2
    assert len(third["discord:1"].events) == 1


async def test_a_models_milestone_is_not_lost_when_its_post_is_folded(overtake: Machine) -> None:
    await overtake.store.subscribe(everything(rules=(Kind.MILESTONE,)))
    for n, value in enumerate((90_000, 120_000), start=1):
        values = {HERO: value, "google/other": 5_000 + n}
        await overtake.take(counted(f"05-0{n}", values, namespaces=["Qwen"]), post=True)
    [old] = await posts(overtake)
    await expire(overtake, old)
    values = {HERO: 121_000, "google/other": 5_003}
    await overtake.take(counted("05-03", values, namespaces=["Qwen"]), post=True)
    [post] = await posts(overtake)
    assert (post.day, post.events) == (on("05-03"), old.events)


async def test_events_that_did_not_fit_are_not_lost_when_their_post_is_folded(
    overtake: Machine,
) -> None:
    await overtake.store.subscribe(everything(rules=(Kind.ENTERED,), top=50))
    await overtake.take(day("05-01", trending=names(60)))
    fresh = names(14, publisher="Qwen")
    await overtake.take(day("05-02", trending=[*fresh, *names(46)]), post=True)
    [old] = await posts(overtake)
    await expire(overtake, old)
    await overtake.take(day("05-03", trending=[*fresh, *names(46)]), post=True)
    [post] = await posts(overtake)
    assert post.day == on("05-03")
    assert "4" in "".join(span.text for span in post.view.more)


# --- how much, and in which order


def event(kind: Kind, number: int, **more: object) -> Event:
    its = Event(
        kind=kind, day=on("05-02"), subject=f"m{number}", id=number, board="trending", top=10
    )
    return replace(its, **more)  # type: ignore[arg-type]


def shown(*events: Event) -> tuple[list[Kind], int]:
    chosen, more = quieten(choose(events, everything(), Circle(FAMILIES)))
    return [e.kind for e in chosen], more


def test_the_most_important_comes_first_and_the_data_note_last() -> None:
    order = (
        Kind.LEADER,
        Kind.OVERTAKE,
        Kind.SEATS,
        Kind.ENTERED,
        Kind.MILESTONE,
        Kind.RELEASED,
        Kind.MOVED,
        Kind.FORECAST,
        Kind.LEFT,
        Kind.DATA,
    )
    events = [
        event(kind, n, group=Grouping.FAMILY, subject="qwen", facts=Facts(family="qwen"))
        for n, kind in enumerate(reversed(order), start=1)
    ]
    chosen, more = quieten(choose(events, everything(), Circle(FAMILIES)))
    assert [e.kind for e in chosen] == list(order)
    assert more == 0


@pytest.mark.parametrize(("count", "rows", "more"), [(10, 10, 0), (11, 10, 1), (25, 10, 15)])
def test_at_most_ten_rows_and_then_how_many_more(count: int, rows: int, more: int) -> None:
    kinds, left_out = shown(*(event(Kind.ENTERED, n, after=n) for n in range(1, count + 1)))
    assert (len(kinds), left_out) == (rows, more)


def test_the_data_note_is_never_cut() -> None:
    kinds, more = shown(
        event(Kind.DATA, 99), *(event(Kind.ENTERED, n, after=n) for n in range(1, 13))
    )
    assert (kinds[-1], len(kinds), more) == (Kind.DATA, 10, 3)


def test_many_data_notes_are_ten_rows_at_most_too() -> None:
    """An outage of the whole Hub: a note for each of a dozen boards, and still some news."""
    kinds, more = shown(
        *(event(Kind.DATA, n) for n in range(12)),
        *(event(Kind.ENTERED, n, after=n) for n in range(20, 25)),
    )
    assert len(kinds) <= 10
    assert len(kinds) + more == 17


# --- releases and milestones of the first twenty families


async def test_by_default_a_channel_hears_of_the_first_twenty_families(overtake: Machine) -> None:
    await overtake.store.subscribe(
        everything(families=("top20",), rules=(Kind.MILESTONE, Kind.RELEASED))
    )
    spaces = [f"ns{i:02}" for i in range(1, 23)]
    for n in (1, 2):
        values = {f"{space}/m": (60 - i) * 1_000_000 + n for i, space in enumerate(spaces)}
        rows = [model(name, all_time=value) for name, value in values.items()]
        if n == 2:
            rows += [model(f"{spaces[i]}/new", all_time=1) for i in (19, 20)]
        await overtake.take(day(later("05-01", n), *rows, namespaces=spaces), post=True)
    [post] = await posts(overtake)
    told = [await overtake.store.event(number) for number in post.events]
    assert [event.facts.family for event in told if event] == ["n20"]


async def test_a_post_is_due_from_the_moment_it_is_written(overtake: Machine) -> None:
    await overtake.store.subscribe(everything())
    await overtake.take(day("05-01", trending=names(30)), led_by(HERO, "05-02"), post=True)
    [post] = await posts(overtake)
    assert post.due_at is None or post.due_at <= moment("05-02")
