"""`alerts preview`: the posts that these wishes would have brought in the last days. SPEC 6."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.commands.ask import Answer, Desk
from bot.commands.find import no_data
from bot.commands.wishes import WISHED, begun, wished_by
from bot.findings import PreviewChange, PreviewFacts, PreviewPost
from bot.memory import memory_of
from bot.model import Ask, Next, Subscription
from bot.preview import replay
from bot.texts import nearest
from bot.views.preview import Tried, preview_view, tried_label
from bot.wishes.replay import Played, Preview, Replay
from bot.wishes.tries import Try, tries

QUIETER = ("top", "without", "rhythm", "families", "places")
LOUDER = ("top", "with", "board", "families", "places", "rhythm")
"""What is offered first of either; of each the first that makes a difference."""
OFFERED = 3
TERMINAL = Ask().channel
"""The channel that a terminal means where none is named."""


@dataclass(frozen=True, slots=True)
class Found:
    """A wish that was tried, and what it would have brought."""

    its: Try
    preview: Preview


async def preview(desk: Desk, ask: Ask) -> Answer:
    """Answer with the last days as these wishes would have told them; nothing is changed."""
    last = await replayed(desk)
    if not last.days:
        raise no_data(desk)
    known = await desk.store.subscription(ask.channel)
    fresh = Subscription(ask.channel, language=nearest(ask.asker.language or desk.language))
    given = {name: value for name, value in ask.given.items() if name in WISHED}
    wished = await wished_by(desk, begun(known or fresh), given)
    now = last.preview(wished)
    found = [Found(its, last.preview(its.wishes)) for its in await _tries(desk, wished, now)]
    quieter = list(_picked(found, now, quieter=True))
    louder = list(_picked(found, now, quieter=False))
    changes = [tuple(_change(given, each) for each in way) for way in (quieter, louder)]
    facts = _facts(last, wished, now, *changes)
    tried = [
        _tried(ask, given, way, each)
        for way, found in (("quieter", quieter), ("louder", louder))
        for each in found
    ]
    view = preview_view(desk.words, desk.families, wished, now.posts, facts, tried)
    is_new = known is None or known.paused is not None or wished != known
    next_ = (
        *([Next(desk.words.text("preview-turn-on"), "alerts", {"action": "on", **given})] * is_new),
        *(_again(desk, ask, given, "quieter", each) for each in quieter[:1]),
        *(_again(desk, ask, given, "louder", each) for each in louder[:1]),
    )
    return Answer(replace(view, next=next_), facts)


async def replayed(desk: Desk) -> Replay:
    """Return what the last days told, read once for each reading of the Hub."""
    memory = memory_of(desk)
    return await memory.kept("replay", lambda: replay(desk.store, desk.families))


async def _tries(desk: Desk, its: Subscription, now: Preview) -> tuple[Try, ...]:
    kinds = now.kinds()
    busiest = sorted(kinds, key=lambda kind: -kinds[kind])
    stored = await memory_of(desk).of(desk.store.board_names)
    boards = (*desk.boards, *(name for name in stored if name not in desk.boards))
    return tuple(tries(its, busiest, boards))


def _picked(found: list[Found], now: Preview, *, quieter: bool) -> Iterator[Found]:
    """Give what would have been quieter, or louder: of each sort of change the first."""
    here = (len(now.posts), now.rows)
    picked = 0
    for name in QUIETER if quieter else LOUDER:
        for each in found:
            there = (len(each.preview.posts), each.preview.rows)
            if each.its.name == name and (there < here if quieter else there > here):
                yield each
                picked += 1
                break
        if picked == OFFERED:
            return


def _facts(
    last: Replay,
    its: Subscription,
    now: Preview,
    quieter: tuple[PreviewChange, ...],
    louder: tuple[PreviewChange, ...],
) -> PreviewFacts:
    return PreviewFacts(
        channel=its.channel,
        first=last.days[0],
        last=last.days[-1],
        days=len(last.days),
        posts=tuple(_post(post) for post in now.posts),
        rows=now.rows,
        kinds={kind.value: count for kind, count in now.kinds().items()},
        quieter=quieter,
        louder=louder,
    )


def _post(post: Played) -> PreviewPost:
    first = post.rows[0].id if post.rows else None
    return PreviewPost(post.day, len(post.rows), post.more, first)


def _wishes(given: Mapping[str, str], its: Try) -> dict[str, str]:
    """Return what has been given, and one wish changed: of many values one comes or goes."""
    known = given.get(its.wish)
    value = f"{known},{its.value}" if known and its.value[0] in "+-" else its.value
    return {**given, its.wish: value}


def _change(given: Mapping[str, str], each: Found) -> PreviewChange:
    wishes = _wishes(given, each.its)
    return PreviewChange(wishes, len(each.preview.posts), each.preview.rows)


def _tried(ask: Ask, given: Mapping[str, str], way: str, each: Found) -> Tried:
    typed = _typed(ask, _wishes(given, each.its))
    return Tried(way, each.its, len(each.preview.posts), each.preview.rows, typed)


def _typed(ask: Ask, wishes: Mapping[str, str]) -> str:
    """Return how wishes are typed where they were asked: on Slack, on Discord, on a terminal.

    A terminal speaks for every channel, and names the one that it means.
    """
    if ask.asker.at_prompt:
        head, form = "alerts on", "{}={}"
    elif ask.asker.prefix:
        head, form = f"{ask.asker.prefix} alerts on", "{}={}"
    elif ask.asker.person:
        head, form = "/alerts on", "{}:{}"
    else:
        head, form = "overtake alerts on", "--{} {}"
        wishes = {"channel": ask.channel, **wishes} if ask.channel != TERMINAL else wishes
    return " ".join((head, *(form.format(name, value) for name, value in wishes.items())))


def _again(desk: Desk, ask: Ask, given: Mapping[str, str], way: str, each: Found) -> Next:
    """Return the preview with one wish changed."""
    label = desk.words.text(f"ask-{way}", change=tried_label(desk.words, each.its))
    return Next(label, "alerts", {"action": ask.given["action"], **_wishes(given, each.its)})
