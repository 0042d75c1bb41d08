"""What a digest says of a week: kept as people see it, and small enough for every platform."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from adapters.platforms.console import render as as_text
from adapters.platforms.discord.render import render as for_discord
from adapters.platforms.slack.render import render as for_slack
from adapters.sources.invented import invented_days
from adapters.sources.recorded import find_days, read_day
from bot.daily import Daily
from bot.digest import week_before
from bot.digest.boards import Finder
from bot.digest.facts import (
    BoardWeek,
    Digest,
    Held,
    Leader,
    Moves,
    Record,
    Seats,
    Standings,
    Week,
    monday_of,
)
from bot.digest.scene import held_back
from bot.digest.twins import without_twins
from bot.families import load, parse
from bot.findings import Mover
from bot.jumps import Jump
from bot.model import (
    Event,
    Facts,
    Fetch,
    Grouping,
    Kind,
    Metric,
    Model,
    Post,
    Quality,
    Reason,
    Rhythm,
    Row,
    Snapshot,
    Standing,
    State,
    View,
)
from bot.texts import languages, words
from bot.views.digest import digest_of
from storage.store import open_store
from tests.golden import agrees
from tests.make import BOARDS, FAMILIES, Machine, day, everything, model, moment, names, on

RECORDED = Path(__file__).absolute().parents[2] / "shared" / "data" / "hub-days"
MONDAY = on("05-04")
HERO, RIVAL, STRANGER = "Qwen/Qwen4-8B", "meta-llama/Llama-5", "nobody/nothing"


def shown(view: View) -> str:
    """A view as the terminal prints it."""
    written = StringIO()
    Console(file=written, width=100, no_color=True).print(as_text(view))
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()) + "\n"


def is_whole(view: View) -> bool:
    """Whether both chats show every row: neither had to leave one out."""
    discord, slack = for_discord(view), for_slack(view)
    body = discord.embed.description or ""
    last = "".join(span.text for span in view.rows[-1].line)[:20] if view.rows else ""
    assert len(body) <= 4_096
    return " …" not in body[-12:] and last in unescape(slack.text)


# --- weeks as they are kept


def usual(when: date, *first: str) -> Fetch:
    """A day on which Llama is ahead until Apr 29, and some more models are on the board."""
    n = (when - on("03-30")).days
    rows = [
        model("Qwen/Qwen3-8B", all_time=9_000_000 + 70_000 * n, likes=900 + 4 * n),
        model(RIVAL, all_time=10_800_000 + 10_000 * n, likes=990),
        model("google/m1", all_time=5_000_000 + 1_000 * n, likes=500),
    ]
    order = [*first, "google/m1", "meta-llama/Llama-5", *names(27, first=2)]
    return day(
        f"{when:%m-%d}",
        *rows,
        namespaces=("Qwen", "meta-llama", "google"),
        trending=tuple(dict.fromkeys(order)),
    )


def busy() -> list[Fetch]:
    """Five weeks; in the last one Qwen enters, leads, passes Llama; a stranger waits."""
    quiet = [usual(on("03-30") + timedelta(days=n)) for n in range(28)]
    first = ((), ("mistralai/Large-4",), (HERO,), (HERO,), (HERO,), (HERO,), (HERO, STRANGER))
    days = [usual(on("04-27") + timedelta(days=n), *its) for n, its in enumerate(first)]
    released = model(HERO, all_time=40_000, likes=300, created="04-28")
    days[2:] = [replace(its, models=(*its.models, released)) for its in days[2:]]
    return [*quiet, *days]


@pytest.mark.parametrize("language", languages())
async def test_a_busy_week_reads_as_it_was_kept(overtake: Machine, language: str) -> None:
    wishes = everything(boards=("trending",), rhythm=Rhythm.WEEKLY, language=language)
    await overtake.store.subscribe(wishes)
    await overtake.take(*busy())
    await overtake.take(usual(MONDAY, HERO), post=True)
    [post] = await overtake.store.posts()
    agrees(f"digest-busy-{language}.txt", shown(post.view))
    assert is_whole(post.view)


@pytest.mark.parametrize("language", languages())
async def test_a_quiet_week_is_one_line(overtake: Machine, language: str) -> None:
    wishes = everything(boards=("trending",), rhythm=Rhythm.WEEKLY, language=language)
    await overtake.store.subscribe(wishes)
    days = [day(f"05-{n:02}", trending=names(30)) for n in range(4, 12)]
    await overtake.take(*days, post=True)
    [post] = await overtake.store.posts()
    assert len(post.view.rows) == 1
    agrees(f"digest-quiet-{language}.txt", shown(post.view))


SHOCK = Jump(Metric.DOWNLOADS, "llm", on("04-28"), -0.077, note=7)
LATER = replace(SHOCK, day=on("04-30"), median=-0.264)


def waiting(reason: Reason, state: State = State.HELD, number: int = 1) -> Event:
    return Event(
        Kind.OVERTAKE,
        on("04-29"),
        f"g{number}",
        id=number,
        metric=Metric.DOWNLOADS,
        state=state,
        reason=reason,
    )


@pytest.mark.parametrize("language", languages())
def test_what_was_held_is_said_with_its_number_and_why(language: str) -> None:
    events = [
        *(waiting(Reason.SHOCK, number=n) for n in range(3)),
        waiting(Reason.UNCONFIRMED),
        waiting(Reason.UNKNOWN_PUBLISHER),
        waiting(Reason.RESTING, State.DROPPED),
        replace(waiting(Reason.CONFIRMED, State.TOLD), facts=Facts(corrected_on=on("05-02"))),
    ]
    week = Week((on("04-27"), on("05-03")))
    held = held_back([*events, waiting(Reason.SHOCK, number=9)], [SHOCK, LATER])
    assert sum(its.count for its in held) == len(events) + 1
    digest = Digest(week, held=held)
    agrees(f"digest-held-{language}.txt", shown(digest_of(digest, words(language), FAMILIES)))
    unseen = held_back([waiting(Reason.SHOCK)], [])
    assert [its.metric for its in unseen] == [None]
    assert shown(digest_of(Digest(week, held=unseen), words(language), FAMILIES))


def test_what_is_held_after_a_shocks_second_jump_is_held_for_that_one() -> None:
    events = [
        replace(waiting(Reason.SHOCK, number=n), day=on(when))
        for n, when in enumerate(("04-29", "04-30", "05-01"))
    ]
    held = held_back(events, [SHOCK, LATER])
    assert [(its.count, its.day, its.median) for its in held] == [
        (2, on("04-30"), -0.264),
        (1, on("04-28"), -0.077),
    ]


# --- which week


@pytest.mark.parametrize(
    ("today", "stored", "first", "last", "base"),
    [
        ("05-04", ["04-26", "04-27", "05-03"], "04-27", "05-03", "04-26"),
        ("05-06", ["04-30"], "04-27", "04-30", None),  # slept over Monday
        ("05-20", ["04-26", "04-30"], "04-27", "04-30", "04-26"),  # slept for weeks
        ("05-04", ["05-04", "05-03"], "04-27", "05-03", None),  # a second fetch of the Monday
    ],
)
def test_a_digest_is_of_the_last_week_that_was_seen(
    today: str, stored: list[str], first: str, last: str, base: str | None
) -> None:
    week = week_before(on(today), map(on, stored))
    assert week
    assert (week.first, week.last, week.base) == (on(first), on(last), base and on(base))


@pytest.mark.parametrize(
    ("today", "stored"),
    [("05-05", ["05-03", "05-04"]), ("05-04", []), ("05-10", ["05-06"])],
)
def test_no_digest_is_due_within_a_week(today: str, stored: list[str]) -> None:
    assert week_before(on(today), map(on, stored)) is None


def test_a_week_goes_over_the_end_of_a_year() -> None:
    week = week_before(date(2027, 1, 4), [date(2026, 12, 28), date(2027, 1, 3)])
    assert week
    assert week.first == date(2026, 12, 28)


@given(st.sets(st.dates(date(2026, 1, 1), date(2026, 3, 31)), min_size=1))
def test_every_day_before_the_last_digest_is_in_one_digest(stored: set[date]) -> None:
    days = sorted(stored)
    weeks = [week for n, its in enumerate(days) if (week := week_before(its, days[:n]))]
    told = [its for week in weeks for its in week.days]
    assert told == [its for its in days if monday_of(its) < monday_of(days[-1])]
    assert [week.base for week in weeks[1:]] == [week.last for week in weeks[:-1]]
    assert all(monday_of(its) == week.first for week in weeks for its in week.days)


# --- one board: records, leaders, moves

PUBLISHED = {
    1: HERO,
    2: RIVAL,
    3: "google/m1",
    4: "mistralai/Large-4",
    5: STRANGER,
    **{n: f"deepmind/m{n}" for n in range(6, 40)},
}
FINDER = Finder({key: Model(key, name) for key, name in PUBLISHED.items()}, FAMILIES)
OTHERS = tuple(range(6, 40))


def board(*days: Sequence[int], bests: dict[int, int] | None = None, **more: object) -> BoardWeek:
    """A week whose days begin with these models, the first of them the base."""
    base, *snapshots = (
        Snapshot(
            "trending",
            moment(f"05-{n:02}"),
            models := (*first, *(key for key in OTHERS if key not in first)),
            (None,) * len(models),
        )
        for n, first in enumerate(days, start=3)
    )
    its = BoardWeek("trending", tuple(snapshots), base, bests=bests, since=on("01-01"))
    return replace(its, **more)  # type: ignore[arg-type]


def told_records(its: BoardWeek, top: int = 10) -> list[tuple[str, str, int | None]]:
    return [(record.grouping, record.group, record.before) for record in FINDER.records(its, top)]


def test_the_first_model_of_a_country_is_told_for_the_country_alone() -> None:
    assert told_records(board((), (1,), bests={6: 1})) == [("country", "CN", None)]


def test_a_family_below_the_top_so_far_has_its_first_model_in_it() -> None:
    its = board((), (1,), bests={1: 11, 6: 1})
    assert ("country", "CN", None) in told_records(its)
    assert told_records(board((), (1,), bests={1: 9, 6: 1})) == [("family", "qwen", 9)]


def test_a_family_as_high_as_ever_is_no_record() -> None:
    assert told_records(board((), (1,), bests={1: 1, 6: 1})) == []
    assert told_records(board((), (3, 4, 1), bests={1: 2, 3: 1, 4: 2, 6: 1})) == []


def test_a_record_needs_history() -> None:
    assert told_records(board((), (1,), bests=None)) == []


def test_a_list_shorter_than_the_top_makes_no_records_and_has_no_seats() -> None:
    assert told_records(board((), (1,), bests={6: 1}), top=50) == []
    assert FINDER.seats(board((), (1,)), 50) is None


def test_of_a_record_the_best_place_and_its_day_are_told() -> None:
    its = board((), (6, 7, 1), (6, 1), (6, 7, 1), bests={1: 9, 6: 1})
    [record] = FINDER.records(its, 10)
    assert (record.rank, record.day, record.before) == (2, on("05-05"), 9)


def test_a_first_model_is_the_first_one_on_its_first_day_whatever_came_later() -> None:
    """A record that was first on Tuesday is not told of Thursday's higher place, or model."""
    its = board((), (6, 7, 1), (1, 6), bests={6: 1})
    [record] = FINDER.records(its, 10)
    assert (record.day, record.rank, record.before) == (on("05-04"), 3, None)
    tail = tuple(range(14, 40))
    pair = board((), (6, 7, 8, 4, *tail), (3, 6, *tail), (3, 1, *tail), bests={6: 1, 1: 12, 3: 1})
    firsts = {record.group: (record.model, record.day) for record in FINDER.records(pair, 10)}
    assert firsts["FR"] == (PUBLISHED[4], on("05-04"))
    assert firsts["CN"] == (PUBLISHED[1], on("05-06"))


def test_a_day_whose_list_had_lost_models_is_none_of_a_leader_and_no_record() -> None:
    its = board((3,), (3,), (1, 3), (3,), bests={3: 1, 6: 1}, doubted=frozenset({on("05-05")}))
    leader = FINDER.leader(its)
    assert leader
    assert (leader.model, leader.days, leader.seen, leader.others) == ("google/m1", 2, 2, ())
    assert list(FINDER.records(its, 10)) == []
    assert FINDER.leader(board((), (3,), doubted=frozenset({on("05-04")}))) is None


def test_a_leader_of_no_known_publisher_is_skipped_until_it_stood_twice() -> None:
    leader = FINDER.leader(board((), (3,), (5, 3)))
    assert leader
    assert (leader.model, leader.days) == ("google/m1", 2)
    leader = FINDER.leader(board((), (3,), (5, 3), (5, 3)))
    assert leader
    assert (leader.model, leader.days, leader.others) == (STRANGER, 2, (("google/m1", 1),))


def test_since_when_a_model_leads_is_told_only_of_one_that_did_all_week() -> None:
    longer = (on("04-01"), True)
    leader = FINDER.leader(board((3,), (3,), (3,), led_since=longer))
    assert leader
    assert (leader.since, leader.at_least) == (on("04-01"), False)
    leader = FINDER.leader(board((3,), (3,), (1,), led_since=longer))
    assert leader
    assert leader.since is None


def test_a_model_that_moved_nowhere_has_not_moved() -> None:
    assert FINDER.moves(board((), (), ())) is None
    moves = FINDER.moves(board((), (), (8, 6, 7)))
    assert moves
    assert [(its.model, its.change) for its in moves.climbs] == [("deepmind/m8", 2)]
    assert {its.change for its in moves.falls} == {-1}


def test_a_first_week_of_one_day_has_no_moves() -> None:
    assert FINDER.moves(board((), (3,), base=None)) is None


# --- whatever it holds, it fits

HOSTILE = st.text(min_size=1, max_size=96)
LONG = st.sampled_from(["x" * 96, "*_`[]()<@!>|~" * 7, "漢" * 96, "😀" * 96])


@st.composite
def digests(draw: st.DrawFn) -> Digest:
    """Digests with everything in them, of names as long and as odd as any."""
    name = st.builds("{}/{}".format, LONG, HOSTILE | LONG)
    week = Week((on("04-27"), on("05-03")), on("04-26"))
    many = draw(st.integers(min_value=0, max_value=30))
    names = [draw(name) for _ in range(8)]
    events = tuple(
        Event(
            kind,
            on("04-28"),
            names[n % 8],
            id=kind_n * 100 + n,
            board="b" * 40,
            top=50,
            after=n + 1,
            metric=Metric.DOWNLOADS,
            other=names[(n + 1) % 8],
            facts=Facts(depth=100, family=names[n % 8], release=names[n % 8], models=(names[0],)),
        )
        for kind_n, kind in enumerate(
            (Kind.ENTERED, Kind.LEFT, Kind.MILESTONE, Kind.RELEASED, Kind.DATA)
        )
        for n in range(many)
    )
    movers = tuple(Mover(its, 1, None, None) for its in names[:3])
    standing = Standing(Grouping.FAMILY, names[0], Metric.LIKES, 1e12, 1, 9, complete=False)
    boards = [f"board {n}" for n in range(draw(st.integers(min_value=0, max_value=6)))]
    return Digest(
        week,
        leaders=tuple(Leader(b, names[0], 1, 7, others=((names[1], 6),)) for b in boards),
        events=events,
        records=tuple(
            Record(b, on("04-28"), names[2], Grouping.FAMILY, names[3], 1, 10, on("01-01"), 2)
            for b in boards
        ),
        seats=tuple(Seats(b, 50, on("04-26"), tuple((its, 1, 2) for its in names)) for b in boards),
        moves=tuple(Moves(b, on("04-26"), movers, movers, 100, 100) for b in boards),
        standings=(Standings(Metric.LIKES, on("05-03"), None, ((standing, None),) * 5),),
        held=tuple(Held(Reason.RESTING, n, is_held=False) for n in range(many)),
    )


@settings(max_examples=30, deadline=None)
@given(digest=digests(), language=st.sampled_from(languages()))
def test_a_digest_fits_every_platform_whatever_it_holds(digest: Digest, language: str) -> None:
    assert is_whole(digest_of(digest, words(language), FAMILIES))


def test_a_note_does_not_say_a_counter_twice_where_its_board_has_that_name() -> None:
    note = Event(
        Kind.DATA,
        on("04-28"),
        "shock",
        board="downloads",
        metric=Metric.DOWNLOADS,
        after=Quality.SHOCK,
        facts=Facts(median=-0.077),
    )
    for its, where in ((note, "together (-7.7%"), (replace(note, board="likes"), "on likes (")):
        view = digest_of(Digest(Week((on("05-03"),)), events=(its,)), words("en"), FAMILIES)
        assert where in text_of(view.rows[-1])


# --- overtakes that were foreseen


def ahead(kind: Kind, number: int, other: str) -> Event:
    return Event(
        kind,
        on("04-29"),
        "qwen",
        id=number,
        group=Grouping.FAMILY,
        other=other,
        metric=Metric.LIKES,
        before=90,
        after=6 if kind is Kind.FORECAST else 100,
        facts=Facts(other_value=95, cohort=2, other_cohort=1, complete=True, low=4, high=9),
    )


def test_a_forecast_that_came_true_in_the_week_is_not_repeated() -> None:
    events = (
        ahead(Kind.OVERTAKE, 1, "llama"),
        ahead(Kind.FORECAST, 2, "llama"),
        ahead(Kind.FORECAST, 3, "gemma"),
    )
    view = digest_of(Digest(Week((on("05-03"),)), events=events), words("en"), FAMILIES)
    assert [row.event for row in view.rows] == [None, 1, None, 3]


def passed(number: int, group: Grouping, subject: str, other: str, **more: object) -> Event:
    its = replace(ahead(Kind.OVERTAKE, number, other), group=group, subject=subject)
    return replace(its, **more)  # type: ignore[arg-type]


def shown_events(*events: Event) -> list[int]:
    view = digest_of(Digest(Week((on("05-03"),)), events=events), words("en"), FAMILIES)
    return [row.event for row in view.rows if row.event]


def test_one_fact_told_of_a_family_and_its_organisation_is_one_row() -> None:
    qwen = passed(1, Grouping.FAMILY, "qwen", "llama")
    alibaba = passed(2, Grouping.ORGANISATION, "alibaba", "meta", after=120)
    assert shown_events(qwen, alibaba) == [1]
    assert shown_events(alibaba) == [2]
    others = (
        passed(3, Grouping.ORGANISATION, "alibaba", "google"),
        passed(4, Grouping.ORGANISATION, "alibaba", "meta", day=on("04-30")),
        passed(5, Grouping.ORGANISATION, "alibaba", "meta", metric=Metric.DOWNLOADS),
        passed(6, Grouping.COUNTRY, "CN", "US"),
    )
    assert shown_events(qwen, *others) == [1, 3, 4, 5, 6]


def test_an_organisation_of_several_families_is_another_fact_unless_its_total_is_the_same() -> None:
    both = parse(
        "".join(
            f'[families.{key}]\nlabel = "{key}"\norganisation = "{owner}"\nnamespaces = ["{key}"]\n'
            for key, owner in (("a1", "a"), ("a2", "a"), ("b1", "b"))
        )
        + "".join(
            f'[organisations.{key}]\nlabel = "{key}"\ncountry = "FR"\n'
            f'namespaces = ["{key}1", "{key}2"]\n'
            for key in "ab"
        )
        + '[countries.FR]\nlabel = "France"\n',
        "several.toml",
    )
    family = passed(1, Grouping.FAMILY, "a1", "b1")
    same = passed(2, Grouping.ORGANISATION, "a", "b")
    more = passed(3, Grouping.ORGANISATION, "a", "b", after=150)
    assert without_twins([family, same, more], both) == [family, more]


# --- room


def test_news_have_more_room_than_how_things_stand() -> None:
    """Of a full week most lines are what happened; nothing is left out unsaid, and all is named."""
    groups = [f"n{n:02}" for n in range(1, 14)]
    overtakes = [passed(n, Grouping.FAMILY, "qwen", key) for n, key in enumerate(groups, 1)]
    milestones = [
        Event(Kind.MILESTONE, on("04-28"), f"google/m{n}", id=100 + n, metric=Metric.LIKES, after=n)
        for n in range(23)
    ]
    boards = ("trending", "downloads")
    movers = tuple(Mover(its, 9, 1, 8) for its in names(3))
    holders = tuple((its, 1, 1) for its in ("alibaba", "meta", "google"))
    firsts = tuple(
        Record(b, on("04-28"), "google/m1", Grouping.FAMILY, "gemma", 1, 10, on("01-01"))
        for b in boards * 3
    )
    digest = Digest(
        Week((on("05-03"),)),
        events=(*overtakes, *milestones),
        records=firsts,
        seats=tuple(Seats(b, 10, on("04-26"), holders) for b in boards),
        moves=tuple(Moves(b, on("04-26"), movers, movers, 100, 100) for b in boards),
        held=tuple(Held(Reason.RESTING, n, is_held=False) for n in range(4)),
    )
    view = digest_of(digest, words("en"), FAMILIES)
    told = [row.event for row in view.rows if row.event]
    assert sum(number < 100 for number in told) >= 6
    assert sum(number >= 100 for number in told) >= 6
    heads = [row.kind for row in view.rows if row.kind]
    assert heads == [
        Kind.OVERTAKE,
        Kind.MILESTONE,
        Kind.MILESTONE,
        Kind.SEATS,
        Kind.MOVED,
        Kind.DATA,
    ]
    assert is_whole(view)


# --- whole months


async def played(fetches: Iterable[Fetch], folder: Path) -> list[Post]:
    """The digests of a channel that wants everything, over these days."""
    async with await open_store(folder / "nowhere.db") as store:
        daily = Daily(store, BOARDS, load())
        await store.subscribe(everything(boards=("trending", "llm"), rhythm=Rhythm.WEEKLY))
        for fetch in fetches:
            await daily.take(fetch, now=fetch.taken_at, post=True)
        return list(await store.posts())


@pytest.mark.slow
async def test_thirteen_invented_weeks_are_thirteen_digests_that_fit(tmp_path: Path) -> None:
    posts = await played(invented_days(), tmp_path)
    assert [post.day.weekday() for post in posts] == [0] * 13
    for post in posts:
        assert is_whole(post.view)
        assert post.view.figure
    told = [number for post in posts for number in post.events]
    assert len(told) == len(set(told))


@pytest.mark.recorded
@pytest.mark.skipif(not RECORDED.is_dir(), reason=f"the recorded days are not in {RECORDED}")
async def test_the_digest_of_the_recorded_shock_says_what_was_held_and_why(tmp_path: Path) -> None:
    paths, faults = find_days([RECORDED])
    assert faults == []
    posts = {post.day: post for post in await played(map(read_day, paths), tmp_path)}
    assert all(is_whole(post.view) for post in posts.values())
    [held] = [row for row in map(text_of, posts[on("06-15")].view.rows) if "are held" in row]
    assert "the Hub's counts of 30-day downloads moved together (-26.4% in the median" in held
    assert "on Jun 13" in held


def text_of(row: Row) -> str:
    return "".join(span.text for span in row.line)
