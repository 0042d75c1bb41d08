"""Pictures on Discord: with a post or without it, after an answer, replaced by a change. SPEC 5."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from discord.http import handle_message_parameters
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.platforms.discord import DiscordPlatform, answering, pictures
from adapters.platforms.discord.answering import NO_MENTIONS
from adapters.platforms.discord.client import Client
from adapters.platforms.discord.markdown import length
from adapters.platforms.discord.pace import Pace
from adapters.platforms.discord.render import ALT, render
from bot.model import (
    Address,
    Crossing,
    Curve,
    Figure,
    Kind,
    Next,
    Row,
    Shape,
    Span,
    Step,
    View,
)
from bot.ports import PostError
from tests.discord_server import Channel, Discord, Guild, Message, Reply, Request, fixtures, plain
from tests.discord_server.checks.bodies import flaws
from tests.discord_server.permissions import permissions
from tests.discord_server.routes import CALLBACK, FOLLOW_UP, MESSAGES, ORIGINAL
from tests.discord_server.sample import until
from tests.fakes import FakeReception
from tests.golden import agrees

server, guild, channel = fixtures.server, fixtures.guild, fixtures.channel
Json = dict[str, Any]
PNG = b"\x89PNG\r\n\x1a\n of a race"
RACE = Figure(
    shape=Shape.RACE,
    title="Qwen and Llama",
    first=date(2026, 6, 7),
    curves=(Curve("Qwen", (1.0, 2.0, 4.0)), Curve("Llama", (3.0, None, 3.5))),
    source="Hugging Face Hub, June 9, 2026",
    alt="Qwen passed Llama on June 9, 2026: 4 to 3.5 downloads of all time.",
    crossings=(Crossing(date(2026, 6, 9), 3.7, "Qwen passes"),),
)
WHY = Next("Why?", "why", {"event": "7"})
NEWS = View((Span("News"),), rows=(Row((Span("Qwen passed Llama"),), Kind.OVERTAKE, 7),))
SHOWN = replace(NEWS, figure=RACE, next=(WHY,))
OTHER = replace(RACE, title="Qwen and Gemma", alt="Gemma passed Qwen.")


@dataclass
class Easel:
    """Draws one picture whatever the figure, once it is told to."""

    picture: bytes | None = PNG
    go: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[tuple[str, float]] = field(default_factory=list)
    """What was to be drawn, within which time."""

    async def draw(self, figure: Figure, within: float) -> bytes | None:
        self.asked.append((figure.title, within))
        if self.go.is_set() or not within:
            return self.picture if self.go.is_set() else None
        try:
            async with asyncio.timeout(within):
                await self.go.wait()
        except TimeoutError:
            return None
        return self.picture


def silent(step: Step, **facts: str | float | None) -> None:
    """Tell nobody."""


# --- the message ------------------------------------------------------------------------------


def payload(view: View, picture: bytes | None) -> Json:
    """Return the message as it is sent, and with it the names of its files."""
    message = render(view, picture)
    with handle_message_parameters(
        embed=message.embed,
        view=message.buttons(),
        files=message.files(),
        allowed_mentions=NO_MENTIONS,
        nonce="n",
    ) as whole:
        if not whole.multipart:
            assert whole.payload
            return whole.payload
        parts = {its["name"]: its for its in whole.multipart}
        body: Json = json.loads(parts.pop("payload_json")["value"])
        return body | {"files": {name: its["filename"] for name, its in parts.items()}}


@pytest.mark.parametrize(
    ("name", "view", "picture"),
    [
        ("picture", SHOWN, PNG),
        ("no-picture", SHOWN, None),
        ("no-figure", replace(SHOWN, figure=None), PNG),
    ],
)
def test_a_message_with_a_figure(name: str, view: View, picture: bytes | None) -> None:
    whole = payload(view, picture)
    agrees(f"discord-{name}.json", json.dumps(whole, indent=2, ensure_ascii=False) + "\n")


@given(alt=st.text(max_size=2 * ALT), picture=st.sampled_from([PNG, None]))
@example("@everyone <@1> [x](https://evil.example) \u202e" + "😀" * ALT, PNG)
@example("\x00\n" * ALT, PNG)
@example(" ", PNG)
@example("", PNG)
def test_whatever_is_said_of_a_picture_fits_and_pings_nobody(
    alt: str, picture: bytes | None
) -> None:
    whole = payload(replace(SHOWN, figure=replace(RACE, alt=alt)), picture)
    files = whole.pop("files", {})
    found = flaws("POST", MESSAGES, whole, tuple((0, its) for its in files.values()))
    assert not [its for its in found if alt.strip() or "in words" not in str(its)]
    if picture:
        [told], [embed] = whole["attachments"], whole["embeds"]
        said = told.get("description") or ""
        assert embed["image"].get("description", "") == said
        assert length(said) <= ALT
        assert said == alt or (said.endswith("…") and alt.startswith(said[:-1]))
        assert "content" not in whole


# --- posts ------------------------------------------------------------------------------------


@pytest.fixture
def easel(monkeypatch: pytest.MonkeyPatch) -> Easel:
    monkeypatch.setattr("adapters.platforms.discord.platform.Client", Quick)
    its = Easel()
    its.go.set()
    return its


class Quick(Client):
    """A client that does not wait two seconds for more servers than it was told of."""

    def __init__(self, *its: Any) -> None:  # noqa: ANN401 - as the client is made
        super().__init__(*its)
        self._connection.guild_ready_timeout = 0.02


@asynccontextmanager
async def connected(server: Discord, easel: Easel) -> AsyncIterator[DiscordPlatform]:
    """Give a platform that is connected, until the end of the block."""
    platform = DiscordPlatform(server.token, server.url, silent, easel)
    reception = FakeReception()
    reception.go.set()
    running = asyncio.create_task(platform.run(reception))
    try:
        await until(lambda: platform.is_ready)
        yield platform
    finally:
        running.cancel()
        await asyncio.wait([running])


@pytest.fixture
async def platform(
    server: Discord, channel: Channel, easel: Easel
) -> AsyncIterator[DiscordPlatform]:
    """The platform; what the working Discord finds to be wrong fails its test."""
    assert not channel.deleted
    async with connected(server, easel) as its:
        yield its
    assert not server.problems


def to(channel: Channel) -> Address:
    return Address(channel.id)


def sent(server: Discord) -> list[Request]:
    """What was asked for messages of channels: posts and changes."""
    return [its for its in server.requests if its.is_post or its.is_edit]


def pictured(message: Message, says: str = RACE.alt) -> bool:
    """Return whether a message shows the picture, with its words, under its own text."""
    [embed] = message.payload["embeds"]
    if not message.attachments:
        assert "image" not in embed
        return False
    [its] = message.attachments
    assert (its.content, its.description) == (PNG, says)
    assert embed["image"] == {"url": f"attachment://{its.name}", "description": says}
    return True


async def test_a_post_goes_with_its_picture_in_one_request(
    server: Discord, channel: Channel, platform: DiscordPlatform
) -> None:
    receipt = await platform.post(to(channel), SHOWN, "key-1")
    assert await platform.post(to(channel), SHOWN, "key-1") == receipt  # it may have been lost
    [message] = channel.messages
    assert (message.id, message.nonce) == (receipt, "key-1")
    assert pictured(message)
    assert plain(message.payload) == "News\n🔀 Qwen passed Llama\n[Why?]"
    assert [its.status for its in sent(server)] == [200, 200]


@pytest.mark.parametrize("picture", [None, PNG], ids=["failed", "late"])
async def test_a_post_does_not_wait_for_ever_for_its_picture(
    channel: Channel,
    platform: DiscordPlatform,
    easel: Easel,
    picture: bytes | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "FOR_POSTS", 0.05)
    easel.picture = picture
    if picture:
        easel.go.clear()
    await platform.post(to(channel), SHOWN, "key-1")
    assert not pictured(channel.messages[0])
    assert easel.asked == [(RACE.title, 0.05)]


async def test_many_posts_have_their_pictures_drawn_a_few_at_a_time(
    server: Discord,
    guild: Guild,
    platform: DiscordPlatform,
    easel: Easel,
) -> None:
    easel.go.clear()
    channels = [server.add_channel(guild) for _ in range(7)]
    posting = [
        asyncio.create_task(platform.post(to(its), SHOWN, f"key-{n}"))
        for n, its in enumerate(channels)
    ]
    await until(lambda: len(easel.asked) >= pictures.AT_A_TIME)
    assert len(easel.asked) == pictures.AT_A_TIME
    easel.go.set()
    await asyncio.gather(*posting)
    assert all(pictured(its.messages[0]) for its in channels)
    assert len(sent(server)) == len(channels)


async def test_where_no_file_may_be_attached_the_text_goes_and_nothing_is_refused(
    server: Discord, channel: Channel, platform: DiscordPlatform, easel: Easel
) -> None:
    server.deny(channel, "ATTACH_FILES")
    await server.person("ada").ask(channel, "status")  # what the gateway told before is known
    await platform.check(to(channel))
    await platform.post(to(channel), SHOWN, "key-1")
    assert not pictured(channel.messages[0])
    assert not server.invalid
    assert not easel.asked


async def test_a_channel_that_refuses_files_unforeseen_is_remembered(
    server: Discord, channel: Channel, platform: DiscordPlatform, guild: Guild
) -> None:
    channel.denied |= permissions("ATTACH_FILES")  # and nobody is told
    other = server.add_channel(guild)
    for number in range(3):
        await platform.post(to(channel), SHOWN, f"key-{number}")
    assert [pictured(its) for its in channel.messages] == [False] * 3
    assert [its.status for its in sent(server)] == [403, 200, 200, 200]
    await platform.post(to(other), SHOWN, "key-1")
    assert pictured(other.messages[0])


async def test_a_picture_that_is_too_large_is_left_out(
    server: Discord, channel: Channel, platform: DiscordPlatform
) -> None:
    server.largest = len(PNG) - 1
    receipt = await platform.post(to(channel), SHOWN, "key-1")
    server.largest += 1
    await platform.edit(to(channel), receipt, SHOWN)
    assert [its.status for its in sent(server)] == [413, 200, 200]
    assert pictured(channel.messages[0])


@pytest.mark.parametrize("name", ["SEND_MESSAGES", "VIEW_CHANNEL", "EMBED_LINKS"])
async def test_a_post_that_no_channel_takes_is_refused_once(
    server: Discord, channel: Channel, platform: DiscordPlatform, name: str
) -> None:
    server.deny(channel, name)
    with pytest.raises(PostError) as refused:
        await platform.post(to(channel), SHOWN, "key-1")
    assert refused.value.lasting
    assert len(server.invalid) == len(sent(server))
    assert len(server.invalid) <= 2  # what the gateway told may not be known yet


# --- changes ----------------------------------------------------------------------------------


async def test_a_change_replaces_text_buttons_and_picture(
    server: Discord, channel: Channel, platform: DiscordPlatform
) -> None:
    receipt = await platform.post(to(channel), SHOWN, "key-1")
    [message] = channel.messages
    other = View((Span("Other news"),), figure=OTHER)
    for _ in range(2):  # doing it twice changes nothing more
        await platform.edit(to(channel), receipt, other)
        assert plain(message.payload) == "Other news"
        assert message.payload["components"] == []
        assert pictured(message, OTHER.alt)
    await platform.edit(to(channel), receipt, NEWS)
    assert plain(message.payload) == "News\n🔀 Qwen passed Llama"
    assert not pictured(message)
    assert channel.messages == [message]
    assert len(sent(server)) == 4


async def test_a_message_of_an_earlier_process_is_changed(
    server: Discord, channel: Channel, easel: Easel
) -> None:
    async with connected(server, easel) as platform:
        receipt = await platform.post(to(channel), NEWS, "key-1")
    async with connected(server, easel) as platform:
        await platform.edit(to(channel), receipt, SHOWN)
    assert pictured(channel.messages[0])
    assert not server.problems


async def test_a_message_that_is_gone_stays_gone(
    server: Discord, channel: Channel, platform: DiscordPlatform
) -> None:
    receipt = await platform.post(to(channel), SHOWN, "key-1")
    server.delete(channel.messages[0])
    await platform.edit(to(channel), receipt, SHOWN)
    assert not channel.messages
    assert not server.invalid


async def test_a_message_of_another_application_is_let_be(
    server: Discord, channel: Channel, platform: DiscordPlatform
) -> None:
    receipt = await platform.post(to(channel), NEWS, "key-1")
    channel.messages[0].foreign = True  # the operator has made a new application since
    await platform.edit(to(channel), receipt, SHOWN)
    assert not pictured(channel.messages[0])
    assert [its.status for its in sent(server)] == [200, 403]


def hidden(server: Discord, channel: Channel) -> None:
    server.deny(channel, "VIEW_CHANNEL")


def deleted(server: Discord, channel: Channel) -> None:
    server.delete_channel(channel)


def archived(server: Discord, channel: Channel) -> None:
    server.archive(channel)


@pytest.mark.parametrize(
    ("close", "reason"),
    [(hidden, "refused-access"), (deleted, "refused-gone"), (archived, "refused-archived")],
)
async def test_a_change_that_is_refused_for_good_is_said_so(
    server: Discord,
    guild: Guild,
    platform: DiscordPlatform,
    close: Callable[[Discord, Channel], None],
    reason: str,
) -> None:
    thread = server.add_channel(guild, "thread", kind=11)
    receipt = await platform.post(to(thread), SHOWN, "key-1")
    close(server, thread)
    with pytest.raises(PostError, match=reason) as refused:
        await platform.edit(to(thread), receipt, SHOWN)
    assert refused.value.lasting


async def test_a_thread_that_fell_asleep_is_woken_for_a_change_as_it_is_for_a_post(
    server: Discord, guild: Guild, platform: DiscordPlatform
) -> None:
    thread = server.add_channel(guild, "thread", kind=11)
    receipt = await platform.post(to(thread), SHOWN, "key-1")
    for view in (NEWS, SHOWN):
        server.archive(thread, locked=False)
        await platform.edit(to(thread), receipt, view)
        assert pictured(thread.messages[0]) is (view is SHOWN)
        assert not thread.archived
    server.archive(thread, locked=False)
    await platform.post(to(thread), NEWS, "key-2")
    assert len(thread.messages) == 2


async def test_a_change_of_an_old_message_waits_as_long_as_discord_asks(
    server: Discord, channel: Channel, platform: DiscordPlatform
) -> None:
    server.limits.old_edits = (1, 60.0)
    receipt = await platform.post(to(channel), SHOWN, "key-1")
    now = server.clock()
    server.clock = lambda: now + 3_601
    await platform.edit(to(channel), receipt, NEWS)
    with pytest.raises(PostError) as limited:
        await platform.edit(to(channel), receipt, SHOWN)
    assert (limited.value.lasting, limited.value.in_doubt) == (False, False)
    assert limited.value.retry_after
    assert 50 < limited.value.retry_after <= 60.1
    assert not pictured(channel.messages[0])


async def test_a_change_whose_answer_is_lost_is_made_again(
    server: Discord, channel: Channel, platform: DiscordPlatform
) -> None:
    receipt = await platform.post(to(channel), NEWS, "key-1")
    server.edit_faults.once(kind="lost")
    server.edit_faults.once(status=503)
    await platform.edit(to(channel), receipt, SHOWN)
    assert server.edit_faults.posts == 3
    assert pictured(channel.messages[0])


async def test_a_change_shows_that_the_token_is_refused(
    server: Discord, channel: Channel, platform: DiscordPlatform
) -> None:
    receipt = await platform.post(to(channel), NEWS, "key-1")
    server.token = "another"  # noqa: S105 - no secret
    with pytest.raises(PostError, match="refused-token"):
        await platform.edit(to(channel), receipt, SHOWN)
    assert not platform.is_ready


# --- answers ----------------------------------------------------------------------------------


@pytest.fixture
def slow() -> Easel:
    """Draws when its `go` is set."""
    return Easel()


@pytest.fixture
async def reception(
    server: Discord, channel: Channel, slow: Easel, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[FakeReception]:
    """A reception that answers with a figure, behind a client that is connected."""
    monkeypatch.setattr(answering, "DEFER_AFTER", 0.05)
    its = FakeReception(SHOWN)
    its.go.set()
    assert channel.guild
    client = Client(its, Pace(time.monotonic), silent, slow)
    async with client:
        running = asyncio.create_task(client.start(server.token))
        await server.ready()
        yield its
        await client.close()
        await running
    assert not server.problems


def answers(server: Discord) -> list[Request]:
    """What was sent for interactions: first answers and later ones."""
    return [its for its in server.requests if its.route in {CALLBACK, ORIGINAL, FOLLOW_UP}]


async def test_a_picture_that_is_there_comes_with_the_answer(
    server: Discord, channel: Channel, reception: FakeReception, slow: Easel
) -> None:
    slow.go.set()
    reply = await server.person("ada").ask(channel, "rank", name="qwen")
    assert pictured(reply.message)
    assert plain(reply.payload) == "News\n🔀 Qwen passed Llama\n[Why?]"
    assert len(answers(server)) == 1
    assert slow.asked == [(RACE.title, 0.0)]
    assert len(reception.asked) == 1


@pytest.mark.parametrize("private", [False, True], ids=["all", "asker"])
@pytest.mark.parametrize("announced", ["", "all", "asker"])
async def test_the_text_is_there_first_and_its_picture_after(
    server: Discord,
    channel: Channel,
    reception: FakeReception,
    slow: Easel,
    announced: str,
    *,
    private: bool,
) -> None:
    """Given at once, or announced, to those who will see it or to others."""
    reception.view = replace(SHOWN, private=private)
    ada = server.person("ada")
    command, given = ("status", {}) if announced == "asker" else ("rank", {"name": "qwen"})
    if announced:
        reception.go.clear()
    asking = asyncio.create_task(ada.ask(channel, command, **given))  # type: ignore[arg-type]
    if announced:
        await until(lambda: any(its.status for its in answers(server)))
        reception.go.set()
    reply = await asking
    text = "News\n🔀 Qwen passed Llama\n[Why?]"
    await until(lambda: plain(reply.payload) == text)
    assert not pictured(reply.message)
    slow.go.set()
    await until(lambda: bool(reply.message.attachments))
    assert pictured(reply.message)
    assert plain(reply.payload) == text
    assert reply.ephemeral is private
    assert slow.asked == [(RACE.title, 0.0), (RACE.title, pictures.FOR_ANSWERS)]


def choosing(figure: Figure | None) -> View:
    """A receipt with a menu that leads to others."""
    others = [
        Next(f"The claim that is number {n} of this day", "why", {"event": f"{n}"}) for n in "12"
    ]
    return View((Span("Receipt"),), private=True, figure=figure, next=tuple(others))


async def chosen(
    server: Discord, on: Reply, reception: FakeReception, figure: Figure | None
) -> None:
    """Choose the second claim, whose receipt takes the place of the one that is shown."""
    assert on.message.seen_by
    reception.view = choosing(figure)
    answer = await on.message.seen_by.choose(on, "The claim that is number 2 of this day")
    assert answer.message is on.message
    assert server.messages[answer.message.id] is on.message


async def test_an_answer_that_takes_anothers_place_takes_its_picture_away(
    server: Discord, channel: Channel, reception: FakeReception, slow: Easel
) -> None:
    slow.go.set()
    reception.view = choosing(RACE)
    receipt = await server.person("ada").ask(channel, "why", event="1")
    assert pictured(receipt.message)
    await chosen(server, receipt, reception, OTHER)
    assert pictured(receipt.message, OTHER.alt)
    await chosen(server, receipt, reception, None)
    assert not pictured(receipt.message)


async def test_a_picture_that_comes_too_late_is_not_shown_with_another_answer(
    server: Discord, channel: Channel, reception: FakeReception, slow: Easel
) -> None:
    reception.view = choosing(RACE)
    receipt = await server.person("ada").ask(channel, "why", event="1")
    await chosen(server, receipt, reception, None)
    reception.view = SHOWN
    asked = await server.person("eve").ask(channel, "rank", name="qwen")
    slow.go.set()
    await until(lambda: bool(asked.message.attachments))  # what was asked for later is there
    assert not pictured(receipt.message)


async def test_what_is_shown_to_the_channel_has_its_picture_too(
    server: Discord, channel: Channel, reception: FakeReception, slow: Easel
) -> None:
    show = Next("Show", "why", {"event": "7"}, show=True)
    reception.view = replace(SHOWN, private=True, next=(show,))
    ada = server.person("ada")
    receipt = await ada.ask(channel, "why", event="7")
    reception.view = SHOWN
    shown = await ada.click(receipt, "Show")
    assert channel.messages == [shown.message]
    slow.go.set()
    await until(lambda: bool(shown.message.attachments and receipt.message.attachments))
    assert pictured(shown.message)
    assert pictured(receipt.message)


async def test_an_answer_that_is_gone_when_its_picture_comes_is_let_be(
    server: Discord, channel: Channel, reception: FakeReception, slow: Easel
) -> None:
    reply = await server.person("ada").ask(channel, "rank", name="qwen")
    server.delete(reply.message)
    slow.go.set()
    await until(lambda: bool(refused(server)))
    assert refused(server) == [404]
    again = await server.person("ada").ask(channel, "rank", name="qwen")
    assert pictured(again.message)
    assert len(reception.asked) == 2


def refused(server: Discord) -> list[int]:
    """What was answered to requests that were not taken."""
    return [its.status for its in answers(server) if its.status >= 400]


async def test_an_answer_whose_picture_is_refused_is_given_without(
    server: Discord, channel: Channel, reception: FakeReception, slow: Easel
) -> None:
    slow.go.set()
    server.largest = len(PNG) - 1
    reply = await server.person("ada").ask(channel, "rank", name="qwen")
    assert plain(reply.payload) == "News\n🔀 Qwen passed Llama\n[Why?]"
    assert not pictured(reply.message)
    assert refused(server) == [413]
    assert len(reception.asked) == 1


async def test_where_no_file_may_be_attached_an_answer_has_no_picture(
    server: Discord, channel: Channel, reception: FakeReception, slow: Easel
) -> None:
    slow.go.set()
    server.deny(channel, "ATTACH_FILES")
    reply = await server.person("ada").ask(channel, "rank", name="qwen")
    assert not pictured(reply.message)
    assert not slow.asked
    assert len(reception.asked) == 1


async def test_only_so_many_pictures_are_waited_for(
    server: Discord,
    channel: Channel,
    reception: FakeReception,
    slow: Easel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "MOST", 2)
    ada = server.person("ada")
    replies = [await ada.ask(channel, "rank", name="qwen") for _ in range(3)]
    slow.go.set()
    await until(lambda: all(its.message.attachments for its in replies[:2]))
    assert [pictured(its.message) for its in replies] == [True, True, False]
    assert len(slow.asked) == 5
    assert len(reception.asked) == 3
