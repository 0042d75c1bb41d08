"""Slack as a platform: commands and buttons in, posts and answers out. SPEC 5, 6, 8, 9.

From the wire inwards: `calling` (the Web API, each call once), `refusals` (what an error means),
`socket` and `web` (how Slack reaches us), `listening` (what it tells, sorted by Bolt),
`workspaces`, `installing` and `sealing` (where the app is installed, and the tokens), `people` (who
may do what), `answering` (a command or a press to a question, and its answer back), `render`,
`lines` and `rich` (a View as a message), `pictures` (its chart), `showing` (the richest form that
Slack takes), `posting` (a message in a channel), `modals` (a form, and the Home tab), `setup` and
`platform` (all of it as `bot.ports.Platform`).
"""

from adapters.platforms.slack.platform import SlackPlatform
from adapters.platforms.slack.setup import Setup

__all__ = ["Setup", "SlackPlatform"]
