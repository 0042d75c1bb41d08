"""What can be filled in, free of any platform: a modal where there are such."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.model.channels import Line


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that an option can be given."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to choose; it always has a value."""

    name: str
    """The option that it gives."""
    label: str
    offered: tuple[Suggestion, ...]
    chosen: tuple[str, ...]
    """The values that it has; they are among those offered."""
    many: bool = False
    """It takes several, and is then given with commas between them."""


@dataclass(frozen=True, slots=True)
class Form:
    """Fields that together are a question; filled in, they are what it is given besides."""

    title: str
    intro: Line
    fields: tuple[Field, ...]
    command: str
    given: Mapping[str, str]
    submit: str
    cancel: str
