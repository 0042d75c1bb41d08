"""Every View that the core can make and Discord may show, made of the names that are given."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.commands.history import event_facts
from bot.digest.facts import Digest, Held, Leader, Moves, Record, Seats, Standings, Week
from bot.findings import (
    BoardPlace,
    BoardSeen,
    BoardStatus,
    CompareFacts,
    Mover,
    MoversFacts,
    PreviewFacts,
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
    Metric,
    Next,
    Quality,
    RaceCard,
    Reason,
    Rhythm,
    Span,
    Standing,
    State,
    Subscription,
    View,
)
from bot.texts import Word, Words, plain, words
from bot.views.answers import (
    compare_view,
    movers_view,
    notice,
    rank_view,
    releases_view,
    top_view,
    with_qualities,
)
from bot.views.cards import card_view
from bot.views.corrections import corrected_view
from bot.views.digest import digest_of
from bot.views.names import safe
from bot.views.posts import Teller, post_view
from bot.views.preview import Tried, preview_view
from bot.views.receipts import Ruled, because, history_view
from bot.views.service import alerts_list_view, help_view, paused_view, status_view, why_view
from bot.views.wishes import on_view
from bot.wishes.replay import Played
from bot.wishes.tries import tries
from tests.make import FAMILIES

TODAY, YESTERDAY = date(2026, 6, 9), date(2026, 6, 8)
TAKEN = datetime(2026, 6, 9, 13, 30, tzinfo=UTC)
CHANNEL = "discord:1234567890123456789"
NEAR = Span(CHANNEL, channel=True)


# --- posts


def of_models(name: str, other: str) -> Iterator[Event]:
    """Give an event of each kind that is about a model."""
    order = {"board": "trending", "metric": Metric.TRENDING, "base": YESTERDAY, "top": 10}
    released = Facts(family=other, release=name, models=(name, other) * 3)
    likes = Facts(threshold=1000, age_days=3, automated=True)
    for kind, facts, before, after in (
        (Kind.LEADER, Facts(led_days=2, at_least=True), 3, 1),
        (Kind.ENTERED, Facts(depth=100, age_days=2, back_after=9), None, 4),
        (Kind.LEFT, Facts(depth=100), 7, None),
        (Kind.LEFT, Facts(gone=True), 7, None),
        (Kind.MILESTONE, likes, 990, 1001),
        (Kind.RELEASED, released, None, None),
    ):
        event = Event(kind, TODAY, name, other=other, before=before, after=after, facts=facts)
        yield replace(event, **order)  # type: ignore[arg-type]


def of_groups(name: str, other: str) -> Iterator[Event]:
    """Give an event of each kind that is about a group; the second one is its board too."""
    its = {"board": other, "metric": Metric.ALL_TIME, "base": YESTERDAY, "top": 10}
    ahead = Facts(
        other_value=1, cohort=2, other_cohort=1, depth=300, led_days=7, model=other, share=0.6
    )
    mostly = Facts(threshold=1000, cohort=2, model=name, share=0.6, of_growth=True)
    soon = replace(ahead, low=5, high=9)
    for kind, facts, grouping in (
        (Kind.FORECAST, soon, Grouping.FAMILY),
        (Kind.MOVED, Facts(depth=100, model=name), Grouping.FAMILY),
        (Kind.SEATS, Facts(takes_lead=True), Grouping.COUNTRY),
        (Kind.OVERTAKE, ahead, Grouping.ORGANISATION),
        (Kind.OVERTAKE, replace(ahead, back=True), Grouping.FAMILY),
        (Kind.MILESTONE, mostly, Grouping.FAMILY),
    ):
        event = Event(kind, TODAY, name, other=other, before=3, after=4, facts=facts)
        yield replace(event, group=grouping, **its)  # type: ignore[arg-type]
    shock = Facts(median=-0.077)
    note = Event(Kind.DATA, TODAY, "shock", board=name, metric=Metric.DOWNLOADS)
    yield replace(note, after=Quality.SHOCK, facts=shock)
    yield replace(note, after=Quality.OK, facts=Facts(held=2))
    yield replace(note, subject="gap", after=2)


def events(name: str, other: str) -> tuple[Event, ...]:
    """Return events of every kind, numbered."""
    every = (*of_models(name, other), *of_groups(name, other))
    return tuple(replace(its, id=number, told_on=TODAY) for number, its in enumerate(every, 1))


WRONG: dict[str, Any] = {"corrected_on": TODAY, "corrected_to": 12_345.0}


def posts(language: str, name: str, other: str) -> Iterator[View]:
    every = events(name, other)
    yield post_view(every[:10], 3, language, TODAY, FAMILIES)
    yield post_view(every[10:], 0, language, TODAY, FAMILIES)
    wrong = {its.id: replace(its, facts=replace(its.facts, **WRONG)) for its in every[::2]}
    said, first = words(language), post_view(every[:10], 3, language, TODAY, FAMILIES)
    yield corrected_view(said, FAMILIES, first, wrong, 2)
    yield corrected_view(said, FAMILIES, first, wrong, 0)
    late = [replace(its, day=YESTERDAY, told_on=YESTERDAY) for its in every[4:]]
    yield post_view(late, 1, language, TODAY, FAMILIES)


def digests(said: Words, name: str, other: str) -> Iterator[View]:
    """Give the digest of a week in which all happened, and that of a quiet one."""
    week, board = Week((YESTERDAY, TODAY), YESTERDAY), "trending"
    leaders = (Leader(board, name, 1, 2, others=((other, 1),)),)
    moves = (Mover(name, None, 1, None), Mover(other, 9, 3, 6))
    standings = [
        Standing(Grouping.FAMILY, key, Metric.LIKES, 1e12, 1, 9, complete=False)
        for key in (name, other)
    ]
    full = Digest(
        week,
        board,
        leaders,
        events(name, other),
        records=(Record(board, TODAY, name, Grouping.FAMILY, other, 1, 10, YESTERDAY, 2),),
        seats=(Seats(board, 10, YESTERDAY, ((name, 3, 2), (other, 1, 2))),),
        moves=(Moves(name, YESTERDAY, moves, moves, 100, 100),),
        standings=(Standings(Metric.LIKES, TODAY, None, tuple((its, 1) for its in standings)),),
        held=(Held(Reason.SHOCK, 2, is_held=True, metric=Metric.LIKES, day=TODAY, median=-0.2),),
    )
    yield digest_of(full, said, FAMILIES)
    yield digest_of(Digest(week, board, leaders), said, FAMILIES)


# --- answers


def ranks(said: Words, name: str, other: str) -> Iterator[View]:
    changes = {"1": 1, "7": -1, "30": None}
    places = (
        BoardPlace("trending", name, 1, TODAY, 1.0, changes),
        BoardPlace(name, other, 2, TODAY, None, changes),
    )
    totals = (
        Total("all-time", 390_340_000, 1, 35, complete=True),
        Total("likes", 9_999, None, 1, complete=False),
    )
    for kind in ("model", "family", "country"):
        facts = RankFacts(name, kind, name, places, totals)
        view = rank_view(said, FAMILIES, facts, (other, TODAY), (), {other})
        yield with_qualities(said, view, places, {name: Quality.SHOCK, "trending": Quality.STALE})
    nowhere = RankFacts(name, "model", name, (), totals[1:])
    seen = (BoardSeen(other, YESTERDAY, 54),)
    yield rank_view(said, FAMILIES, nowhere, None, seen, {name})


def lists(said: Words, name: str, other: str) -> Iterator[View]:
    rows = (TopRow(1, name, 1047.3, 0), TopRow(2, other, None, -1), TopRow(3, name, 9, None))
    seats = (Seat(name, 2), Seat("unknown", 1))
    for board in ("trending", name):
        top = TopFacts(board, TODAY, Quality.STALE, rows, seats)
        yield top_view(said, FAMILIES, top, Board(board), {other})
    one = Side("model", name, 12, 0.25, 1, complete=True)
    two = Side("family", other, 7, None, 17, complete=False)
    for gap in (5, -5, 0):
        ahead = replace(one, value=two.value + gap)
        compared = CompareFacts("likes", TODAY, ahead, two, gap=gap, days=14)
        yield compare_view(said, FAMILIES, compared, Quality.SHOCK)
        race = RaceCard(None, safe(name), safe(other), Metric.LIKES)  # as it is stored
        yield card_view(said, FAMILIES, race, compared, None)
    climbs, falls = (Mover(name, None, 1, None), Mover(other, 9, 3, 6)), (Mover(other, 1, 2, -1),)
    yield movers_view(said, MoversFacts(name, TODAY, YESTERDAY, climbs, falls), 500, {other})
    yield movers_view(said, MoversFacts("likes", TODAY, YESTERDAY, (), ()), 500, ())
    out = (
        ReleaseFacts(TODAY, name, other, (name, other, name), 1),
        ReleaseFacts(YESTERDAY, other, name, (other,), 2),
    )
    yield releases_view(said, FAMILIES, out, 30, TODAY)
    yield releases_view(said, FAMILIES, (), 30, TODAY)


def receipts(said: Words, name: str, other: str) -> Iterator[View]:
    """Give the receipt of each event, with the others to choose from."""
    every = events(name, other)
    teller = Teller(said, FAMILIES)
    labels = [plain(teller.tell(its)) for its in every]
    for n, event in enumerate(every):
        its = replace(event, state=tuple(State)[n % 3], reason=tuple(Reason)[n % len(Reason)])
        before = Seen(YESTERDAY, TAKEN - timedelta(days=1), Quality.OK, its.before)
        after = Seen(TODAY, None, None, its.after)
        facts = WhyFacts(event_facts(its), before, after, said.text("threshold-order"))
        show = Next(said.text("show-to-channel"), "why", {"event": str(its.id)}, show=True)
        others = tuple(
            Next(label, "why", {"event": f"{event.id},{its.id}"})
            for event, label in zip(every, labels, strict=True)
            if event.id != its.id
        )
        yield replace(
            why_view(Teller(said, FAMILIES, {other}), facts, its, because(said, its, None)),
            next=(show, *others),
        )


def histories(said: Words, name: str, other: str) -> Iterator[View]:
    """Give what was told and what was not, by a name."""
    teller = Teller(said, FAMILIES, {other})
    ruled = [
        Ruled(replace(its, state=tuple(State)[n % 3], reason=tuple(Reason)[n % len(Reason)]))
        for n, its in enumerate(events(name, other))
    ]
    title = (Span(safe(name)), Span(safe(other), strong=True))
    yield history_view(teller, title, ruled[:10], ruled[10:])
    yield history_view(teller, title, (), ())


def previews(said: Words, name: str, other: str) -> Iterator[View]:
    """Give what wishes would have brought, and what would change that."""
    its = Subscription(CHANNEL, boards=(name, "llm"), families=(other,))
    played = [Played(TODAY, events(name, other)[n : n + 3], n) for n in range(8)]
    changes = [
        Tried(way, each, 3, 9, f"alerts on {each.wish}:{safe(each.value)}")
        for way in ("quieter", "louder")
        for each in tries(its, [Kind.LEADER], [other])
    ]
    rows = sum(len(post.rows) for post in played)
    facts = PreviewFacts(CHANNEL, YESTERDAY, TODAY, 30, (), rows, {Kind.LEADER: 8}, (), ())
    yield preview_view(said, FAMILIES, its, played, facts, changes)
    quiet = replace(facts, rows=0, kinds={})
    yield preview_view(said, FAMILIES, its, (), quiet, ())


def services(said: Words, name: str, other: str) -> Iterator[View]:
    boards = (
        BoardStatus(name, TODAY, Quality.SHOCK, 47),
        BoardStatus(other, None, None, None),
    )
    yield status_view(said, StatusFacts(boards, TAKEN, {"sent": 88, "in doubt": 1}, 1))
    yield help_view(said)
    its = SubscriptionFacts(
        CHANNEL, (safe(name), "llm"), ("leader",), (safe(other),), 10, 20, "en", "daily", None, None
    )
    paused = replace(its, channel="slack:C1", paused=safe(other))
    until = replace(its, paused=said.text("paused-by-hand"), until=TAKEN)
    yield alerts_list_view(said, (its, paused, until))
    yield alerts_list_view(said, ())
    yield paused_view(said, [(CHANNEL, "refused-permission"), ("slack:C1", safe(name))])


def notices(said: Words, name: str, other: str) -> Iterator[View]:
    """Give every sentence that is an answer by itself; what was typed stands in some of them."""
    asked: dict[str, Word] = {
        "name": safe(name),
        "names": said.listed((safe(other), safe(name)), "list-or"),
    }
    for key in (
        *("unknown-name", "did-you-mean", "ambiguous", "unknown-board", "unknown-metric"),
        *("unknown-rule", "unknown-wish", "unknown-family", "unknown-language", "unknown-top"),
        *("unknown-command", "unknown-event", "unknown-channel", "out-of-order"),
    ):
        choices = [Next(safe(other), "rank", {"name": safe(other)})] if safe(other).strip() else []
        yield replace(notice(said, key, **asked), next=tuple(choices))
    usage = {"command": "rank", "option": "name", "usage": "rank <name>"}
    lacks = said.listed(tuple(Span(each, strong=True) for each in (safe(name), safe(other))))
    moment = said.moment(TAKEN)
    yield notice(said, "no-data", time=moment)
    yield notice(said, "not-a-number", name=safe(name), least=1, most=10)
    yield notice(said, "missing-word", **usage)
    yield notice(said, "too-many-words", **usage, name=safe(name))
    yield notice(said, "empty-board", board=safe(name))
    yield notice(said, "nothing-shared", names=safe(name), date=said.date(TODAY))
    yield notice(said, "not-posted", reason=safe(name))
    yield notice(said, "too-many-questions", seconds=7)
    yield notice(said, "may-not-manage-discord", channel=NEAR)
    yield notice(said, "lacks-permissions", channel=NEAR, permissions=lacks, count=2)
    wishes = Subscription(CHANNEL, boards=(name, "llm"), families=(other,), places=3)
    for its in (wishes, replace(wishes, rhythm=Rhythm.WEEKLY), Subscription(CHANNEL, rules=())):
        yield on_view(said, FAMILIES, its, TAKEN)
    yield notice(said, "alerts-paused-until", channel=NEAR, time=moment)
    for key in ("off", "were-off", "paused", "resumed", "test", "test-sent"):
        yield notice(said, f"alerts-{key}", channel=NEAR)


def views(language: str, name: str, other: str) -> Sequence[View]:
    """Return every View, in one language, with these names wherever a name can stand."""
    said = words(language)
    return (
        *posts(language, name, other),
        *digests(said, name, other),
        *ranks(said, name, other),
        *lists(said, name, other),
        *receipts(said, name, other),
        *histories(said, name, other),
        *previews(said, name, other),
        *services(said, name, other),
        *notices(said, name, other),
    )
