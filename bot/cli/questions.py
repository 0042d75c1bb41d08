"""The questions, the alerts, and the lists of events and verdicts."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.running import answer, parts, print_json, run
from bot.commands import COMMANDS
from bot.commands.alerts import ACTIONS
from bot.commands.ask import by_place
from bot.commands.compare import between_names
from bot.commands.history import event_facts
from bot.findings import QualityFacts
from bot.ports import Filter
from bot.views.events import event_line, quality_line

READING = frozenset({"list", "preview"})
"""Actions of `alerts` that make no database where there is none."""
Json = Annotated[bool, typer.Option("--json", help="For programs: docs/reference.md.")]


def _png(file: Path | None) -> Path | None:
    """Return the file for a chart. Raises typer.BadParameter where it is not to be a PNG."""
    if file is not None and file.suffix.lower() != ".png":
        raise typer.BadParameter("a chart is a PNG: name a file that ends with .png")
    return file


Chart = Annotated[
    Path | None, typer.Option("--chart", help="A PNG file for the chart.", callback=_png)
]


def offer(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (rank, top, compare, movers, releases, why, status, alerts, events, quality):
        app.command()(command)


def ask(
    command: str, /, *, json: bool, chart: Path | None = None, **given: str | int | None
) -> None:
    """Answer one question with what was given; its chart goes into a file, if one is named."""
    known = {key: str(value) for key, value in given.items() if value is not None}
    run(answer(COMMANDS[command], known, json=json, chart=chart))


def rank(
    name: Annotated[list[str], typer.Argument(help="A model, family, organisation or country.")],
    json: Json = False,
    chart: Chart = None,
) -> None:
    """Where it stands on each board, how that changed, and its totals."""
    ask("rank", json=json, chart=chart, name=" ".join(name))


def top(
    board: Annotated[str | None, typer.Argument(help="By default the first one.")] = None,
    count: Annotated[int, typer.Argument(help="Rows, 1 to 500.")] = 10,
    json: Json = False,
    chart: Chart = None,
) -> None:
    """A board with its movements, and who holds the seats."""
    ask("top", json=json, chart=chart, board=board, count=count)


def compare(
    names: Annotated[
        list[str],
        typer.Argument(
            help="Two to five models, families, organisations or countries; at the end perhaps "
            "all-time, downloads, likes or derivatives."
        ),
    ],
    json: Json = False,
    chart: Chart = None,
) -> None:
    """Two to five side by side: the gap, the pace, and when one passes the next."""
    run(answer(COMMANDS["compare"], between_names(names), json=json, chart=chart))


def movers(
    board: Annotated[str | None, typer.Argument(help="By default the first one.")] = None,
    days: Annotated[int, typer.Argument(help="Over so many days.")] = 7,
    json: Json = False,
) -> None:
    """The biggest climbs and falls."""
    ask("movers", json=json, board=board, days=days)


def releases(
    family: Annotated[str | None, typer.Argument(help="By default all families.")] = None,
    days: Annotated[int | None, typer.Argument(help="Of the last so many days (30).")] = None,
    json: Json = False,
) -> None:
    """What came out, by date."""
    ask("releases", json=json, family=family, days=days)


def why(
    event: Annotated[
        list[str], typer.Argument(help="The number of an event; or a name, or a day as 2026-06-09.")
    ],
    json: Json = False,
) -> None:
    """The receipt of an event: what it rests on, and the rule behind it.

    By a name or a day, what was told and what was not, and why.
    """
    ask("why", json=json, event=" ".join(event))


def status(json: Json = False) -> None:
    """How fresh the data are, when the next are due, and what waits to be delivered."""
    ask("status", json=json)


def alerts(
    action: Annotated[str, typer.Argument(help=", ".join(ACTIONS))] = "list",
    words: Annotated[
        list[str] | None,
        typer.Argument(
            help="Of `race`: two names, and perhaps a metric. Of `fewer`, `more`: an event."
        ),
    ] = None,
    channel: Annotated[str, typer.Option(help="discord:123…, slack:C… or console.")] = "console",
    boards: Annotated[str | None, typer.Option(help="E.g. trending,llm")] = None,
    rules: Annotated[
        str | None, typer.Option(help="E.g. leader,entered,overtake; or +left, -seats")
    ] = None,
    families: Annotated[str | None, typer.Option(help="E.g. qwen,llama or top20 or all")] = None,
    top: Annotated[str | None, typer.Option(help="3, 10 or 50")] = None,
    places: Annotated[
        str | None, typer.Option(help="Overtakes between the first 3, 5, 10 or 20.")
    ] = None,
    rhythm: Annotated[str | None, typer.Option(help="daily, or weekly: one digest a week.")] = None,
    language: Annotated[str | None, typer.Option(help="E.g. en or es")] = None,
    days: Annotated[str | None, typer.Option(help="Of `pause`: it ends by itself.")] = None,
    end: Annotated[bool, typer.Option("--end", help="Of `race`: it is over.")] = False,
    json: Json = False,
) -> None:
    """What a channel is told: on, off, list, test, preview, pause, resume, race, fewer, more.

    `preview` changes nothing: it replays the last 30 days with these wishes.
    """
    given = {
        "action": action,
        "boards": boards,
        "rules": rules,
        "families": families,
        "top": top,
        "places": places,
        "rhythm": rhythm,
        "language": language,
        "days": days,
        "end": "yes" if end else None,
    }
    left = list(words or ())
    known = {name: value for name, value in given.items() if value is not None}
    known |= by_place(COMMANDS["alerts"], [action], left)
    if left:
        raise typer.BadParameter(f"{action} takes no “{left[0]}”")
    create = action not in READING
    run(answer(COMMANDS["alerts"], known, json=json, channel=channel, create=create))


def events(
    from_: Annotated[str | None, typer.Option("--from", help="The first day.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="The last day.")] = None,
    json: Json = False,
) -> None:
    """Every event, told, held or dropped, by the day it happened."""
    run(_events(_day(from_), _day(to), json=json))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(f"{text} is no day: write it as 2026-06-09") from error


async def _events(first: date | None, last: date | None, *, json: bool) -> None:
    if first and last and first > last:
        raise typer.BadParameter(f"--from {first} is after --to {last}")
    async with parts() as its:
        found = await its.store.events(Filter(first=first, last=last))
        if json:
            print_json(tuple(event_facts(event) for event in found))
            return
        said = its.desk().words
        for event in found:
            its.console.line(event_line(event, said, its.families))
        if not found:
            its.console.line(said.say("no-events"))


def quality(json: Json = False) -> None:
    """The verdict on every board and day: is it to be believed, and why not."""
    run(_quality(json=json))


async def _quality(*, json: bool) -> None:
    async with parts() as its:
        found = tuple(
            QualityFacts(mark.day, board, mark.quality.value, mark.why, mark.rows)
            for board, mark in await its.store.verdicts()
        )
        if json:
            print_json(found)
            return
        for verdict in found:
            its.console.line(quality_line(verdict, its.desk().words))
