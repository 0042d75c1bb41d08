"""A families file as it was read, and the line on which a mistake stands. Pure."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol


class FamiliesError(ValueError):
    """A mistake in a families file: `<file>, line N: what is wrong and what to do`."""


class File(Protocol):
    """What `load` asks of a `pathlib.Path`: the core names no files, it is handed one to read."""

    def read_bytes(self) -> bytes:
        """Return what it holds. Raises OSError."""


def read(path: File) -> str:
    """Return the text of a file, which may start with the mark that Windows editors write."""
    try:
        raw = path.read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = f"{path}: the families file can't be read ({reason}): correct its path or rights"
        raise FamiliesError(message) from error
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FamiliesError(f"{path}, line {line}: not UTF-8 text: save it as UTF-8") from error


_HEADER = re.compile(r"\s*\[\[?([^\[\]]+)\]\]?\s*(?:#.*)?$")
_PART = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_KEY = re.compile(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=")
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Page:
    """A file as it was read; it finds a line only once there is a mistake to name."""

    name: str
    text: str
    height: int
    """How many files lie below it: of two entries that disagree, the higher one is at fault."""

    def mistake(self, path: tuple[str, ...], what: str, item: object = None) -> FamiliesError:
        """Return the error that names the line of a table or key, or of an item in its list."""
        return self.mistake_at(self._line(path, item), what)

    def mistake_at(self, line: int, what: str) -> FamiliesError:
        """Return the error that names a line."""
        return FamiliesError(f"{self.name}, line {line}: {what}")

    def _line(self, path: tuple[str, ...], item: object) -> int:
        """Return the line of a path, else of the nearest table around it, else 1."""
        paths = list(self._paths())
        for length in range(len(path), 0, -1):
            for line, there in paths:
                if there[:length] == path[:length]:
                    ends = (later for later, _ in paths if later > line)
                    return self._item_line(line, next(ends, None), item)
        return 1

    def _item_line(self, start: int, end: int | None, item: object) -> int:
        """Return the line between two at which an item is quoted, else the first of them."""
        lines = self.text.split("\n")[start - 1 : end and end - 1]
        quoted = (f'"{item}"', f"'{item}'")
        hits = (n for n, line in enumerate(lines, start) if any(it in line for it in quoted))
        return next(hits, start)

    def _paths(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield the line and full path of each table header and key."""
        table: tuple[str, ...] = ()
        for number, line in enumerate(self.text.split("\n"), start=1):
            if header := _HEADER.match(line):
                table = _parts(header[1])
                yield number, table
            elif key := _KEY.match(line):
                yield number, table + _parts(key[1])


def _parts(dotted: str) -> tuple[str, ...]:
    """Return the parts of a dotted TOML key, without their quotes."""
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))


def tables_of(page: Page) -> Mapping[str, object]:
    """Return what the TOML says. Raises FamiliesError where it is none."""
    try:
        return tomllib.loads(page.text)
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        place = _AT_LINE.search(said)
        line = int(place[1]) if place and place[1] else page.text.rstrip("\n").count("\n") + 1
        what = f"this is not TOML ({_AT_LINE.sub('', said)}): compare it with the lines around it"
        raise page.mistake_at(line, what) from error
