"""`alerts`: what a channel is told. The only command that changes anything: a subscription."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.commands import racing
from bot.commands.ask import Answer, Command, Desk, number
from bot.commands.preview import preview
from bot.commands.tuning import LIKE, tune
from bot.commands.wishes import (
    BOARDS,
    FAMILIES,
    LANGUAGE,
    PLACES,
    RHYTHM,
    RULES,
    TOP,
    begun,
    wished_by,
)
from bot.digest.facts import monday_of
from bot.findings import Nothing, SubscriptionFacts
from bot.memory import memory_of
from bot.model import (
    Ask,
    Asker,
    Option,
    Rhythm,
    Span,
    State,
    Subscription,
    Takes,
)
from bot.noise import choose
from bot.ports import Filter
from bot.posts.outbox import circle_on
from bot.texts import nearest, plain, words
from bot.views.answers import notice
from bot.views.names import named, safe
from bot.views.service import alerts_list_view
from bot.views.wishes import Unposted, on_view

ACTIONS = ("on", "off", "list", "test", "preview", "race", "pause", "resume", "fewer", "more")
ACTION = Option("action", Takes.ACTION, default="list", choices=ACTIONS)
DAYS = Option("days", Takes.NUMBER, most=365, placed=True, of=("pause",))
CHANNEL = re.compile(r"console|discord:\d{1,20}|slack:[A-Z0-9]{1,20}")
"""A platform, and how it names a channel: Discord by a snowflake, Slack by letters and digits."""
POSTING = frozenset({"on", "test", "resume", "race"})
"""Actions that are of no use where the bot can't post."""


async def alerts(desk: Desk, ask: Ask) -> Answer:
    """Carry out one action on the asking channel's subscription, or list what there is."""
    action = ask.given.get(ACTION.name, ACTION.default).casefold()
    if action not in DOINGS:
        raise desk.error("unknown-command", name=action[:80], names=", ".join(ACTIONS))
    check_asker(desk, ask, action)
    _check_options(desk, ask, action)
    return await DOINGS[action](desk, ask)


def _check_options(desk: Desk, ask: Ask, action: str) -> None:
    """Return if all that was given belongs to the action. Raises AskError that names what not."""
    for option in ALERTS.options:
        if option.of and option.name in ask.given and action not in option.of:
            raise desk.error(
                "option-of-another",
                option=option.name,
                action=action,
                actions=plain(desk.words.listed(option.of)),
            )


def check_asker(desk: Desk, ask: Ask, action: str) -> None:
    """Return if whoever asks may do this to a channel's alerts there. Raises AskError."""
    if not ask.asker.is_member:
        raise desk.error("not-a-member")
    if action in POSTING and ask.asker.invite:  # first: what the bot can't see, it can't judge
        raise desk.error("invite-first", channel=named(ask.channel), invite=ask.asker.invite)
    if not ask.asker.may_manage:
        platform = ask.channel.partition(":")[0]
        raise desk.error(f"may-not-manage-{platform}", channel=named(ask.channel))
    if action in POSTING and ask.asker.lacks:
        raise lacking(desk, ask)
    if action != "list":
        _check_channel(desk, ask.channel)


def lacking(desk: Desk, ask: Ask) -> Exception:
    """Return the error that names what the bot may not do in a channel, and where to allow it."""
    said = desk.words
    names = tuple(Span(said.text(f"permission-{key}"), strong=True) for key in ask.asker.lacks)
    permissions = said.listed(names)
    return desk.error(
        "lacks-permissions",
        channel=named(ask.channel),
        permissions=permissions,
        count=len(names),
    )


async def _on(desk: Desk, ask: Ask) -> Answer:
    known = await desk.store.subscription(ask.channel)
    fresh = Subscription(ask.channel, language=nearest(ask.asker.language or desk.language))
    wished = replace(
        known or fresh,
        paused=None,
        refused=False,
        until=None,
        owner=ask.asker.person or (known.owner if known else ""),
        place=ask.asker.place or (known.place if known else ""),
    )
    wished = await wished_by(desk, begun(wished), ask.given)
    await desk.store.subscribe(wished)
    due = desk.schedule.next_due(desk.now)
    unposted = await _unposted(desk, known) if wished.rhythm is Rhythm.DAILY else None
    view = on_view(desk.words, desk.families, wished, due, unposted)
    return Answer(view, facts_of(desk, wished))


async def _unposted(desk: Desk, before: Subscription | None) -> Unposted | None:
    """Return what was told since Monday to a channel that waited for a digest of it, if any."""
    stored = await memory_of(desk).of(desk.store.days)
    if before is None or before.rhythm is not Rhythm.WEEKLY or before.paused or not stored:
        return None
    since = monday_of(stored[-1])
    told = await desk.store.events(Filter(state=State.TOLD, told_from=since))
    circle = await circle_on(desk.store, desk.families, stored[-1])
    chosen = choose([its for its in told if not its.facts.corrected_on], before, circle)
    return Unposted(since, len(chosen)) if chosen else None


def _check_channel(desk: Desk, channel: str) -> None:
    if not CHANNEL.fullmatch(channel):
        raise desk.error("unknown-channel", name=safe(channel))


async def _off(desk: Desk, ask: Ask) -> Answer:
    gone = await desk.store.unsubscribe(ask.channel)
    key = "alerts-off" if gone else "alerts-were-off"
    return Answer(notice(desk.words, key, channel=named(ask.channel)), Nothing())


async def _list(desk: Desk, ask: Ask) -> Answer:
    facts = await seen_by(desk, ask.asker)
    return Answer(alerts_list_view(desk.words, facts, desk.families), facts)


async def seen_by(desk: Desk, asker: Asker) -> tuple[SubscriptionFacts, ...]:
    """Return the subscriptions that somebody may see."""
    found = await desk.store.subscriptions()
    return tuple(facts_of(desk, its) for its in found if _is_seen(asker, its))


def _is_seen(asker: Asker, its: Subscription) -> bool:
    """Return whether somebody may see a subscription: of a channel there, also one that is gone."""
    if asker.sees is None or its.channel in asker.sees:
        return True
    if not asker.place:  # which channels are there and hidden is not known: one's own are no secret
        return bool(its.owner) and its.owner == asker.person
    return its.place == asker.place and its.channel not in asker.hidden


async def _pause(desk: Desk, ask: Ask) -> Answer:
    until = None
    if DAYS.name in ask.given:
        until = desk.now + timedelta(days=number(desk, ask, DAYS))
    return await _changed(desk, ask, paused="paused-by-hand", until=until)


async def _resume(desk: Desk, ask: Ask) -> Answer:
    return await _changed(desk, ask)


async def _changed(
    desk: Desk, ask: Ask, paused: str | None = None, until: datetime | None = None
) -> Answer:
    """Pause a channel's alerts, for ever or until a moment; or let them go on."""

    def change(its: Subscription) -> Subscription:
        if paused and its.paused and not its.refused and _is_later(its.until, until):
            return its  # a longer pause that somebody asked for stays
        return replace(its, paused=paused, refused=False, until=until)

    changed = await desk.store.change_subscription(ask.channel, change)
    channel = named(ask.channel)
    if changed is None:
        return Answer(notice(desk.words, "alerts-were-off", channel=channel), Nothing())
    if changed.until:
        view = notice(
            desk.words,
            "alerts-paused-until",
            channel=channel,
            time=desk.words.moment(changed.until),
        )
    else:
        key = "alerts-paused" if changed.paused else "alerts-resumed"
        view = notice(desk.words, key, channel=channel)
    return Answer(view, facts_of(desk, changed))


def _is_later(one: datetime | None, other: datetime | None) -> bool:
    """Return whether a pause ends later than another; None never ends."""
    return one is None or (other is not None and one > other)


async def _test(desk: Desk, ask: Ask) -> Answer:
    known = await desk.store.subscription(ask.channel)
    language = known.language if known else desk.language
    message = notice(words(language), "alerts-test", channel=named(ask.channel))
    sent = notice(desk.words, "alerts-test-sent", channel=named(ask.channel))
    return Answer(sent, Nothing(), post=replace(message, private=False))


async def _race(desk: Desk, ask: Ask) -> Answer:
    view, its = await racing.race(desk, ask)
    return Answer(view, Nothing() if its is None else facts_of(desk, its))


def facts_of(desk: Desk, its: Subscription) -> SubscriptionFacts:
    """Return a subscription as programs read it."""
    return SubscriptionFacts(
        channel=its.channel,
        boards=its.boards,
        rules=tuple(rule.value for rule in its.rules),
        families=its.families,
        top=its.top,
        places=its.places,
        language=its.language,
        rhythm=its.rhythm.value,
        paused=desk.words.reason(its.paused) if its.paused else None,
        until=its.until,
        races=tuple(racing.facts_of(card) for card in its.races),
    )


Doing = Callable[[Desk, Ask], Awaitable[Answer]]
DOINGS: Mapping[str, Doing] = {
    "on": _on,
    "off": _off,
    "list": _list,
    "test": _test,
    "pause": _pause,
    "preview": preview,
    "resume": _resume,
    "race": _race,
    "fewer": tune,
    "more": tune,
}


ALERTS = Command(
    "alerts",
    (ACTION, BOARDS, RULES, FAMILIES, TOP, PLACES, RHYTHM, LANGUAGE, LIKE, DAYS, *racing.OPTIONS),
    alerts,
    private=True,
    manages=True,
)
