"""A bot of discord.py with a few commands, to try this Discord with."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import discord
from discord import app_commands

from tests.discord_server.server import Discord
from tests.discord_server.world import Channel


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

    def __init__(self, heartbeat_timeout: float = 60.0) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            heartbeat_timeout=heartbeat_timeout,
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
            return [
                app_commands.Choice(name=its, value=its) for its in ("qwen", "gemma") if text in its
            ]

        @self.tree.command(description="Takes its time")
        async def slow(interaction: discord.Interaction) -> None:
            await interaction.response.defer(ephemeral=True)
            await asyncio.sleep(0.05)
            chart = discord.File(__file__, filename="chart.png", description="A chart")
            embed = discord.Embed(title="Done").set_image(url=chart.uri)
            await interaction.edit_original_response(embed=embed, attachments=[chart])
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

    async def before_identify_hook(self, *_: object, **__: object) -> None:
        """Identify at once, not five seconds later; this Discord does not mind."""

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


@contextlib.asynccontextmanager
async def running(server: Discord, bot: Bot | None = None) -> AsyncIterator[Bot]:
    """A bot that is logged in and connected, until the end."""
    bot = bot or Bot()
    task = asyncio.create_task(bot.start(server.token))
    try:
        await server.ready()
        await bot.hears("ready")
        yield bot
    finally:
        await bot.close()
        await task


async def post(bot: Bot, channel: Channel, text: str = "News", **more: object) -> discord.Message:
    where = bot.get_partial_messageable(int(channel.id))
    return await where.send(text, **more)  # type: ignore[call-overload,no-any-return]


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something that no event tells."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.01)
