"""`families`: who is counted where, and why."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.running import parts, print_json, run
from bot.commands.find import find
from bot.families import load, parse
from bot.families.page import read
from bot.findings import FamilyFacts, MemberFacts
from bot.memory import load_directory
from bot.model import Grouping
from bot.ports import OvertakeError
from bot.views.families import checked_view, families_view, members_view

Json = Annotated[bool, typer.Option("--json", help="For programs: docs/reference.md.")]


def offer(app: typer.Typer) -> None:
    """Add `families` and what it can do."""
    group = typer.Typer(help="Families: list, explain, check.", no_args_is_help=True)
    group.command("list")(list_)
    group.command()(explain)
    group.command()(check)
    app.add_typer(group, name="families")


def list_(json: Json = False) -> None:
    """Every family, its organisation, country and namespaces."""
    run(_list(json=json))


async def _list(*, json: bool) -> None:
    async with parts() as its:
        found = tuple(
            FamilyFacts(
                key=key,
                label=family.label,
                organisation=family.organisation,
                country=its.families.organisations[family.organisation].country,
                namespaces=tuple(family.namespaces),
            )
            for key, family in its.families.families.items()
        )
        if json:
            print_json(found)
        else:
            its.console.answer(families_view(its.desk().words, its.families, found))


def explain(
    family: Annotated[str, typer.Argument(help="A family, by key or name.")], json: Json = False
) -> None:
    """Every model seen in a family's namespaces: counted or not, and why."""
    run(_explain(family, json=json))


async def _explain(name: str, *, json: bool) -> None:
    async with parts() as its:
        desk = its.desk()
        directory = await load_directory(its.store)
        subject = find(desk, directory, name)
        if subject.grouping is not Grouping.FAMILY:
            raise OvertakeError(f"{name} is no family: `overtake families list` names them")
        family = its.families.families[subject.name]
        namespaces = {n.casefold() for n in (*family.namespaces, *family.former)}
        members = []
        for model in directory.models.values():
            if model.namespace.casefold() in namespaces:
                placed = its.families.place(model.name, model.pipeline_tag, model.library)
                counted = placed.official and placed.family == subject.name
                members.append(MemberFacts(model.name, counted, placed.why.value, placed.family))
        found = tuple(sorted(members, key=lambda its: (not its.counted, its.model.casefold())))
        if json:
            print_json(found)
        else:
            its.console.answer(members_view(desk.words, its.families, subject.name, found))


def check(file: Annotated[Path, typer.Argument(help="Your own families.toml.")]) -> None:
    """Check a families file of your own on top of ours: the first mistake, with its line."""
    checked = parse(read(file), str(file), load())
    run(_checked(file, len(checked.families)))


async def _checked(file: Path, count: int) -> None:
    async with parts() as its:
        its.console.answer(checked_view(its.desk().words, str(file), count))
