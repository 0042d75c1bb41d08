"""The parts that Discord is spoken to with, each by itself; the whole is in `tests/e2e`."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import discord
import pytest
from aiohttp import web
from discord import app_commands
from hypothesis import given
from hypothesis import strategies as st

from adapters.platforms.discord import answering
from adapters.platforms.discord.client import Client
from adapters.platforms.discord.markdown import cut, length
from adapters.platforms.discord.offering import Offering, Translator, sync
from adapters.platforms.discord.pace import WITHIN, Pace, SpentError
from adapters.platforms.discord.permissions import IN_THREADS, INVITED, NEEDED, lacking
from adapters.platforms.discord.refusals import LASTING, is_passing, post_error
from adapters.platforms.discord.render import IDENTITY
from bot.commands import COMMANDS
from bot.model import Next, Span, Step, Takes, View
from bot.model.presses import decode, encode
from bot.ports import Reception
from bot.texts import languages, words
from tests.asking import served
from tests.discord_server import Channel, Discord, Person, fixtures, plain
from tests.discord_server.checks.bodies import flaws
from tests.discord_server.routes import CALLBACK
from tests.discord_server.routes import COMMANDS as ROUTE
from tests.discord_server.sample import until
from tests.fakes import FakeReception, NoDrawer

server, guild, channel = fixtures.server, fixtures.guild, fixtures.channel
Json = dict[str, Any]


# --- a question as a button's id --------------------------------------------------------------

WORDS = st.text(min_size=1, max_size=12)


@given(
    command=st.sampled_from(sorted(COMMANDS)),
    given_=st.dictionaries(WORDS, WORDS, max_size=3),
    show=st.booleans(),
)
def test_a_press_asks_what_its_button_offered(
    command: str, given_: dict[str, str], *, show: bool
) -> None:
    code = encode(Next("x", command, given_, show), IDENTITY)
    if code is None:
        return
    assert len(code) <= IDENTITY
    press = decode(code)
    assert press
    assert (press.command, press.given, press.show) == (command, given_, show)


def test_a_question_that_is_too_long_is_no_id() -> None:
    assert encode(Next("x", "rank", {"name": "x" * IDENTITY}), IDENTITY) is None
    assert encode(Next("x", "rank", {"name": "模" * 12}), IDENTITY) is None
    assert encode(Next("x", "why", {"event": ",".join(["1234567"] * 10)}), IDENTITY)


@pytest.mark.parametrize(
    "text", ["", "choose", "why", "ask", "ask why", "tell why?event=1", "askwhy?event=1", "None"]
)
def test_an_id_that_is_none_of_ours_asks_nothing(text: str) -> None:
    assert decode(text) is None


@given(text=st.text() | st.text().map("ask {}".format) | st.text().map("show why?{}".format))
def test_any_id_is_read_without_a_fault(text: str) -> None:
    press = decode(text)
    assert press is None or isinstance(press.given, dict)


# --- lengths ----------------------------------------------------------------------------------


def test_a_text_is_as_long_as_the_most_that_discord_may_count() -> None:
    assert [length(text) for text in ("", "ab", "é", "模型", "😀", "\ud800")] == [0, 2, 1, 2, 2, 1]


@given(text=st.text(max_size=40), most=st.integers(1, 40))
def test_a_text_is_cut_to_what_fits_and_says_so(text: str, most: int) -> None:
    its = cut(text, most)
    assert length(its) <= most
    if its != text:
        assert length(text) > most
        assert its.endswith("…")
        assert text.startswith(its[:-1])
        assert length(its) >= most - 1  # half of a character is not kept


# --- what an error means ----------------------------------------------------------------------


def http_error(status: int, code: int = 0, **headers: str) -> discord.HTTPException:
    """Return the error that discord.py makes of an answer."""
    kinds = {403: discord.Forbidden, 404: discord.NotFound}
    kind = discord.DiscordServerError if status >= 500 else kinds.get(status, discord.HTTPException)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = SimpleNamespace(status=status, reason="Reason", headers=named)
    return kind(cast("Any", response), {"code": code, "message": "what Discord says"})


@pytest.mark.parametrize(
    ("status", "code", "key"),
    [
        (404, 10003, "refused-gone"),
        (404, 10004, "refused-removed"),
        (403, 50001, "refused-access"),
        (403, 50013, "refused-permission"),
        (400, 50083, "refused-archived"),
        (401, 0, "refused-token"),
    ],
)
def test_a_refusal_that_lasts_has_a_sentence_in_every_language(
    status: int, code: int, key: str
) -> None:
    refusal = post_error(http_error(status, code))
    assert (str(refusal), refusal.lasting, refusal.in_doubt) == (key, True, False)
    for language in languages():
        assert words(language).reason(key) != key


def test_every_code_that_lasts_is_tried_here() -> None:
    assert set(LASTING) == {10003, 10004, 50001, 50013, 50083}


@pytest.mark.parametrize(
    ("error", "retry_after", "in_doubt"),
    [
        (http_error(429, Retry_After="7.5"), 7.5, False),
        (http_error(429), None, False),
        (http_error(429, Retry_After="soon"), None, False),
        (discord.RateLimited(61.0), 61.0, False),
        (SpentError(123.0), 123.0, False),
        (http_error(500), None, True),
        (http_error(502), None, True),
        (http_error(503), None, True),
        (http_error(524), None, True),
        (TimeoutError(), None, True),
        (aiohttp.ServerDisconnectedError(), None, True),
        (aiohttp.ClientOSError(104, "Connection reset by peer"), None, True),
        (TypeError("string indices must be integers"), None, True),
        (http_error(400, 50035), None, False),
        (http_error(403), None, False),  # not Discord's own: a proxy's, or its guard's page
        (http_error(404), None, False),
    ],
    ids=repr,
)
def test_what_passes_is_tried_again(
    error: Exception, retry_after: float | None, *, in_doubt: bool
) -> None:
    refusal = post_error(error)
    assert not refusal.lasting
    assert (refusal.retry_after, refusal.in_doubt) == (retry_after, in_doubt)


def test_a_discord_that_cannot_be_reached_took_nothing() -> None:
    key = SimpleNamespace(host="127.0.0.1", port=9, ssl=True)
    error = aiohttp.ClientConnectorError(cast("Any", key), OSError(111, "refused"))
    refusal = post_error(error)
    assert (refusal.lasting, refusal.in_doubt, refusal.retry_after) == (False, False, None)


def test_a_refusal_of_one_person_lasts_too() -> None:
    assert post_error(http_error(403, 50007)).lasting


def test_only_what_discord_py_does_not_try_again_goes_again_at_once() -> None:
    again = [http_error(503), TimeoutError(), aiohttp.ServerDisconnectedError(), OSError()]
    assert all(map(is_passing, again))
    not_again = [http_error(500), http_error(502), http_error(403), http_error(429), KeyError("x")]
    assert not any(map(is_passing, [*not_again, SpentError(1)]))


# --- how fast ---------------------------------------------------------------------------------


@dataclass
class Clock:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def asked(
    pace: Pace, *more: aiohttp.TraceConfig
) -> AsyncIterator[tuple[aiohttp.ClientSession, str, list[float]]]:
    """Give a session that keeps to a pace, an address, and when it was asked.

    `/403` is answered with a 403; `/429-shared` with one that Discord does not count, and
    `/429-guard` with one that is not Discord's own.
    """
    came: list[float] = []

    async def answer(request: web.Request) -> web.Response:
        came.append(time.monotonic())
        status, _, scope = request.path.rpartition("/")[2].partition("-")
        headers = {"X-RateLimit-Scope": scope} if scope else {}
        kind = "text/html" if scope == "guard" else "application/json"
        code = int(status) if len(status) == 3 else 200
        return web.Response(status=code, headers=headers, content_type=kind)

    connector = aiohttp.TCPConnector(limit=0)
    async with (
        served(answer) as url,
        aiohttp.ClientSession(connector=connector, trace_configs=[pace.trace(), *more]) as session,
    ):
        yield session, url, came


async def get(session: aiohttp.ClientSession, url: str) -> int:
    async with session.get(url) as answer:
        return answer.status


@pytest.mark.slow
async def test_no_second_has_more_than_fifty_requests() -> None:
    """Looked at as they leave: on the way to a busy server some may catch up with others."""
    left: list[float] = []

    async def leaves(*_: object) -> None:
        left.append(time.monotonic())

    after = aiohttp.TraceConfig()
    after.on_request_start.append(leaves)
    async with asked(Pace(time.monotonic), after) as (session, url, came):
        await asyncio.gather(*(get(session, f"{url}/channels/{n}") for n in range(95)))
    assert len(left) == len(came) == 95
    for first in left:
        assert sum(first <= at < first + 1 for at in left) <= 50
    assert 1.5 < left[-1] - left[0] < 4  # and it is no slower than need be


async def test_answers_to_people_do_not_wait_their_turn() -> None:
    async with asked(Pace(time.monotonic)) as (session, url, came):
        paths = (f"/interactions/{n}/token/callback" for n in range(60))
        hooks = (f"/webhooks/{n}/token/messages/@original" for n in range(60))
        await asyncio.gather(*(get(session, f"{url}/api/v10{path}") for path in (*paths, *hooks)))
    assert len(came) == 120
    assert came[-1] - came[0] < 1.5  # 120 in turn would take 2.5


async def test_what_discord_bans_for_is_counted_and_nothing_else() -> None:
    pace = Pace(Clock())
    async with asked(pace) as (session, url, _):
        for path in ("401", "403", "429", "429-user", "429-global", "interactions/1/403"):
            await get(session, f"{url}/{path}")
        assert pace.invalid == 6
        for path in ("200", "404", "400", "500", "429-shared"):
            await get(session, f"{url}/{path}")
        assert pace.invalid == 6


async def test_who_guards_discords_door_is_not_asked_again_for_a_minute() -> None:
    clock = Clock()
    pace = Pace(clock)
    async with asked(pace) as (session, url, came):
        await get(session, f"{url}/429")
        await get(session, f"{url}/429-guard")
        with pytest.raises(SpentError):
            await get(session, f"{url}/200")
        assert len(came) == 2
        clock.now += 61
        await get(session, f"{url}/200")
        assert len(came) == 3


async def test_nothing_is_sent_near_a_ban_until_ten_minutes_are_over() -> None:
    clock = Clock()
    pace = Pace(clock, most_invalid=2)
    async with asked(pace) as (session, url, came):
        await get(session, f"{url}/403")
        clock.now += 100
        await get(session, f"{url}/403")
        with pytest.raises(SpentError) as caught:
            await get(session, f"{url}/200")
        assert caught.value.seconds == WITHIN - 100
        assert await get(session, f"{url}/interactions/1/200") == 200  # people are still answered
        clock.now += WITHIN - 101
        with pytest.raises(SpentError):
            await get(session, f"{url}/200")
        clock.now += 1
        assert await get(session, f"{url}/200") == 200
        assert len(came) == 4


# --- what the bot is allowed ------------------------------------------------------------------


def test_what_is_lacking_has_a_name_in_every_language() -> None:
    nothing = discord.Permissions.none()
    for in_thread in (False, True):
        for key in lacking(nothing, in_thread=in_thread):
            for language in languages():
                assert words(language).text(f"permission-{key}")


def test_nothing_is_lacking_for_who_follows_the_invitation() -> None:
    assert not lacking(INVITED, in_thread=False)
    assert not lacking(INVITED, in_thread=True)


@pytest.mark.parametrize("in_thread", [False, True])
def test_each_permission_is_missed_by_its_name(*, in_thread: bool) -> None:
    for name in IN_THREADS if in_thread else NEEDED:
        rest = discord.Permissions(INVITED.value)
        setattr(rest, name, False)
        assert lacking(rest, in_thread=in_thread) == (name.replace("_", "-"),)


# --- a small reception ------------------------------------------------------------------------


# --- the commands, as Discord has them --------------------------------------------------------


async def unused(*_: object) -> None:
    raise AssertionError


def none(*_: object) -> list[app_commands.Choice[str]]:
    return []


@asynccontextmanager
async def offered(reception: Reception) -> AsyncIterator[app_commands.CommandTree[discord.Client]]:
    """Give a tree of a client that is not connected, with every command."""
    async with discord.Client(intents=discord.Intents.none()) as client:
        tree = app_commands.CommandTree(client)
        await tree.set_translator(Translator(reception))
        Offering(reception, "en", unused, none).fill(tree)
        yield tree


@pytest.fixture
async def commands() -> dict[str, Json]:
    """The commands as they are sent, by name."""
    async with offered(FakeReception()) as tree:
        translator = tree.translator
        assert translator
        sent = [await its.get_translated_payload(tree, translator) for its in tree.get_commands()]
    return {its["name"]: its for its in sent}


def spanish(its: Mapping[str, Any]) -> tuple[object, object]:
    """Return what a command or option is called in Spanish, and what is said of it."""
    names = its.get("name_localizations") or {}
    described = its.get("description_localizations") or {}
    return names.get("es-ES", its["name"]), described.get("es-ES", its.get("description"))


def test_discord_takes_every_command(commands: dict[str, Json]) -> None:
    assert list(commands) == list(COMMANDS)
    assert not flaws("PUT", ROUTE, list(commands.values()))


def test_commands_are_named_and_described_in_both_languages(commands: dict[str, Json]) -> None:
    en, es = words("en"), words("es")
    for name, its in commands.items():
        assert its["description"] == en.text(f"describe-{name}")
        assert spanish(its) == (es.text(f"command-{name}"), es.text(f"describe-{name}"))
        if name == "alerts":
            continue
        given_ = [(option["name"], option["description"]) for option in its["options"]]
        options = COMMANDS[name].options
        assert given_ == [
            (en.text(f"option-{its.name}"), en.text(f"describe-{name}-{its.name}"))
            for its in options
        ]
        for option, own in zip(its["options"], options, strict=True):
            described = es.text(f"describe-{name}-{own.name}")
            assert spanish(option) == (es.text(f"option-{own.name}"), described)
            assert option["required"] is own.required


def test_options_have_their_choices_ranges_and_completion(commands: dict[str, Json]) -> None:
    for name in sorted(commands.keys() - {"alerts"}):
        for sent, own in zip(commands[name]["options"], COMMANDS[name].options, strict=True):
            choices = [its["value"] for its in sent.get("choices") or []]
            assert choices == list(own.choices)
            if own.takes is Takes.NUMBER:
                ranged = (sent["type"], sent["min_value"], sent["max_value"])
                assert ranged == (4, own.least, own.most)
            else:
                assert sent["type"] == 3
                assert bool(sent.get("autocomplete")) is not bool(choices)
    [metric] = [its for its in commands["compare"]["options"] if its["name"] == "metric"]
    first = metric["choices"][0]
    assert first["name"] == words("en").text(f"metric-{first['value']}")
    assert first["name_localizations"]["es-ES"] == words("es").text(f"metric-{first['value']}")


def test_questions_may_be_asked_anywhere_by_anyone(commands: dict[str, Json]) -> None:
    for name in commands.keys() - {"alerts"}:
        its = commands[name]
        assert (sorted(its["contexts"]), sorted(its["integration_types"])) == ([0, 1, 2], [0, 1])
        assert its.get("default_member_permissions") is None


def test_alerts_is_a_group_for_those_who_manage_channels_of_a_server(
    commands: dict[str, Json],
) -> None:
    alerts = commands["alerts"]
    manage = discord.Permissions(manage_channels=True).value
    assert int(alerts["default_member_permissions"]) == manage
    assert (alerts["contexts"], alerts["integration_types"]) == ([0], [0])
    actions, *options = COMMANDS["alerts"].options
    parts = {its["name"]: its for its in alerts["options"]}
    assert list(parts) == list(actions.choices)
    assert {its["type"] for its in parts.values()} == {1}
    for name, its in parts.items():
        own = [option.name for option in options if name in option.of]
        assert [option["name"] for option in its["options"]] == own
    top, language = (
        next(its for its in parts["on"]["options"] if its["name"] == name)
        for name in ("top", "language")
    )
    assert [its["value"] for its in top["choices"]] == ["3", "10", "50"]
    assert {its["name"]: its["value"] for its in language["choices"]} == {
        words(its).text("language-name"): its for its in languages()
    }


async def test_commands_are_sent_when_they_have_changed_and_only_then(server: Discord) -> None:
    reception = FakeReception()
    for sent in (len(COMMANDS), 0):
        async with offered(reception) as tree:
            await tree.client.login(server.token)
            assert await sync(tree, reception, tree.client.application_id) == sent
    assert server.syncs == 1
    reception.offers = reception.offers[:3]
    async with offered(reception) as tree:
        await tree.client.login(server.token)
        assert await sync(tree, reception, tree.client.application_id) == 3
        assert await sync(tree, reception, 4711) == 3  # another application has none yet
    assert server.syncs == 3
    assert [its["name"] for its in server.commands] == ["rank", "top", "compare"]
    assert not server.problems


# --- answers, and how long they take ----------------------------------------------------------


def silent(step: Step, **facts: str | float | None) -> None:
    """Tell nobody."""


@pytest.fixture
def drawer() -> NoDrawer:
    return NoDrawer()


@pytest.fixture
async def reception(
    server: Discord, channel: Channel, drawer: NoDrawer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[FakeReception]:
    """A reception whose answers wait for `go`, behind a client that is connected."""
    monkeypatch.setattr(answering, "DEFER_AFTER", 0.05)
    its = FakeReception()
    assert channel.guild
    client = Client(its, Pace(time.monotonic), silent, drawer)
    async with client:
        running = asyncio.create_task(client.start(server.token))
        await server.ready()
        yield its
        await client.close()
        await running
    assert not server.problems


def deferred(server: Discord) -> bool:
    """Return whether an interaction has had its first answer."""
    return any(its.route == CALLBACK and its.status for its in server.requests)


async def test_an_answer_that_is_there_is_given_at_once(
    server: Discord, channel: Channel, reception: FakeReception
) -> None:
    reception.go.set()
    reply = await server.person("ada", "es-ES").ask(channel, "rank", nombre="qwen")
    assert not reply.deferred
    assert not reply.ephemeral
    assert plain(reply.payload) == "Title\nx"
    [(command, ask, language)] = reception.asked
    assert (command, ask.given, ask.channel) == (
        "rank",
        {"name": "qwen"},
        f"discord:{channel.id}",
    )
    assert language == "es-ES"


@pytest.mark.parametrize("private", [False, True])
async def test_an_answer_that_takes_its_time_is_announced_to_who_will_see_it(
    server: Discord, channel: Channel, reception: FakeReception, *, private: bool
) -> None:
    reception.view = View((Span("Title"),), private=private)
    ada = server.person("ada")
    asking = asyncio.create_task(
        ada.ask(channel, "status") if private else ada.ask(channel, "rank", name="qwen")
    )
    await until(lambda: deferred(server))
    reception.go.set()
    reply = await asking
    assert (reply.deferred, reply.deleted, reply.ephemeral) == (True, False, private)
    assert plain(reply.payload) == "Title"
    assert channel.messages == ([] if private else [reply.message])
    assert not reply.followups


async def test_what_was_announced_to_all_and_is_for_the_asker_is_seen_by_the_asker_alone(
    server: Discord, channel: Channel, reception: FakeReception
) -> None:
    reception.view = View((Span("Nothing is known as that"),), private=True)
    ada = server.person("ada")
    asking = asyncio.create_task(ada.ask(channel, "rank", name="qwenn"))
    await until(lambda: deferred(server))
    reception.go.set()
    reply = await asking
    await until(lambda: reply.deleted)
    assert reply.deferred
    assert reply.ephemeral
    assert reply.message.seen_by is ada
    assert plain(reply.payload) == "Nothing is known as that"
    assert channel.messages == []


def with_a_receipt(server: Discord, reception: FakeReception) -> Person:
    """Return somebody who gets a receipt, with a button that shows it to the channel."""
    reception.go.set()
    show = Next("Show", "why", {"event": "7"}, show=True)
    reception.view = View((Span("Receipt"),), private=True, next=(show,))
    return server.person("ada")


async def test_a_receipt_is_shown_to_the_channel_when_it_is_asked_for(
    server: Discord, channel: Channel, reception: FakeReception
) -> None:
    ada = with_a_receipt(server, reception)
    reply = await ada.ask(channel, "why", event="7")
    assert reply.ephemeral
    assert channel.messages == []
    reception.view = View((Span("Receipt"),))
    shown = await ada.click(reply, "Show")
    assert not shown.ephemeral
    assert channel.messages == [shown.message]
    command, ask, _ = reception.asked[-1]
    assert (command, ask.given, ask.show) == ("why", {"event": "7"}, True)


async def test_what_is_offered_while_typing_fits(
    server: Discord, channel: Channel, reception: FakeReception
) -> None:
    found = await server.person("ada").complete(channel, "rank", "name", "q")
    assert len(found) == 25
    assert found[0]["value"] == "0"
    assert found[0]["name"].startswith("q 0 name en-US😀")
    assert all(length(its["name"]) <= 100 for its in found)
    assert not reception.asked


async def test_a_button_of_another_version_is_answered(
    server: Discord,
    channel: Channel,
    reception: FakeReception,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reception.go.set()
    monkeypatch.setattr("adapters.platforms.discord.render.encode", lambda *_: "v0:why:7")
    old = Next("Old", "why", {"event": "7"})
    reception.view = View((Span("Receipt"),), next=(old,))
    ada = server.person("ada")
    reply = await ada.ask(channel, "rank", name="qwen")
    answer = await ada.click(reply.message, "Old")
    assert answer.ephemeral
    assert "another version of me" in plain(answer.payload)


async def test_a_refusal_of_a_press_leaves_the_receipt_where_it_is(
    server: Discord, channel: Channel, reception: FakeReception
) -> None:
    ada = with_a_receipt(server, reception)
    receipt = await ada.ask(channel, "why", event="7")
    reception.view = View((Span("That is a lot of questions"),), private=True)
    answer = await ada.click(receipt, "Show")
    assert answer.ephemeral
    assert answer.message is not receipt.message
    assert plain(receipt.payload).startswith("Receipt")


async def test_commands_that_are_not_taken_keep_nobody_off_discord(server: Discord) -> None:
    """Discord may ask to wait for an hour, as it does after many changes of the commands."""

    class Late(FakeReception):
        async def recall(self, name: str) -> str:  # noqa: ARG002
            raise discord.RateLimited(3_600.0)

    said: list[str] = []

    def log(step: Step, **facts: str | float | None) -> None:
        said.append(f"{step} {facts}")

    client = Client(Late(), Pace(time.monotonic), log, NoDrawer())
    async with client:
        running = asyncio.create_task(client.start(server.token))
        await server.ready()
        await client.close()
        await running
    assert any("did not take the commands" in line for line in said)
