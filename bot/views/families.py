"""Who is counted where, and why, as Views. Pure; SPEC 2."""

from collections.abc import Sequence

from bot.families import Families
from bot.findings import FamilyFacts, MemberFacts
from bot.model import Grouping, Line, Table, View
from bot.texts import Words
from bot.views.answers import cell
from bot.views.names import group_span, model_span


def families_view(said: Words, families: Families, found: Sequence[FamilyFacts]) -> View:
    """Return every family."""
    names = ("family", "organisation", "country", "namespaces")
    rows = tuple(
        (
            cell(f"{its.label} ({its.key})"),
            cell(group_span(families, Grouping.ORGANISATION, its.organisation, said)),
            cell(group_span(families, Grouping.COUNTRY, its.country, said)),
            cell(", ".join(its.namespaces)),
        )
        for its in found
    )
    header = tuple(said.text(f"column-{name}") for name in names)
    return View(title=said.say("families-title", count=len(found)), tables=(Table(header, rows),))


def members_view(
    said: Words, families: Families, family: str, found: Sequence[MemberFacts]
) -> View:
    """Return every model seen in a family's namespaces: counted or not, and why."""
    counted = sum(its.counted for its in found)
    header = tuple(said.text(f"column-{name}") for name in ("model", "counted", "why"))
    rows = tuple(
        (
            cell(model_span(its.model)),
            cell(said.text("counted-yes" if its.counted else "counted-no")),
            _why(said, families, family, its),
        )
        for its in found
    )
    return View(
        title=said.say(
            "members-title",
            family=group_span(families, Grouping.FAMILY, family, said),
            counted=counted,
            seen=len(found),
        ),
        tables=(Table(header, rows),) if rows else (),
    )


def _why(said: Words, families: Families, family: str, its: MemberFacts) -> Line:
    """Return why a model is counted or not; one of another family says of which."""
    if its.family not in (None, family):
        other = group_span(families, Grouping.FAMILY, its.family or "", said)
        return said.say("why-other-family", family=other)
    return said.say(f"why-{its.why}")


def checked_view(said: Words, file: str, count: int) -> View:
    """Return that an operator's file has no mistake."""
    return View(title=said.say("families-checked", file=file, count=count), private=True)
