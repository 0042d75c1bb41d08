"""The working Discord of the tests, used by discord.py as it is: only its addresses are set."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable

import discord
import pytest
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.discord_server import Channel, Discord, Guild, Message, NoAnswer, plain
from tests.discord_server.checks import schema
from tests.discord_server.checks.bodies import flaws
from tests.discord_server.routes import CALLBACK, COMMANDS, MESSAGES
from tests.discord_server.summary import SUMMARY
from tests.discord_server.world import Json

pytestmark = pytest.mark.filterwarnings("ignore:'audioop' is deprecated:DeprecationWarning")
A_NAME = app_commands.locale_str("rank")
QUIET = {"allowed_mentions": {"parse": []}}


class Why(discord.ui.View):
    """Two buttons and a list."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.Button(label="Docs", url="https://example.org/docs"))

    @discord.ui.button(label="Why?", custom_id="why")
    async def why(self, interaction: discord.Interaction, _: discord.ui.Button["Why"]) -> None:
        await interaction.response.send_message("Because.", ephemeral=True)

    @discord.ui.button(label="More", custom_id="more")
    async def more(self, interaction: discord.Interaction, _: discord.ui.Button["Why"]) -> None:
        await interaction.response.edit_message(content="More of it")

    @discord.ui.button(label="Later", custom_id="later", disabled=True)
    async def later(self, interaction: discord.Interaction, _: discord.ui.Button["Why"]) -> None:
        raise AssertionError(interaction)

    @discord.ui.select(
        custom_id="board", options=[discord.SelectOption(label=its) for its in ("likes", "trend")]
    )
    async def board(
        self, interaction: discord.Interaction, select: discord.ui.Select["Why"]
    ) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content=f"By {select.values[0]}")


class Bot(discord.AutoShardedClient):
    """A bot with a few commands, which notes what it hears."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.02,
            max_messages=None,
        )
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []
        self.came = asyncio.Event()
        self._add_commands()

    def _add_commands(self) -> None:
        everywhere = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        for_all = app_commands.allowed_installs(guilds=True, users=True)

        @self.tree.command(description="Where a model stands")
        @everywhere
        @for_all
        async def rank(interaction: discord.Interaction, name: str, top: int = 3) -> None:
            embed = discord.Embed(title=name, description=f"[first](https://hf.co/{name}) of {top}")
            await interaction.response.send_message(embed=embed, view=Why())

        @rank.autocomplete("name")
        async def names(_: discord.Interaction, text: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=its, value=its) for its in ("qwen", "gemma") if text in its]

        @self.tree.command(description="Takes its time")
        async def slow(interaction: discord.Interaction) -> None:
            await interaction.response.defer(ephemeral=True)
            await asyncio.sleep(0.05)
            chart = discord.File(__file__, filename="chart.png", description="A chart")
            await interaction.edit_original_response(content="Done", attachments=[chart])
            await interaction.followup.send("And more")

        @self.tree.command(description="Says nothing")
        async def mute(_: discord.Interaction) -> None:
            """Never answer."""

        alerts = app_commands.Group(
            name="alerts",
            description="News here",
            default_permissions=discord.Permissions(manage_channels=True),
            guild_only=True,
        )

        @alerts.command(description="Turn them on")
        async def on(
            interaction: discord.Interaction, channel: discord.TextChannel | None = None
        ) -> None:
            where = channel or interaction.channel
            assert isinstance(where, discord.TextChannel)
            can = where.permissions_for(where.guild.me).send_messages
            assert can is interaction.app_permissions.send_messages or channel
            await interaction.response.send_message(f"{where.name}: {can}", ephemeral=True)

        self.tree.add_command(alerts)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    def dispatch(self, event: str, /, *args: object, **kwargs: object) -> None:
        self.heard.append(event)
        self.came.set()
        super().dispatch(event, *args, **kwargs)

    async def hears(self, event: str, times: int = 1) -> None:
        """Wait until something happened so often."""
        async with asyncio.timeout(10):
            while self.heard.count(event) < times:
                self.came.clear()
                await self.came.wait()


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Discord]:
    """A Discord whose address discord.py takes for the real one."""
    async with Discord() as its:
        monkeypatch.setattr(Route, "BASE", its.url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(its.gateway.url))
        yield its


@pytest.fixture
def guild(server: Discord) -> Guild:
    return server.add_guild()


@pytest.fixture
def channel(server: Discord, guild: Guild) -> Channel:
    return server.add_channel(guild)


@contextlib.asynccontextmanager
async def running(server: Discord) -> AsyncIterator[Bot]:
    """A bot that is logged in and connected, until the end."""
    bot = Bot()
    task = asyncio.create_task(bot.start(server.token))
    try:
        await server.ready()
        await bot.hears("ready")
        yield bot
    finally:
        await bot.close()
        await task


@pytest.fixture
async def bot(server: Discord, channel: Channel) -> AsyncIterator[Bot]:
    assert channel
    async with running(server) as its:
        yield its


async def post(bot: Bot, channel: Channel, text: str = "News", **more: object) -> discord.Message:
    where = bot.get_partial_messageable(int(channel.id))
    return await where.send(text, **more)  # type: ignore[call-overload,no-any-return]


# --- people


async def test_a_question_is_asked_and_answered(
    server: Discord, channel: Channel, bot: Bot
) -> None:
    ada = server.person("ada", locale="es-ES")
    reply = await ada.ask(channel, "rank", name="qwen", top=5)
    assert plain(reply.payload) == (
        "qwen\nfirst <https://hf.co/qwen> of 5\n[Docs <https://example.org/docs>] [Why?] [More]"
        " [Later (disabled)]\n[Choose: likes | trend]"
    ) or plain(reply.payload).startswith("qwen\nfirst <https://hf.co/qwen> of 5\n[Why?]")
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
    assert reply.payload["content"] == "Done"
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
    assert (await ada.ask(elsewhere, "rank", name="qwen", installed="user")).message.channel
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
    direct = await bot.create_dm(discord.Object(int(shut.id)))  # type: ignore[arg-type]
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


async def test_what_discord_refuses_is_a_problem(
    server: Discord, channel: Channel, bot: Bot
) -> None:
    with pytest.raises(discord.HTTPException) as refused:
        await post(bot, channel, embed=discord.Embed(title="x" * 257))
    assert refused.value.code == 50035
    assert server.problems.pop() == f"POST {MESSAGES}: embeds[0].title: 257 characters, not 0 to 256"
    await post(bot, channel, allowed_mentions=discord.AllowedMentions.all())
    assert "allowed_mentions" in server.problems.pop()
    with pytest.raises(discord.NotFound):
        await bot.fetch_user(1)
    assert server.problems == ["GET /users/1: no such route here"]


# --- faults


async def test_limits_are_kept_and_told(server: Discord, channel: Channel, bot: Bot) -> None:
    server.limits.per_channel = (2, 0.3)
    started = time.monotonic()
    for number in range(4):
        await post(bot, channel, f"News {number}")
    assert 0.3 <= time.monotonic() - started < 1.5
    server.limits.globally = 0
    with pytest.raises(AssertionError):  # there is no end to waiting
        async with asyncio.timeout(0.1):
            await post(bot, channel)
        raise AssertionError
    assert server.requests[-1].status == 429


async def test_faults_happen(server: Discord, channel: Channel, bot: Bot) -> None:
    server.limits.per_channel = None
    server.faults.once(status=429, retry_after=0.05)
    await post(bot, channel)
    server.faults.every(2, kind="lost")  # the third post is the fourth request
    with pytest.raises((discord.DiscordException, OSError, Exception), match="disconnected"):
        await post(bot, channel, nonce="lost")
    assert [request.status for request in server.requests if request.is_post][:2] == [429, 200]
    server.faults.clear()
    for fault, wrong in {
        "no-via": discord.HTTPException,
        "html": discord.HTTPException,
        "cut": Exception,
    }.items():
        server.faults.once(kind=fault, status=503 if fault == "html" else 0)  # type: ignore[arg-type]
        with pytest.raises(wrong):
            await post(bot, channel)
    server.faults.once(kind="stall", stored=True)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await post(bot, channel, nonce="stalled")
    assert [message.nonce for message in channel.messages[1:]] == ["lost", "stalled"]
    assert not server.problems


# --- the gateway


async def test_a_dropped_line_is_taken_up_again(
    server: Discord, guild: Guild, bot: Bot
) -> None:
    for code in (None, 4000):
        await server.gateway.drop(code)
        server.add_channel(guild, "missed")  # told again
        await server.ready()
        await bot.hears("resumed", server.resumes)
    assert bot.heard.count("guild_channel_create") == 2
    assert (server.identifies, server.resumes) == (1, 2)


async def test_a_client_comes_back_as_told(server: Discord, bot: Bot) -> None:
    await server.gateway.reconnect()
    await server.ready()
    await server.gateway.invalidate(resumable=True)
    await server.ready()
    assert (server.identifies, server.resumes) == (1, 2)
    await server.gateway.invalidate()
    await server.ready()
    assert (server.identifies, server.resumes) == (2, 2)
    assert len(server.gateway.sessions) == 1
    assert not bot.is_closed()


async def test_a_wrong_token_is_refused(server: Discord) -> None:
    with pytest.raises(discord.LoginFailure):
        await Bot().start("wrong")
    assert len(server.invalid) == 1


async def test_privileged_intents_are_a_problem(server: Discord) -> None:
    bot = discord.AutoShardedClient(intents=discord.Intents.all())
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await bot.start(server.token)
    assert "GUILD_MEMBERS" in server.problems[0]
    assert server.gateway.closes == [4014]


async def test_every_shard_hears_of_its_guilds(
    server: Discord, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_once(*_: object, **__: object) -> None:
        """Identify without five seconds between shards."""

    monkeypatch.setattr(Bot, "before_identify_hook", at_once)
    server.gateway.shards = 2
    channels = [server.add_channel(server.add_guild(f"Town {number}")) for number in range(4)]
    ada = server.person("ada")
    async with running(server) as bot:
        assert server.identifies == 2
        assert len(bot.guilds) == 4
        for its in (*channels, None):
            assert (await ada.ask(its, "rank", name="qwen")).payload["embeds"]
    assert not server.problems


async def test_a_server_that_was_away_is_found_again(
    server: Discord, channel: Channel, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    address = server.url
    await server.stop()
    await server.start()
    assert server.url == address
    await server.ready()
    await post(bot, channel)
    assert server.resumes + server.identifies == 2


async def test_deaf_servers_and_refused_connections(
    server: Discord, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.gateway.interval = 0.02
    async with running(server) as bot:
        await until(lambda: server.gateway.heartbeats > 3)
        assert bot.latency < 1
        assert channel
    server.gateway.refuse = 1
    monkeypatch.setattr(asyncio, "sleep", at_least_a_little(asyncio.sleep))
    async with running(server):
        assert server.gateway.refused == 1


def at_least_a_little(
    sleep: Callable[[float], object],
) -> Callable[[float], object]:
    """discord.py waits five seconds after a refused connection; we do not."""
    return lambda _: sleep(0.01)


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something that no event tells."""
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.01)


# --- the checks

BUTTON = {"type": 2, "style": 1, "label": "Go", "custom_id": "go"}
WRONG_MESSAGES: list[tuple[Json, str]] = [
    ({}, "an empty message"),
    ({"content": "x" * 2001}, "content: 2001 characters"),
    ({"content": "x", "nonce": "n" * 26}, "nonce"),
    ({"content": "x", "colour": 5}, "unknown properties colour"),
    ({"content": "x", "allowed_mentions": {"parse": ["users"]}}, "allowed_mentions"),
    ({"embeds": [{"title": "t", "url": "hf.co"}]}, "embeds[0].url: not a link"),
    ({"embeds": [{"fields": [{"name": "", "value": "v"}]}]}, "fields[0].name: 0 characters"),
    ({"embeds": [{"description": "d" * 3001}] * 2}, "6002 characters together"),
    ({"embeds": [{"title": 5}]}, "embeds.0.title"),
    ({"components": [{"type": 1, "components": [BUTTON, BUTTON]}]}, "custom_id twice: go"),
    ({"components": [{"type": 1, "components": [BUTTON | {"label": "x" * 81}]}]}, "label"),
    ({"components": [{"type": 10, "content": "x"}]}, "flag of Components V2"),
    ({"content": "x", "components": [{"type": 10, "content": "x"}], "flags": 1 << 15}, "beside"),
]
COMMAND: Json = {"name": "rank", "description": "d", "type": 1}
WRONG_COMMANDS: list[tuple[Json, str]] = [
    ({"name": "Rank"}, "not a command's name"),
    ({"name": "a b"}, "not a command's name"),
    ({"description": ""}, "description: 0 characters"),
    ({"name_localizations": {"es": "rango"}}, "languages that Discord does not have: es"),
    ({"name_localizations": {"es-ES": "El Rango"}}, "not a command's name"),
    ({"options": [option("a"), option("b", required=True)]} if False else {}, ""),
]


def option(name: str, **more: object) -> Json:
    return {"name": name, "description": "d", "type": 3, **more}


@pytest.fixture(params=["openapi", "summary"])
def spec(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord's own file and, as if that were absent, our summary."""
    if request.param == "openapi" and not schema.SPEC.exists():
        pytest.skip("Discord's OpenAPI file is not here")
    if request.param == "summary":
        monkeypatch.setattr(schema, "spec", lambda: SUMMARY)


def test_placeholder() -> None:
    assert flaws("POST", CALLBACK, {"type": 4}) or COMMANDS
