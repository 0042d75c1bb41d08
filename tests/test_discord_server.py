"""The working Discord of the tests, used by discord.py as it is: only its addresses are set."""

import asyncio
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from tests.discord_server import (
    Channel,
    Discord,
    Guild,
    Message,
    NoAnswer,
    Reply,
    fixtures,
    plain,
    shapes,
)
from tests.discord_server.checks import schema
from tests.discord_server.routes import MESSAGES
from tests.discord_server.sample import Bot, post, until
from tests.discord_server.world import Json

server, guild, channel, bot = fixtures.server, fixtures.guild, fixtures.channel, fixtures.bot
QUIET: Json = {"allowed_mentions": {"parse": []}}


# --- people


async def test_a_question_is_asked_and_answered(
    server: Discord, channel: Channel, bot: Bot
) -> None:
    ada = server.person("ada", locale="es-ES")
    reply = await ada.ask(channel, "rank", name="qwen", top=5)
    assert plain(reply.payload) == (
        "qwen\nfirst <https://hf.co/qwen> of 5\n"
        "[Why?] [More] [Later (disabled)] [Docs <https://example.org/docs>]\n"
        "[Choose: likes | trend]"
    )
    assert not reply.ephemeral
    assert not reply.deferred
    assert 0 < reply.took <= reply.visible_after < 3
    assert channel.messages == [reply.message]
    assert await ada.complete(channel, "rank", "name", "qw") == [{"name": "qwen", "value": "qwen"}]
    assert bot.guilds[0].preferred_locale is discord.Locale.american_english
    assert server.syncs == 1
    assert not server.problems


async def test_buttons_and_lists_work(server: Discord, channel: Channel, bot: Bot) -> None:
    ada, bob = server.person("ada"), server.person("bob")
    reply = await ada.ask(channel, "rank", name="qwen")
    why = await bob.click(reply, "Why?")
    assert (why.payload["content"], why.ephemeral) == ("Because.", True)
    assert (await bob.click(reply.message, "more")).message is reply.message
    assert reply.message.shown["content"] == "More of it"
    assert (await ada.choose(reply, "trend")).payload["content"] == "By trend"
    for label, why_not in {"Docs": "link", "Later": "disabled", "Nope": "no button"}.items():
        with pytest.raises(AssertionError, match=why_not):
            await ada.click(reply, label)
    with pytest.raises(AssertionError, match="ada does not see that"):
        await ada.click(why, "Why?")
    assert bot.user
    assert not server.problems


async def test_a_deferred_answer_is_waited_for(server: Discord, channel: Channel, bot: Bot) -> None:
    ada = server.person("ada")
    reply = await ada.ask(channel, "slow")
    assert reply.deferred
    assert reply.ephemeral
    assert reply.visible_after - reply.took >= 0.05
    assert plain(reply.payload) == "Done"
    assert list(reply.message.files) == ["chart.png"]
    assert not channel.messages
    await until(lambda: bool(reply.followups))
    assert reply.followups[0].payload["content"] == "And more"
    assert bot.user
    assert not server.problems


async def test_nobody_answers(server: Discord, channel: Channel, bot: Bot) -> None:
    server.patience = 0.05
    with pytest.raises(NoAnswer, match="did not respond"):
        await server.person("ada").ask(channel, "mute")
    await bot.close()
    with pytest.raises(NoAnswer, match="no socket"):
        await server.person("ada").ask(channel, "rank", name="qwen")


async def test_a_command_is_offered_where_discord_offers_it(
    server: Discord, guild: Guild, channel: Channel, bot: Bot
) -> None:
    ada, eve = server.person("ada", manages=True), server.person("eve")
    closed = server.add_channel(guild, "closed")
    server.deny(closed, "SEND_MESSAGES")
    assert (await ada.ask(channel, "alerts on")).payload["content"] == "news: True"
    reply = await ada.ask(channel, "alerts on", channel=closed)
    assert reply.payload["content"] == "closed: False"
    elsewhere = server.add_channel(server.add_guild("Elsewhere", bot=False))
    reply = await ada.ask(elsewhere, "rank", name="qwen", installed="user")
    assert reply.message.channel is elsewhere
    assert (await ada.ask(None, "rank", name="qwen")).message in ada.dm.messages
    refused: list[tuple[Callable[[], object], str]] = [
        (lambda: eve.ask(channel, "alerts on"), "only for those"),
        (lambda: ada.ask(None, "alerts on"), "context 1"),
        (lambda: ada.ask(elsewhere, "rank", name="q"), "not in this guild"),
        (lambda: ada.ask(channel, "nope"), "no command 'nope'"),
        (lambda: ada.ask(channel, "alerts off"), "no subcommand 'off'"),
        (lambda: ada.ask(channel, "rank", nope=1), "no option 'nope'"),
        (lambda: ada.ask(channel, "rank", name=5), "name is text"),
        (lambda: ada.ask(channel, "rank"), "required: name"),
    ]
    for asking, why in refused:
        with pytest.raises(AssertionError, match=why):
            await asking()  # type: ignore[misc]
    assert len(bot.guilds) == 1
    assert not server.problems


# --- messages


async def test_a_nonce_twice_is_one_message(server: Discord, channel: Channel, bot: Bot) -> None:
    seen: list[Message] = []
    server.on_stored = lambda _, message: seen.append(message)
    first = await post(bot, channel, nonce="once")
    assert (await post(bot, channel, nonce="once")).id == first.id
    now = server.clock()
    server.clock = lambda: now + 301
    assert (await post(bot, channel, nonce="once")).id != first.id
    assert [message.nonce for message in channel.messages] == ["once", "once"]
    assert seen == channel.messages
    assert not server.problems


@pytest.mark.parametrize(
    ("names", "code"),
    [(["SEND_MESSAGES"], 50013), (["VIEW_CHANNEL"], 50001), (["EMBED_LINKS"], 50013)],
)
async def test_what_is_not_permitted_is_refused(
    server: Discord, channel: Channel, bot: Bot, names: list[str], code: int
) -> None:
    server.deny(channel, *names)
    with pytest.raises(discord.Forbidden) as refused:
        await post(bot, channel, embed=discord.Embed(title="News"))
    assert refused.value.code == code
    server.allow(channel, *names)
    await post(bot, channel, embed=discord.Embed(title="News"))
    assert len(server.invalid) == 1
    assert not server.problems


async def test_what_is_gone_is_refused(
    server: Discord, guild: Guild, channel: Channel, bot: Bot
) -> None:
    thread = server.add_channel(guild, "thread", kind=11)
    await post(bot, thread)
    server.archive(thread)
    other = server.add_channel(guild, "other")
    server.delete_channel(other)
    shut = server.person("shut")
    shut.closed_dms = True
    direct = await bot.create_dm(discord.Object(int(shut.id)))
    for where, code in ((thread, 50083), (other, 10003), (shut.dm, 50007)):
        with pytest.raises(discord.HTTPException) as refused:
            await post(bot, where)
        assert refused.value.code == code
    assert direct.id == int(shut.dm.id)
    server.remove_bot(guild)
    await bot.hears("guild_remove")
    with pytest.raises(discord.Forbidden, match="50001"):
        await post(bot, channel)
    server.add_bot(guild)
    await bot.hears("guild_join")
    server.outage(guild)
    await bot.hears("guild_unavailable")
    server.back(guild)
    await bot.hears("guild_available", 2)
    assert not server.problems


async def test_a_message_is_read_edited_and_deleted(
    server: Discord, channel: Channel, bot: Bot
) -> None:
    message = await post(bot, channel)
    await message.edit(content="Better news")
    found = await bot.get_partial_messageable(int(channel.id)).fetch_message(message.id)
    assert found.content == channel.messages[0].payload["content"] == "Better news"
    fetched = await bot.fetch_channel(int(channel.id))
    assert isinstance(fetched, discord.TextChannel)
    assert [each.id async for each in fetched.history()] == [message.id]
    await message.delete()
    with pytest.raises(discord.NotFound, match="10008"):
        await message.edit(content="Late news")
    assert not channel.messages
    assert not server.problems


def chart(content: bytes = b"png", says: str = "A chart") -> dict[str, Any]:
    """A picture that an embed shows, as discord.py takes it."""
    file = discord.File(BytesIO(content), "chart.png", description=says)
    return {"file": file, "embed": discord.Embed(title="News").set_image(url=file.uri)}


def changed(content: bytes) -> dict[str, Any]:
    """...in a message's place."""
    its = chart(content)
    return {"attachments": [its.pop("file")], **its}


async def change(sent: discord.Message, **more: Any) -> None:  # noqa: ANN401 - as discord.py's
    await sent.edit(allowed_mentions=discord.AllowedMentions.none(), **more)


async def test_a_picture_stands_with_its_message_until_it_is_replaced(
    server: Discord, channel: Channel, bot: Bot
) -> None:
    edited: list[Message] = []
    server.on_edited = lambda _, message: edited.append(message)
    sent = await post(bot, channel, **chart())
    [message] = channel.messages
    [first] = message.attachments
    assert (first.content, first.description) == (b"png", "A chart")
    assert [its.description for its in sent.attachments] == ["A chart"]
    assert (sent.embeds[0].image.url or "").endswith(f"/{message.id}/chart.png")
    await change(sent, content="What is not named is kept")
    assert message.files == {"chart.png": b"png"}
    await change(sent, **changed(b"other"))
    assert message.files == {"chart.png": b"other"}
    assert message.attachments[0].id != first.id
    await change(sent, attachments=[], embed=discord.Embed(title="News"))
    assert message.attachments == []
    assert len(edited) == 3
    assert not server.problems
    await change(sent, embed=discord.Embed().set_image(url="attachment://chart.png"))
    assert server.problems == ["an embed shows chart.png, of which there are 0"]


async def test_a_file_is_refused_where_none_may_be_or_it_is_too_large(
    server: Discord, channel: Channel, bot: Bot
) -> None:
    sent = await post(bot, channel)
    server.deny(channel, "ATTACH_FILES")
    for refused in (post(bot, channel, **chart()), change(sent, **changed(b"png"))):
        with pytest.raises(discord.Forbidden, match="50013"):
            await refused
    server.allow(channel, "ATTACH_FILES")
    server.largest = 3
    await post(bot, channel, **chart(b"png"))
    with pytest.raises(discord.HTTPException, match="40005") as large:
        await post(bot, channel, **chart(b"pngs"))
    assert large.value.status == 413
    assert len(channel.messages) == 2
    assert not server.problems


async def test_a_message_of_more_than_an_hour_is_changed_a_few_times_only(
    server: Discord, channel: Channel, bot: Bot
) -> None:
    server.limits.old_edits = (1, 60.0)
    bot.http.max_ratelimit_timeout = 30.0
    sent = await post(bot, channel)
    for _ in range(2):
        await change(sent, content="News of the hour")
    now = server.clock()
    server.clock = lambda: now + 3_601
    await change(sent, content="News of another hour")
    with pytest.raises(discord.RateLimited) as limited:
        await change(sent, content="Too late")
    assert 50 < limited.value.retry_after <= 60.1
    assert channel.messages[0].payload["content"] == "News of another hour"
    assert not server.problems


async def test_a_change_goes_wrong_as_a_post_does(
    server: Discord, channel: Channel, bot: Bot
) -> None:
    sent = await post(bot, channel)
    server.edit_faults.once(status=503)
    with pytest.raises(discord.DiscordServerError):
        await change(sent, content="Never")
    server.edit_faults.once(kind="lost")
    with pytest.raises(aiohttp.ClientError):
        await change(sent, content="Done, and nobody knows")
    assert channel.messages[0].payload["content"] == "Done, and nobody knows"
    assert server.faults.posts == 1
    assert not server.problems


async def test_what_discord_refuses_is_a_problem(
    server: Discord, channel: Channel, bot: Bot
) -> None:
    with pytest.raises(discord.HTTPException) as refused:
        await post(bot, channel, embed=discord.Embed(title="x" * 257))
    assert refused.value.code == 50035
    assert (
        server.problems.pop() == f"POST {MESSAGES}: embeds[0].title: 257 characters, not 0 to 256"
    )
    await post(bot, channel, allowed_mentions=discord.AllowedMentions.all())
    assert "allowed_mentions" in server.problems.pop()
    with pytest.raises(discord.NotFound):
        await bot.fetch_user(1)
    assert server.problems == ["GET /users/1: no such route here"]


# --- an interaction's own rules


async def asked(server: Discord, bot: Bot, channel: Channel) -> tuple[Json, asyncio.Task[object]]:
    """A question that the bot leaves to the test, as it came; and the person, who waits."""
    came: asyncio.Future[Json] = asyncio.get_running_loop().create_future()

    async def note(interaction: discord.Interaction) -> None:
        came.set_result({"id": interaction.id, "token": interaction.token})

    bot.tree.add_command(
        app_commands.Command(name="mute", description="-", callback=note), override=True
    )
    waiting: asyncio.Task[object] = asyncio.create_task(server.person("ada").ask(channel, "mute"))
    return await came, waiting


async def call(server: Discord, method: str, path: str, body: Json | None = None) -> Json:
    """What Discord says to a call without the bot's token; `code` is 0 if it is well."""
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, server.url + path, json=body) as answer,
    ):
        told = await answer.json() if answer.status != 204 else {}
        return {"code": 0} | told


async def test_an_interaction_is_answered_once_and_in_time(
    server: Discord, channel: Channel, bot: Bot
) -> None:
    its, waiting = await asked(server, bot, channel)
    path = f"/interactions/{its['id']}/{its['token']}/callback"
    later = f"/webhooks/{server.application_id}/{its['token']}"
    say: Json = {"type": 4, "data": {"content": "Yes", **QUIET}}
    assert (await call(server, "POST", later, say["data"]))["code"] == 10015
    assert (await call(server, "POST", path.replace(its["token"], "x"), say))["code"] == 10062
    assert (await call(server, "POST", path, {"type": 8, "data": {"choices": []}}))["code"] == 50035
    assert "an answer of type 8" in server.problems.pop()
    assert (await call(server, "POST", path, {"type": 5}))["code"] == 0
    assert (await call(server, "POST", path, say))["code"] == 40060
    assert (await call(server, "POST", later, say["data"]))["content"] == "Yes"
    reply = await waiting
    assert isinstance(reply, Reply)
    assert reply.payload["content"] == "Yes"
    assert (await call(server, "DELETE", f"{later}/messages/@original"))["code"] == 0
    assert (await call(server, "GET", f"{later}/messages/@original"))["code"] == 10008
    assert reply.deleted
    now = server.clock()
    server.clock = lambda: now + 901
    assert (await call(server, "POST", later, say["data"]))["code"] == 50027
    server.clock = time.monotonic
    its, waiting = await asked(server, bot, channel)
    server.clock = lambda: now + 10
    path = f"/interactions/{its['id']}/{its['token']}/callback"
    assert (await call(server, "POST", path, say))["code"] == 10062
    with pytest.raises(NoAnswer, match="did not respond"):
        await waiting
    assert not server.problems


@pytest.mark.skipif(not schema.SPEC.exists(), reason="Discord's OpenAPI file is not here")
async def test_our_answers_are_as_discord_describes_its_own(
    server: Discord, guild: Guild, channel: Channel, bot: Bot
) -> None:
    ada = server.person("ada")
    thread = server.add_channel(guild, "thread", kind=11)
    news, forum = server.add_channel(guild, "5", kind=5), server.add_channel(guild, "15", kind=15)
    await ada.ask(thread, "rank", name="qwen")
    await ada.ask(None, "rank", name="qwen")
    await post(bot, channel, **chart())
    shown = [("MessageResponse", each.shown) for each in server.messages.values()]
    shown += [("GuildChannelResponse", server.channel_shape(its)) for its in (channel, news, forum)]
    shown += [("ApplicationCommandResponse", its) for its in server.commands]
    shown += [
        ("ThreadResponse", server.channel_shape(thread)),
        ("PrivateChannelResponse", server.channel_shape(ada.dm)),
        ("UserPIIResponse", shapes.own_user(server)),
        ("PrivateApplicationResponse", shapes.application(server)),
    ]
    for name, its in shown:
        checked = schema.validator(name)
        assert checked
        assert not [
            f"{name}: {wrong.json_path} {wrong.message}" for wrong in checked.iter_errors(its)
        ]
