"""The command line: `questions` are answered, `days` come in and go out, `demo` shows it all."""

import typer

from bot.cli import days, demo, families, questions

app = typer.Typer(
    name="overtake",
    help="How the rankings of open AI models change: days in, events and posts out, questions.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
days.offer(app)
questions.offer(app)
families.offer(app)
demo.offer(app)

__all__ = ["app"]
