"""Which family, organisation and country is a model of, and does it count? Pure; SPEC 2.

All knowledge is in `bot/families.toml`; an operator's own file goes on top of it. A mistake in
either is a `FamiliesError` that names the file and the line.
"""

from importlib.resources import files

from bot.families.entries import COUNTRIES, UNKNOWN, Entries
from bot.families.groups import Families, Family, Group, Organisation, Placement
from bot.families.kinds import KINDS, RUNTIMES, Why, stem
from bot.families.page import FamiliesError, File, Page, read, tables_of
from bot.families.whole import assemble

__all__ = [
    "COUNTRIES",
    "KINDS",
    "RUNTIMES",
    "UNKNOWN",
    "Families",
    "FamiliesError",
    "Family",
    "File",
    "Group",
    "Organisation",
    "Placement",
    "Why",
    "load",
    "parse",
    "stem",
]

OURS = "families.toml"


def load(operator_file: File | None = None) -> Families:
    """Return our families with the operator's file, a `pathlib.Path`, on top.

    Raises FamiliesError for the first mistake found, or if the operator's file can't be read.
    """
    ours = parse(files("bot").joinpath(OURS).read_text("utf-8"), OURS)
    if operator_file is None:
        return ours
    return parse(read(operator_file), str(operator_file), ours)


def parse(text: str, name: str, base: Families | None = None) -> Families:
    """Return the families of one file, on top of `base` if there is one.

    What an entry in the text says replaces what `base` says of it, value by value; new entries
    are added. Without a base the text must be complete in itself. Raises FamiliesError for the
    first mistake found, under the `name` given.
    """
    below = base.entries if base else Entries()
    page = Page(name, text, below.pages)
    return assemble(below.under(page, tables_of(page)))
