"""The least that can be: bare bots of discord.py and slack_bolt, with one constant answer.

python -m bench.asking.floors discord|slack
"""

import asyncio
import os
import sys
from typing import Any

import discord
from aiohttp import web
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

SENTENCE = "**1** on the board, as ever."


# --- Discord


async def on_discord() -> None:
    """Offer the same commands, and give one constant answer."""
    Route.BASE = os.environ["OVERTAKE_DISCORD_API"]
    client = discord.AutoShardedClient(
        intents=discord.Intents(guilds=True),
        allowed_mentions=discord.AllowedMentions.none(),
        max_messages=None,
    )
    tree = app_commands.CommandTree(client)

    @tree.command(description="Where a model stands")
    async def rank(interaction: discord.Interaction, name: str) -> None:
        await say(interaction, name)

    @rank.autocomplete("name")
    async def names(_: discord.Interaction, __: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"model-{n}", value=f"model-{n}") for n in range(25)]

    @tree.command(description="A board")
    async def top(interaction: discord.Interaction, board: str) -> None:
        await say(interaction, board)

    @tree.command(description="Two side by side")
    async def compare(interaction: discord.Interaction, a: str, b: str) -> None:
        await say(interaction, a + b)

    @tree.command(description="Climbs and falls")
    async def movers(interaction: discord.Interaction, board: str) -> None:
        await say(interaction, board)

    @tree.command(description="The receipt")
    async def why(interaction: discord.Interaction, event: str) -> None:
        await say(interaction, event)

    async with client:
        await client.login(os.environ["DISCORD_TOKEN"])
        _, gateway, _ = await client.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)
        await tree.sync()
        await client.connect()


async def say(interaction: discord.Interaction, _: str) -> None:
    embed = discord.Embed(title="Qwen", description=SENTENCE)
    await interaction.response.send_message(embed=embed)


# --- Slack


BLOCKS = [
    {"type": "section", "text": {"type": "mrkdwn", "text": SENTENCE.replace("**", "*")}},
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": "again",
                "text": {"type": "plain_text", "text": "Again"},
                "value": "again",
            }
        ],
    },
]


async def on_slack() -> None:
    """Take the same command and presses, and post one constant answer to the response_url."""
    client = AsyncWebClient(
        os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["OVERTAKE_SLACK_API"]
    )
    secret = os.environ.get("SLACK_SIGNING_SECRET")
    app = AsyncApp(client=client, signing_secret=secret, request_verification_enabled=bool(secret))

    @app.command("/rank")
    @app.action("again")
    async def answer(ack: Any, respond: Any) -> None:  # noqa: ANN401 - Bolt's own
        await ack()
        await respond(
            text=SENTENCE,
            blocks=BLOCKS,
            replace_original=False,
            unfurl_links=False,
            unfurl_media=False,
        )

    if secret:
        runner = web.AppRunner(app.web_app(path="/slack/events"), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", int(os.environ["OVERTAKE_SLACK_PORT"])).start()
    else:
        handler = AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"])
        await handler.connect_async()  # type: ignore[no-untyped-call]
    print("by=floor step=connected", file=sys.stderr, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run({"discord": on_discord, "slack": on_slack}[sys.argv[1]]())
