"""`run` and `snapshot`: the bot, and one day taken now."""

import typer

from bot.cli.running import run as carry_out


def offer(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("run")(run_)
    app.command()(snapshot)


def run_() -> None:
    """Run the bot: a snapshot a day, alerts, until it is stopped.

    With no token of any platform it says so and posts to the terminal.
    """
    from bot.cli.keeping import keep  # what it loads, a question need not wait for

    carry_out(keep())


def snapshot() -> None:
    """Take today's snapshot now, with its posts; asks for what is still missing of the day."""
    from bot.cli.keeping import snap  # what it loads, a question need not wait for

    carry_out(snap())
