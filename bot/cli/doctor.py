"""`doctor`: is everything as it should be, and what to do about what isn't."""

import logging
from typing import Annotated

import typer

from bot.cli.running import run

Json = Annotated[bool, typer.Option("--json", help="For programs: docs/reference.md.")]


def offer(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(doctor)


def doctor(json: Json = False) -> None:
    """Check settings, tokens, rights in channels, Hub, database and clock; changes nothing.

    Says what to do about what is not as it should be; ends with 1 if anything is wrong.
    """
    from bot.cli.examining import examine  # what it loads, a question need not wait for

    logging.getLogger().addHandler(logging.NullHandler())  # what libraries meet is a finding
    run(examine(json=json))
