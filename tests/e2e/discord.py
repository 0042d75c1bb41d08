"""`overtake run` on a working Discord: the bot, its alerts as they stand, what arrives there."""

from pathlib import Path

from tests.discord_server import Channel, Discord, Guild
from tests.e2e.chat import NOWHERE, Arrivals, ChatBot


class DiscordBot(ChatBot[Channel]):
    """The program with a token for a Discord."""

    platform = "discord"

    def __init__(self, folder: Path, discord: Discord, hub: str = NOWHERE) -> None:
        super().__init__(folder, hub, DISCORD_TOKEN=discord.token, OVERTAKE_DISCORD_API=discord.url)


class Town(Discord):
    """A Discord of one guild, which tells when posts are stored, and messages changed."""

    def __init__(self) -> None:
        super().__init__()
        self.arrivals = Arrivals()
        self.until = self.arrivals.until
        self.on_stored = self.on_edited = self.arrivals.note
        self.guild: Guild = self.add_guild()
        self.boss = self.person("boss", manages=True)
