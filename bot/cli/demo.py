"""`demo`: three invented months through the whole machine, then questions."""

from typing import Annotated

import typer

from bot.cli.running import run


def offer(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(demo)


def demo(
    questions: Annotated[
        list[str] | None, typer.Argument(help='E.g. "rank qwen" "compare qwen llama".')
    ] = None,
) -> None:
    """Play three invented months, day by day, as a channel would see them; then answer questions.

    Needs no token and no network. With a terminal and no questions it asks for them.
    """
    from bot.cli.playing import play_demo  # what it loads, a question need not wait for

    run(play_demo(questions or []))
