"""A view as the terminal prints it, with what can be asked next under it: for golden files."""

from io import StringIO

from rich.console import Console

from adapters.platforms.console import render
from adapters.platforms.discord.render import IDENTITY
from bot.model import Next, View
from bot.model.presses import encode


def printed(view: View) -> str:
    """Return a view as text, 100 wide; each button with the id that it has on Discord."""
    written = StringIO()
    Console(file=written, width=100, no_color=True).print(render(view))
    lines = [line.rstrip() for line in written.getvalue().splitlines()]
    return "\n".join([*lines, *map(_button, view.next)]) + "\n"


def _button(its: Next) -> str:
    return f"[{its.label}] {encode(its, IDENTITY) or 'too long for Discord'}"
