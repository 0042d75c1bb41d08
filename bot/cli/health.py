"""`health`: is the bot alive and connected? For Docker, and for whoever looks.

It reads the sign of life beside the database and nothing else: so it asks nothing of a bot that is
busy, and answers where the database is what ails.
"""

from typing import Annotated

import typer

from adapters.watching.pulse import PulseFile
from bot.cli import running
from bot.config import load_settings
from bot.findings import HealthFacts, LinkFacts
from bot.health import life
from bot.model import Check, Pulse
from bot.texts import Words, plain, words

Json = Annotated[bool, typer.Option("--json", help="For programs: docs/reference.md.")]


def offer(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(health)


def health(json: Json = False) -> None:
    """Whether the bot is alive and connected; ends with 1 if not. For Docker's HEALTHCHECK."""
    settings = load_settings()
    said = words(settings.language)
    file = PulseFile(settings.database)
    pulse = file.read()
    checks = life(pulse, running.now())
    is_well = all(check.is_well for check in checks)
    text = " ".join(sentence(check, said) for check in checks)
    if json:
        running.print_json(_facts(pulse, text, is_well=is_well))
    elif is_well:
        typer.echo(text)
    if not is_well:
        running.fail(text)
        raise typer.Exit(1)


def sentence(check: Check, said: Words) -> str:
    """Return what a check found, in words."""
    given = {
        key: said.listed(value) if isinstance(value, tuple) else value
        for key, value in check.given.items()
    }
    return plain(said.say(check.key, **given))


def _facts(pulse: Pulse | None, text: str, *, is_well: bool) -> HealthFacts:
    if pulse is None:
        return HealthFacts(is_well, text, None, None, None, ())
    links = tuple(
        LinkFacts(its.platform, its.is_ready, its.is_hearing, its.lost_at) for its in pulse.links
    )
    return HealthFacts(is_well, text, pulse.at, pulse.pid, pulse.version, links)
