"""Who plays: the models of `cast.toml`, as frozen records."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Actor:
    """One model: what it is, how large it is on the first day, and how it grows."""

    name: str
    born: date
    """When it was created (known) or comes out (new)."""
    pipeline_tag: str
    library: str
    listed: bool
    """Its namespace is read in full every day."""
    growth: float
    """The factor on its daily downloads, in 30 days."""
    downloads: int
    """In 30 days: on the first day, or once a new model has settled."""
    likes: int = 0
    all_time: int = 0
    derivatives: int = 0
    buzz: int = 0
    """Likes that the first weeks of a new model bring; 0 for a known one."""


def read_cast() -> tuple[Actor, ...]:
    """Return every model of `cast.toml`, in its order."""
    text = files(__package__).joinpath("cast.toml").read_text(encoding="utf-8")
    return tuple(_actors(tomllib.loads(text)))


def _actors(document: dict[str, Any]) -> Iterator[Actor]:
    for group in (*document["namespace"], document["elsewhere"]):
        prefix = f"{group['name']}/" if "name" in group else ""
        for row in group["known"]:
            yield _known(_newcomer(document, group, prefix, row[:4]), *row[4:])
        for row in group.get("new", ()):
            yield replace(_newcomer(document, group, prefix, row[:4]), buzz=row[4])


def _newcomer(
    document: dict[str, Any], group: dict[str, Any], prefix: str, row: Sequence[Any]
) -> Actor:
    """Return an actor with what `known` and `new` rows have in common."""
    name, born, task, thousands = row
    tag, library = document["tasks"][task]
    return Actor(
        name=prefix + name,
        born=born,
        pipeline_tag=tag,
        library=library,
        listed=bool(prefix),
        growth=group["growth"],
        downloads=thousands * 1_000,
    )


def _known(actor: Actor, likes: int, millions: float = 0.0, derivatives: int = 0) -> Actor:
    all_time = round(millions * 1_000_000)
    return replace(actor, likes=likes, all_time=all_time, derivatives=derivatives)
