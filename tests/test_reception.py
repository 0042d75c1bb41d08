"""What a platform's people ask, answered at one reception over a real store; its channels too."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from bot import reception as receptions
from bot.allowance import MOST, WITHIN
from bot.commands import COMMANDS
from bot.commands.ask import Answer, Command, Desk
from bot.delivery import resume_due
from bot.model import Ask, Asker, Kind, Option, Step, Takes
from bot.ports import OvertakeError, PostError
from bot.reception import DeskReception
from bot.texts import plain, words
from tests.house import HERE, HERO, RIVAL, House, after_two_days, text
from tests.make import Machine, day, names

NAME, FAMILY = Option("name", Takes.NAME), Option("families", Takes.FAMILY, many=True)
EVENT, BOARD = Option("event", Takes.EVENT), Option("board", Takes.BOARD)
RULES, METRIC = Option("rules", Takes.RULE, many=True), Option("metric", Takes.METRIC)

GIVEN = {"rank": {"name": "qwen"}, "compare": {"a": HERO, "b": RIVAL}, "why": {"event": "1"}}
"""What each command needs to be given."""


@pytest.fixture
async def house(overtake: Machine) -> House:
    """Two days; on the second Qwen4-8B is the leader."""
    return await after_two_days(overtake)


# --- answers, whatever goes wrong -------------------------------------------------------------


@pytest.mark.parametrize("command", sorted(COMMANDS))
async def test_every_command_is_answered(house: House, command: str) -> None:
    for language in ("en", "es-419", "xx"):
        view = await house.put(command, GIVEN.get(command, {}), language)
        assert text(view)
    assert not house.log


@pytest.mark.parametrize(
    ("error", "reason"), [(ValueError("boom"), "ValueError: boom"), (OvertakeError("full"), "full")]
)
async def test_a_broken_command_is_said_and_logged(
    house: House, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    async def broken(_: Desk, __: Ask) -> Answer:
        raise error

    monkeypatch.setattr(receptions, "COMMANDS", {"rank": Command("rank", (), broken)})
    view = await house.ask("rank", language="es", name="qwen")
    assert view.private
    assert plain(view.title) == words("es").text("out-of-order")
    [(step, facts)] = house.log
    assert step is Step.TROUBLE
    assert str(facts["reason"]).startswith(reason)


@pytest.mark.parametrize(
    ("command", "given"),
    [
        ("rank", {}),
        ("compare", {"a": "qwen"}),
        ("why", {}),
        ("", {}),
        ("drop table", {}),
        ("top", {"count": "many"}),
        ("top", {"board": "\u202e**x**"}),
        ("why", {"event": "9" * 400}),
        ("why", {"event": ",,"}),
        ("alerts", {"action": "explode"}),
        ("alerts", {"action": "pause", "days": "0"}),
    ],
)
async def test_what_nobody_can_mean_is_answered_with_a_sentence(
    house: House, command: str, given: dict[str, str]
) -> None:
    view = await house.put(command, given)
    assert view.private
    assert text(view)


async def test_before_the_first_snapshot_it_says_when_that_is(overtake: Machine) -> None:
    its = House(overtake)
    await its.reception.refresh()
    assert "No rankings yet" in await its.said("rank", name="qwen")
    assert its.offered(NAME, "qw")
    assert its.offered(EVENT, "") == []


async def test_a_name_that_is_nearly_right_can_be_asked_with_one_press(house: House) -> None:
    view = await house.ask("rank", name="qwenn")
    assert view.private
    [first, *_] = view.next
    assert (first.label, first.command, first.given) == ("Qwen", "rank", {"name": "Qwen"})
    assert not (await house.put(first.command, first.given)).private


# --- how much one person may ask --------------------------------------------------------------


async def test_who_asks_too_much_waits_and_nobody_else_does(house: House) -> None:
    ada, bob = Asker("discord:42"), Asker("discord:43")
    for _ in range(MOST):
        assert not (await house.ask("rank", ada, name="qwen")).private
    refused = await house.ask("rank", ada, name="qwen")
    assert refused.private
    assert f"ask again in {WITHIN.seconds} seconds" in plain(refused.title)
    assert not (await house.ask("rank", bob, name="qwen")).private
    house.now += WITHIN - timedelta(seconds=1)
    assert "1 second" in await house.said("rank", ada, name="qwen")
    house.now += timedelta(seconds=1)
    assert not (await house.ask("rank", ada, name="qwen")).private
    assert not house.log


async def test_the_terminal_may_ask_as_much_as_it_likes(house: House) -> None:
    views = [await house.ask("help") for _ in range(MOST + 5)]
    assert len({plain(view.title) for view in views}) == 1


# --- what is offered while somebody types -----------------------------------------------------


def test_what_begins_with_it_is_before_what_has_it_inside(house: House) -> None:
    found = house.offered(NAME, "qwen")
    assert found[:2] == ["qwen", HERO]
    assert house.offered(NAME, "llama")[:2] == ["llama", RIVAL]
    inside = house.offered(NAME, "wen4")
    assert inside == [HERO]


def test_what_looks_like_it_is_offered_where_nothing_has_it(house: House) -> None:
    assert house.offered(FAMILY, "gemna") == ["gemma"]
    assert house.offered(FAMILY, "xyzzy") == []


def test_no_more_is_offered_than_a_platform_shows(house: House) -> None:
    typed = ("", "q", "m", "通义", "\u202e", "x" * 500, "**", ",", "qwen,l", "#")
    for takes, text_, many in product(Takes, typed, (False, True)):
        found = house.reception.suggest(Option("x", takes, many=many), text_, "es")
        assert len(found) <= 25
        assert all(1 <= len(its.label) <= 100 for its in found)
        assert all(1 <= len(its.value) <= 100 for its in found)


async def test_hostile_names_are_offered_within_what_a_platform_shows(overtake: Machine) -> None:
    nasty = [
        "a/" + "x" * 94,
        "b/" + "y" * 200,
        "c/\u202e\n",
        "**d**/e",
        "f/" + "𝕏" * 90,
        "g/h" * 30,
    ]
    await overtake.take(day("05-01", trending=nasty), day("05-02", trending=nasty[::-1]))
    its = House(overtake)
    await its.reception.refresh()
    for option, typed in product((NAME, EVENT), ("", "a", "x", "**")):
        found = its.reception.suggest(option, typed, "en")
        assert all(1 <= len(one.label) <= 100 for one in found)
        assert all(1 <= len(one.value) <= 100 for one in found)
        assert not any(char in one.label for one in found for char in "\u202e\n")


@pytest.mark.parametrize("typed", ["alibaba", "Alibaba", "tongyi", "通义"])
async def test_what_people_call_a_family_finds_it(overtake: Machine, typed: str) -> None:
    from bot.families import load  # noqa: PLC0415 - the families that we ship, here only

    its = House(overtake)
    shipped = replace(its.desk("en"), families=load())
    at = DeskReception(lambda _: shipped, {}, its.note)
    await at.refresh()
    assert "qwen" in [found.value for found in at.suggest(NAME, typed, "en")]
    assert "qwen" in [found.value for found in at.suggest(FAMILY, typed, "es")]


def test_of_several_values_the_last_is_completed(house: House) -> None:
    assert house.offered(FAMILY, "qwen,lla") == ["qwen,llama"]
    assert house.offered(FAMILY, "qwen, lla") == ["qwen,llama"]
    assert "qwen,qwen" not in house.offered(FAMILY, "qwen,")
    assert "qwen,llama" in house.offered(FAMILY, "qwen,")
    assert house.offered(RULES, "leader,ent") == ["leader,entered"]
    assert house.offered(FAMILY, f"{'qwen,' * 30}lla") == []


async def test_the_newest_events_are_offered_first(house: House) -> None:
    told = await house.overtake.events()
    found = house.reception.suggest(EVENT, "", "en")
    assert [int(its.value) for its in found] == sorted((its.id for its in told), reverse=True)[:25]
    assert found[0].label.startswith(f"#{found[0].value} ")
    leader = next(its for its in told if its.kind is Kind.LEADER)
    assert str(leader.id) in house.offered(EVENT, "new #1")
    assert str(leader.id) in house.offered(EVENT, f"#{leader.id} ")


def test_labels_are_in_the_language_of_who_types(house: House) -> None:
    for language in ("en", "es"):
        said = words(language)
        [first, *_] = house.reception.suggest(METRIC, "", language)
        assert first.label == said.text(f"metric-{first.value}")
        boards = {its.value: its.label for its in house.reception.suggest(BOARD, "", language)}
        assert boards == {"trending": said.text("board-trending")}


# --- what is for the asker alone --------------------------------------------------------------


async def test_answers_are_for_the_channel_and_receipts_for_the_asker(house: House) -> None:
    private = {name for name in COMMANDS if (await house.put(name, GIVEN.get(name, {}))).private}
    assert private == {"alerts", "why", "status", "help"}
    assert (await house.ask("rank", name="nobody at all")).private


async def test_a_why_of_several_answers_the_first_and_offers_the_others(house: House) -> None:
    view = await house.ask("why", event="1,2,3")
    assert plain(view.title).startswith("Event 1:")
    show, *others = view.next
    assert show.show
    assert [its.given["event"] for its in others] == ["2,1,3", "3,1,2"]
    assert [its.command for its in view.next] == ["why"] * 3
    second = await house.ask("why", event=others[0].given["event"])
    assert plain(second.title).startswith("Event 2:")
    claim = plain(second.rows[0].line)
    assert others[0].label in claim


async def test_a_receipt_that_is_shown_is_for_everyone_and_asks_no_more(house: House) -> None:
    view = await house.ask("why", event="1,2", show=True)
    assert not view.private
    assert view.next == ()
    assert plain(view.title).startswith("Event 1:")


async def test_an_error_is_not_shown_to_the_channel(house: House) -> None:
    assert (await house.ask("why", event="4711", show=True)).private


async def test_alerts_are_never_shown_to_the_channel(house: House) -> None:
    view = await house.ask("alerts", action="list", show=True)
    assert view.private
    assert not any(its.show for its in view.next)


# --- alerts -----------------------------------------------------------------------------------


async def test_who_may_not_manage_changes_and_sees_nothing(house: House) -> None:
    reader = Asker("discord:42", may_manage=False)
    for action in COMMANDS["alerts"].options[0].choices:
        view = await house.ask("alerts", reader, action=action)
        assert view.private
        assert "Manage Channels" in text(view)
    assert await house.overtake.store.subscriptions() == ()


async def test_what_the_bot_lacks_is_named_before_anything_is_turned_on(house: House) -> None:
    asker = Asker("discord:42", lacks=("send-messages", "embed-links"))
    for action in ("on", "test", "resume"):
        said = await house.said("alerts", asker, action=action)
        assert "Send Messages" in said
        assert "Embed Links" in said
    assert await house.overtake.store.subscriptions() == ()
    assert not house.platform.posted
    assert await house.said("alerts", asker, action="off") == f"{HERE} had no alerts on."


async def test_only_the_channels_that_somebody_sees_are_listed(house: House) -> None:
    for channel in ("discord:1", "discord:2", "slack:C1"):
        await house.ask("alerts", action="on", channel=channel)
    asker = Asker("discord:42", sees=frozenset({"discord:2"}))
    said = await house.said("alerts", asker, action="list")
    assert "discord:2" in said
    assert "discord:1" not in said
    assert "slack:C1" not in said
    nobody = Asker("discord:42", sees=frozenset())
    assert "No alerts are on here" in await house.said("alerts", nobody, action="list")


async def test_who_turns_alerts_on_is_kept_and_is_whoever_did_so_last(house: House) -> None:
    await house.ask("alerts", Asker("discord:42"), action="on")
    assert (await house.alerts()).owner == "discord:42"
    await house.ask("alerts", Asker("discord:43"), action="on", top="3")
    its = await house.alerts()
    assert (its.owner, its.top) == ("discord:43", 3)
    await house.ask("alerts", action="on")  # at the terminal, by nobody in particular
    assert (await house.alerts()).owner == "discord:43"


@pytest.mark.parametrize(
    ("place", "asker", "language"),
    [("es-ES", "en-US", "es"), ("en-US", "es-ES", "en"), ("", "es-419", "es"), ("fr", "es", "en")],
)
async def test_alerts_speak_the_language_of_the_place(
    house: House, place: str, asker: str, language: str
) -> None:
    view = await house.ask("alerts", Asker("discord:42", language=place), asker, action="on")
    assert (await house.alerts()).language == language
    spoken = words(asker).text("alerts-list-title")
    assert spoken in text(await house.ask("alerts", language=asker, action="list"))
    assert text(view)


async def test_a_language_that_was_chosen_stays(house: House) -> None:
    await house.ask("alerts", action="on", language="en")
    its = Asker("discord:42", language="en-US")
    await house.ask("alerts", its, action="on")
    view = await house.reception.answer(
        "alerts", Ask({"action": "on", "language": "es"}, HERE, its), "en"
    )
    assert text(view)
    assert (await house.alerts()).language == "es"
    await house.ask("alerts", its, action="on", top="50")
    assert (await house.alerts()).language == "es"


async def test_a_pause_for_some_days_ends_by_itself(house: House) -> None:
    await house.ask("alerts", action="on")
    view = await house.ask("alerts", action="pause", days="7")
    assert [span.at for span in view.title if span.at] == [house.now + timedelta(days=7)]
    its = await house.alerts()
    assert its.paused
    assert its.until == house.now + timedelta(days=7)
    assert not its.refused
    await resume_due(house.overtake.store, house.now + timedelta(days=7, seconds=-1))
    assert (await house.alerts()).paused
    await resume_due(house.overtake.store, house.now + timedelta(days=7))
    its = await house.alerts()
    assert (its.paused, its.until) == (None, None)


async def test_a_pause_without_days_lasts_until_it_is_ended(house: House) -> None:
    await house.ask("alerts", action="on")
    await house.ask("alerts", action="pause")
    await resume_due(house.overtake.store, house.now + timedelta(days=999))
    assert (await house.alerts()).paused
    await house.ask("alerts", action="resume")
    assert (await house.alerts()).paused is None


async def test_a_test_arrives_in_the_channel_and_its_language(house: House) -> None:
    await house.ask("alerts", Asker("discord:42", language="es"), action="on")
    view = await house.ask("alerts", action="test")
    assert view.private
    [(channel, posted, key)] = house.platform.posted
    assert (channel, key) == ("1", "")
    assert not posted.private
    assert plain(posted.title) == plain(words("es").say("alerts-test", channel=HERE))


async def test_a_test_that_is_refused_is_said(house: House) -> None:
    for reason in ("refused-permission", "Discord is not connected"):
        house.platform.refusals["1"] = PostError(reason, lasting=True)
        view = await house.ask("alerts", language="es", action="test")
        assert view.private
        assert words("es").reason(reason) in text(view)
    assert not house.platform.posted
    assert not house.log


async def test_a_test_to_a_platform_that_is_not_there_is_said(house: House) -> None:
    view = await house.ask("alerts", action="test", channel="slack:C1")
    assert view.private
    assert text(view)


# --- channels ---------------------------------------------------------------------------------


async def test_what_the_bot_was_taken_from_pauses_and_goes_on_when_it_is_back(house: House) -> None:
    for channel in ("discord:1", "discord:2", "discord:3"):
        await house.ask("alerts", action="on", channel=channel)
    await house.ask("alerts", action="pause", channel="discord:3")
    await house.reception.left(frozenset({"discord:1", "discord:3", "discord:9"}))
    first, by_hand = await house.alerts(), await house.alerts("discord:3")
    assert (first.paused, first.refused) == ("refused-removed", True)
    assert (by_hand.paused, by_hand.refused) == ("paused-by-hand", False)
    assert (await house.alerts("discord:2")).paused is None
    assert [(step, facts["channel"]) for step, facts in house.log] == [(Step.PAUSED, "discord:1")]
    assert house.log[0][1]["reason"] == words("en").text("refused-removed")

    house.platform.refusals["1"] = PostError("refused-permission", lasting=True)
    await house.reception.returned(frozenset({"discord:1"}))
    assert (await house.alerts()).paused
    del house.platform.refusals["1"]
    await house.reception.returned(frozenset({"discord:2"}))
    assert (await house.alerts()).paused
    await house.reception.returned(None)
    assert (await house.alerts()).paused is None
    assert (await house.alerts("discord:3")).paused  # by hand
    assert house.log[-1] == (Step.RESUMED, {"channel": "discord:1"})


async def test_alerts_that_were_refused_are_listed_with_the_reason(house: House) -> None:
    await house.ask("alerts", action="on")
    await house.reception.left(frozenset({HERE}))
    assert "I was removed from the server" in await house.said("alerts", action="list")


async def test_a_platform_remembers(house: House) -> None:
    assert await house.reception.recall("discord-commands-1") == ""
    await house.reception.remember("discord-commands-1", "abc")
    assert await house.reception.recall("discord-commands-1") == "abc"


async def test_what_is_known_is_read_anew_only_after_a_reading_of_the_hub(house: House) -> None:
    before = house.reception.names
    await house.reception.refresh()
    assert house.reception.names is before
    new = "mistralai/Mistral-9"
    await house.overtake.take(day("05-03", trending=[new, HERO, *names(28)]))
    assert new not in house.offered(NAME, "mistral")
    await house.reception.refresh()
    assert new in house.offered(NAME, "mistral")


# --- privacy ----------------------------------------------------------------------------------


async def everywhere(house: House, what: str) -> list[str]:
    """Return the tables of the database that hold a text anywhere."""
    db = house.overtake.store._reader
    names = await db.execute_fetchall("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [
        name
        for (name,) in names
        if what in str([tuple(row) for row in await db.execute_fetchall(f"SELECT * FROM {name}")])  # noqa: S608 - its own tables
    ]


async def test_of_people_only_an_id_is_kept_and_off_deletes_it(house: House) -> None:
    person = Asker("discord:987654321")
    for command in sorted(COMMANDS):
        await house.ask(command, person, name="qwen", a="qwen", b="llama", event="1")
    assert await everywhere(house, "987654321") == []
    await house.ask("alerts", person, action="on")
    assert await everywhere(house, "987654321") == ["subscription"]
    assert await everywhere(house, HERE) == ["subscription"]
    await house.ask("alerts", person, action="off")
    assert await everywhere(house, "987654321") == []
    assert await everywhere(house, HERE) == []


# --- what was found by using it ---------------------------------------------------------------


async def test_who_may_not_write_there_shows_nothing_there(house: House) -> None:
    reader = Asker("discord:42", may_show=False)
    receipt = await house.ask("why", reader, event="1")
    assert receipt.private
    assert not [its for its in receipt.next if its.show]
    shown = await house.ask("why", reader, event="1", show=True)
    assert shown.private


async def test_where_the_bot_is_no_member_it_says_so(house: House) -> None:
    guest = Asker("discord:42", is_member=False, may_manage=True)
    assert "no member of this server" in await house.said("alerts", guest, action="on")
    assert await house.overtake.store.subscriptions() == ()


async def test_stopping_alerts_is_never_asked_too_often(house: House) -> None:
    person = Asker("discord:42")
    for _ in range(30):
        await house.ask("status", person)
    await house.ask("alerts", person, action="on")
    assert (await house.alerts()).owner == "discord:42"
    assert "Alerts are off" in await house.said("alerts", person, action="off")


async def test_a_channel_that_is_gone_is_still_listed_to_its_server(house: House) -> None:
    here = Asker("discord:42", place="discord:7")
    for channel in ("discord:1", "discord:2"):
        await house.ask("alerts", here, action="on", channel=channel)
    asked = replace(here, sees=frozenset({"discord:2"}))  # discord:1 was deleted
    assert "discord:1" in await house.said("alerts", asked, action="list")
    hidden = replace(asked, hidden=frozenset({"discord:1"}))  # ...or may not be seen
    assert "discord:1" not in await house.said("alerts", hidden, action="list")
    elsewhere = replace(asked, place="discord:8")
    assert "discord:1" not in await house.said("alerts", elsewhere, action="list")


async def test_what_is_between_somebody_and_the_bot_is_listed_to_nobody_else(house: House) -> None:
    eve = Asker("slack:U1", place="", sees=frozenset())
    await house.ask("alerts", eve, action="on", channel="slack:D1")
    assert "slack:D1" in await house.said("alerts", eve, action="list")
    ana = replace(eve, person="slack:U2")
    assert "slack:D1" not in await house.said("alerts", ana, action="list")


async def test_a_person_is_told_of_their_own_channel_and_no_other(house: House) -> None:
    await house.ask("alerts", action="on", channel="discord:77")
    person = Asker("discord:42")
    assert "alerts on" not in (await house.said("status", person)).lower()
    await house.ask("alerts", action="on")
    await house.ask("alerts", action="pause")
    said = await house.said("status", person)
    assert "are paused: by hand" in said
    assert "2 channels" not in said
    assert "2 channels have alerts on" in await house.said("status")  # whoever runs the bot


async def test_a_pause_of_a_week_does_not_shorten_a_longer_one(house: House) -> None:
    await house.ask("alerts", action="on")
    await house.ask("alerts", action="pause")
    await house.ask("alerts", action="pause", days="7")
    its = await house.alerts()
    assert (its.paused, its.until) == ("paused-by-hand", None)
    await house.ask("alerts", action="resume")
    await house.ask("alerts", action="pause", days="30")
    await house.ask("alerts", action="pause", days="7")
    assert (await house.alerts()).until == house.now + timedelta(days=30)


@pytest.mark.parametrize(
    ("boards", "known"),
    [(" trending , llm,", ("trending", "llm")), ("Trending", ("trending",)), ("likes", ("likes",))],
)
async def test_boards_are_taken_as_people_write_them(
    house: House, boards: str, known: tuple[str, ...]
) -> None:
    await house.ask("alerts", action="on", boards=boards)
    assert (await house.alerts()).boards == known


async def test_all_is_all(house: House) -> None:
    await house.ask("alerts", action="on", boards="all", rules="all", families="all")
    its = await house.alerts()
    assert set(its.rules) == set(Kind)
    assert {"trending", "llm", "downloads", "likes"} <= set(its.boards)


async def test_of_several_events_the_known_ones_are_answered(house: House) -> None:
    view = await house.ask("why", event="#1 999999")
    assert "Event 1" in text(view)
