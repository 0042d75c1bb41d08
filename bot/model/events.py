"""What changed, and is worth a name."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.model.hub import Grouping, Metric


class Kind(StrEnum):
    """The kinds of event, which are also the rules a channel can ask for (SPEC 5)."""

    LEADER = "leader"
    ENTERED = "entered"
    LEFT = "left"
    MOVED = "moved"
    SEATS = "seats"
    OVERTAKE = "overtake"
    MILESTONE = "milestone"
    RELEASED = "released"
    FORECAST = "forecast"
    DATA = "data"


class State(StrEnum):
    """Where an event stands; it never depends on who listens."""

    HELD = "held"
    TOLD = "told"
    DROPPED = "dropped"


class Reason(StrEnum):
    """Why an event is in its state: the rule that let it through, holds it, or dropped it."""

    AT_ONCE = "at-once"
    """Told the day it happened: a matter of order, from a publisher we know."""
    CONFIRMED = "confirmed"
    """Told: it was still true on a second good day in a row."""
    VETTED = "vetted"
    """Told: its unknown publisher's model has stood on the board in two good snapshots."""
    JUDGED_AFRESH = "judged-afresh"
    """Told: it was held through a shock and is still true after it."""
    UNKNOWN_PUBLISHER = "unknown-publisher"
    """Held until the model has stood on the board in two good snapshots."""
    UNCONFIRMED = "unconfirmed"
    """Held until a second good day in a row says the same."""
    SHOCK = "shock"
    """Held: the Hub's counters moved together and can't be believed."""
    NOT_CONFIRMED = "not-confirmed"
    """Dropped: the next good day did not say the same."""
    UNDONE = "undone"
    """Dropped: no longer true when it could have been told."""
    RESTING = "resting"
    """Dropped: the same was told less than seven days before."""
    OUTDONE = "outdone"
    """Dropped: a higher milestone of the same was told instead."""
    RESTORED = "restored"
    """Dropped: it undoes what a list that had lost models made, and all is as it was before."""
    SAME_RELEASE = "same-release"
    """Dropped: another size or variant of a release already told."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What an event can say beyond its values; each kind fills what it knows, the rest is None."""

    depth: int | None = None
    """How deep the list reached that a model is "below"."""
    age_days: int | None = None
    """Days since the repository was created."""
    back_after: int | None = None
    """Days since the model was last in that top; None the first time."""
    led_days: int | None = None
    """How long the one replaced or passed had led."""
    at_least: bool = False
    """Whether it led already when we first looked, so that `led_days` is the least it can be."""
    model: str | None = None
    """The model behind a group's figure: its best-placed one, or the one that makes most of it."""
    share: float | None = None
    """The part of the total or of its growth that `model` makes up, from 0 to 1."""
    of_growth: bool = False
    """Whether `share` is of the growth, not of the total."""
    takes_lead: bool = False
    """`seats`: no other group has as many."""
    gone: bool = False
    """`left`: the Hub says that the repository no longer exists."""
    other_value: float | None = None
    """`overtake`: the total of the group that was passed."""
    cohort: int | None = None
    other_cohort: int | None = None
    complete: bool | None = None
    """True if both groups were listed in full; else the figures are "within the top `depth`"."""
    back: bool = False
    """`overtake`: the one passed takes the lead back."""
    threshold: int | None = None
    """`milestone`: the round number that was passed."""
    automated: bool = False
    """Downloads up tenfold while likes stayed flat: may be automated traffic."""
    family: str | None = None
    """`released`: the family."""
    release: str | None = None
    """`released`: the name shared by the sizes and variants of one release."""
    models: tuple[str, ...] = ()
    """`released`: every new model of it."""
    place: int | None = None
    """`overtake`, `forecast`: the better place of the two groups among all of their kind."""
    low: int | None = None
    high: int | None = None
    """`forecast`: the days of the range, from the day of the forecast on."""
    corrected_on: date | None = None
    """The day on which a later snapshot showed that it rested on wrong data."""
    corrected_to: float | None = None
    """...and the figure that the later snapshot has, in place of `after`; None: no such thing."""
    median: float | None = None
    """`data`: the median relative change of the counters on the day it speaks of."""
    held: int | None = None
    """`data`: how many alerts are held at its close."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that changed between two snapshots and is worth a name: the receipt of a claim."""

    kind: Kind
    day: date
    """When it happened."""
    subject: str
    """A model's name or a group's key; for `data`: `shock` or `gap`."""
    id: int = 0
    """0 until it is numbered."""
    board: str | None = None
    group: Grouping | None = None
    top: int | None = None
    other: str | None = None
    """The model or group that was replaced or passed."""
    metric: Metric | None = None
    before: float | str | None = None
    """A rank, a count, an amount or (for `data`) a quality, by kind (SPEC 5)."""
    after: float | str | None = None
    state: State = State.TOLD
    told_on: date | None = None
    reason: Reason = Reason.AT_ONCE
    model: int | None = None
    """The key of the model that is the subject, so that a rename does not hide it."""
    base: date | None = None
    """The day of the snapshot it was compared with."""
    facts: Facts = Facts()
