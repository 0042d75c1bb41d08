"""The questions. A new command is one function and one line here; every platform then offers it."""

from collections.abc import Mapping

from bot.commands.alerts import ALERTS
from bot.commands.ask import Command
from bot.commands.compare import COMPARE
from bot.commands.help import HELP
from bot.commands.movers import MOVERS
from bot.commands.rank import RANK
from bot.commands.releases import RELEASES
from bot.commands.status import STATUS
from bot.commands.top import TOP
from bot.commands.why import WHY

COMMANDS: Mapping[str, Command] = {
    command.name: command
    for command in (RANK, TOP, COMPARE, MOVERS, RELEASES, ALERTS, WHY, STATUS, HELP)
}
