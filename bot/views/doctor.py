"""What the doctor finds, in words. Pure."""

from datetime import date, datetime

from bot.model import Condition, Detail, Finding
from bot.texts import Words

SIZES = frozenset({"size", "free", "needed"})
"""Details that are bytes."""
MEGABYTE, GIGABYTE = 1_000_000, 1_000_000_000
SMALL = 10
"""Below so many megabytes or seconds the first decimal is worth saying."""


def found_text(said: Words, its: Finding) -> str:
    """Return what was found, as a sentence without its full stop."""
    return said.text(f"found-{its.found}", **_words(said, its))


def advice_text(said: Words, its: Finding) -> str:
    """Return what to do about it; nothing where all is well."""
    if its.condition is Condition.OK:
        return ""
    return said.text(f"advice-{its.found}", **_words(said, its))


def _words(said: Words, its: Finding) -> dict[str, str | int]:
    return {name: _word(said, name, detail) for name, detail in its.given.items()}


def _word(said: Words, name: str, detail: Detail) -> str | int:  # noqa: PLR0911 - one for each type
    if isinstance(detail, tuple):
        return ", ".join(_permission(said, one) for one in detail)
    if name in SIZES and isinstance(detail, int):
        return _size(said, detail)
    if isinstance(detail, float):
        return _rounded(said, detail)
    if isinstance(detail, datetime):
        return said.time(detail)
    if isinstance(detail, date):
        return said.date(detail)
    if isinstance(detail, str):
        return said.text(f"whose-{detail}") if name == "of" else said.reason(detail)
    return detail


def _size(said: Words, size: int) -> str:
    large = size >= GIGABYTE
    unit, name = (GIGABYTE, "GB") if large else (MEGABYTE, "MB")
    return f"{_rounded(said, size / unit)} {name}"


def _rounded(said: Words, value: float) -> str:
    return said.number(round(value, 1) if value < SMALL else round(value))


def _permission(said: Words, name: str) -> str:
    """Return a permission by its name; whatever else there are several of as it is."""
    key = f"permission-{name}"
    return said.text(key) if said.has(key) else name
