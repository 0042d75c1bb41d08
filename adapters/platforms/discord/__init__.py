"""Discord as a platform: commands and buttons in, posts and answers out. SPEC 5, 6, 8, 9.

From the wire inwards: `pace` (how fast, and how often in vain), `refusals` (what an error means),
`client` (the connection and its events), `offering` (our commands as Discord's), `answering` (an
interaction to a question, and its answer back), `pictures` (its chart, and a post's), `render` and
`markdown` (a View as a message), `platform` (all of it as `bot.ports.Platform`).
"""

from adapters.platforms.discord.platform import DiscordPlatform

__all__ = ["DiscordPlatform"]
