"""Every sentence that people read, one file a language; numbers and dates formatted for it.

The files are Fluent (projectfluent.org), which knows each language's plurals; Babel formats numbers
and dates. A new language is one file here.
"""

import re
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal, format_percent
from fluent.runtime import FluentBundle, FluentResource

from bot.model import Line, Span

DEFAULT = "en"
SHORTENED_FROM = 10_000
"""Smaller numbers are short enough in full."""
_MARK = re.compile("\ue000(\\d+)\ue001")
"""Where a name stands in a sentence while it is formatted; private-use characters of Unicode."""

LONGEST_WORD = 2_000
"""Fluent itself refuses to put more than 2,500 characters into a sentence."""
_NO_MARKS = dict.fromkeys((0xE000, 0xE001))

Word = str | int | Span | Line


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of all languages there is a file for."""
    names = (entry.name for entry in files("bot.texts").iterdir())
    return tuple(sorted(name.removesuffix(".ftl") for name in names if name.endswith(".ftl")))


def nearest(code: str) -> str:
    """Return the language to speak to someone whose language is `code`, e.g. `es` for `es-MX`."""
    language = re.split("[-_]", code)[0].lower()
    return language if language in languages() else DEFAULT


def read(language: str) -> str:
    """Return a language's file."""
    return files("bot.texts").joinpath(f"{language}.ftl").read_text(encoding="utf-8")


@cache
def words(language: str) -> "Words":
    """Return a language, read once."""
    return Words(nearest(language))


class Words:
    """One language: its sentences, numbers and dates."""

    def __init__(self, language: str) -> None:
        """Read the language's file."""
        self.language = language
        self.locale = Locale.parse(language)
        self._bundle = FluentBundle([language], use_isolating=False)
        self._bundle.add_resource(FluentResource(read(language)))

    def say(self, key: str, **given: Word) -> Line:
        """Return a sentence; a span among the given words keeps its link. Raises KeyError."""
        lines: list[Line] = []
        plain: dict[str, str | int] = {}
        for name, word in given.items():
            if isinstance(word, int):
                plain[name] = word
            elif isinstance(word, str):
                plain[name] = word.translate(_NO_MARKS)[:LONGEST_WORD]
            else:
                plain[name] = f"\ue000{len(lines)}\ue001"
                lines.append(as_line(word))
        return _split(self.text(key, **plain), lines)

    def text(self, key: str, **given: str | int) -> str:
        """Return a sentence as plain text. Raises KeyError for one that is not in the file."""
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise KeyError(key)
        text, errors = self._bundle.format_pattern(pattern, given)
        if errors:
            raise KeyError(f"{key}: {errors[0]}")
        return text.replace("\n", " ") if isinstance(text, str) else str(text)

    def has(self, key: str) -> bool:
        """Return whether there is such a sentence."""
        return self._bundle.has_message(key)

    def reason(self, text: str) -> str:
        """Return the sentence that a key names; any other text as it is."""
        return self.text(text) if self.has(text) else text

    def number(self, value: float) -> str:
        """Return a number in full, e.g. 1,234,567 or 92.5."""
        return format_decimal(value, locale=self.locale)

    def short(self, value: float) -> str:
        """Return a number for a glance, e.g. 1.23M."""
        if abs(value) < SHORTENED_FROM:
            return self.number(round(value, 1))
        return format_compact_decimal(value, locale=self.locale, fraction_digits=2)

    def signed(self, value: float) -> str:
        """Return a short number with its sign."""
        return ("+" if value > 0 else "") + self.short(value)

    def percent(self, part: float, *, signed: bool = False) -> str:
        """Return a part of one as a percentage, e.g. 12.5%."""
        whole = self.locale.percent_formats[None].pattern
        text = format_percent(part, re.sub(r"0(?=\D*$)", "0.#", whole), locale=self.locale)
        return f"+{text}" if signed and part > 0 else text

    def day(self, day: date) -> str:
        """Return a day without its year, e.g. Jun 9."""
        return format_skeleton("MMMd", day, locale=self.locale)

    def date(self, day: date) -> str:
        """Return a day, e.g. Jun 9, 2026."""
        return format_date(day, "medium", locale=self.locale)

    def time(self, moment: datetime) -> str:
        """Return a moment in UTC, e.g. Jun 9, 2026, 13:30 UTC."""
        return f"{self.date(moment.date())}, {moment:%H:%M} UTC"

    def moment(self, moment: datetime) -> Span:
        """Return a moment that a platform may show in each reader's own time zone."""
        return Span(self.time(moment), at=moment)

    def listed(self, lines: tuple[Word, ...], last: str = "list-and") -> Line:
        """Return things in a row: a, b and c; with `list-or`, a, b or c."""
        if not lines[1:]:
            return as_line(lines[0]) if lines else ()
        head: list[Span] = list(as_line(lines[0]))
        for line in lines[1:-1]:
            head += [Span(", "), *as_line(line)]
        return self.say(last, first=tuple(head), last=as_line(lines[-1]))


def as_line(word: Word) -> Line:
    """Return any word as a line."""
    if isinstance(word, tuple):
        return word
    return (word,) if isinstance(word, Span) else (Span(str(word)),)


def plain(line: Line) -> str:
    """Return a line without its links."""
    return "".join(span.text for span in line)


def _split(text: str, lines: list[Line]) -> Line:
    """Put the lines back where their marks are."""
    pieces = _MARK.split(text)
    whole: list[Span] = []
    for n, piece in enumerate(pieces):
        whole.extend(lines[int(piece)] if n % 2 else (Span(piece),))
    return tuple(span for span in whole if span.text)
