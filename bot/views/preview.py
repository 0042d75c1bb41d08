"""A preview of alerts, and what "fewer" and "more like this" changed, as Views. Pure; SPEC 6."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.families import Families
from bot.findings import ChangeFacts, PreviewFacts
from bot.model import Line, Rhythm, Row, Subscription, View
from bot.texts import Words
from bot.views.answers import sentence
from bot.views.names import board_label, named
from bot.views.posts import Teller
from bot.views.wishes import step_label, wishes_line
from bot.wishes.louder import NAMED, Threshold
from bot.wishes.replay import Played
from bot.wishes.tries import Try

SHOWN = 5
"""So many posts of a preview are shown by their first row (ours)."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A wish that was tried: what it would have brought, and how it is typed."""

    way: str
    """`quieter` or `louder`."""
    its: Try
    posts: int
    rows: int
    typed: str


def preview_view(
    said: Words,
    families: Families,
    its: Subscription,
    posts: Sequence[Played],
    facts: PreviewFacts,
    tried: Sequence[Tried],
) -> View:
    """Return what wishes would have brought: how much, the newest of it, and what changes that."""
    teller = Teller(said, families)
    newest = posts[: -SHOWN - 1 : -1]
    left_out = len(posts) - len(newest)
    changes = [
        Row(said.say(f"preview-{each.way}", change=_change(said, each), typed=each.typed))
        for each in tried
    ]
    return View(
        title=said.say("preview-title", channel=named(its.channel)),
        rows=(
            Row(_amount(said, its, facts)),
            Row(said.say("preview-wishes", wishes=wishes_line(said, families, its))),
            *(_post(teller, post) for post in newest),
            *([Row(said.say("preview-more", count=left_out))] if left_out else []),
            *changes,
        ),
        notes=(said.say("data-from-to", first=said.date(facts.first), last=said.date(facts.last)),),
        private=True,
    )


def _amount(said: Words, its: Subscription, facts: PreviewFacts) -> Line:
    """Return how many posts and rows there would have been, by kind."""
    if not facts.posts:
        return said.say("preview-nothing", days=facts.days)
    amount = said.say("preview-amount", posts=_posts(said, its, len(facts.posts)), days=facts.days)
    if not facts.rows:
        return amount
    names = {kind: said.text(f"event-kind-{kind}") for kind in facts.kinds}
    kinds = tuple(f"{count} {names[kind]}" for kind, count in facts.kinds.items())
    rows = _rows(said, its, facts.rows)
    return (*amount, *said.say("preview-kinds", rows=rows, kinds=said.listed(kinds)))


def _posts(said: Words, its: Subscription, count: int) -> str:
    key = "count-digests" if its.rhythm is Rhythm.WEEKLY else "count-posts"
    return said.text(key, count=count)


def _rows(said: Words, its: Subscription, count: int) -> str:
    """Return how much is told: rows of posts, or the events that digests hold."""
    key = "count-events" if its.rhythm is Rhythm.WEEKLY else "count-rows"
    return said.text(key, count=count)


def _post(teller: Teller, post: Played) -> Row:
    """Return a post by its most important row, and how many more there are."""
    said = teller.words
    if not post.rows:
        return Row(said.say("preview-quiet", date=said.date(post.day)))
    first, more = post.rows[0], len(post.rows) - 1 + post.more
    line = said.say("post-row-dated", date=said.date(post.day), row=teller.tell(first))
    if more:
        line = (*line, *said.say("preview-row-more", count=more))
    return Row(line, first.kind, first.id)


def _change(said: Words, tried: Tried) -> str:
    """Return what a wish would have brought instead."""
    wishes = tried.its.wishes
    posts, rows = _posts(said, wishes, tried.posts), _rows(said, wishes, tried.rows)
    return said.text("preview-change", name=tried_label(said, tried.its), posts=posts, rows=rows)


def tried_label(said: Words, its: Try) -> str:
    """Return what one changed wish is called, e.g. top 3."""
    if its.name in {"with", "without"}:
        return said.text(f"try-{its.name}", kind=said.text(f"event-kind-{its.what}"))
    if its.name == "board":
        return said.text("try-board", board=board_label(said, its.what))
    if its.name == "rhythm":
        return said.text(f"try-{its.what}")
    return threshold_label(said, Threshold(its.name), its.what)


def threshold_label(said: Words, threshold: Threshold, step: str) -> str:
    """Return a step of a threshold with its name, e.g. top 3."""
    if threshold is Threshold.FAMILIES:
        return said.text("try-families", families=_step(said, threshold, step))
    return said.text(f"try-{threshold}", count=int(step))


def _step(said: Words, threshold: Threshold, step: str) -> str:
    """Return one step of a threshold, in words."""
    if threshold is Threshold.RULE:
        return said.text(f"rule-{step}")
    if threshold is Threshold.FAMILIES:
        return said.text("families-named") if step == NAMED else step_label(said, step)
    return step


# --- fewer and more like this


def change_view(said: Words, facts: ChangeFacts, rhythm: Rhythm) -> View:
    """Return which threshold was changed, and what that does to such rows."""
    threshold = Threshold(facts.threshold)
    kinds = tuple(said.text(f"event-kind-{kind}") for kind in facts.kinds)
    line = said.say(
        f"changed-{threshold}",
        kinds=said.listed(kinds),
        before=_step(said, threshold, facts.before),
        after=_step(said, threshold, facts.after),
    )
    if facts.days:
        line = (
            *line,
            *said.say(
                "changed-events" if rhythm is Rhythm.WEEKLY else "changed-rows",
                days=facts.days,
                before=facts.rows_before,
                after=facts.rows_after,
            ),
        )
    return sentence(line)
