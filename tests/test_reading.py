"""A line of words as a question, alerts as a form, and the page of the bot's own."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands import COMMANDS
from bot.model import Address, Ask, Asker, Form, Kind, Question, Subscription, View
from bot.texts import plain
from storage.store import open_store
from tests.house import House, after_two_days, text
from tests.make import Machine, day, machine, model, names

CHANNEL = "slack:C1"
BOSS = Asker("slack:U1", place="slack:T1", sees=frozenset(), prefix="/rank")
EVE = replace(BOSS, person="slack:U2", may_manage=False)


@pytest.fixture
async def house(overtake: Machine) -> House:
    """Two days; on the second Qwen4-8B is the leader."""
    return await after_two_days(overtake)


async def asked(house: House, line: str, language: str = "en") -> Question:
    found = await house.reception.read(line, language)
    assert isinstance(found, Question), text(found)
    return found


# --- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "command", "what"),
    [
        ("", "help", {}),
        ("help", "help", {}),
        ("/help", "help", {}),
        ("qwen", "rank", {"name": "qwen"}),
        ("rank qwen", "rank", {"name": "qwen"}),
        ("“Qwen”", "rank", {"name": "Qwen"}),
        ("stable diffusion", "rank", {"name": "stable diffusion"}),
        ("TOP llm 20", "top", {"board": "llm", "count": "20"}),
        ("compare qwen llama likes", "compare", {"a": "qwen", "b": "llama", "metric": "likes"}),
        ("alerts", "alerts", {}),
        (
            "alerts on boards=trending, llm top=3",
            "alerts",
            {"action": "on", "boards": "trending, llm", "top": "3"},
        ),
        ("why 12", "why", {"event": "12"}),
        ("why #12 15-18", "why", {"event": "#12 15-18"}),
        ("why deep seek", "why", {"event": "deep seek"}),
        ("why 2026-06-09", "why", {"event": "2026-06-09"}),
        ("alerts preview top=3", "alerts", {"action": "preview", "top": "3"}),
        ("alerts preview rules=+left", "alerts", {"action": "preview", "rules": "+left"}),
        ("alerts fewer 12", "alerts", {"action": "fewer", "event": "12"}),
        ("alerts more event=12", "alerts", {"action": "more", "event": "12"}),
    ],
)
async def test_words_are_the_question_that_they_say(
    house: House, line: str, command: str, what: dict[str, str]
) -> None:
    assert await asked(house, line) == Question(command, what)


@pytest.mark.parametrize(
    ("line", "command", "what", "note"),
    [
        ("tpo", "top", {}, "“tpo” was read as “top”."),
        ("halp", "help", {}, "“halp” was read as “help”."),
        ("comapre qwen llama", "compare", {"a": "qwen", "b": "llama"}, "“comapre” was read as"),
        ("alert on", "alerts", {"action": "on"}, "“alert” was read as “alerts”."),
        ("alerts lst", "alerts", {"action": "list"}, "“lst” was read as “list”."),
    ],
)
async def test_a_near_miss_is_corrected_and_said(
    house: House, line: str, command: str, what: dict[str, str], note: str
) -> None:
    found = await asked(house, line)
    assert (found.command, found.given) == (command, what)
    assert plain(found.note).startswith(note)


@pytest.mark.parametrize(
    ("line", "language", "says", "offered"),
    [
        ("alerts of", "en", "There is no command “of”: take one of on or off", ["on", "off"]),
        ("alerts no", "en", "There is no command “no”: take one of on.", ["on"]),
        ("alerts ff", "en", "There is no command “ff”: take one of off.", ["off"]),
        ("alert puase 7", "en", "There is no command “puase”: take one of pause.", ["pause"]),
        ("alerts lest", "en", "There is no command “lest”: take one of list or test", []),
        ("avisos activr", "es", "No hay ninguna orden «activr»", ["on"]),
    ],
)
async def test_a_near_action_is_offered_and_not_carried_out(
    house: House, line: str, language: str, says: str, offered: list[str]
) -> None:
    found = await house.reception.read(line, language)
    assert isinstance(found, View)
    assert found.private
    assert text(found).startswith(says)
    assert {its.command for its in found.next} == {"alerts"}
    assert [its.given["action"] for its in found.next] == (offered or ["list", "test"])
    assert [its.given.get("days") for its in found.next] == ["7" if "7" in line else None] * len(
        found.next
    )


async def test_what_is_as_near_to_two_commands_is_neither(house: House) -> None:
    """`olers` has two letters wrong as `alerts`, and two as `movers`."""
    assert await asked(house, "olers") == Question("rank", {"name": "olers"})


@pytest.mark.parametrize(
    ("line", "command", "what"),
    [
        ("compare qwen vs llama", "compare", {"a": "qwen", "b": "llama"}),
        ("compare qwen VS. llama likes", "compare", {"a": "qwen", "b": "llama", "metric": "likes"}),
        ("compare qwen and llama", "compare", {"a": "qwen", "b": "llama"}),
        ("compare qwen y llama", "compare", {"a": "qwen", "b": "llama"}),
        ("compare qwen with llama", "compare", {"a": "qwen", "b": "llama"}),
        (
            "compare qwen llama mistral",
            "compare",
            {"a": "qwen", "b": "llama", "c": "mistral"},
        ),
        (
            "compare qwen vs llama y mistral, gemma and phi likes",
            "compare",
            {"a": "qwen", "b": "llama", "c": "mistral", "d": "gemma", "e": "phi"}
            | {"metric": "likes"},
        ),
        ("compare qwen likes", "compare", {"a": "qwen", "b": "likes"}),
        ("compare vs llama", "compare", {"a": "vs", "b": "llama"}),
        ("compare qwen vs", "compare", {"a": "qwen", "b": "vs"}),
        ("alerts pause 7", "alerts", {"action": "pause", "days": "7"}),
        ("alerts pause 7 days", "alerts", {"action": "pause", "days": "7"}),
        ("alerts pause 1 day", "alerts", {"action": "pause", "days": "1"}),
        ("alerts pause 7 días", "alerts", {"action": "pause", "days": "7"}),
        ("alerts pause days=7", "alerts", {"action": "pause", "days": "7"}),
        ("top 3", "top", {"count": "3"}),
        ("movers 7", "movers", {"days": "7"}),
        ("movers 7 days", "movers", {"days": "7"}),
        ("movers llm 7", "movers", {"board": "llm", "days": "7"}),
        ("releases 7", "releases", {"family": "7"}),
        ("_qwen_", "rank", {"name": "qwen"}),
        ("~qwen~", "rank", {"name": "qwen"}),
        ("*_qwen_*", "rank", {"name": "qwen"}),
        ("_~qwen~_", "rank", {"name": "qwen"}),
        ("_stable diffusion_", "rank", {"name": "stable diffusion"}),
        ("compare _qwen_ ~llama~", "compare", {"a": "qwen", "b": "llama"}),
        ("google/vit_b_16_", "rank", {"name": "google/vit_b_16_"}),
        ("a_b c_d", "rank", {"name": "a_b c_d"}),
        ("_ __ ~", "rank", {"name": "_ __ ~"}),
    ],
)
async def test_what_people_add_to_words_is_understood(
    house: House, line: str, command: str, what: dict[str, str]
) -> None:
    assert await asked(house, line) == Question(command, what)


async def test_a_lone_number_that_a_board_is_called_is_the_board(overtake: Machine) -> None:
    lists = {"trending": tuple(names(28)), "7": tuple(names(28))}
    await overtake.take(replace(day("05-01", trending=names(28)), lists=lists))
    assert (await asked(House(overtake), "movers 7")).given == {"board": "7"}
    assert (await asked(House(overtake), "top 8")).given == {"count": "8"}


async def test_days_are_given_to_no_action_but_a_pause(house: House) -> None:
    for line in ("alerts on 7", "alerts off 7", "alerts pause 7 weeks"):
        found = await house.reception.read(line, "en")
        assert isinstance(found, View)
        assert "is no setting of alerts" in text(found)
    pause = await asked(house, "alerts pause seven")
    answer = await house.reception.answer(pause.command, Ask(pause.given, "discord:1"), "en")
    assert "“seven” is no whole number" in text(answer)


async def test_a_name_that_can_be_asked_about_is_no_near_miss(overtake: Machine) -> None:
    """A model called so by its publisher, one letter from a command."""
    await overtake.take(day("05-01", model("Qwen/tops"), trending=["Qwen/tops", *names(28)]))
    assert await asked(House(overtake), "tops") == Question("rank", {"name": "tops"})


async def test_what_is_near_no_command_is_asked_about(house: House) -> None:
    for name in ("xyzzy", "no", "qwenn", "a b c"):
        assert await asked(house, name) == Question("rank", {"name": name})


async def test_commands_may_be_called_as_in_the_language(house: House) -> None:
    assert (await asked(house, "avisos activar", "es")).given == {"action": "on"}
    assert (await asked(house, "ayuda", "es")).command == "help"
    assert (await asked(house, "help", "es")).command == "help"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("compare qwen", "compare needs b"),
        ("compare a b c d f g h", "compare takes no “g”"),
        ("status now", "status takes no “now”"),
        ("alerts on colour=red", "“colour” is no setting of alerts"),
    ],
)
async def test_what_lacks_a_word_or_has_one_too_many_is_said(
    house: House, line: str, says: str
) -> None:
    found = await house.reception.read(line, "en")
    assert isinstance(found, View)
    assert found.private
    assert text(found).startswith(says)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(line=st.text())
async def test_whatever_is_typed_is_a_question_or_a_sentence(tmp_path: Path, line: str) -> None:
    async with await open_store(tmp_path / "nowhere.db") as store:
        found = await House(machine(store)).reception.read(line, "en")
    if isinstance(found, Question):
        assert found.command in COMMANDS
        assert found.given.keys() <= {its.name for its in COMMANDS[found.command].options}
    else:
        assert text(found)


async def test_help_is_as_it_is_typed_there(house: House) -> None:
    view = await house.reception.answer("help", Ask(asker=BOSS), "en")
    lines = text(view).splitlines()
    assert lines[1].startswith("/rank <model, family or organisation>: ")
    assert lines[2].startswith("/rank top [board] [count]: ")


# --- a form -----------------------------------------------------------------------------------


async def form_for(house: House, asker: Asker = BOSS, language: str = "en") -> Form:
    found = await house.reception.form(Ask({}, CHANNEL, asker), language)
    assert isinstance(found, Form), text(found)
    return found


async def test_a_form_shows_what_stands_and_all_there_is(house: House) -> None:
    store = house.overtake.store
    its = Subscription(CHANNEL, boards=("trending",), rules=(Kind.LEADER,), top=3, language="es")
    await store.subscribe(its)
    form = await form_for(house)
    assert plain(form.intro) == f"What {CHANNEL} is told:"
    chosen = {field.name: field.chosen for field in form.fields}
    assert chosen == {
        "boards": ("trending",),
        "rules": ("leader",),
        "families": ("top20",),
        "top": ("3",),
        "places": ("20",),
        "rhythm": ("daily",),
        "language": ("es",),
    }
    for field in form.fields:
        assert set(field.chosen) <= {one.value for one in field.offered}
        assert field.label
    rules = next(field for field in form.fields if field.name == "rules")
    assert [one.value for one in rules.offered] == list(Kind)


async def test_a_form_saved_as_it_is_changes_nothing(house: House) -> None:
    """Also where a board was chosen that is not watched any more."""
    store = house.overtake.store
    its = Subscription(CHANNEL, boards=("trending", "gone"), place="slack:T1", owner="slack:U1")
    await store.subscribe(its)
    form = await form_for(house)
    filled = {field.name: ",".join(field.chosen) for field in form.fields}
    ask = Ask({**form.given, **filled}, CHANNEL, BOSS)
    assert text(await house.reception.answer(form.command, ask, "en")).startswith("Alerts are on")
    assert await store.subscription(CHANNEL) == its


async def test_a_form_says_that_saving_turns_alerts_on(house: House) -> None:
    assert plain((await form_for(house)).intro).startswith(f"No alerts are on in {CHANNEL}")
    assert plain((await form_for(house, language="es")).intro).startswith(f"En {CHANNEL} no hay")
    assert await house.overtake.store.subscription(CHANNEL) is None


async def test_a_form_says_that_saving_lets_paused_alerts_go_on(house: House) -> None:
    await house.overtake.store.subscribe(Subscription(CHANNEL, paused="paused-by-hand"))
    intro = plain((await form_for(house)).intro)
    assert intro == f"What {CHANNEL} is told is paused; saving lets it go on."
    intro = plain((await form_for(house, language="es")).intro)
    assert intro == f"Lo que se cuenta en {CHANNEL} está en pausa; al guardar esto se reanuda."


@pytest.mark.parametrize(
    ("asker", "says"),
    [
        (EVE, f"The alerts of {CHANNEL} can be changed by a workspace admin"),
        (replace(BOSS, invite="/invite @Overtake"), f"I am not in {CHANNEL} yet, so I can't post"),
        (replace(EVE, invite="/invite @Overtake"), f"I am not in {CHANNEL} yet, so I can't post"),
    ],
)
async def test_a_form_is_for_those_who_may_save_it(house: House, asker: Asker, says: str) -> None:
    found = await house.reception.form(Ask({}, CHANNEL, asker), "en")
    assert isinstance(found, View)
    assert text(found).startswith(says)
    ask = Ask({"action": "on"}, CHANNEL, asker)
    assert text(await house.reception.answer("alerts", ask, "en")).startswith(says)
    assert await house.overtake.store.subscription(CHANNEL) is None


# --- the page of the bot's own ----------------------------------------------------------------


async def test_the_page_lists_the_alerts_of_the_place_that_one_may_see(house: House) -> None:
    store = house.overtake.store
    for channel, place in (("C1", "T1"), ("C2", "T1"), ("C3", "T2")):
        await store.subscribe(Subscription(f"slack:{channel}", place=f"slack:{place}"))
    await store.change_subscription("slack:C1", lambda its: replace(its, paused="paused-by-hand"))
    asker = replace(EVE, hidden=frozenset({"slack:C2"}))
    intro, alerts, board = await house.reception.home(asker, "en")
    assert text(intro).startswith("Overtake\n/rank in any channel")
    [row] = alerts.rows
    assert plain(row.line).startswith("slack:C1: trending")
    assert [(one.label, one.given, one.form) for one in row.next] == [
        ("Settings", {"action": "on", "channel": "slack:C1"}, True),
        ("Resume", {"action": "resume", "channel": "slack:C1"}, False),
    ]
    assert text(board).startswith("Top 10 of trending")


async def test_before_the_first_snapshot_the_page_says_so(overtake: Machine) -> None:
    parts = await House(overtake).reception.home(EVE, "es")
    assert [bool(text(part)) for part in parts] == [True, True, True]
    assert "Aún no hay clasificación" in text(parts[-1])


# --- languages and places ---------------------------------------------------------------------


async def test_a_channel_has_the_language_of_its_alerts(house: House) -> None:
    await house.overtake.store.subscribe(Subscription(CHANNEL, language="es"))
    assert await house.reception.language(CHANNEL) == "es"
    assert await house.reception.language("slack:C2") == "en"


async def test_a_place_that_is_left_pauses_all_of_its_channels_and_no_other(house: House) -> None:
    store = house.overtake.store
    for channel, place in (("C1", "T1"), ("C2", "T1"), ("C3", "T2"), ("C4", "")):
        its = f"slack:{place}" if place else ""
        await store.subscribe(Subscription(f"slack:{channel}", place=its))
    await house.reception.left({"slack:T1"}, "refused-uninstalled")
    paused = {its.channel: its.paused for its in await store.subscriptions()}
    assert paused == {
        "slack:C1": "refused-uninstalled",
        "slack:C2": "refused-uninstalled",
        "slack:C3": None,
        "slack:C4": None,
    }
    await house.reception.returned({"slack:T1"})
    assert not any(its.paused for its in await store.subscriptions())


async def test_whoever_turned_alerts_on_is_told_that_their_channel_was_closed(
    house: House,
) -> None:
    store = house.overtake.store
    for channel, owner in (("C1", "U1"), ("C2", "U1"), ("C3", "U2")):
        its = Subscription(f"slack:{channel}", place="slack:T1", owner=f"slack:{owner}")
        await store.subscribe(its)
    await house.reception.left({"slack:C1", "slack:C2"}, "refused-left")
    [(person, view)] = house.platform.told
    assert person == Address("U1", "slack:T1")
    assert "slack:C1: I was removed from the channel" in text(view)
    assert "slack:C2: I was removed from the channel" in text(view)


async def test_a_channel_that_has_another_name_now_keeps_its_alerts_and_posts(
    house: House,
) -> None:
    store = house.overtake.store
    await store.subscribe(Subscription(CHANNEL, top=3))
    leader = ["google/new", *names(28)]
    await house.overtake.take(day("05-03", trending=leader), post=True)
    [before] = await store.posts()
    await house.reception.moved(CHANNEL, "slack:C9")
    assert await store.subscription(CHANNEL) is None
    assert await store.subscription("slack:C9") == Subscription("slack:C9", top=3)
    assert await store.posts() == (replace(before, channel="slack:C9"),)
    await store.subscribe(Subscription(CHANNEL))
    await house.reception.moved(CHANNEL, "slack:C9")  # it has its own: nothing is taken from it
    assert {its.channel for its in await store.subscriptions()} == {CHANNEL, "slack:C9"}


async def test_what_is_remembered_under_a_prefix_is_found_and_can_be_forgotten(
    house: House,
) -> None:
    for name in ("slack-installation-T1", "slack-installation-T2", "discord-commands-1"):
        await house.reception.remember(name, f"of {name}")
    await house.reception.remember("slack-installation-T2", "")
    found = await house.reception.remembered("slack-installation-")
    assert found == {"slack-installation-T1": "of slack-installation-T1"}
    assert await house.reception.recall("slack-installation-T2") == ""
