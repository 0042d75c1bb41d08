"""Who leads a board, who entered its top and who left it."""

from collections.abc import Iterator

from bot.diff.board import BoardChange
from bot.model import Event, Facts, Kind
from bot.thresholds import TOPS


def leader(change: BoardChange) -> Iterator[Event]:
    """Another model is #1: who it replaced, and how long that one had led."""
    if not change.before.models or not change.after.models:
        return
    new, old = change.after.models[0], change.reigning or change.before.models[0]
    if new == old:
        return
    since = change.led_since
    yield Event(
        kind=Kind.LEADER,
        day=change.day,
        board=change.board.name,
        metric=change.board.metric,
        subject=change.model(new).name,
        model=new,
        other=change.model(old).name,
        before=change.before.ranks().get(new),
        after=1,
        base=change.before.day,
        facts=Facts(
            led_days=(change.day - since[0]).days if since else None,
            at_least=since is not None and not since[1],
            age_days=change.age_days(new),
        ),
    )


def entered(change: BoardChange) -> Iterator[Event]:
    """A model is in a top and was not in the base's."""
    before, after = change.before.ranks(), change.after.ranks(max(TOPS))
    for top in change.watched(TOPS):
        for key in change.after.models[:top]:
            if before.get(key, top + 1) > top:
                yield _event(change, Kind.ENTERED, key, top, before.get(key), after[key])


def left(change: BoardChange) -> Iterator[Event]:
    """A model of a top is no longer in it."""
    before, after = change.before.ranks(max(TOPS)), change.after.ranks()
    for top in change.watched(TOPS):
        for key in change.before.models[:top]:
            if after.get(key, top + 1) > top:
                yield _event(change, Kind.LEFT, key, top, before[key], after.get(key))


def _event(
    change: BoardChange, kind: Kind, key: int, top: int, before: int | None, after: int | None
) -> Event:
    model = change.model(key)
    seen = change.career(key).last_in.get(top)
    list_it_is_not_in = change.before if kind is Kind.ENTERED else change.after
    return Event(
        kind=kind,
        day=change.day,
        board=change.board.name,
        metric=change.board.metric,
        subject=model.name,
        model=key,
        top=top,
        before=before,
        after=after,
        base=change.before.day,
        facts=Facts(
            depth=len(list_it_is_not_in.models),
            age_days=change.age_days(key),
            back_after=(change.day - seen).days if kind is Kind.ENTERED and seen else None,
            gone=kind is Kind.LEFT and model.gone_on is not None,
        ),
    )
