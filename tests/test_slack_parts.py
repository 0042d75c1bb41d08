"""The parts of the Slack adapter by themselves: seals, people, workspaces, forms, repetitions."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation

from adapters.platforms.slack import Setup
from adapters.platforms.slack.answering import Answering, Place
from adapters.platforms.slack.calling import Slack as Calls
from adapters.platforms.slack.calling import WaitError
from adapters.platforms.slack.installing import KEPT, App, OAuth, States
from adapters.platforms.slack.listening import AGAIN, Listening, Once
from adapters.platforms.slack.modals import (
    BLOCKS,
    GROUP,
    answer_modal,
    form_modal,
    given_by,
    home_tab,
    origin_of,
)
from adapters.platforms.slack.people import People
from adapters.platforms.slack.pictures import Pictures
from adapters.platforms.slack.posting import KEY, _key_of
from adapters.platforms.slack.sealing import Seal
from adapters.platforms.slack.showing import Showing
from adapters.platforms.slack.workspaces import Workspace, Workspaces
from bot.model import Address, Field, Form, Next, Row, Span, Step, Suggestion, View
from bot.model.presses import decode
from bot.ports import PostError
from tests.fakes import FakeReception, NoDrawer
from tests.slack_server import Channel, Person, Slack
from tests.slack_server import Workspace as Office

SECRET = "d3ad-beef-of-the-app"  # noqa: S105 - of no app


# --- seals ------------------------------------------------------------------------------------


@given(st.text())
def test_what_is_sealed_opens_again_and_shows_nothing(text: str) -> None:
    sealed = Seal(SECRET).close(text)
    assert Seal(SECRET).open(sealed) == text
    assert Seal("another").open(sealed) is None
    assert len(text) < 8 or text not in sealed


@given(st.text())
def test_what_was_not_sealed_does_not_open(text: str) -> None:
    assert Seal(SECRET).open(text) is None


async def test_a_state_is_one_that_was_given_here() -> None:
    states = States(Seal(SECRET))
    state = await states.async_issue()
    assert state != await states.async_issue()
    assert await States(Seal(SECRET)).async_consume(state)
    assert not await States(Seal("another")).async_consume(state)
    assert not await states.async_consume("made up")


def test_no_secret_shows_itself() -> None:
    setup = Setup(bot_token=SECRET, app_token=SECRET, signing_secret=SECRET, client_secret=SECRET)
    for its in (setup, App("1", SECRET), Workspace("T1", SECRET, "U1", "overtake")):
        assert SECRET not in repr(its)


# --- what comes twice -------------------------------------------------------------------------


def test_what_comes_twice_is_known_for_five_minutes() -> None:
    now = [0.0]
    once = Once(lambda: now[0])
    assert once.is_new("a")
    now[0] = AGAIN - 1
    assert once.is_new("b")
    assert not once.is_new("a")
    now[0] = AGAIN
    assert once.is_new("a")
    assert not once.is_new("b")


# --- people, over a small working Slack -------------------------------------------------------


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as its:
        yield its


@pytest.fixture
async def calls(slack: Slack) -> AsyncIterator[Calls]:
    its = Calls(slack.url)
    yield its
    await its.close()


def ours(office: Office) -> Workspace:
    return Workspace(office.id, office.bot_token, office.bot_user, "overtake", office.name)


@pytest.fixture
def office(slack: Slack) -> Office:
    return slack.add_workspace("Acme")


async def judged(
    calls: Calls, office: Office, person: Person, channel: Channel
) -> tuple[bool, str]:
    """Whether somebody may manage a channel's alerts, and how the bot is invited there."""
    people, its = People(calls, ()), ours(office)
    asker = await people.manager(people.asker(its, person.id, "/rank"), its, channel.id)
    return asker.may_manage, asker.invite


async def test_admins_and_whoever_made_a_channel_manage_its_alerts(
    slack: Slack, calls: Calls, office: Office
) -> None:
    boss, owner, maker, eve = (
        slack.person(office, "boss", admin=True),
        slack.person(office, "owner", owner=True),
        slack.person(office, "maker"),
        slack.person(office, "eve"),
    )
    news = slack.add_channel(office, "news", creator=maker)
    may = [await judged(calls, office, person, news) for person in (boss, owner, maker, eve)]
    assert may == [(True, ""), (True, ""), (True, ""), (False, "")]
    people, its = People(calls, (eve.id,)), ours(office)
    asker = await people.manager(people.asker(its, eve.id, "/rank"), its, news.id)
    assert asker.may_manage


async def test_where_the_bot_is_not_in_it_says_how_to_invite_it(
    slack: Slack, calls: Calls, office: Office
) -> None:
    boss = slack.person(office, "boss", admin=True)
    for private in (False, True):
        channel = slack.add_channel(office, "else", private=private, bot=False)
        assert await judged(calls, office, boss, channel) == (True, "/invite @overtake")


async def test_a_conversation_with_the_bot_is_ones_own(
    slack: Slack, calls: Calls, office: Office
) -> None:
    eve = slack.person(office, "eve")
    assert await judged(calls, office, eve, eve.dm) == (True, "")


async def test_what_a_missing_scope_hides_counts_as_no(slack: Slack, calls: Calls) -> None:
    bare = slack.add_workspace("Bare", scopes=("commands", "chat:write"))
    boss = slack.person(bare, "boss", admin=True)
    news = slack.add_channel(bare, "news", creator=boss)
    assert await judged(calls, bare, boss, news) == (False, "")
    people, its = People(calls, ()), ours(bare)
    asker = await people.reader(people.asker(its, boss.id, "/rank"), its)
    assert (asker.place, asker.sees) == ("", frozenset())


async def test_channels_are_seen_if_they_are_public_or_by_those_who_are_in_them(
    slack: Slack, calls: Calls, office: Office
) -> None:
    maker, eve = slack.person(office, "maker"), slack.person(office, "eve")
    secret = slack.add_channel(office, "secret", private=True, creator=maker)
    left = slack.add_channel(office, "left", private=True, creator=maker)
    news = slack.add_channel(office, "news", creator=maker)
    await slack.kick(left)
    people, its = People(calls, ()), ours(office)
    public = frozenset({f"slack:{news.id}"})
    for person, sees in ((maker, public | {f"slack:{secret.id}"}), (eve, public)):
        asker = await people.reader(people.asker(its, person.id, "/rank"), its)
        assert asker.sees == sees
        assert asker.place == ""


async def test_an_admin_elsewhere_is_a_guest_here(
    slack: Slack, calls: Calls, office: Office
) -> None:
    boss = slack.person(office, "boss", admin=True)
    news = slack.add_channel(office, "news")
    people, its = People(calls, ()), replace(ours(office), team="T0")
    asker = await people.manager(people.asker(its, boss.id, "/rank"), its, news.id)
    assert not asker.may_manage


async def test_a_limit_of_one_channel_is_no_other_ones_until_several_are_refused(
    slack: Slack, office: Office
) -> None:
    now = [0.0]
    its = Calls(slack.url, lambda: now[0])
    channels = [slack.add_channel(office, f"c{n}") for n in range(5)]

    async def post(channel: Channel) -> bool:
        try:
            await its.call("chat_postMessage", office.bot_token, channel=channel.id, text="x")
        except (SlackApiError, WaitError):
            return False
        return True

    slack.limits.on = False
    slack.faults.once(status=429, retry_after=60)
    assert [await post(channel) for channel in channels] == [False, True, True, True, True]
    assert not await post(channels[0])
    now[0] = 61
    assert await post(channels[0])
    for _ in range(3):
        slack.faults.once(status=429, retry_after=60)
    assert [await post(channel) for channel in channels] == [False] * 5
    assert len(slack.faults.happened) == 4
    await its.close()


# --- workspaces -------------------------------------------------------------------------------


async def test_an_address_is_in_its_place_or_in_the_only_one(calls: Calls) -> None:
    workspaces = Workspaces(calls)
    with pytest.raises(PostError, match="not-connected-slack"):
        await workspaces.of(Address("C1"))
    one, two = Workspace("T1", "a", "U1", "overtake"), Workspace("T2", "b", "U2", "overtake")
    workspaces.add(one)
    assert await workspaces.of(Address("C1")) == one
    workspaces.add(two)
    assert await workspaces.of(Address("C1", "slack:T2")) == two
    with pytest.raises(PostError, match="refused-uninstalled") as refused:
        await workspaces.of(Address("C1", "slack:T3"))
    assert refused.value.lasting


def an_installation(office: Office) -> Installation:
    return Installation(user_id="U1", team_id=office.id, bot_token=office.bot_token)


async def test_an_installation_is_kept_sealed_and_found_after_a_restart(
    slack: Slack, calls: Calls, office: Office
) -> None:
    reception, log = FakeReception(), Log()
    first = OAuth(App("1", SECRET), reception, Workspaces(calls), calls, log)
    await first.installations.async_save(an_installation(office))
    assert reception.opened == [frozenset({f"slack:{office.id}"})]
    assert list(reception.kept) == [KEPT + office.id]
    assert office.bot_token not in json.dumps(reception.kept)
    again = Workspaces(calls)
    await OAuth(App("1", SECRET), reception, again, calls, log).installations.load()
    assert again.known == {
        office.id: replace(ours(office), bot_name=again.known[office.id].bot_name)
    }
    with_another = Workspaces(calls)
    await OAuth(App("1", "changed"), reception, with_another, calls, log).installations.load()
    assert with_another.known == {}
    assert "install the app there again" in str(log.facts[-1]["reason"])
    await first.installations.forget(office.id)
    assert reception.kept == {}
    assert slack.problems == []


class Log:
    """A log that keeps what it is told."""

    def __init__(self) -> None:
        self.facts: list[Mapping[str, object]] = []

    def __call__(self, step: Step, **facts: str | float | None) -> None:
        self.facts.append({"step": step, **facts})


# --- forms ------------------------------------------------------------------------------------


def a_form(*fields: Field) -> Form:
    return Form(
        title="Alerts",
        intro=(Span("What "), Span("slack:C1", channel=True), Span(" is told:")),
        fields=fields,
        command="alerts",
        given={"action": "on"},
        submit="Save",
        cancel="Cancel",
    )


def some(count: int) -> tuple[Suggestion, ...]:
    return tuple(Suggestion(f"Number {n}", f"n{n}") for n in range(count))


def test_what_a_form_is_about_comes_back_with_it() -> None:
    modal = form_modal(a_form(), "C1", at_home=True)
    origin = origin_of(modal)
    assert (origin.channel, origin.at_home, origin.command) == ("C1", True, "alerts")
    assert origin.given == {"action": "on"}


@pytest.mark.parametrize("kept", ["", "{}", "[]", "null", '{"channel": 1}', "nonsense"])
def test_a_form_that_is_none_of_ours_is_refused(kept: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of json's, or ours
        origin_of({"private_metadata": kept})


def test_a_menu_of_many_is_in_groups_and_shows_what_is_chosen() -> None:
    many = Field("families", "Families", some(2 * GROUP + 5), ("n3", "n204"), many=True)
    one = Field("top", "Top", some(3), ("n1",))
    _, first, second = form_modal(a_form(many, one), "C1", at_home=False)["blocks"]
    groups = first["element"]["option_groups"]
    assert [len(group["options"]) for group in groups] == [GROUP, GROUP, 5]
    chosen = [its["value"] for its in first["element"]["initial_options"]]
    assert chosen == ["n3", "n204"]
    assert second["element"]["initial_option"]["value"] == "n1"
    assert not first.get("optional")


def test_what_was_filled_in_is_given_by_name() -> None:
    chosen = {"selected_options": [{"value": "trending"}, {"value": "llm"}]}
    values = {
        "boards": {"value": chosen},
        "top": {"value": {"selected_option": {"value": "3"}}},
        "rules": {"value": {"selected_options": []}},
        "language": {"value": {"selected_option": None}},
    }
    assert given_by({"state": {"values": values}}) == {"boards": "trending,llm", "top": "3"}
    assert given_by({}) == {}


def test_an_answer_is_a_modal_and_a_page_has_buttons_under_its_rows() -> None:
    ask = Next("Resume", "alerts", {"action": "resume", "channel": "slack:C1"})
    view = View((Span("Alerts"),), rows=(Row((Span("slack:C1", channel=True),), next=(ask,)),))
    modal = answer_modal(view)
    assert modal["type"] == "modal"
    tab = home_tab([view, view])
    buttons = [its for block in tab["blocks"] for its in block.get("elements", ())]
    values = [its["value"] for its in buttons if its.get("type") == "button"]
    assert [decode(value) for value in values] == [decode(values[0])] * 2
    press = decode(values[0])
    assert press
    assert press.given == dict(ask.given)


@pytest.mark.parametrize("count", [1, 40, 60, 200])
def test_a_page_has_room_for_all_its_parts_and_says_how_many_rows_it_lacks(count: int) -> None:
    """Also where a row comes without buttons, so that a cut could fall between the two."""
    rows = tuple(
        Row(
            (Span(f"slack:C{n}"),),
            next=(Next("Resume", "alerts", {"action": "resume", "channel": f"slack:C{n}"}),)
            if n
            else (),
        )
        for n in range(count)
    )
    intro = View((Span("Overtake"),), rows=(Row((Span("the hint"),)),))
    board = View((Span("Top 10"),), rows=(Row((Span("the seats"),)),), notes=((Span("of May"),),))
    blocks = home_tab([intro, View((Span("Alerts"),), rows=rows), board])["blocks"]
    assert len(blocks) <= BLOCKS
    shown = [json.dumps(block, ensure_ascii=False) for block in blocks]
    assert "the hint" in shown[1]
    assert "the seats" in shown[-2]
    assert "of May" in shown[-1]
    first = next(n for n, block in enumerate(shown) if '"slack:C0"' in block)
    pairs = shown[first + 1 : -3]
    missing = [its for its in pairs if "…" in its]
    told = pairs[: len(pairs) - len(missing)]
    assert len(told) % 2 == 0
    for row, buttons in zip(told[::2], told[1::2], strict=True):
        assert "slack:C" in row
        assert "button" in buttons
    left = count - 1 - len(told) // 2
    assert [json.loads(its)["elements"] for its in missing] == (
        [[{"type": "rich_text_section", "elements": [{"type": "text", "text": f"+{left} …"}]}]]
        if left
        else []
    )


# --- answers ----------------------------------------------------------------------------------


async def test_a_command_is_asked_by_whoever_typed_it_where_they_did(
    slack: Slack, calls: Calls, office: Office
) -> None:
    reception = FakeReception()
    reception.go.set()
    answering = Answering(reception, Showing(calls, Pictures(NoDrawer())), People(calls, ()))
    place = Place(ours(office), "U7", "C9", response_url=f"{slack.root}/nowhere")
    with pytest.raises(Exception, match="404"):
        await answering.typed(place, "rank qwen")
    [(command, ask, language)] = reception.asked
    assert (command, ask.given, ask.channel, language) == (
        "rank",
        {"name": "qwen"},
        "slack:C9",
        "en",
    )
    assert (ask.asker.person, ask.asker.prefix) == ("slack:U7", "/rank")
    assert not ask.asker.may_manage


# --- what Slack tells late --------------------------------------------------------------------


async def test_what_slack_tells_late_is_a_reason_to_look_and_no_more(
    slack: Slack, calls: Calls, office: Office
) -> None:
    """The bot is in again, and its token is taken: nothing is paused, no installation forgotten."""
    reception, people, workspaces = FakeReception(), People(calls, ()), Workspaces(calls)
    workspaces.add(ours(office))
    answering = Answering(reception, Showing(calls, Pictures(NoDrawer())), people)
    listening = Listening(reception, answering, people, workspaces, None)
    news = slack.add_channel(office, "news")
    body, left = {"team_id": office.id}, {"type": "channel_left", "channel": news.id}
    await listening._closed(left, body)
    await listening._uninstalled(body)
    await listening._revoked({"tokens": {"bot": ["U1"]}}, body)
    assert (reception.closed, reception.opened) == ([], [frozenset({f"slack:{news.id}"})])
    await slack.kick(news)
    await listening._closed(left, body)
    assert reception.closed == [(frozenset({f"slack:{news.id}"}), "refused-left")]
    await slack.revoke(office)
    await listening._revoked({"tokens": {"bot": ["U1"]}}, body)
    assert reception.closed[1:] == [(frozenset({f"slack:{office.id}"}), "refused-slack-token")]


def test_a_message_of_somebody_else_is_none_of_ours_whatever_key_it_has() -> None:
    metadata = {"event_type": KEY, "event_payload": {"key": "overtake-1-1"}}
    its = Workspace("T1", "xoxb", "U1", "overtake")
    assert _key_of({"user": "U1", "metadata": metadata}, its) == "overtake-1-1"
    assert _key_of({"user": "U2", "metadata": metadata}, its) == ""
