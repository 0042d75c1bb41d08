"""`help`: all commands on one screen."""

from bot.commands.ask import Answer, Command, Desk
from bot.findings import Nothing
from bot.model import Ask
from bot.views.service import help_view, offered_view


async def help_(desk: Desk, ask: Ask) -> Answer:
    """Answer with what can be asked, as it is asked there."""
    if ask.asker.person and not ask.asker.prefix:
        return Answer(offered_view(desk.words), Nothing())
    return Answer(help_view(desk.words, ask.asker.prefix), Nothing())


HELP = Command("help", (), help_, private=True)
