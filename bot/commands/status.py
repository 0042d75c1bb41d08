"""`status`: how fresh the data are, when the next are due, and what waits to be delivered."""

from bot.commands.ask import Answer, Command, Desk
from bot.commands.rank import latest_snapshot, ordered_boards
from bot.findings import BoardStatus, StatusFacts
from bot.model import Ask, Line, Span
from bot.views.service import status_view


async def status(desk: Desk, ask: Ask) -> Answer:
    """Answer with the state of the bot."""
    known = await ordered_boards(desk)
    names = (*known, *(name for name in desk.boards if name not in known))
    facts = StatusFacts(
        boards=tuple([await _board(desk, name) for name in names]),
        next=desk.schedule.next_due(desk.now),
        deliveries={state.value: n for state, n in (await desk.store.post_counts()).items()},
        subscriptions=len(await desk.store.subscriptions()),
    )
    return Answer(status_view(desk.words, facts, await _here(desk, ask)), facts)


async def _here(desk: Desk, ask: Ask) -> tuple[Line, ...] | None:
    """Return what is to be said of the channel that asks; None for whoever runs the bot."""
    if not ask.asker.person:
        return None
    its = await desk.store.subscription(ask.channel)
    if its is None:
        return ()
    channel = Span(ask.channel, channel=True)
    if not its.paused:
        return (desk.words.say("status-here-on", channel=channel),)
    reason = desk.words.reason(its.paused)
    return (desk.words.say("status-here-paused", channel=channel, reason=reason),)


async def _board(desk: Desk, name: str) -> BoardStatus:
    snapshot = await latest_snapshot(desk, name)
    if snapshot is None:
        return BoardStatus(name, None, None, None)
    age = desk.now - snapshot.taken_at
    hours = max(int(age.total_seconds() // 3600), 0)
    return BoardStatus(name, snapshot.day, snapshot.quality.value, hours)


STATUS = Command("status", (), status, private=True)
