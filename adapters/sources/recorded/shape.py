"""The shape of a recorded day's file, and what is said of a file that hasn't got it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.types import StringConstraints
from pydantic_core import ErrorDetails, PydanticCustomError

from bot.ports import SourceError

MOST = 2**63 - 1
"""The largest counter that a database's integer can hold."""


class RecordedError(SourceError):
    """A recorded day can't be read or written.

    One sentence that names the file, the line or key, and what to do.
    """


def in_utc(moment: datetime) -> datetime:
    """Return the same time in UTC; a naive one is taken to be in UTC."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _time(value: object) -> datetime | None:
    """Return the time that `value` writes, in UTC; None if it is no time."""
    if not isinstance(value, str):
        return None
    try:
        return in_utc(datetime.fromisoformat(value))
    except (ValueError, OverflowError):  # the year 1 has no earlier day for another time zone
        return None


YEARS = range(2016, 2200)
"""Hugging Face was founded in 2016; a year far off is a fault of whoever wrote the file."""


def _moment(value: object) -> datetime:
    moment = _time(value)
    if moment is None:
        raise PydanticCustomError("moment", "must be a time such as 2026-05-04T21:27:12Z")
    if moment.year not in YEARS:
        raise PydanticCustomError("moment", "must be of a year in which the Hub was there")
    return moment


def _number(value: object) -> float | None:
    # Not pydantic's own: its strict float refuses 5 for no reason of ours, its lax one takes "5".
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("number", "must be a number")
    if not abs(value) <= MOST:  # so asked that it holds for NaN too
        raise PydanticCustomError("number", "must be a number that can be stored")
    return value


def _counter(value: object) -> int | None:
    number = _number(value)
    if number is not None and number < 0:
        raise PydanticCustomError("counter", "must be 0 or more")
    return None if number is None else int(number)


def _children(value: object) -> int | None:
    """Read a count of derivatives: one number, or the Hub's own dict of one for each relation."""
    if not isinstance(value, dict):
        return _counter(value)
    counts = [count for relation in value.values() if (count := _counter(relation)) is not None]
    return _counter(sum(counts)) if counts else None


_Name = Annotated[str, StringConstraints(pattern=r"\S")]
_Moment = Annotated[datetime, BeforeValidator(_moment)]
_Created = Annotated[datetime | None, BeforeValidator(_time)]
_Counter = Annotated[int | None, BeforeValidator(_counter)]
_Children = Annotated[int | None, BeforeValidator(_children)]
# Unchecked after our own check, since a whole score stays an int.
_Score = Annotated[int | float | None, BeforeValidator(_number)]


class Shape(BaseModel):
    """Types are meant; keys that we have no use for are passed over."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class Row(Shape):
    """A model, in the Hub's own keys."""

    id: _Name
    hub_id: str | None = Field(None, alias="_id")
    kind: str | None = None
    downloads: _Counter = None
    all_time: _Counter = Field(None, alias="downloadsAllTime")
    likes: _Counter = None
    trending: _Score = Field(None, alias="trendingScore")
    pipeline_tag: str | None = None
    created_at: _Created = Field(None, alias="createdAt")
    derivatives: _Children = Field(None, alias="childrenModelCount")
    library: str | None = Field(None, alias="library_name")


class Stamp(Shape):
    """As much of a day as its place in time depends on."""

    taken_at: _Moment


class Day(Stamp):
    """A whole file."""

    lists: dict[_Name, list[_Name]]
    models: list[Row]
    namespaces: list[_Name] | None = None
    gone: list[_Name] | None = None
    missing: list[_Name] | None = None


_PHRASES = {
    "missing": "is missing",
    "string_type": "must be text",
    "string_unicode": "holds broken characters",
    "string_pattern_mismatch": "must not be empty",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
}
"""What is wrong, in our words; the types that are not here are worded where they are raised."""


Shaped = TypeVar("Shaped", bound=Shape)


def shaped(path: Path, shape: type[Shaped]) -> Shaped:
    """Return the file's content in that shape, or raise RecordedError."""
    try:
        return shape.model_validate(_parsed(path))
    except ValidationError as error:
        first, *others = error.errors(include_url=False, include_context=False)
        more = f" (and {len(others)} more like it)" if others else ""
        raise RecordedError(
            f"{path}: {_what_is_wrong(first)}{more}; correct it, or export the day again"
        ) from None


def _parsed(path: Path) -> object:
    try:
        # Editors on Windows put a byte order mark first.
        parsed: object = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise unreadable(path, error) from None
    except UnicodeDecodeError as error:
        raise RecordedError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except json.JSONDecodeError as error:
        raise RecordedError(
            f"{path}, line {error.lineno}, column {error.colno}: not JSON ({error.msg}); "
            "correct it, or export the day again"
        ) from None
    except (ValueError, RecursionError):  # Python reads no number of over 4,300 digits
        raise RecordedError(
            f"{path}: a number too long or brackets too deep to read; export the day again"
        ) from None
    return parsed


def unreadable(path: Path, error: OSError) -> RecordedError:
    """Return what is said of a file that the system refuses."""
    return RecordedError(
        f"{path}: can't be read ({error.strerror}); check that it is there and yours to read"
    )


def _what_is_wrong(error: ErrorDetails) -> str:
    phrase = _PHRASES.get(error["type"], error["msg"])
    keys = [str(key) for key in error["loc"]]
    if keys[-1:] == ["[key]"]:  # pydantic's mark of a key that is itself wrong
        return f"a name in `{keys[0]}` {phrase}"
    named = "".join(c if c.isprintable() else "?" for c in ".".join(keys))
    return f"`{named}` {phrase}" if keys else f"the file {phrase}"
