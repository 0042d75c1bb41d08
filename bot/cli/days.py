"""`import` and `export`: recorded days in, everything out."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.running import run


def offer(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("import")(import_)
    app.command()(export)


def import_(
    paths: Annotated[
        list[Path], typer.Argument(help="Files of recorded days, or folders of them.")
    ],
    post: Annotated[
        bool, typer.Option("--post", help="Write and deliver the posts of these days, too.")
    ] = False,
) -> None:
    """Take recorded days in, in date order: they make events, and no posts unless asked."""
    from bot.cli.recording import take_in  # what it loads, a question need not wait for

    run(take_in(paths, post=post))


def export(
    folder: Annotated[Path, typer.Argument(help="Where to write; it is made if missing.")],
) -> None:
    """Write everything that was recorded: one JSON file a fetch, one CSV file a board."""
    from bot.cli.recording import write_out

    run(write_out(folder))
