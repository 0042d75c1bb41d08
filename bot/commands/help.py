"""`help`: all commands on one screen."""

from bot.commands.ask import Answer, Command, Desk
from bot.findings import Nothing
from bot.model import Ask
from bot.views.service import help_view


async def help_(desk: Desk, ask: Ask) -> Answer:
    """Answer with what can be asked."""
    return Answer(help_view(desk.words, in_words=not ask.asker.person), Nothing())


HELP = Command("help", (), help_, private=True)
