"""Rows of the database to nouns of the core, and back."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

from bot.model import (
    Counts,
    DeliveryState,
    Event,
    Facts,
    Grouping,
    Kind,
    Lead,
    Mark,
    Metric,
    Model,
    Post,
    Quality,
    Reason,
    Standing,
    State,
    Subscription,
    View,
)

Row = sqlite3.Row

FACTS = TypeAdapter(Facts)
VIEW = TypeAdapter(View)
SUBSCRIPTION = TypeAdapter(Subscription)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _iso(moment: date | None) -> str | None:
    """Return an ISO date, or date-time, of a date or a datetime."""
    return moment.isoformat() if moment else None


def number(value: float | None) -> float | None:
    """Return a whole number as an int: a column of doubles holds both."""
    return int(value) if value is not None and float(value).is_integer() else value


# --- models


def model_of(row: Row) -> Model:
    """Return a model."""
    return Model(
        key=row["id"],
        name=row["name"],
        hub_id=row["hub_id"],
        kind=row["kind"],
        created_at=_moment(row["created_at"]),
        pipeline_tag=row["pipeline_tag"],
        library=row["library"],
        first_seen=_day(row["first_seen"]),
        gone_on=_day(row["gone_on"]),
        good=Counts(
            downloads=row["good_downloads"],
            all_time=row["good_all_time"],
            likes=row["good_likes"],
            derivatives=row["good_derivatives"],
        ),
    )


def name_of(row: Row) -> tuple[str, str, int]:
    """Return a name that a model has, or had: its kind, the name, and the model's key."""
    return row["kind"], row["name"], row["model_id"]


def row_of_model(model: Model) -> dict[str, Any]:
    """Return a model's row."""
    return {
        "id": model.key,
        "name": model.name,
        "hub_id": model.hub_id,
        "kind": model.kind,
        "created_at": _iso(model.created_at),
        "pipeline_tag": model.pipeline_tag,
        "library": model.library,
        "first_seen": _iso(model.first_seen),
        "gone_on": _iso(model.gone_on),
        "good_downloads": model.good.downloads,
        "good_all_time": model.good.all_time,
        "good_likes": model.good.likes,
        "good_derivatives": model.good.derivatives,
    }


def counts_of(row: Row) -> Counts:
    """Return a model's counters."""
    return Counts(
        downloads=row["downloads"],
        all_time=row["all_time"],
        likes=row["likes"],
        derivatives=row["derivatives"],
        trending=number(row["trending"]),
    )


def row_of_counts(fetch_id: int, key: int, counts: Counts, *, believed: bool) -> dict[str, Any]:
    """Return the row of a model's counters in a fetch."""
    return {
        "fetch_id": fetch_id,
        "model_id": key,
        "believed": int(believed),
        "downloads": counts.downloads,
        "all_time": counts.all_time,
        "likes": counts.likes,
        "derivatives": counts.derivatives,
        "trending": counts.trending,
    }


# --- days


def mark_of(row: Row) -> Mark:
    """Return a verdict of an earlier day."""
    return Mark(
        day=date.fromisoformat(row["day"]),
        quality=Quality(row["quality"]),
        jumped=bool(row["jumped"]),
        rows=row["length"],
        why=row["why"],
    )


def row_of_mark(mark: Mark) -> dict[str, Any]:
    """Return the columns of a verdict."""
    return {
        "day": mark.day.isoformat(),
        "quality": mark.quality.value,
        "jumped": int(mark.jumped),
        "length": mark.rows,
        "why": mark.why,
    }


def standing_of(row: Row) -> Standing:
    """Return a group's standing."""
    return Standing(
        grouping=Grouping(row["grouping"]),
        group=row["group_key"],
        metric=Metric(row["metric"]),
        value=number(row["value"]) or 0,
        place=row["place"],
        cohort=row["cohort"],
        complete=bool(row["complete"]),
    )


def row_of_standing(day: date, standing: Standing) -> dict[str, Any]:
    """Return the row of a group's standing on a day."""
    return {
        "day": day.isoformat(),
        "metric": standing.metric.value,
        "grouping": standing.grouping.value,
        "group_key": standing.group,
        "value": standing.value,
        "place": standing.place,
        "cohort": standing.cohort,
        "complete": int(standing.complete),
    }


def lead_of(row: Row) -> Lead:
    """Return who is ahead in a pair."""
    ahead = row["ahead"]
    behind = row["second_key"] if ahead == row["first_key"] else row["first_key"]
    return Lead(
        Grouping(row["grouping"]),
        Metric(row["metric"]),
        ahead,
        behind,
        date.fromisoformat(row["since"]),
        seen=bool(row["seen"]),
    )


def row_of_lead(lead: Lead) -> dict[str, Any]:
    """Return the row of a pair, its groups in alphabetical order."""
    first, second = sorted((lead.ahead, lead.behind))
    return {
        "grouping": lead.grouping.value,
        "metric": lead.metric.value,
        "first_key": first,
        "second_key": second,
        "ahead": lead.ahead,
        "since": lead.since.isoformat(),
        "seen": int(lead.seen),
    }


# --- events and posts


def event_of(row: Row) -> Event:
    """Return an event."""
    return Event(
        id=row["id"],
        kind=Kind(row["kind"]),
        day=date.fromisoformat(row["day"]),
        subject=row["subject"],
        board=row["board"],
        group=Grouping(row["grouping"]) if row["grouping"] else None,
        top=row["top_size"],
        other=row["other"],
        metric=Metric(row["metric"]) if row["metric"] else None,
        before=json.loads(row["value_before"]),
        after=json.loads(row["value_after"]),
        state=State(row["state"]),
        told_on=_day(row["told_on"]),
        reason=Reason(row["reason"]),
        model=row["model_id"],
        base=_day(row["base_day"]),
        facts=FACTS.validate_json(row["facts"]),
    )


def row_of_event(event: Event) -> dict[str, Any]:
    """Return an event's row."""
    return {
        "id": event.id,
        "kind": event.kind.value,
        "day": event.day.isoformat(),
        "subject": event.subject,
        "board": event.board,
        "grouping": event.group.value if event.group else None,
        "top_size": event.top,
        "other": event.other,
        "metric": event.metric.value if event.metric else None,
        "value_before": json.dumps(event.before),
        "value_after": json.dumps(event.after),
        "state": event.state.value,
        "told_on": _iso(event.told_on),
        "reason": event.reason.value,
        "model_id": event.model,
        "base_day": _iso(event.base),
        "facts": FACTS.dump_json(event.facts, exclude_defaults=True).decode(),
        "threshold": event.facts.threshold,
    }


def post_of(row: Row | dict[str, Any]) -> Post:
    """Return a post."""
    return Post(
        id=row["id"],
        channel=row["channel"],
        day=date.fromisoformat(row["day"]),
        part=row["part"],
        events=tuple(json.loads(row["events"])),
        view=VIEW.validate_json(row["message"]),
        written_at=datetime.fromisoformat(row["written_at"]),
        state=DeliveryState(row["state"]),
        attempts=row["attempts"],
        due_at=_moment(row["due_at"]),
        note=row["note"],
        receipt=row["receipt"],
        card=row["card"],
    )


def state_of_post(post: Post) -> dict[str, Any]:
    """Return what of a post's row changes on its way out."""
    return {
        "id": post.id,
        "state": post.state.value,
        "attempts": post.attempts,
        "due_at": _iso(post.due_at),
        "note": post.note,
        "receipt": post.receipt,
        "written_at": post.written_at.isoformat(),
    }


def rows_of_posts(posts: Sequence[Post]) -> list[dict[str, Any]]:
    """Return the rows of posts; what many channels are shown alike is written out once."""
    messages = {id(post.view): post.view for post in posts}
    written = {key: message_of(view) for key, view in messages.items()}
    return [row_of_post(post, written[id(post.view)]) for post in posts]


def message_of(view: View) -> str:
    """Return what a post shows, written out."""
    return VIEW.dump_json(view, exclude_defaults=True).decode()


def row_of_post(post: Post, message: str | None = None) -> dict[str, Any]:
    """Return a post's row; what it shows may be written out already."""
    return {
        "id": post.id,
        "channel": post.channel,
        "day": post.day.isoformat(),
        "part": post.part,
        "events": json.dumps(post.events),
        "message": message_of(post.view) if message is None else message,
        "written_at": post.written_at.isoformat(),
        "state": post.state.value,
        "attempts": post.attempts,
        "due_at": _iso(post.due_at),
        "note": post.note,
        "receipt": post.receipt,
        "card": post.card,
    }


def subscription_of(row: Row) -> Subscription:
    """Return a channel's subscription."""
    return SUBSCRIPTION.validate_json(row["wishes"])


def row_of_subscription(subscription: Subscription) -> dict[str, Any]:
    """Return a subscription's row."""
    return {
        "channel": subscription.channel,
        "wishes": SUBSCRIPTION.dump_json(subscription).decode(),
    }
