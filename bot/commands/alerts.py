"""`alerts`: what a channel is told. The only command that changes anything: a subscription."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.commands.ask import Answer, Ask, Command, Desk, Option, Takes
from bot.commands.releases import find_family
from bot.findings import Nothing, SubscriptionFacts
from bot.model import ALL_FAMILIES, TOP_FAMILIES, Grouping, Kind, Subscription, View
from bot.texts import languages, plain, words
from bot.thresholds import TOPS
from bot.views.answers import notice
from bot.views.names import safe
from bot.views.service import alerts_list_view

ACTIONS = ("on", "off", "list", "test", "pause", "resume")
ACTION = Option("action", Takes.ACTION, default="list", choices=ACTIONS)
WISHES = Option("wishes", Takes.WISH, rest=True)
"""Words such as `boards=trending,llm top=3`."""
WISH = re.compile(r"(\w+)\s*=")
CHANNEL = re.compile(r"console|discord:\d{1,20}|slack:[A-Z0-9]{1,20}")
"""A platform, and how it names a channel: Discord by a snowflake, Slack by letters and digits."""


async def alerts(desk: Desk, ask: Ask) -> Answer:
    """Carry out one action on the asking channel's subscription, or list all."""
    action = ask.given.get(ACTION.name, ACTION.default).casefold()
    if action not in DOINGS:
        raise desk.error("unknown-command", name=action[:80], names=", ".join(ACTIONS))
    return await DOINGS[action](desk, ask)


async def _mine(desk: Desk, channel: str) -> Subscription | None:
    found = await desk.store.subscriptions()
    return next((its for its in found if its.channel == channel), None)


async def _on(desk: Desk, ask: Ask) -> Answer:
    known = await _mine(desk, ask.channel)
    wished = replace(
        known or Subscription(ask.channel, language=desk.language), paused=None, refused=False
    )
    _check_channel(desk, ask.channel)
    for name, value in _wishes(ask.given.get(WISHES.name, "")):
        if name not in WISHED or not value:
            raise desk.error("unknown-wish", name=name[:80], names=", ".join(WISHED))
        wished = await WISHED[name](desk, wished, value)
    await desk.store.subscribe(wished)
    return Answer(_told(desk, wished), facts_of(wished))


def _wishes(text: str) -> list[tuple[str, str]]:
    """Return names and values of `boards=trending, llm families=deep seek`."""
    pieces = WISH.split(text)
    if pieces[0].strip():
        return [(pieces[0].strip(), "")]
    values = (",".join(part.strip() for part in value.split(",")) for value in pieces[2::2])
    return list(zip(pieces[1::2], values, strict=True))


def _check_channel(desk: Desk, channel: str) -> None:
    if not CHANNEL.fullmatch(channel):
        raise desk.error("unknown-channel", name=safe(channel))


def _told(desk: Desk, its: Subscription) -> View:
    said = desk.words
    return notice(
        said,
        "alerts-on",
        channel=its.channel,
        rules=plain(said.listed(tuple(rule.value for rule in its.rules))),
        boards=plain(said.listed(its.boards)),
        top=its.top,
        families=_families(desk, its),
    )


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
    return Answer(notice(desk.words, key, channel=ask.channel), Nothing())


async def _list(desk: Desk, _: Ask) -> Answer:
    found = await desk.store.subscriptions()
    facts = tuple(facts_of(its) for its in found)
    return Answer(alerts_list_view(desk.words, facts), facts)


async def _pause(desk: Desk, ask: Ask) -> Answer:
    return await _changed(desk, ask, "alerts-paused", desk.words.text("paused-by-hand"))


async def _resume(desk: Desk, ask: Ask) -> Answer:
    return await _changed(desk, ask, "alerts-resumed", None)


async def _changed(desk: Desk, ask: Ask, key: str, paused: str | None) -> Answer:
    known = await _mine(desk, ask.channel)
    if known is None:
        return Answer(notice(desk.words, "alerts-were-off", channel=ask.channel), Nothing())
    changed = replace(known, paused=paused, refused=False)
    await desk.store.subscribe(changed)
    return Answer(notice(desk.words, key, channel=ask.channel), facts_of(changed))


async def _test(desk: Desk, ask: Ask) -> Answer:
    known = await _mine(desk, ask.channel)
    language = known.language if known else desk.language
    message = notice(words(language), "alerts-test", channel=ask.channel)
    sent = notice(desk.words, "alerts-test-sent", channel=ask.channel)
    return Answer(sent, Nothing(), post=replace(message, private=False))


def facts_of(its: Subscription) -> SubscriptionFacts:
    """Return a subscription as programs read it."""
    return SubscriptionFacts(
        channel=its.channel,
        boards=its.boards,
        rules=tuple(rule.value for rule in its.rules),
        families=its.families,
        top=its.top,
        language=its.language,
        rhythm=its.rhythm.value,
        paused=its.paused,
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
    known = {*desk.boards, *await desk.store.board_names()}
    boards = tuple(dict.fromkeys(value.split(",")))
    for name in boards:
        if name not in known:
            raise desk.error("unknown-board", name=name[:80], names=", ".join(sorted(known)))
    return replace(its, boards=boards)


async def _rules(desk: Desk, its: Subscription, value: str) -> Subscription:
    known = {kind.value: kind for kind in Kind}
    names = value.casefold().split(",")
    for name in names:
        if name not in known:
            raise desk.error("unknown-rule", name=name[:80], names=", ".join(known))
    return replace(its, rules=tuple(dict.fromkeys(known[name] for name in names)))


async def _of_families(desk: Desk, its: Subscription, value: str) -> Subscription:
    keys = [
        name if name in (ALL_FAMILIES, TOP_FAMILIES) else find_family(desk, name).key
        for name in value.split(",")
    ]
    return replace(its, families=tuple(dict.fromkeys(keys)))


async def _top(desk: Desk, its: Subscription, value: str) -> Subscription:
    if value not in {str(top) for top in TOPS}:
        names = ", ".join(str(top) for top in TOPS)
        raise desk.error("unknown-top", name=value[:80], names=names)
    return replace(its, top=int(value))


async def _language(desk: Desk, its: Subscription, value: str) -> Subscription:
    if value not in languages():
        raise desk.error("unknown-language", name=value[:80], names=", ".join(languages()))
    return replace(its, language=value)


Wish = Callable[[Desk, Subscription, str], Awaitable[Subscription]]
WISHED: Mapping[str, Wish] = {
    "boards": _boards,
    "rules": _rules,
    "families": _of_families,
    "top": _top,
    "language": _language,
}

ALERTS = Command("alerts", (ACTION, WISHES), alerts)
