"""`backup` and `restore`: a copy of the database, made while it is in use, and put back."""

from pathlib import Path
from typing import Annotated

import typer

from adapters.platforms.console import ConsolePlatform
from bot.cli.running import run
from bot.config import Settings, load_settings
from bot.texts import Words, words
from storage.copies import back_up
from storage.copies import restore as put_back
from storage.store import open_store

Overwrite = Annotated[bool, typer.Option("--overwrite", help="Write over what is there.")]


def offer(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(backup)
    app.command()(restore)


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write the copy.")],
    overwrite: Overwrite = False,
) -> None:
    """Write a consistent copy of the database into a file, also while the bot runs."""
    run(_backup(file, overwrite=overwrite))


def restore(
    file: Annotated[Path, typer.Argument(help="A copy that backup, or the bot itself, has made.")],
    overwrite: Overwrite = False,
) -> None:
    """Put a backup in the database's place; what was there is kept beside it."""
    run(_restore(file, overwrite=overwrite))


def _said() -> tuple[Settings, Words]:
    settings = load_settings()
    return settings, words(settings.language)


async def _backup(file: Path, *, overwrite: bool) -> None:
    settings, said = _said()
    size = await back_up(settings.database, file, overwrite=overwrite)
    megabytes = said.number(round(size / 1e6, 1))
    ConsolePlatform().line(said.say("backup-done", file=str(file), megabytes=megabytes))


async def _restore(file: Path, *, overwrite: bool) -> None:
    settings, said = _said()
    kept = await put_back(file, settings.database, overwrite=overwrite)
    async with await open_store(settings.database) as store:
        days = await store.days()
    console = ConsolePlatform()
    database = str(settings.database)
    console.line(said.say("restore-done", database=database, file=str(file), days=len(days)))
    if kept:
        console.line(said.say("restore-kept", kept=str(kept)))
