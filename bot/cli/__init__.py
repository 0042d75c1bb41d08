"""The command line: `live` is the bot, `questions` are answered, `days` come in and go out."""

import typer

from bot.cli import copies, days, demo, doctor, families, health, live, questions

app = typer.Typer(
    name="overtake",
    help="How the rankings of open AI models change: days in, events and posts out, questions.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
live.offer(app)
health.offer(app)
doctor.offer(app)
days.offer(app)
copies.offer(app)
questions.offer(app)
families.offer(app)
demo.offer(app)

__all__ = ["app"]
