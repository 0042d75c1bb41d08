"""One thing that is wrong with what the bot sent."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong, where; `refused` if Discord itself answers with a 400."""

    where: str
    what: str
    refused: bool = True

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


def length(where: str, text: object, most: int, least: int = 0) -> Iterator[Flaw]:
    """Whether a text, if it is one, has as many characters as it may have."""
    if isinstance(text, str) and not least <= len(text) <= most:
        yield Flaw(where, f"{len(text)} characters, not {least} to {most}")


def count(where: str, things: object, most: int) -> Iterator[Flaw]:
    if isinstance(things, list) and len(things) > most:
        yield Flaw(where, f"{len(things)} of them, at most {most}")


def link(where: str, address: object) -> Iterator[Flaw]:
    """Whether an address, if there is one, can be opened."""
    if address is not None and not str(address).startswith(("https://", "http://")):
        yield Flaw(where, f"not a link that opens: {address!r}")
