"""Previews: what other wishes would have told, by the machine that tells; and fewer or more."""

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.platforms.discord.render import BUTTONS, IDENTITY, SHORT
from bot.commands import COMMANDS
from bot.commands.ask import Answer, AskError, Desk
from bot.findings import ChangeFacts, PreviewFacts
from bot.model import Ask, Asker, Decision, Fetch, Kind, Rhythm, Subscription
from bot.model.presses import encode
from bot.noise import choose
from bot.preview import replay
from bot.rules.wanted import Circle
from bot.thresholds import PREVIEW_DAYS
from storage.store import open_store
from tests.golden import agrees
from tests.make import (
    BOARDS,
    FAMILIES,
    Machine,
    day,
    everything,
    later,
    machine,
    model,
    moment,
    names,
    on,
)
from tests.printed import printed

QWEN, LLAMA, MISTRAL = "Qwen/Qwen4-8B", "meta-llama/Llama-5", "mistralai/Large-4"
DAYS = 35
HERE = "discord:1"
MANAGER = Asker(person="discord:42")


def of_five_weeks(number: int) -> Fetch:
    """A day: three lead in turn, a guest comes into the top 50, two grow past round numbers."""
    first = (QWEN, LLAMA, MISTRAL)[number // 9 % 3]
    others = [name for name in (QWEN, LLAMA, MISTRAL) if name != first and number % 9 > 2]
    guests = [f"deepmind/guest-{number}"] if number % 11 == 5 else []
    listing = [first, *others, *names(20), *guests, *names(40, first=21)][:60]
    grown = {QWEN: 90_000 + 4_000 * number, LLAMA: 480_000 + 1_000 * number}
    rows = [
        model(
            name,
            trending=1_000 - rank + number % 9 / 10,
            **({"all_time": grown[name]} if name in grown else {}),
        )
        for rank, name in enumerate(listing, start=1)
    ]
    return day(later("05-01", number), *rows, trending=listing)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five weeks as they were told: `discord:2` hears all, `discord:3` and `discord:4` weekly."""

    async def live(path: Path) -> None:
        async with await open_store(path, exclusive=True, create=True) as store:
            await store.subscribe(Subscription(HERE))
            await store.subscribe(everything("discord:2", top=50))
            await store.subscribe(Subscription("discord:3", rhythm=Rhythm.WEEKLY))
            await store.subscribe(everything("discord:4", top=50, rhythm=Rhythm.WEEKLY))
            await machine(store).take(*map(of_five_weeks, range(DAYS)), post=True)

    path = tmp_path_factory.mktemp("lived") / "overtake.db"
    asyncio.run(live(path))
    return path


@pytest.fixture
async def weeks(lived: Path, tmp_path: Path) -> AsyncIterator[Machine]:
    """Those weeks in a database of the test's own."""
    path = tmp_path / "weeks.db"
    shutil.copyfile(lived, path)
    async with await open_store(path, exclusive=True) as store:
        yield machine(store)


def desk(overtake: Machine, language: str = "en") -> Desk:
    boards = {board.name: board for board in BOARDS}
    return Desk(overtake.store, FAMILIES, boards, moment("06-30"), language)


async def ask(
    overtake: Machine,
    action: str,
    given: Mapping[str, str] | None = None,
    channel: str = HERE,
    language: str = "en",
) -> Answer:
    asked = Ask({"action": action, **(given or {})}, channel, MANAGER)
    return await COMMANDS["alerts"].answer(desk(overtake, language), asked)


async def previewed(
    overtake: Machine, given: Mapping[str, str] | None = None, channel: str = HERE
) -> PreviewFacts:
    facts = (await ask(overtake, "preview", given, channel)).facts
    assert isinstance(facts, PreviewFacts)
    return facts


async def changed(overtake: Machine, way: str, event: int) -> ChangeFacts:
    facts = (await ask(overtake, way, {"event": str(event)})).facts
    assert isinstance(facts, ChangeFacts)
    return facts


# --- previews


@pytest.mark.parametrize("channel", [HERE, "discord:2"])
async def test_a_preview_is_what_the_channel_really_got(weeks: Machine, channel: str) -> None:
    """The same days, the same posts, the same rows: it is the machine that tells, not another."""
    since = on(later("05-01", DAYS - PREVIEW_DAYS))
    posts = [its for its in await weeks.store.posts() if its.channel == channel]
    got = [its for its in posts if its.day >= since]
    found = await previewed(weeks, channel=channel)
    assert (found.first, found.last, found.days) == (since, on("06-04"), PREVIEW_DAYS)
    rows = [(its.day, len(its.view.rows), its.view.rows[0].event) for its in got]
    assert [(its.day, its.rows, its.event) for its in found.posts] == rows
    assert len(rows) > 5
    shown = [row.kind for its in got for row in its.view.rows]
    assert {kind: shown.count(Kind(kind)) for kind in found.kinds} == found.kinds
    assert found.rows == len(shown)
    counted = [len(its.events) for its in got]
    assert [its.rows + its.more for its in found.posts] == counted


async def test_a_preview_changes_nothing_and_needs_no_alerts(weeks: Machine) -> None:
    before = await weeks.store.subscriptions()
    mine, fresh = await previewed(weeks), await previewed(weeks, channel="discord:9")
    assert await weeks.store.subscriptions() == before
    assert replace(fresh, channel=HERE) == mine


async def test_a_preview_begins_with_what_the_channel_has_wished_for(weeks: Machine) -> None:
    await weeks.store.subscribe(Subscription(HERE, rules=(Kind.LEADER,), paused="by hand"))
    assert set((await previewed(weeks)).kinds) == {"leader"}
    assert set((await previewed(weeks, {"rules": "entered", "top": "50"})).kinds) == {"entered"}


async def test_what_is_said_to_be_quieter_or_louder_is_so_when_it_is_wished_for(
    weeks: Machine,
) -> None:
    now = await previewed(weeks)
    for changes, sign in ((now.quieter, -1), (now.louder, 1)):
        assert changes
        for its in changes:
            then = await previewed(weeks, its.given)
            assert (len(then.posts), then.rows) == (its.posts, its.rows)
            there, here = (len(then.posts), then.rows), (len(now.posts), now.rows)
            assert (there > here) is (sign > 0)
            assert there != here


@pytest.mark.parametrize("channel", ["discord:3", "discord:4"])
async def test_a_weekly_preview_counts_what_the_channels_digests_hold(
    weeks: Machine, channel: str
) -> None:
    found = await previewed(weeks, channel=channel)
    posts = [its for its in await weeks.store.posts() if its.channel == channel]
    digests = [its for its in posts if its.day >= found.first]
    assert [(its.day, its.rows, its.more) for its in found.posts] == [
        (its.day, len(its.events), 0) for its in digests
    ]
    assert [its.day for its in digests] == [on(it) for it in ("05-11", "05-18", "05-25", "06-01")]
    held = [number for its in digests for number in its.events]
    kinds = Counter(event.kind.value for event in await weeks.events() if event.id in held)
    assert found.kinds == kinds
    assert found.rows == len(held)
    assert "4 digests in 30 days" in printed((await ask(weeks, "preview", channel=channel)).view)


async def test_a_weekly_preview_is_louder_where_it_asks_for_more(weeks: Machine) -> None:
    """A digest holds all that its week told: no more of one kind pushes out another."""
    its = await previewed(weeks, channel="discord:4")
    fewer = await previewed(weeks, {"rules": "-left"}, channel="discord:4")
    assert its.kinds["left"] > 0
    assert fewer.kinds == {kind: n for kind, n in its.kinds.items() if kind != "left"}


async def test_what_was_found_wrong_before_the_digest_is_in_no_preview_of_it(
    weeks: Machine,
) -> None:
    before = await previewed(weeks, channel="discord:4")
    wrong = (await weeks.told(Kind.ENTERED, top=50, day=on("05-28")))[0]
    wrong = replace(wrong, facts=replace(wrong.facts, corrected_on=on("05-29")))
    await weeks.store.save(Decision(moment("06-04", "16:00"), settled=(wrong,)))
    after = await previewed(weeks, channel="discord:4")
    assert after.rows == before.rows - 1


async def test_a_weekly_channel_of_races_alone_gets_no_digest_in_a_preview(weeks: Machine) -> None:
    """It gets none in truth; turning alerts on begins with the default rules, and so does this."""
    last = await replay(weeks.store, FAMILIES)
    alone = Subscription("discord:8", rules=(), rhythm=Rhythm.WEEKLY)
    assert last.preview(alone).posts == ()
    await weeks.store.subscribe(alone)
    facts = await previewed(weeks, channel="discord:8")
    assert facts.kinds == (await previewed(weeks, channel="discord:3")).kinds


async def test_what_is_typed_for_it_is_typed_where_it_was_asked_and_for_that_channel(
    weeks: Machine,
) -> None:
    async def typed(asker: Asker, channel: str) -> str:
        asked = Ask({"action": "preview"}, channel, asker)
        view = (await COMMANDS["alerts"].answer(desk(weeks), asked)).view
        return printed(view)

    assert "overtake alerts on --top 3\n" in await typed(Asker(), "console")
    there = await typed(Asker(), "discord:123456")
    assert "overtake alerts on --channel discord:123456 --top 3\n" in there
    assert ". alerts on top=3\n" in await typed(Asker(at_prompt=True), "console")
    assert "/alerts on top:3" in await typed(MANAGER, HERE)
    slack = replace(MANAGER, prefix="/rank")
    assert "/rank alerts on top=3" in await typed(slack, "slack:C1")


@pytest.mark.parametrize(
    ("action", "given", "named"),
    [
        ("on", {"days": "3"}, "“days” belongs to pause"),
        ("on", {"end": "yes"}, "“end” belongs to race"),
        ("preview", {"days": "400"}, "“days” belongs to pause"),
        ("pause", {"top": "3"}, "“top” belongs to on and preview"),
        ("off", {"event": "1"}, "“event” belongs to fewer and more"),
    ],
)
async def test_an_option_that_belongs_to_another_action_is_refused_by_name(
    weeks: Machine, action: str, given: dict[str, str], named: str
) -> None:
    known = await weeks.store.subscription(HERE)
    with pytest.raises(AskError, match=named):
        await ask(weeks, action, given)
    assert await weeks.store.subscription(HERE) == known


async def test_every_press_that_is_offered_is_taken(weeks: Machine) -> None:
    """Also those of messages that were sent long ago: each gives its action what belongs to it."""
    views = [its.view for its in await weeks.store.posts() if its.channel == HERE]
    views.append((await ask(weeks, "preview")).view)
    views.append((await ask(weeks, "fewer", {"event": str(views[0].rows[0].event)})).view)
    presses = {
        tuple(its.given.items()) for view in views for its in view.next if its.command == "alerts"
    }
    assert len({dict(press)["action"] for press in presses}) >= 5
    for press in presses:
        given = dict(press)
        await ask(weeks, given.pop("action"), given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"boards": "-trending,-llm"}, "no board would be left"),
        ({"rules": "leader,-leader"}, "no rule would be left"),
        ({"rules": ",".join(f"-{kind}" for kind in Kind)}, "no rule would be left"),
    ],
)
async def test_alerts_of_nothing_are_refused(
    weeks: Machine, given: dict[str, str], said: str
) -> None:
    known = await weeks.store.subscription(HERE)
    for action in ("on", "preview"):
        with pytest.raises(AskError, match=said):
            await ask(weeks, action, given)
    assert await weeks.store.subscription(HERE) == known


async def test_whoever_goes_from_a_digest_to_posts_is_told_what_is_in_none(weeks: Machine) -> None:
    """What was told from this week's Monday on would have been in the next digest."""

    async def wish(**given: str) -> str:
        view = (await ask(weeks, "on", given, channel="discord:4")).view
        return " ".join(printed(view).split())

    await weeks.take(*map(of_five_weeks, (DAYS, DAYS + 1)), post=True)
    told = [its for its in await weeks.events() if its.told_on and its.told_on >= on("06-01")]
    count = len(choose(told, everything("discord:4", top=50), Circle(FAMILIES)))
    left = f"since Jun 1, 2026 is in no post, as the next digest would have had it: {count} events."
    assert left not in await wish(top="50")
    assert left not in await wish(rhythm="weekly")
    assert left in await wish(rhythm="daily")
    assert left not in await wish(rhythm="daily")


async def test_over_fewer_days_it_says_how_many(overtake: Machine) -> None:
    await overtake.take(*map(of_five_weeks, range(4)))
    assert (await previewed(overtake)).days == 4
    assert "4 days" in printed((await ask(overtake, "preview")).view)


async def test_days_that_told_nothing_are_said_to_be_so(overtake: Machine) -> None:
    await overtake.take(of_five_weeks(0))
    view = (await ask(overtake, "preview")).view
    assert "No post in the 1 day that is stored" in printed(view)


async def test_before_the_first_day_it_says_when_that_is_due(overtake: Machine) -> None:
    with pytest.raises(AskError, match="the first snapshot is due"):
        await ask(overtake, "preview")


@pytest.mark.parametrize("language", ["en", "es"])
async def test_a_preview_as_it_is_read(weeks: Machine, language: str) -> None:
    given = {"top": "50", "families": "all"}
    view = (await ask(weeks, "preview", given, language=language)).view
    assert view.private
    agrees(f"preview-{language}.txt", printed(view))


async def test_from_a_preview_its_wishes_are_turned_on_with_one_press(weeks: Machine) -> None:
    given = {"top": "50", "families": "all"}
    turn_on, *others = (await ask(weeks, "preview", given)).view.next
    await ask(weeks, turn_on.given["action"], turn_on.given)
    its = await weeks.store.subscription(HERE)
    assert its
    assert (its.top, its.families) == (50, ("all",))
    assert all(other.given["action"] == "preview" for other in others)
    again = (await ask(weeks, "preview", given)).view.next
    assert all(other.given["action"] == "preview" for other in again)  # they are on already


# --- fewer and more like this


async def event_of(overtake: Machine, kind: Kind, **where: object) -> int:
    return (await overtake.told(kind, **where))[-1].id


async def test_fewer_like_a_row_says_what_it_changed_and_what_that_does(weeks: Machine) -> None:
    number = await event_of(weeks, Kind.ENTERED, top=10)
    before = (await previewed(weeks)).kinds
    found = await changed(weeks, "fewer", number)
    assert (found.threshold, found.before, found.after) == ("top", "10", "3")
    assert found.kinds == ("entered", "seats")  # those of the top that are told here
    its = await weeks.store.subscription(HERE)
    assert its
    assert its.top == 3
    after = (await previewed(weeks)).kinds
    of = ("entered", "seats")
    assert found.rows_before == sum(before.get(kind, 0) for kind in of)
    assert found.rows_after == sum(after.get(kind, 0) for kind in of)


async def test_fewer_in_a_weekly_channel_counts_what_its_digests_held(weeks: Machine) -> None:
    """Milestones come after much else: in posts of ten rows a digest's would not have counted."""
    number = await event_of(weeks, Kind.ENTERED, top=50)
    before = (await previewed(weeks, channel="discord:4")).kinds
    answer = await ask(weeks, "fewer", {"event": str(number)}, channel="discord:4")
    assert isinstance(answer.facts, ChangeFacts)
    assert answer.facts.rows_before == sum(before[kind] for kind in answer.facts.kinds)
    after = (await previewed(weeks, channel="discord:4")).kinds
    assert answer.facts.rows_after == sum(after.get(kind, 0) for kind in answer.facts.kinds)
    assert "the digests held" in printed(answer.view)


async def test_undo_puts_back_what_was(weeks: Machine) -> None:
    known = await weeks.store.subscription(HERE)
    for kind in (Kind.ENTERED, Kind.LEADER, Kind.MILESTONE):
        for way in ("fewer", "more"):
            answer = await ask(weeks, way, {"event": str(await event_of(weeks, kind))})
            if not answer.view.next:
                continue  # all of it is told already
            undo = answer.view.next[0]
            assert undo.label == "Undo"
            await ask(weeks, undo.given["action"], undo.given)
            assert await weeks.store.subscription(HERE) == known


async def test_an_undo_that_is_pressed_twice_undoes_once(weeks: Machine) -> None:
    number = await event_of(weeks, Kind.ENTERED)
    undo = (await ask(weeks, "fewer", {"event": str(number)})).view.next[0]
    for _ in range(2):
        view = (await ask(weeks, undo.given["action"], undo.given)).view
    assert "nothing is changed" in printed(view)
    its = await weeks.store.subscription(HERE)
    assert its
    assert its.top == 10


async def test_one_of_several_values_comes_or_goes_by_its_sign(weeks: Machine) -> None:
    await ask(weeks, "on", {"rules": "+left,-leader", "boards": "-trending"})
    its = await weeks.store.subscription(HERE)
    assert its
    assert set(its.rules) == {*Subscription(HERE).rules, Kind.LEFT} - {Kind.LEADER}
    assert its.boards == ("llm",)
    with pytest.raises(AskError, match="no rule"):
        await ask(weeks, "on", {"rules": "+nothing"})


async def test_of_rows_with_one_threshold_none_has_to_be_chosen(weeks: Machine) -> None:
    events = await weeks.told(Kind.ENTERED, top=10)
    numbers = ",".join(str(event.id) for event in events)
    facts = (await ask(weeks, "fewer", {"event": numbers})).facts
    assert isinstance(facts, ChangeFacts)


async def test_of_rows_with_several_it_is_asked_which_is_meant(weeks: Machine) -> None:
    numbers = [await event_of(weeks, kind) for kind in (Kind.LEADER, Kind.MILESTONE)]
    known = await weeks.store.subscription(HERE)
    view = (await ask(weeks, "fewer", {"event": ",".join(map(str, numbers))})).view
    assert await weeks.store.subscription(HERE) == known
    assert [its.given for its in view.next] == [
        {"action": "fewer", "event": str(number)} for number in numbers
    ]
    assert all(len(its.label) > SHORT for its in view.next)  # a menu, not buttons


async def test_the_ends_are_said(weeks: Machine) -> None:
    number = await event_of(weeks, Kind.LEADER)
    assert "there is" in printed((await ask(weeks, "more", {"event": str(number)})).view)
    await changed(weeks, "fewer", number)
    assert "already" in printed((await ask(weeks, "fewer", {"event": str(number)})).view)


@pytest.mark.parametrize("language", ["en", "es"])
async def test_fewer_and_more_as_they_are_read(weeks: Machine, language: str) -> None:
    texts = []
    for kind, ways in (
        (Kind.ENTERED, ("fewer", "fewer", "more")),
        (Kind.MILESTONE, ("fewer", "more", "more", "more")),
        (Kind.LEADER, ("fewer", "fewer")),
    ):
        number = await event_of(weeks, kind)
        for way in ways:
            answer = await ask(weeks, way, {"event": str(number)}, language=language)
            texts.append(printed(answer.view))
    agrees(f"fewer-{language}.txt", "\n".join(texts))


async def test_without_alerts_there_is_nothing_to_change(weeks: Machine) -> None:
    number = await event_of(weeks, Kind.LEADER)
    answer = await ask(weeks, "fewer", {"event": str(number)}, channel="discord:9")
    assert "no alerts on" in printed(answer.view)
    assert await weeks.store.subscription("discord:9") is None


async def test_who_may_not_manage_the_channel_changes_nothing(weeks: Machine) -> None:
    known = await weeks.store.subscription(HERE)
    asker = replace(MANAGER, may_manage=False)
    asked = Ask({"action": "fewer", "event": "1"}, HERE, asker)
    with pytest.raises(AskError, match="Manage Channels"):
        await COMMANDS["alerts"].answer(desk(weeks), asked)
    assert await weeks.store.subscription(HERE) == known


@pytest.mark.parametrize("event", ["", "99999", "qwen"])
async def test_an_event_that_is_none_is_refused(weeks: Machine, event: str) -> None:
    with pytest.raises(AskError):
        await ask(weeks, "fewer", {"event": event} if event else {})


async def test_a_post_of_many_rows_has_all_its_buttons_on_discord(weeks: Machine) -> None:
    posts = [its for its in await weeks.store.posts() if its.channel == "discord:2"]
    longest = max(posts, key=lambda its: len(its.view.rows))
    buttons = [its for its in longest.view.next if not its.form]
    assert [its.label for its in buttons] == [
        "Why?",
        "Fewer like this",
        "More like this",
        "Pause a week",
    ]
    assert len(buttons) <= BUTTONS
    assert all(encode(its, IDENTITY) for its in buttons)
    why = Ask(buttons[0].given, "discord:2", MANAGER)
    view = (await COMMANDS["why"].answer(desk(weeks), why)).view
    others = {its.given["event"].split(",")[0] for its in view.next if its.command == "why"}
    assert len(others) == len(longest.view.rows) - 1
