"""One fetch and the past in, one decision out: a day's whole thinking. Pure; SPEC 3, 4, 5."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

from bot.counting import Counted, count
from bot.diff.board import BoardChange
from bot.diff.data import gap_note, shock_notes
from bot.diff.groups import moved, seats
from bot.diff.order import entered, leader, left
from bot.diff.releases import Arrivals, released
from bot.directory import Census
from bot.families import Families
from bot.model import (
    COUNTERS,
    Board,
    Counts,
    Decision,
    Event,
    Fetch,
    Judged,
    Kind,
    Metric,
    Model,
    Picture,
    Quality,
    Reason,
    Snapshot,
    Verdict,
)
from bot.past import Past
from bot.quality import days_of, judge
from bot.rules.corrections import Looked, as_ruled, correct_order
from bot.rules.order import rule_order
from bot.rules.releases import rule_releases
from bot.rules.telling import tell
from bot.standings import Groups
from bot.thresholds import LOST_PAGE_BASE_DAYS

ORDER_KINDS = frozenset({Kind.LEADER, Kind.ENTERED})
"""The kinds that may be held for a board's sake: an unknown publisher's model."""
BOARD_EVENTS = (leader, entered, left, moved, seats)
"""What is looked for on a board. A new kind of event about order is one function here."""


def decide(
    past: Past, census: Census, fetch: Fetch, boards: Mapping[str, Board], families: Families
) -> Decision:
    """Judge a fetch, diff it with the past and rule on its events.

    A board that was stored earlier this day stays as it is. The decision holds no posts yet.
    """
    return _Day(past, census, fetch, boards, families).decision()


@dataclass(slots=True)
class _Day:
    """The steps of one decision; each adds to what the next one reads."""

    past: Past
    census: Census
    fetch: Fetch
    boards: Mapping[str, Board]
    families: Families
    judged: list[Judged] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @property
    def day(self) -> date:
        return self.fetch.day

    def decision(self) -> Decision:
        self.judged.extend(self._judge_boards())
        picture = self._picture()
        models = {**self.past.directory.models, **self.census.models}
        groups = Groups(self.families, self.boards, models)
        for judged in self.judged:
            self.events.extend(self._board_events(judged, groups))
        if self.past.last_day is not None:
            self.events.extend(self._releases(self.past.last_day, picture, groups))
        counted = self._count(picture, groups)
        for its in counted.values():
            self.events.extend(its.events)
        self.events.extend(self._shock_notes(counted))
        new, settled = self._numbered()
        changed = tuple(self._changed_models(picture, counted))
        return Decision(
            taken_at=self.fetch.taken_at,
            judged=tuple(self.judged),
            models=changed,
            renamed=tuple(model for model in changed if self._is_renamed(model)),
            counts=self.census.counts,
            believed=self._believed(picture),
            complete=self.fetch.namespaces - self._listed_today(),
            missing=self.fetch.missing,
            picture=picture,
            gone=self.census.gone,
            marks={m: mark for m, its in counted.items() if (mark := its.mark(picture))},
            standings=tuple(chain.from_iterable(its.standings for its in counted.values())),
            leads=tuple(chain.from_iterable(its.leads for its in counted.values())),
            growths=tuple(chain.from_iterable(its.growths for its in counted.values())),
            events=new,
            settled=settled,
        )

    def _listed_today(self) -> frozenset[str]:
        return self.past.picture.complete if self.past.picture else frozenset()

    def _count(self, picture: Picture, groups: Groups) -> dict[Metric, Counted]:
        """Count the day, once no namespace is missing: a total is whole, or not there yet."""
        if self.fetch.missing:
            return {}
        verdicts = dict(self.past.today)
        verdicts.update({j.snapshot.board: j.verdict.quality for j in self.judged})
        return {
            metric: count(metric, self.past, picture, verdicts, groups)
            for metric in self.past.metrics
        }

    # --- boards

    def _judge_boards(self) -> Iterator[Judged]:
        for name, names in self.fetch.lists.items():
            past = self.past.boards[name]
            if past.last is not None and past.last.day == self.day:
                continue
            if any(refused.taken_at == self.fetch.taken_at for refused in past.refused):
                continue
            snapshot = self._snapshot(self.boards[name], names)
            verdict = judge(past, snapshot)
            yield Judged(replace(snapshot, quality=verdict.quality), verdict)

    def _snapshot(self, board: Board, names: tuple[str, ...]) -> Snapshot:
        models = self.census.ranked(names)
        values: tuple[float | None, ...] = (None,) * len(models)
        if board.metric is not None:
            values = tuple(self.census.counts[key].of(board.metric) for key in models)
        return Snapshot(board.name, self.fetch.taken_at, models, values)

    def _board_events(self, judged: Judged, groups: Groups) -> Iterator[Event]:
        snapshot, name = judged.snapshot, judged.snapshot.board
        board, past = self.boards[name], self.past.boards[name]
        if snapshot.quality is Quality.REJECTED:
            return
        for note in gap_note(board, past.last.day if past.last else None, self.day):
            yield tell(note, self.day, Reason.AT_ONCE, self.past.heard)
        if snapshot.quality is Quality.STALE or past.base is None:
            return
        held = [e for e in self.past.held if e.board == name and e.kind in ORDER_KINDS]
        change = BoardChange(
            board=board,
            before=past.base,
            after=snapshot,
            groups=groups,
            careers=self.past.careers.get(name, {}),
            reigning=self._reigning(held),
            led_since=self.past.led_since.get(name),
        )
        fresh = chain.from_iterable(look(change) for look in BOARD_EVENTS)
        ruled = rule_order(change, fresh, held, self.past.heard)
        before = self.past.origins.get(name)
        if before is None or (self.day - past.base.day).days > LOST_PAGE_BASE_DAYS:
            yield from ruled
            return
        looked = Looked(before, past.base, snapshot, groups)
        yield from (as_ruled(looked, event) for event in ruled)
        told = [e for e in self.past.told if (e.board, e.day) == (name, past.base.day)]
        yield from correct_order(looked, told)

    def _reigning(self, held: Iterable[Event]) -> int | None:
        """Return who was told to lead, if the one that now does was held."""
        untold = next((event.other for event in held if event.kind is Kind.LEADER), None)
        return self.past.directory.key(untold) if untold else None

    # --- what the day shows

    def _picture(self) -> Picture:
        """Return all that is believed of the day so far."""
        earlier = self.past.picture or Picture(self.day)
        boards = {
            judged.snapshot.board: judged.snapshot.models
            for judged in self.judged
            if judged.verdict.quality is not Quality.REJECTED
        }
        listed = {key for names in self.fetch.lists.values() for key in self.census.ranked(names)}
        stored = set(chain.from_iterable(boards.values()))
        counts = {
            key: counts
            for key, counts in self.census.counts.items()
            if key in stored
            or self.census.models[key].namespace in self.fetch.namespaces - self._listed_today()
            or (self.past.picture is None and key not in listed)
        }
        return Picture(
            self.day,
            {**counts, **earlier.counts},
            {**earlier.boards, **boards},
            earlier.complete | self.fetch.namespaces,
        )

    def _believed(self, picture: Picture) -> frozenset[int]:
        known = self.past.picture.counts if self.past.picture else {}
        return frozenset(picture.counts.keys() - known.keys())

    def _releases(self, base: date, picture: Picture, groups: Groups) -> Iterator[Event]:
        arrivals = Arrivals(
            base=base,
            day=self.day,
            models=[
                model
                for key, model in self.census.models.items()
                if model.first_seen is None and key in picture.counts
            ],
            listed_before=self.past.listed_before,
            listed_today=picture.complete,
            groups=groups,
        )
        yield from rule_releases(released(arrivals), self.past.heard)

    def _changed_models(
        self, picture: Picture, counted: Mapping[Metric, Counted]
    ) -> Iterator[Model]:
        """Return the models of this day with all that is now known of them."""
        today = [counted[metric].good if metric in counted else {} for metric in COUNTERS]
        for key in picture.counts.keys() | self.census.models.keys():
            model = self.census.models.get(key) or self.past.directory.models[key]
            first_seen = model.first_seen or (self.day if key in picture.counts else None)
            good = _good(model.good, [values.get(key) for values in today])
            yield replace(model, first_seen=first_seen, good=good)

    def _is_renamed(self, model: Model) -> bool:
        known = self.past.directory.models.get(model.key)
        return known is None or known.name != model.name

    # --- the data themselves

    def _shock_notes(self, counted: Mapping[Metric, Counted]) -> Iterator[Event]:
        """Note where a shock opens or closes: on a board, or on a counter that no board carries."""
        for judged in self.judged:
            if judged.verdict.quality is not Quality.REJECTED:
                board = self.boards[judged.snapshot.board]
                shock = self.past.boards[board.name].shock
                yield from self._shock_note(board, board.metric, judged.verdict, shock is not None)
        for metric, its in counted.items():
            if its.verdict and its.listed:
                opened_on = days_of(self.past.metrics[metric].marks).opened_on
                yield from self._shock_note(None, metric, its.verdict, opened_on is not None)

    def _shock_note(
        self,
        board: Board | None,
        metric: Metric | None,
        verdict: Verdict,
        was_open: bool,  # noqa: FBT001 - one fact of the day among others
    ) -> Iterator[Event]:
        known = {event.id: event for event in self.past.held}
        known.update({event.id: event for event in self.events if event.id})
        new = (event for event in self.events if not event.id)
        held = sum(
            event.metric is metric and event.reason is Reason.SHOCK
            for event in chain(known.values(), new)
        )
        for note in shock_notes(board, metric, self.day, verdict, was_open=was_open, held=held):
            yield tell(note, self.day, Reason.AT_ONCE, self.past.heard)

    # --- at the end

    def _numbered(self) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
        """Return the new events with their numbers, and those that were held and changed."""
        settled = tuple(event for event in self.events if event.id)
        new = (event for event in self.events if not event.id)
        numbers = range(self.past.next_event, self.past.next_event + len(self.events))
        return tuple(replace(e, id=n) for n, e in zip(numbers, new, strict=False)), settled


def _good(known: Counts, today: Sequence[float | None]) -> Counts:
    """Return a model's counters as known with those of a good day, which are in COUNTERS order."""
    all_time, downloads, likes, derivatives = (
        None if value is None else int(value) for value in today
    )
    return Counts(
        downloads=known.downloads if downloads is None else downloads,
        all_time=known.all_time if all_time is None else all_time,
        likes=known.likes if likes is None else likes,
        derivatives=known.derivatives if derivatives is None else derivatives,
    )
