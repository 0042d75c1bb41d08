"""Receipts, the state of the bot, help and subscriptions, as Views. Pure; SPEC 6."""

from collections.abc import Iterable, Sequence

from bot.families import Families
from bot.findings import (
    RaceFacts,
    Seen,
    StatusFacts,
    SubscriptionFacts,
    WhyFacts,
)
from bot.model import (
    DeliveryState,
    Event,
    Grouping,
    Line,
    Next,
    Rhythm,
    Row,
    Span,
    State,
    Table,
    View,
)
from bot.texts import Words, plain
from bot.thresholds import WATCHED_PLACES
from bot.views.answers import NOTHING, cell, notice
from bot.views.corrections import correction
from bot.views.names import board_label, group_span, safe
from bot.views.posts import Teller


def why_view(teller: Teller, facts: WhyFacts, event: Event, because: Line) -> View:
    """Return a receipt: the claim, its state and rule, both snapshots and the thresholds."""
    said = teller.words
    state = (
        said.text("why-state-told", date=said.date(event.told_on))
        if event.state is State.TOLD and event.told_on
        else said.text(f"why-state-{event.state}")
    )
    lines: list[tuple[str, Line]] = [
        ("claim", correction(said, event, teller.tell(event))),
        ("state", cell(state)),
        ("rule", because),
        ("thresholds", cell(facts.thresholds)),
    ]
    if facts.before:
        lines.append(("before", _seen(said, facts.before)))
    lines.append(("after", _seen(said, facts.after)))
    return View(
        title=said.say("why-title", id=str(event.id), kind=said.text(f"event-kind-{event.kind}")),
        rows=tuple(
            Row((Span(f"{said.text(f'why-{name}')}: ", strong=True), *line)) for name, line in lines
        ),
        private=True,
    )


def _seen(said: Words, seen: Seen) -> Line:
    if isinstance(seen.value, int | float):
        value = said.number(seen.value)
    else:
        value = said.text(f"verdict-{seen.value}") if seen.value else "–"
    given = {"value": value, "date": said.date(seen.day)}
    if seen.taken_at is None:
        return said.say("why-value-plain", **given)
    quality = said.text(f"quality-{seen.quality}")
    return said.say("why-value", time=said.moment(seen.taken_at), quality=quality, **given)


def status_view(said: Words, facts: StatusFacts, here: Sequence[Line] | None = None) -> View:
    """Return how the bot is; with what is to be said of the channel that asks, instead of all."""
    names = ("board", "day", "quality", "age")
    rows = tuple(
        (
            cell(board_label(said, its.board)),
            cell(said.date(its.day)) if its.day else cell(said.text("status-none")),
            cell(said.text(f"quality-{its.quality}")) if its.quality else NOTHING,
            cell(_age(said, its.age_hours)) if its.age_hours is not None else NOTHING,
        )
        for its in facts.boards
    )
    lines = (
        said.say("status-next", time=said.moment(facts.next)),
        *(here if here is not None else _of_all(said, facts)),
    )
    return View(
        title=said.say("status-title"),
        tables=(Table(tuple(said.text(f"column-{name}") for name in names), rows),),
        rows=tuple(map(Row, lines)),
        private=True,
    )


def _of_all(said: Words, facts: StatusFacts) -> tuple[Line, ...]:
    """Return how many posts and subscriptions there are, for whoever runs the bot."""
    deliveries = ", ".join(
        f"{said.text(_delivery(state))} {facts.deliveries[state]}"
        for state in DeliveryState
        if facts.deliveries.get(state)
    )
    return (
        said.say("status-deliveries", deliveries=deliveries)
        if deliveries
        else said.say("status-no-deliveries"),
        said.say("status-subscriptions", count=facts.subscriptions),
    )


def _delivery(state: DeliveryState) -> str:
    return f"delivery-{state.value.replace(' ', '-')}"


DAY_HOURS = 24


def _age(said: Words, hours: int) -> str:
    if hours < 2 * DAY_HOURS:
        return said.text("age-hours", hours=hours)
    return said.text("age-long", days=hours // DAY_HOURS)


HELP = ("rank", "top", "compare", "movers", "releases", "alerts", "why", "status", "help")


def help_view(said: Words, prefix: str = "") -> View:
    """Return what can be asked, on one screen, as it is typed; after a platform's one command."""
    return _help(said, (_typed(said, name, prefix) for name in HELP))


def offered_view(said: Words) -> View:
    """Return what can be asked, on one screen, as a platform's own commands."""
    return _help(said, (_offered(said, name) for name in HELP))


def _help(said: Words, lines: Iterable[Line]) -> View:
    return View(title=said.say("help-title"), rows=tuple(map(Row, lines)), private=True)


def _typed(said: Words, name: str, prefix: str) -> Line:
    """Return how a command is typed, and what it answers; a name alone is asked about."""
    line = said.say(f"help-{name}")
    if not prefix:
        return line
    head = f"{prefix} " if prefix.strip("/") != name else ""
    slash = "/" if not head else ""
    return (Span(f"{slash}{head}"), *line)


def _offered(said: Words, name: str) -> Line:
    """Return a command as a platform offers it, under its name in the reader's language."""
    called = Span(f"/{said.text(f'command-{name}')}", strong=True)
    return (called, Span(f": {said.text(f'describe-{name}')}"))


def paused_view(said: Words, paused: Sequence[tuple[str, str]]) -> View:
    """Return what whoever turned alerts on is told when refusals pause them: channels, reasons."""
    lines = (
        said.say("told-paused", channel=Span(channel, channel=True), reason=said.reason(reason))
        for channel, reason in paused
    )
    return View(
        title=said.say("told-paused-title"),
        rows=tuple(map(Row, lines)),
        notes=(said.say("told-paused-kept"),),
        private=True,
    )


def alerts_list_view(
    said: Words, facts: Sequence[SubscriptionFacts], families: Families | None = None
) -> View:
    """Return every channel's subscription, each with what may be done about it.

    Without families the groups of a race are called by their keys.
    """
    if not facts:
        return notice(said, "alerts-none")
    rows = []
    for its in facts:
        wishes = _wishes(said, its) if its.rules else []
        wishes += [plain(_race(said, race, families)) for race in its.races]
        told = " · ".join((*wishes, its.language))
        line = [Span(its.channel, strong=True, channel=True), Span(f": {told}")]
        if its.until:
            line += [Span(" · "), *said.say("alerts-is-paused-until", time=said.moment(its.until))]
        elif its.paused:
            line += [Span(" · "), *said.say("alerts-is-paused", reason=its.paused)]
        rows.append(Row(tuple(line), next=_about(said, its)))
    return View(title=said.say("alerts-list-title"), rows=tuple(rows), private=True)


def _wishes(said: Words, its: SubscriptionFacts) -> list[str]:
    """Return what a channel is told, piece by piece; places only where fewer are wanted."""
    boards, rules = ", ".join(map(safe, its.boards)), ", ".join(its.rules)
    fewer = its.places < WATCHED_PLACES
    places = [said.text("alerts-list-places", places=its.places)] if fewer else []
    weekly = [said.text("rhythm-weekly")] if its.rhythm == Rhythm.WEEKLY else []
    return [boards, f"top {its.top}", rules, ", ".join(its.families), *places, *weekly]


def _race(said: Words, its: RaceFacts, families: Families | None) -> Line:
    metric = said.text(f"metric-{its.metric}")
    if families is None or its.group is None:
        return said.say("alerts-list-race", a=safe(its.a), b=safe(its.b), metric=metric)
    a, b = (group_span(families, Grouping(its.group), key, said).text for key in (its.a, its.b))
    return said.say("alerts-list-race", a=a, b=b, metric=metric)


CHANNEL = "channel"
"""Under this name a press that is made elsewhere gives the channel that it is about."""
WEEK = "7"


def _about(said: Words, its: SubscriptionFacts) -> tuple[Next, ...]:
    """Return what may be done about a subscription, from wherever it is listed."""
    change = {"action": "on", CHANNEL: its.channel}
    if its.paused:
        rest = Next(said.text("home-resume"), "alerts", {**change, "action": "resume"})
    else:
        rest = Next(said.text("ask-pause"), "alerts", {**change, "action": "pause", "days": WEEK})
    return (Next(said.text("ask-settings"), "alerts", change, form=True), rest)


def home_view(said: Words) -> View:
    """Return what the bot says of itself where it has a page of its own."""
    return View(title=said.say("home-title"), rows=(Row(said.say("home-hint")),))
