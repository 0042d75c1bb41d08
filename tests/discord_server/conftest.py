"""The fixtures, for the tests in this folder."""

from tests.discord_server import fixtures

server, guild, channel, bot = fixtures.server, fixtures.guild, fixtures.channel, fixtures.bot
