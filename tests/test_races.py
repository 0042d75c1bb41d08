"""Race cards: one message a race, edited each good day; a new one when the order changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from adapters.platforms.console import text
from bot.commands import COMMANDS
from bot.commands.ask import Answer, AskError, Desk
from bot.commands.reading import read
from bot.config import DEFAULT_BOARDS
from bot.delivery import deliver
from bot.model import (
    Address,
    Ask,
    DeliveryState,
    Fetch,
    Figure,
    Grouping,
    Kind,
    Metric,
    Question,
    RaceCard,
    Subscription,
    View,
)
from bot.ports import PostError
from tests.fakes import OpenPlatform
from tests.golden import agrees
from tests.make import FAMILIES, Machine, counted, crowd, later, moment, on
from tests.printed import printed

QWEN, LLAMA = "Qwen/Qwen4-8B", "meta-llama/Llama-5"
HERE = "discord:1"
M = 1_000_000
CARD = RaceCard(Grouping.FAMILY, "qwen", "llama", Metric.DOWNLOADS)


@dataclass
class Wall(OpenPlatform):
    """What a channel was shown: each message as it is now, and how often it was changed."""

    shown: dict[str, View] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)
    refusal: PostError | None = None

    async def check(self, to: Address) -> None:  # noqa: ARG002
        if self.refusal:
            raise self.refusal

    def taken(self, to: Address, view: View, key: str) -> None:  # noqa: ARG002
        self.shown[key] = view
        self.changes[key] = 0

    def changed(self, to: Address, receipt: str, view: View) -> None:  # noqa: ARG002
        self.shown[receipt] = view
        self.changes[receipt] += 1

    @property
    def titles(self) -> list[str]:
        return [str(text(view.title)) for view in self.shown.values()]


@pytest.fixture
def wall() -> Wall:
    return Wall()


def race(when: str, qwen: float, llama: float, scale: float = 1.0) -> Fetch:
    """Two families, listed in full, among people who move by `scale` together."""
    nudge = 1 + on(when).day % 7 / 10_000  # so that no day is stale
    rows = {QWEN: round(qwen * M), LLAMA: round(llama * M), **crowd(scale * nudge)}
    return counted(when, rows, namespaces=("Qwen", "meta-llama"))


async def live(
    overtake: Machine, wall: Wall, *pairs: tuple[float, float], first: str = "05-01"
) -> None:
    """Take a day for each pair of totals in millions, and deliver it."""
    for number, (qwen, llama) in enumerate(pairs):
        fetch = race(later(first, number), qwen, llama)
        await overtake.take(fetch, post=True)
        await deliver(overtake.store, {wall.name: wall}, fetch.taken_at)


def desk(overtake: Machine, when: str, language: str = "en") -> Desk:
    boards = {its.name: its.board() for its in DEFAULT_BOARDS}
    return Desk(overtake.store, FAMILIES, boards, moment(when, "15:00"), language)


async def ask(overtake: Machine, when: str, language: str = "en", **given: str) -> Answer:
    asked = Ask({"action": "race", **given}, HERE)
    return await COMMANDS["alerts"].answer(desk(overtake, when, language), asked)


async def watching(overtake: Machine, *cards: RaceCard, rules: Sequence[Kind] = ()) -> None:
    await overtake.store.subscribe(Subscription(HERE, rules=tuple(rules), races=cards))


BEHIND, AHEAD = (90.0, 100.0), (110.0, 100.0)


# --- one message


async def test_a_card_is_one_message_that_is_changed_each_good_day(
    overtake: Machine, wall: Wall
) -> None:
    await watching(overtake, CARD)
    await live(overtake, wall, (90, 100), (91, 100), (92, 100), (93, 100))
    [key] = wall.shown
    assert wall.changes[key] == 3
    card = wall.shown[key]
    assert [*_figure(card).curves[0].values] == [90 * M, 91 * M, 92 * M, 93 * M]
    agrees("race-card.txt", printed(card))


async def test_a_new_message_comes_only_when_the_order_has_changed(
    overtake: Machine, wall: Wall
) -> None:
    await watching(overtake, CARD)
    await live(overtake, wall, BEHIND, BEHIND, AHEAD)
    assert len(wall.shown) == 1  # one good day ahead is no change of order yet
    await live(overtake, wall, AHEAD, AHEAD, first="05-04")
    first, second = wall.shown
    assert (wall.changes[first], wall.changes[second]) == (2, 1)
    assert any("ahead of Llama since May 3, 2026" in line for line in _lines(wall.shown[second]))
    assert [c.label for c in _figure(wall.shown[second]).crossings] == ["Qwen passes Llama"]
    agrees("race-card-turned.txt", printed(wall.shown[second]))


async def test_a_list_that_loses_a_model_turns_no_race(overtake: Machine, wall: Wall) -> None:
    """Recorded: on 2026-03-20 a model of Qwen fell off the list, and its total with it."""

    def of(when: str, *qwen: float) -> Fetch:
        rows = {f"Qwen/Qwen4-{n}B": round(value * M) for n, value in enumerate(qwen, start=1)}
        return counted(when, {**rows, LLAMA: 100 * M, **crowd(1 + on(when).day / 1e4)}, board="llm")

    await watching(overtake, CARD)
    days = [(80, 40), (80, 40), (80, 40), (80,), (80,), (80,)]
    for number, qwen in enumerate(days):
        fetch = of(later("05-01", number), *qwen)
        await overtake.take(fetch, post=True)
        await deliver(overtake.store, {wall.name: wall}, fetch.taken_at)
    assert await overtake.told(Kind.OVERTAKE, group=Grouping.FAMILY) == []
    [card] = wall.shown.values()
    assert any("has more than Qwen today; it is ahead once" in line for line in _lines(card))
    assert "–" in printed(card)  # no pace over members that are not the same


async def test_an_overtake_that_was_corrected_turned_no_race(overtake: Machine, wall: Wall) -> None:
    await watching(overtake, CARD)
    await live(overtake, wall, BEHIND, BEHIND, (190, 100), (190, 100), BEHIND)
    [event] = await overtake.told(Kind.OVERTAKE, group=Grouping.FAMILY, subject="qwen")
    assert event.facts.corrected_on == on("05-05")
    said = _lines([*wall.shown.values()][-1])
    assert any("No overtake of the two was told" in line for line in said)


async def test_a_turn_that_is_not_settled_is_not_said_to_have_lasted(
    overtake: Machine, wall: Wall
) -> None:
    await watching(overtake, CARD)
    await live(overtake, wall, BEHIND, BEHIND, AHEAD, AHEAD, AHEAD, (100, 100.4))
    said = _lines([*wall.shown.values()][-1])
    assert any("Llama has more than Qwen today" in line for line in said)
    assert not any("since" in line for line in said)


async def test_of_a_side_that_is_not_seen_any_more_the_card_says_so_once(
    overtake: Machine, wall: Wall
) -> None:
    await watching(overtake, CARD)
    await live(overtake, wall, BEHIND, BEHIND)
    [key] = wall.shown
    for number in (3, 4, 5):
        values = {LLAMA: (100 + number) * M, **crowd(1 + number / 1e4)}
        fetch = counted(f"05-0{number}", values, namespaces=["meta-llama"])
        await overtake.take(fetch, post=True)
        await deliver(overtake.store, {wall.name: wall}, fetch.taken_at)
    assert wall.changes[key] == 2
    assert any("Not both were seen since May 2, 2026" in line for line in _lines(wall.shown[key]))


async def test_a_race_that_flaps_by_less_than_half_a_per_cent_makes_no_new_message(
    overtake: Machine, wall: Wall
) -> None:
    await watching(overtake, CARD)
    await live(overtake, wall, *[(100 + n % 2 / 10, 100.05) for n in range(8)])
    assert len(wall.shown) == 1


async def test_on_a_day_that_is_not_believed_the_card_stays_as_it_is(
    overtake: Machine, wall: Wall
) -> None:
    await watching(overtake, CARD)
    await live(overtake, wall, BEHIND, BEHIND)
    [key] = wall.shown
    fetch = race("05-03", 45, 50, scale=0.5)
    await overtake.take(fetch, post=True)
    await deliver(overtake.store, {wall.name: wall}, fetch.taken_at)
    assert wall.changes[key] == 1
    await live(overtake, wall, BEHIND, BEHIND, BEHIND, first="05-04")
    assert wall.changes[key] > 1
    assert None in _figure(wall.shown[key]).curves[0].values


async def test_the_same_day_taken_again_changes_nothing(overtake: Machine, wall: Wall) -> None:
    await watching(overtake, CARD)
    await live(overtake, wall, BEHIND, BEHIND)
    await live(overtake, wall, BEHIND, first="05-02")
    assert [*wall.changes.values()] == [1]


async def test_two_models_can_race(overtake: Machine, wall: Wall) -> None:
    await watching(overtake, replace(CARD, grouping=None, a=QWEN, b=LLAMA))
    await live(overtake, wall, BEHIND, BEHIND, AHEAD, AHEAD)
    assert len(wall.shown) == 2
    assert wall.titles[0] == f"Race: {QWEN} and {LLAMA}, 30-day downloads"


async def test_many_channels_in_two_languages_have_each_their_card(
    overtake: Machine, wall: Wall
) -> None:
    for number in range(6):
        language = "es" if number % 2 else "en"
        its = Subscription(f"discord:{number}", rules=(), races=(CARD,), language=language)
        await overtake.store.subscribe(its)
    await live(overtake, wall, BEHIND, BEHIND)
    assert len(wall.shown) == 6
    assert sum(title.startswith("Carrera: ") for title in wall.titles) == 3


async def test_beside_the_card_the_days_post_goes_out_as_ever(
    overtake: Machine, wall: Wall
) -> None:
    await watching(overtake, CARD, rules=(Kind.OVERTAKE,))
    await live(overtake, wall, BEHIND, BEHIND, AHEAD, AHEAD)
    assert sorted(title.partition(",")[0] for title in wall.titles) == [
        "Open-model rankings",
        "Race: Qwen and Llama",
        "Race: Qwen and Llama",
    ]
    post = next(view for view in wall.shown.values() if "rankings" in str(text(view.title)))
    assert _figure(post).crossings  # the overtake is told with its race


# --- on its way


async def test_a_card_that_could_not_be_sent_is_sent_as_it_is_then(
    overtake: Machine, wall: Wall
) -> None:
    await watching(overtake, CARD)
    wall.refusal = PostError("out", passing=True)
    await live(overtake, wall, (90, 100), (91, 100), (92, 100))
    assert not wall.shown
    wall.refusal = None
    await live(overtake, wall, (93, 100), first="05-04")
    [card] = wall.shown.values()
    assert _figure(card).curves[0].values[-1] == 93 * M


async def test_a_day_that_comes_while_the_card_is_on_its_way_is_not_lost(
    overtake: Machine, wall: Wall
) -> None:
    await watching(overtake, CARD)
    await live(overtake, wall, (90, 100), (91, 100))
    await overtake.take(race("05-03", 92, 100), post=True)

    class Slow(Wall):
        def changed(self, to: Address, receipt: str, view: View) -> None:
            super().changed(to, receipt, view)

        async def edit(self, to: Address, receipt: str, view: View) -> None:
            if not self.changes[receipt]:
                await overtake.take(race("05-04", 93, 100), post=True)
            await super().edit(to, receipt, view)

    slow = Slow(shown=wall.shown, changes=dict.fromkeys(wall.changes, 0))
    at = moment("05-04")
    await deliver(overtake.store, {slow.name: slow}, at)
    [post] = await overtake.store.posts()
    assert post.state is DeliveryState.WAITING
    await deliver(overtake.store, {slow.name: slow}, at + timedelta(minutes=1))
    [card] = slow.shown.values()
    assert _figure(card).curves[0].values[-1] == 93 * M


# --- asked for and ended


async def test_a_race_is_begun_and_its_card_is_there_at_once(overtake: Machine, wall: Wall) -> None:
    await live(overtake, wall, BEHIND, BEHIND)
    answer = await ask(overtake, "05-02", a="qwen", b="llama", metric="downloads")
    agrees("race-on.txt", printed(answer.view))
    its = await overtake.store.subscription(HERE)
    assert its is not None
    assert (its.races, its.rules) == ((CARD,), ())
    assert await deliver(overtake.store, {wall.name: wall}, moment("05-02", "15:01")) == 1
    await live(overtake, wall, BEHIND, first="05-03")
    assert [*wall.changes.values()] == [1]


async def test_a_channel_with_a_race_alone_has_the_default_rules_once_alerts_are_on(
    overtake: Machine, wall: Wall
) -> None:
    await live(overtake, wall, BEHIND, BEHIND)
    await ask(overtake, "05-02", a="qwen", b="llama")
    await COMMANDS["alerts"].answer(desk(overtake, "05-02"), Ask({"action": "on"}, HERE))
    its = await overtake.store.subscription(HERE)
    assert its is not None
    assert its.rules == Subscription(HERE).rules
    assert len(its.races) == 1


async def test_a_race_is_ended_by_its_button_and_can_be_begun_again(
    overtake: Machine, wall: Wall
) -> None:
    await live(overtake, wall, BEHIND, BEHIND)
    answer = await ask(overtake, "05-02", a="qwen", b="llama")
    [end] = [its for its in answer.view.next if its.given.get("end")]
    over = await COMMANDS["alerts"].answer(desk(overtake, "05-02"), Ask(end.given, HERE))
    assert "is over" in str(text(over.view.title))
    assert await overtake.store.subscription(HERE) is None
    await ask(overtake, "05-02", a="llama", b="qwen")
    assert len(await overtake.store.posts()) == 2
    await live(overtake, wall, BEHIND, first="05-03")
    assert len(wall.shown) == 1  # of the one that was ended nothing was out


@pytest.mark.parametrize("last", ["end", "off"])
async def test_of_a_race_that_is_over_nothing_more_is_sent(
    overtake: Machine, wall: Wall, last: str
) -> None:
    await live(overtake, wall, BEHIND, BEHIND)
    await ask(overtake, "05-02", a="qwen", b="llama")
    if last == "end":
        await ask(overtake, "05-02", a="qwen", b="llama", metric="Downloads", end="yes")
    else:
        await COMMANDS["alerts"].answer(desk(overtake, "05-02"), Ask({"action": "off"}, HERE))
    await COMMANDS["alerts"].answer(desk(overtake, "05-02"), Ask({"action": "on"}, HERE))
    await deliver(overtake.store, {wall.name: wall}, moment("05-02", "16:00"))
    assert not wall.shown


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"a": "qwen"}, "A race needs two names"),
        ({"a": "qwen", "b": "qwen"}, "can't race itself"),
        (
            {"a": "qwen", "b": LLAMA},
            r"Qwen \(family\) and meta-llama/Llama-5 \(model\) are",
        ),
        ({"a": "qwen", "b": "nobody at all"}, "Nothing is known"),
        ({"a": "qwen", "b": "llama", "metric": "likes"}, "Qwen and Llama have no likes"),
        ({"a": "qwen", "b": "llama", "metric": "beauty"}, "no metric"),
        ({"a": "qwen", "b": "llama", "end": "yes"}, "no such race"),
    ],
)
async def test_what_is_no_race_is_said_in_one_sentence(
    overtake: Machine, wall: Wall, given: dict[str, str], said: str
) -> None:
    await live(overtake, wall, BEHIND, BEHIND)
    with pytest.raises(AskError, match=said):
        await ask(overtake, "05-02", **given)


async def test_a_channel_has_five_races_at_most(overtake: Machine, wall: Wall) -> None:
    await live(overtake, wall, BEHIND, BEHIND)
    cards = [replace(CARD, b=f"other{n}") for n in range(5)]
    await watching(overtake, *cards)
    with pytest.raises(AskError, match="5 races at most"):
        await ask(overtake, "05-02", a="qwen", b="llama")


async def test_one_that_is_on_is_not_begun_twice(overtake: Machine, wall: Wall) -> None:
    await live(overtake, wall, BEHIND, BEHIND)
    await ask(overtake, "05-02", a="qwen", b="llama")
    again = await ask(overtake, "05-02", a="llama", b="qwen")
    assert "already" in str(text(again.view.title))
    assert len(await overtake.store.posts()) == 1


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("alerts race qwen llama", {"a": "qwen", "b": "llama"}),
        ("alerts race qwen vs llama likes", {"a": "qwen", "b": "llama", "metric": "likes"}),
        ("alerts race qwen llama metric=likes", {"a": "qwen", "b": "llama", "metric": "likes"}),
        ("alerts race a=qwen b=deep seek", {"a": "qwen", "b": "deep seek"}),
    ],
)
async def test_a_race_is_typed_as_words(
    overtake: Machine, typed: str, given: dict[str, str]
) -> None:
    found = await read(desk(overtake, "05-02"), typed)
    assert isinstance(found, Question)
    assert (found.command, dict(found.given)) == ("alerts", {"action": "race", **given})


async def test_the_list_of_alerts_names_the_races(overtake: Machine) -> None:
    await watching(overtake, CARD)
    listed = await COMMANDS["alerts"].answer(desk(overtake, "05-02"), Ask({}, HERE))
    assert "race of Qwen and Llama (30-day downloads)" in printed(listed.view)


def _figure(view: View) -> Figure:
    assert view.figure is not None
    return view.figure


def _lines(view: View) -> list[str]:
    return [str(text(row.line)) for row in view.rows]
