"""`alerts`: what a channel is told. The only command that changes anything: a subscription."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.commands.ask import Answer, Command, Desk, number, values
from bot.commands.releases import find_family
from bot.findings import Nothing, SubscriptionFacts
from bot.model import (
    ALL_FAMILIES,
    TOP_FAMILIES,
    Ask,
    Asker,
    Grouping,
    Kind,
    Option,
    Span,
    Subscription,
    Takes,
    View,
)
from bot.texts import languages, nearest, plain, words
from bot.thresholds import TOPS
from bot.views.answers import notice, sentence
from bot.views.names import board_label, safe
from bot.views.service import alerts_list_view

ACTIONS = ("on", "off", "list", "test", "pause", "resume")
ACTION = Option("action", Takes.ACTION, default="list", choices=ACTIONS)
BOARDS = Option("boards", Takes.BOARD, many=True, of=("on",))
RULES = Option("rules", Takes.RULE, many=True, of=("on",))
FAMILIES = Option("families", Takes.FAMILY, many=True, of=("on",))
TOP = Option("top", Takes.NUMBER, choices=tuple(map(str, TOPS)), of=("on",))
LANGUAGE = Option("language", Takes.LANGUAGE, choices=languages(), of=("on",))
DAYS = Option("days", Takes.NUMBER, most=365, of=("pause",))
CHANNEL = re.compile(r"console|discord:\d{1,20}|slack:[A-Z0-9]{1,20}")
"""A platform, and how it names a channel: Discord by a snowflake, Slack by letters and digits."""
ALL = "all"
POSTING = frozenset({"on", "test", "resume"})
"""Actions that are of no use where the bot can't post."""


async def alerts(desk: Desk, ask: Ask) -> Answer:
    """Carry out one action on the asking channel's subscription, or list what there is."""
    action = ask.given.get(ACTION.name, ACTION.default).casefold()
    if action not in DOINGS:
        raise desk.error("unknown-command", name=action[:80], names=", ".join(ACTIONS))
    check_asker(desk, ask, action)
    return await DOINGS[action](desk, ask)


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


def named(channel: str) -> Span:
    """Return a channel's name, which its platform may show as its own."""
    return Span(safe(channel), channel=True)


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
    for name, value in ask.given.items():
        if name in WISHED:
            wished = await WISHED[name](desk, wished, value)
    await desk.store.subscribe(wished)
    return Answer(_told(desk, wished), facts_of(desk, wished))


def _check_channel(desk: Desk, channel: str) -> None:
    if not CHANNEL.fullmatch(channel):
        raise desk.error("unknown-channel", name=safe(channel))


def _told(desk: Desk, its: Subscription) -> View:
    """Return what a channel is told from now on, and when there may be something."""
    said = desk.words
    kinds = tuple(said.text(f"event-kind-{rule}") for rule in its.rules)
    line = said.say(
        "alerts-on",
        channel=named(its.channel),
        language=words(its.language).text("language-name"),
        rules=plain(said.listed(kinds)),
        boards=plain(said.listed(tuple(board_label(said, name) for name in its.boards))),
        top=its.top,
    )
    if {Kind.MILESTONE, Kind.RELEASED} & set(its.rules):
        line = (*line, *said.say("alerts-on-families", families=_families(desk, its)))
    first = said.moment(desk.schedule.next_due(desk.now))
    return sentence((*line, *said.say("alerts-on-first", time=first)))


def _families(desk: Desk, its: Subscription) -> str:
    """Return whose releases and milestones are wanted, in words."""
    shown = {
        TOP_FAMILIES: desk.words.text("families-top"),
        ALL_FAMILIES: desk.words.text("families-all"),
    }
    labels = (shown.get(key) or desk.families.label(Grouping.FAMILY, key) for key in its.families)
    return plain(desk.words.listed(tuple(labels)))


async def _off(desk: Desk, ask: Ask) -> Answer:
    gone = await desk.store.unsubscribe(ask.channel)
    key = "alerts-off" if gone else "alerts-were-off"
    return Answer(notice(desk.words, key, channel=named(ask.channel)), Nothing())


async def _list(desk: Desk, ask: Ask) -> Answer:
    facts = await seen_by(desk, ask.asker)
    return Answer(alerts_list_view(desk.words, facts), facts)


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


def facts_of(desk: Desk, its: Subscription) -> SubscriptionFacts:
    """Return a subscription as programs read it."""
    return SubscriptionFacts(
        channel=its.channel,
        boards=its.boards,
        rules=tuple(rule.value for rule in its.rules),
        families=its.families,
        top=its.top,
        language=its.language,
        rhythm=its.rhythm.value,
        paused=desk.words.reason(its.paused) if its.paused else None,
        until=its.until,
    )


Doing = Callable[[Desk, Ask], Awaitable[Answer]]
DOINGS: Mapping[str, Doing] = {
    "on": _on,
    "off": _off,
    "list": _list,
    "test": _test,
    "pause": _pause,
    "resume": _resume,
}


# --- wishes: what `alerts on` can be given, each one function


async def _boards(desk: Desk, its: Subscription, value: str) -> Subscription:
    there = (*desk.boards, *await desk.store.board_names())
    known = (*there, *its.boards)
    called = {name: name for name in known}
    called |= {board_label(desk.words, name).casefold(): name for name in known}
    called |= {name.casefold(): name for name in known}
    asked = there if value.strip().casefold() == ALL else values(value)
    for name in asked:
        if name not in called and name.casefold() not in called:
            names = ", ".join(sorted(set(known)))
            raise desk.error("unknown-board", name=safe(name), names=names)
    boards = (called.get(name) or called[name.casefold()] for name in asked)
    return replace(its, boards=tuple(dict.fromkeys(boards)))


async def _rules(desk: Desk, its: Subscription, value: str) -> Subscription:
    known = {kind.value: kind for kind in Kind}
    called = {desk.words.text(f"event-kind-{kind}").casefold(): kind for kind in Kind} | known
    names = tuple(known) if value.strip().casefold() == ALL else values(value.casefold())
    for name in names:
        if name not in called:
            raise desk.error("unknown-rule", name=safe(name), names=", ".join(known))
    return replace(its, rules=tuple(dict.fromkeys(called[name] for name in names)))


async def _of_families(desk: Desk, its: Subscription, value: str) -> Subscription:
    keys = [
        name if name in (ALL_FAMILIES, TOP_FAMILIES) else find_family(desk, name).key
        for name in values(value)
    ]
    return replace(its, families=tuple(dict.fromkeys(keys)))


async def _top(desk: Desk, its: Subscription, value: str) -> Subscription:
    if value not in TOP.choices:
        raise desk.error("unknown-top", name=value[:80], names=", ".join(TOP.choices))
    return replace(its, top=int(value))


async def _language(desk: Desk, its: Subscription, value: str) -> Subscription:
    if value not in languages():
        raise desk.error("unknown-language", name=value[:80], names=", ".join(languages()))
    return replace(its, language=value)


Wish = Callable[[Desk, Subscription, str], Awaitable[Subscription]]
WISHED: Mapping[str, Wish] = {
    BOARDS.name: _boards,
    RULES.name: _rules,
    FAMILIES.name: _of_families,
    TOP.name: _top,
    LANGUAGE.name: _language,
}

ALERTS = Command(
    "alerts",
    (ACTION, BOARDS, RULES, FAMILIES, TOP, LANGUAGE, DAYS),
    alerts,
    private=True,
    manages=True,
)
