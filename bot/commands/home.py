"""The page that the bot has of its own, where a platform gives it one: alerts, and the first board.

No command leads there; a platform shows it when somebody opens it.
"""

from dataclasses import replace

from bot.commands.alerts import seen_by
from bot.commands.ask import AskError, Desk
from bot.commands.top import top
from bot.model import Ask, Asker, View
from bot.views.answers import sentence
from bot.views.service import alerts_list_view, home_view


async def home(desk: Desk, asker: Asker) -> tuple[View, ...]:
    """Return the parts of the page, top down, as one person may see them."""
    alerts = alerts_list_view(desk.words, await seen_by(desk, asker), desk.families)
    if alerts.rows:
        alerts = replace(alerts, title=desk.words.say("home-alerts"))
    try:
        board = (await top(desk, Ask(asker=asker))).view
    except AskError as error:
        board = sentence(error.line)
    return (home_view(desk.words), alerts, board)
