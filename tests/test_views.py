"""What people read: every kind of event and every answer, in both languages, as golden text.

The texts are in `__snapshots__/`, and are reviewed like code: read each as someone who glances at a
phone. After a wording has changed: `pytest tests/test_views.py --snapshot-update`, and read again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from rich.console import Console
from syrupy.assertion import SnapshotAssertion

from adapters.platforms.console import render, text
from bot.commands.history import event_facts
from bot.diff.paces import Outlook
from bot.findings import (
    BoardPlace,
    BoardSeen,
    BoardStatus,
    CompareFacts,
    FamilyFacts,
    MemberFacts,
    Mover,
    MoversFacts,
    QualityFacts,
    RankFacts,
    ReleaseFacts,
    Seat,
    Seen,
    Side,
    StatusFacts,
    SubscriptionFacts,
    TopFacts,
    TopRow,
    Total,
    WhyFacts,
)
from bot.model import (
    Board,
    Event,
    Facts,
    Grouping,
    Kind,
    Line,
    Metric,
    Quality,
    Reason,
    State,
    View,
)
from bot.texts import languages, plain, words
from bot.thresholds import POST_ROWS
from bot.views.answers import (
    compare_view,
    movers_view,
    notice,
    rank_view,
    releases_view,
    top_view,
    with_qualities,
)
from bot.views.events import event_line, quality_line
from bot.views.families import checked_view, families_view, members_view
from bot.views.names import HUB
from bot.views.posts import TELLERS, Teller, post_view
from bot.views.receipts import because
from bot.views.service import alerts_list_view, help_view, status_view, why_view
from tests.make import FAMILIES

TODAY, YESTERDAY, WEEK_AGO = date(2026, 6, 9), date(2026, 6, 8), date(2026, 6, 2)
TAKEN = datetime(2026, 6, 9, 13, 30, tzinfo=UTC)
HERO, RIVAL, STRANGER = "Qwen/Qwen4-8B", "meta-llama/Llama-5-70B", "somebody/free-money"
WIDTH = 100
TRENDING = Board("trending", Metric.TRENDING)

pytestmark = pytest.mark.parametrize("language", languages())


def shown(*views: View | Line) -> str:
    """Return views, or lines, as a plain terminal of fixed width shows them."""
    console = Console(width=WIDTH, file=StringIO(), record=True, color_system=None)
    for view in views:
        console.print(render(view) if isinstance(view, View) else text(view))
    lines = console.export_text().splitlines()
    return "\n".join(line.rstrip() for line in lines)


def post_of(language: str, *events: Event, more: int = 0, day: date = TODAY) -> View:
    """Return the post of a day with these events, numbered as they stand."""
    numbered = [replace(event, id=number) for number, event in enumerate(events, start=1)]
    return post_view(numbered, more, language, day, FAMILIES)


# --- events: each kind, each variant ----------------------------------------------------------


def order(kind: Kind, name: str = HERO, **its: object) -> Event:
    """Return an event about order on `trending`, or on the board that is given."""
    known: dict[str, object] = {"board": "trending", "metric": Metric.TRENDING, "base": YESTERDAY}
    return Event(kind, TODAY, name, **(known | its))  # type: ignore[arg-type]


def amount(kind: Kind, name: str, metric: Metric = Metric.ALL_TIME, **its: object) -> Event:
    """Return an event about a counter."""
    return Event(kind, TODAY, name, metric=metric, base=YESTERDAY, **its)  # type: ignore[arg-type]


def leader(**facts: int) -> Event:
    told = Facts(**facts)  # type: ignore[arg-type]
    return order(Kind.LEADER, other=RIVAL, before=3, after=1, facts=told)


def entered(before: int | None = 14, after: int = 4, **facts: int) -> Event:
    told = Facts(depth=100, **facts)  # type: ignore[arg-type]
    return order(Kind.ENTERED, top=10, before=before, after=after, facts=told)


def left(after: int | None = None, *, gone: bool = False) -> Event:
    return order(Kind.LEFT, top=10, before=7, after=after, facts=Facts(depth=100, gone=gone))


def moved(group: tuple[Grouping, str], before: int | None, after: int | None, model: str) -> Event:
    facts = Facts(depth=500, model=model)
    its = {"board": "llm", "metric": Metric.DOWNLOADS, "group": group[0], "facts": facts}
    return order(Kind.MOVED, group[1], top=25, before=before, after=after, **its)


def seats(group: tuple[Grouping, str], before: int, after: int, *, lead: bool = False) -> Event:
    its = {"group": group[0], "facts": Facts(takes_lead=lead)}
    return order(Kind.SEATS, group[1], top=10, before=before, after=after, **its)


WHOLE = Facts(other_value=344_860_000, cohort=35, other_cohort=17, complete=True, led_days=72)
"""An overtake of two families that were listed in full."""


def overtake(
    facts: Facts = WHOLE,
    metric: Metric = Metric.ALL_TIME,
    group: tuple[Grouping, str, str] = (Grouping.FAMILY, "qwen", "llama"),
    after: float = 390_340_000,
) -> Event:
    kind, subject, other = group
    its = {"group": kind, "other": other, "before": after * 0.98, "after": after, "facts": facts}
    return amount(Kind.OVERTAKE, subject, metric, **its)


def forecast(days: int, low: int, high: int) -> Event:
    facts = replace(WHOLE, led_days=None, low=low, high=high)
    its = {"group": Grouping.FAMILY, "other": "llama", "before": 339_100_000, "after": days}
    event = amount(Kind.FORECAST, "qwen", Metric.ALL_TIME, facts=facts, **its)
    return replace(event, base=date(2026, 5, 27))


def milestone(after: int, threshold: int, metric: Metric, **facts: int) -> Event:
    told = Facts(threshold=threshold, **facts)  # type: ignore[arg-type]
    return amount(Kind.MILESTONE, HERO, metric, after=after, facts=told)


def family_milestone(facts: Facts) -> Event:
    told = replace(facts, threshold=500_000_000)
    event = amount(Kind.MILESTONE, "qwen", group=Grouping.FAMILY, facts=told)
    return replace(event, before=499_000_000, after=501_200_000)


def released(release: str, *names: str) -> Event:
    facts = Facts(family="qwen", release=release, models=names)
    return Event(Kind.RELEASED, TODAY, names[0], base=YESTERDAY, facts=facts)


def data(
    after: float | str, subject: str = "shock", board: str | None = "llm", **facts: float
) -> Event:
    metric = Metric.DOWNLOADS if board else Metric.ALL_TIME
    its = {"board": board, "after": after, "facts": Facts(**facts)}  # type: ignore[arg-type]
    return amount(Kind.DATA, subject, metric, **its)


SIZES = [f"Qwen/Qwen4-{size}B" for size in (1, 4, 8, 14, 32, 110)]
QWEN, CHINA = (Grouping.FAMILY, "qwen"), (Grouping.COUNTRY, "CN")
LIKES = (Grouping.ORGANISATION, "mistral-ai", "google")
LISTED = Facts(cohort=35, complete=True)

EVENTS: Mapping[str, Sequence[Event]] = {
    "leader": (
        leader(led_days=6),
        leader(led_days=1),
        leader(),
        leader(led_days=40, at_least=True),
        leader(led_days=1, at_least=True),
    ),
    "entered": (
        entered(age_days=3),
        entered(before=None, age_days=0),
        entered(before=None, after=1, age_days=1),
        entered(age_days=433, back_after=16),
        entered(back_after=1),
        replace(entered(), board="llm", metric=Metric.DOWNLOADS, top=50, before=51, after=50),
    ),
    "left": (left(14), left(), left(gone=True)),
    "moved": (
        moved(QWEN, 28, 21, HERO),
        moved(QWEN, None, 23, HERO),
        moved(QWEN, 25, None, HERO),
        moved(CHINA, 26, 25, HERO),
        moved((Grouping.ORGANISATION, "meta"), 9, 11, RIVAL),
    ),
    "seats": (
        seats((Grouping.ORGANISATION, "alibaba"), 4, 5),
        seats((Grouping.ORGANISATION, "alibaba"), 1, 2, lead=True),
        seats((Grouping.COUNTRY, "US"), 5, 4),
    ),
    "overtake of whole families": (
        overtake(),
        overtake(replace(WHOLE, led_days=1, other_cohort=1)),
        overtake(replace(WHOLE, led_days=None, cohort=1, model=HERO, share=0.914)),
        overtake(replace(WHOLE, model=HERO, share=0.8, of_growth=True)),
        overtake(replace(WHOLE, at_least=True)),
    ),
    "overtake in part": (
        overtake(replace(WHOLE, complete=False, depth=300), Metric.DOWNLOADS),
        overtake(
            Facts(other_value=12_630, cohort=1, other_cohort=1, complete=False, led_days=40),
            Metric.LIKES,
            LIKES,
            12_810,
        ),
        overtake(
            Facts(other_value=5_101, cohort=1200, other_cohort=900, complete=False),
            Metric.DERIVATIVES,
            (Grouping.COUNTRY, "CN", "US"),
            5_230,
        ),
    ),
    "forecast": (forecast(6, 4, 9),),
    "forecast of a single day": (forecast(1, 1, 1),),
    "overtake taken back": (
        overtake(replace(WHOLE, back=True)),
        overtake(replace(WHOLE, back=True, model=HERO, share=0.6, of_growth=True)),
    ),
    "milestone of a model": (
        milestone(1_013_000, 1_000_000, Metric.ALL_TIME, age_days=37),
        milestone(1_000, 1_000, Metric.LIKES, age_days=1),
        milestone(201_910, 200_000, Metric.DOWNLOADS, age_days=0),
        milestone(5_001, 5_000, Metric.DERIVATIVES),
        replace(
            milestone(20_000_000, 20_000_000, Metric.DOWNLOADS),
            facts=Facts(threshold=20_000_000, age_days=90, automated=True),
        ),
    ),
    "milestone of a family": (
        family_milestone(LISTED),
        family_milestone(replace(LISTED, cohort=1, model=HERO, share=1.0)),
        family_milestone(Facts(cohort=12, complete=False, depth=300)),
        family_milestone(replace(LISTED, model=HERO, share=0.55, of_growth=True)),
    ),
    "released": (
        released("Qwen4", HERO),
        released("Qwen4", *SIZES[:2]),
        released("Qwen4", *SIZES[:4]),
        released("Qwen4", *SIZES),
    ),
    "data": (
        data(Quality.SHOCK, median=-0.077),
        data(Quality.SHOCK),
        data(Quality.SHOCK, board=None, median=0.12),
        data(Quality.OK, held=12),
        data(Quality.OK, held=1),
        data(Quality.OK, held=0),
        data(3, "gap"),
        data(1, "gap"),
    ),
}


@pytest.mark.parametrize("name", EVENTS)
def test_the_events_of_a_kind_as_a_channel_reads_them(
    language: str, name: str, snapshot: SnapshotAssertion
) -> None:
    assert shown(post_of(language, *EVENTS[name])) == snapshot


def test_every_kind_that_has_a_sentence_is_shown_here(language: str) -> None:
    assert language
    assert {event.kind for events in EVENTS.values() for event in events} == set(TELLERS)


def test_a_whole_post(language: str, snapshot: SnapshotAssertion) -> None:
    """Eleven things on one day; one of them is folded in from the day before."""
    late = replace(leader(led_days=6), day=YESTERDAY, told_on=YESTERDAY)
    today = (
        overtake(),
        seats(CHINA, 4, 5, lead=True),
        entered(before=None, age_days=2),
        milestone(1_013_000, 1_000_000, Metric.ALL_TIME, age_days=37),
        released("Qwen4", *SIZES[:2]),
        moved(QWEN, 28, 21, HERO),
        left(14),
        data(Quality.SHOCK, median=-0.077),
    )
    events = [replace(event, told_on=TODAY) for event in today]
    assert shown(post_of(language, late, *events, more=2)) == snapshot


def test_a_post_of_one_more_thing(language: str, snapshot: SnapshotAssertion) -> None:
    assert shown(post_of(language, released("Qwen4", HERO), more=1)) == snapshot


def test_a_post_names_each_metric_once_and_the_day(language: str) -> None:
    [note] = post_of(language, entered(), left(14), milestone(1_000, 1_000, Metric.LIKES)).notes
    said = words(language)
    for metric in (Metric.TRENDING, Metric.LIKES):
        assert plain(note).count(said.text(f"metric-{metric}")) == 1
    assert said.date(TODAY) in plain(note)


def test_what_an_earlier_post_should_have_brought_has_its_date(language: str) -> None:
    late = replace(left(14), day=YESTERDAY, told_on=YESTERDAY)
    now = replace(left(14), told_on=TODAY)
    rows = [plain(row.line) for row in post_of(language, late, now).rows]
    assert rows == [f"{words(language).date(YESTERDAY)}: {rows[1]}", rows[1]]


def test_what_was_held_and_is_told_today_has_no_date_of_its_own(language: str) -> None:
    confirmed = replace(overtake(), day=YESTERDAY, told_on=TODAY, reason=Reason.CONFIRMED)
    [row] = post_of(language, confirmed).rows
    assert not plain(row.line).startswith(words(language).date(YESTERDAY))


def test_a_row_shows_which_event_its_receipt_is_of(language: str) -> None:
    view = post_of(language, left(14), released("Qwen4", HERO))
    assert [(row.event, row.kind) for row in view.rows] == [(1, Kind.LEFT), (2, Kind.RELEASED)]


def test_a_model_that_is_gone_is_no_link(language: str) -> None:
    [gone], [there] = (
        [span for span in post_of(language, event).rows[0].line if span.text == HERO]
        for event in (left(gone=True), left(14))
    )
    assert (gone.url, there.url) == (None, f"{HUB}/{HERO}")


def test_what_is_more_opens_the_hub(language: str) -> None:
    assert post_of(language, left(14), more=3).url == f"{HUB}/models?sort=trending"
    assert post_of(language, released("Qwen4", HERO), more=3).url == f"{HUB}/models"


def test_a_post_of_ten_rows_is_read_on_one_screen(language: str) -> None:
    view = post_of(language, *[entered(before=None, age_days=2)] * POST_ROWS, more=5)
    assert len(shown(view).splitlines()) <= 2 * POST_ROWS + 4


# --- questions --------------------------------------------------------------------------------


def place(board: str, rank: int, value: float | None, *change: int | None) -> BoardPlace:
    spans = dict(zip(("1", "7", "30"), change, strict=True))
    return BoardPlace(board, HERO, rank, TODAY, value, spans)


PLACES = (
    place("trending", 4, 1047.3, 10, -2, None),
    place("llm", 1, 6_800_000, 0, 0, 3),
    place("text-to-image", 54, None, None, None, None),
)
TOTALS = (
    Total("all-time", 390_340_000, 1, 35, complete=True),
    Total("downloads", 56_380_000, 3, 33, complete=False),
    Total("likes", 9_999, None, 1, complete=True),
)
RELEASE = "Qwen4", WEEK_AGO


def test_rank_of_a_model(language: str, snapshot: SnapshotAssertion) -> None:
    facts = RankFacts(HERO, "model", HERO, PLACES, TOTALS)
    assert shown(rank_view(words(language), FAMILIES, facts, None, (), ())) == snapshot


def test_rank_of_a_family(language: str, snapshot: SnapshotAssertion) -> None:
    facts = RankFacts("qwen", "family", "qwen", PLACES, TOTALS)
    assert shown(rank_view(words(language), FAMILIES, facts, RELEASE, (), ())) == snapshot


def test_rank_of_a_country(language: str, snapshot: SnapshotAssertion) -> None:
    facts = RankFacts("usa", "country", "US", PLACES[:1], TOTALS[:1])
    assert shown(rank_view(words(language), FAMILIES, facts, None, (), ())) == snapshot


def test_rank_of_a_model_that_is_on_no_board_today(
    language: str, snapshot: SnapshotAssertion
) -> None:
    facts = RankFacts(HERO, "model", HERO, (), TOTALS[2:])
    seen = (BoardSeen("trending", WEEK_AGO, 54), BoardSeen("llm", YESTERDAY, 499))
    assert shown(rank_view(words(language), FAMILIES, facts, None, seen, ())) == snapshot


def test_top(language: str, snapshot: SnapshotAssertion) -> None:
    rows = (
        TopRow(1, HERO, 1047.3, 0),
        TopRow(2, RIVAL, 451.96, 12),
        TopRow(3, STRANGER, None, -1),
        TopRow(4, "gpt2", 99, None),
    )
    held = (Seat("alibaba", 1), Seat("meta", 1), Seat("unknown", 2))
    facts = TopFacts("trending", TODAY, Quality.STALE, rows, held)
    view = top_view(words(language), FAMILIES, facts, TRENDING, {STRANGER})
    assert shown(view) == snapshot


def test_top_of_a_list_that_no_setting_explains(language: str, snapshot: SnapshotAssertion) -> None:
    facts = TopFacts("text-to-image", TODAY, Quality.OK, (TopRow(1, HERO, 5, None),), ())
    view = top_view(words(language), FAMILIES, facts, Board("text-to-image"), ())
    assert shown(view) == snapshot


def compared(gap: float, days: int, metric: str = "all-time") -> CompareFacts:
    a = Side("family", "qwen", 344_860_000 + gap, 1_910_000.4, 35, complete=True)
    b = Side("family", "llama", 344_860_000, -340.6, 17, complete=False)
    sides = (a, b) if days > 1 else (replace(a, pace=None), replace(b, pace=None))
    return CompareFacts(metric, TODAY, *sides, gap=gap, days=days)


def test_compare(language: str, snapshot: SnapshotAssertion) -> None:
    facts = (compared(45_480_000, 14), compared(-200_000, 1), compared(0, 0))
    said = words(language)
    assert shown(*(compare_view(said, FAMILIES, its) for its in facts)) == snapshot


def test_compare_two_models(language: str, snapshot: SnapshotAssertion) -> None:
    a = Side("model", HERO, 12, 0.25, 1, complete=True)
    b = Side("model", RIVAL, 0, 0, 1, complete=True)
    facts = CompareFacts("likes", TODAY, a, b, gap=12, days=14)
    assert shown(compare_view(words(language), FAMILIES, facts)) == snapshot


def test_compare_of_more_than_two(language: str, snapshot: SnapshotAssertion) -> None:
    facts = compared(45_480_000, 14)
    gemma = Side("family", "gemma", 20_000_000, None, 9, complete=False)
    mistral = Side("family", "mistral", 44_000_000, 12, 8, complete=True)
    facts = replace(
        facts,
        more=(gemma, mistral),
        forecast=Outlook(9, 6, 14),
        forecast_of=("gemma", "mistral"),
    )
    assert shown(compare_view(words(language), FAMILIES, facts)) == snapshot


def test_movers(language: str, snapshot: SnapshotAssertion) -> None:
    climbs = (Mover(HERO, None, 1, None), Mover(RIVAL, 30, 10, 20))
    falls = (Mover(STRANGER, 7, None, None), Mover("gpt2", 11, 12, -1))
    facts = MoversFacts("llm", TODAY, WEEK_AGO, climbs, falls)
    assert shown(movers_view(words(language), facts, 500, {STRANGER})) == snapshot


def test_movers_of_a_board_that_stood_still(language: str, snapshot: SnapshotAssertion) -> None:
    facts = MoversFacts("trending", TODAY, YESTERDAY, (), ())
    assert shown(movers_view(words(language), facts, 100, ())) == snapshot


def test_releases(language: str, snapshot: SnapshotAssertion) -> None:
    found = (
        ReleaseFacts(TODAY, "qwen", "Qwen4", tuple(SIZES), 7),
        ReleaseFacts(WEEK_AGO, "llama", "Llama-5", (RIVAL,), 3),
    )
    said = words(language)
    views = (
        releases_view(said, FAMILIES, found, 30, TODAY),
        releases_view(said, FAMILIES, (), 1, TODAY),
    )
    assert shown(*views) == snapshot


# --- receipts ---------------------------------------------------------------------------------


def why(language: str, event: Event, before: Seen | None, after: Seen, threshold: str) -> View:
    said = words(language)
    numbered = replace(event, id=42)
    thresholds = said.text(f"threshold-{threshold}")
    facts = WhyFacts(event_facts(numbered), before, after, thresholds)
    return why_view(Teller(said, FAMILIES), facts, numbered, because(said, numbered, None))


def seen(value: float | str | None, day: date = TODAY, quality: Quality = Quality.OK) -> Seen:
    return Seen(day, TAKEN.replace(day=day.day), quality, value)


def test_why_of_what_was_told(language: str, snapshot: SnapshotAssertion) -> None:
    first = replace(entered(before=None, age_days=3), told_on=TODAY)
    second = replace(overtake(), told_on=TODAY, day=YESTERDAY, reason=Reason.CONFIRMED)
    views = (
        why(language, first, seen(None, YESTERDAY, Quality.SHOCK), seen(4), "order"),
        why(
            language,
            second,
            Seen(YESTERDAY, None, Quality.OK, 382_533_200.0),
            Seen(TODAY, None, Quality.OK, 390_340_000.0),
            "overtake",
        ),
    )
    assert shown(*views) == snapshot


def test_why_of_what_waits_or_was_dropped(language: str, snapshot: SnapshotAssertion) -> None:
    held = replace(leader(), state=State.HELD, reason=Reason.UNKNOWN_PUBLISHER)
    dropped = replace(left(14), state=State.DROPPED, reason=Reason.RESTING)
    views = (
        why(language, held, seen(3, YESTERDAY), seen(1), "order"),
        why(language, dropped, seen(7, YESTERDAY), seen(14), "order"),
    )
    assert shown(*views) == snapshot


def test_why_of_a_data_note(language: str, snapshot: SnapshotAssertion) -> None:
    note = replace(data(Quality.SHOCK, median=-0.077), told_on=TODAY)
    view = why(language, note, seen(Quality.OK, YESTERDAY), seen(Quality.SHOCK), "shock")
    gap = replace(data(3, "gap"), told_on=TODAY)
    assert shown(view, why(language, gap, seen(None, WEEK_AGO), seen(3), "gap")) == snapshot


def test_every_reason_can_be_read(language: str, snapshot: SnapshotAssertion) -> None:
    lines = [words(language).say(f"reason-{reason}") for reason in Reason]
    assert shown(*lines) == snapshot


# --- how the bot is, and what it is told ------------------------------------------------------


def test_status(language: str, snapshot: SnapshotAssertion) -> None:
    boards = (
        BoardStatus("trending", TODAY, Quality.OK, 1),
        BoardStatus("llm", TODAY, Quality.SHOCK, 47),
        BoardStatus("downloads", WEEK_AGO, Quality.STALE, 24 * 7),
        BoardStatus("likes", None, None, None),
    )
    facts = StatusFacts(boards, TAKEN, {"sent": 88, "in doubt": 1, "waiting": 2}, 1)
    empty = StatusFacts((), TAKEN, {}, 0)
    said = words(language)
    assert shown(status_view(said, facts), status_view(said, empty)) == snapshot


def test_help(language: str, snapshot: SnapshotAssertion) -> None:
    assert shown(help_view(words(language))) == snapshot


def test_alerts(language: str, snapshot: SnapshotAssertion) -> None:
    rules = ("leader", "overtake")
    its = SubscriptionFacts(
        "console", ("trending", "llm"), rules, ("top20",), 10, 20, "en", "daily", None, None
    )
    paused = replace(its, channel="discord:1", paused="no permission")
    said = words(language)
    views = (alerts_list_view(said, (its, paused)), alerts_list_view(said, ()))
    assert shown(*views) == snapshot


def test_what_goes_wrong(language: str, snapshot: SnapshotAssertion) -> None:
    said = words(language)
    asked = {"name": "qwenn", "names": plain(said.listed(("Qwen", "Gemma")))}
    keys = (
        "unknown-name did-you-mean ambiguous unknown-board unknown-metric unknown-rule "
        "unknown-wish unknown-family unknown-language unknown-top unknown-command unknown-event"
    )
    views = [notice(said, key, **asked) for key in keys.split()]
    usage = {"command": "rank", "option": "name", "usage": "rank <name>"}
    views += [
        notice(said, "no-data", time=said.time(TAKEN)),
        notice(said, "not-a-number", name="x", least=1, most=1_000_000),
        notice(said, "missing-word", **usage),
        notice(said, "too-many-words", **usage, name="x"),
    ]
    assert all(view.private for view in views)
    assert shown(*views) == snapshot


# --- lists ------------------------------------------------------------------------------------


def test_lists_of_events_and_verdicts(language: str, snapshot: SnapshotAssertion) -> None:
    said = words(language)
    events = [
        replace(left(14), id=7),
        replace(overtake(), id=2318, state=State.HELD),
        replace(leader(led_days=1), id=12, state=State.DROPPED),
    ]
    verdicts = [
        QualityFacts(TODAY, "llm", Quality.SHOCK, "40 counters moved by -7.7%", 500),
        QualityFacts(TODAY, "trending", Quality.OK, "", 100),
        QualityFacts(TODAY, "likes", Quality.REJECTED, "12 rows of the usual 300", 12),
    ]
    lines = [event_line(event, said, FAMILIES) for event in events]
    lines += [quality_line(verdict, said) for verdict in verdicts]
    assert shown(*lines) == snapshot


def test_lists_of_families(language: str, snapshot: SnapshotAssertion) -> None:
    said = words(language)
    found = (
        FamilyFacts("qwen", "Qwen", "alibaba", "CN", ("Qwen",)),
        FamilyFacts("bloom", "BLOOM", "unknown", "unknown", ("bigscience", "bigscience-data")),
    )
    members = (
        MemberFacts(HERO, counted=True, why="official", family="qwen"),
        MemberFacts(f"{HERO}-GGUF", counted=False, why="runtime-copy", family="qwen"),
        MemberFacts("Qwen/Llama-Qwen", counted=False, why="official", family="llama"),
    )
    views = (
        families_view(said, FAMILIES, found),
        families_view(said, FAMILIES, found[:1]),
        members_view(said, FAMILIES, "qwen", members),
        members_view(said, FAMILIES, "qwen", members[:1]),
        checked_view(said, "families.toml", 41),
    )
    assert shown(*views) == snapshot


# --- links that wait --------------------------------------------------------------------------


OF_A_STRANGER = (
    replace(leader(), subject=STRANGER),
    replace(leader(), other=STRANGER),
    replace(entered(), subject=STRANGER),
    replace(milestone(1_000, 1_000, Metric.LIKES), subject=STRANGER),
    replace(left(14), subject=STRANGER),
    moved(QWEN, 28, 21, STRANGER),
    overtake(replace(WHOLE, model=STRANGER, share=0.6)),
)


@pytest.mark.parametrize("event", OF_A_STRANGER)
def test_a_receipt_has_no_link_to_a_publisher_that_is_not_known_yet(
    language: str, event: Event
) -> None:
    said = words(language)
    event = replace(event, told_on=TODAY)
    facts = WhyFacts(event_facts(event), None, seen(1), said.text("threshold-order"))
    teller = Teller(said, FAMILIES, {STRANGER})
    view = why_view(teller, facts, event, because(said, event, None))
    spans = [span for row in view.rows for span in row.line if span.text == STRANGER]
    assert [span.url for span in spans] == [None]


def test_rank_says_which_boards_are_not_to_be_believed(language: str) -> None:
    said = words(language)
    facts = RankFacts(HERO, "model", HERO, PLACES, TOTALS)
    view = rank_view(said, FAMILIES, facts, None, (), ())
    doubted = with_qualities(said, view, PLACES, {"llm": Quality.SHOCK, "trending": Quality.OK})
    [note, *rest] = map(plain, doubted.notes)
    assert said.text("quality-shock") in note
    assert tuple(rest) == tuple(map(plain, view.notes))
