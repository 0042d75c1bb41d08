"""What is asked: the same questions at every run, on whichever platform."""

import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

BOARDS = ("trending", "llm", "downloads", "likes")
FAMILIES = ("qwen", "llama", "gemma", "mistral", "deepseek", "phi", "alibaba", "china", "meta")
PRESS, AUTOCOMPLETE = "press", "autocomplete"


@dataclass(frozen=True)
class Question:
    """One thing that somebody does."""

    kind: str
    line: str
    given: dict[str, str] = field(default_factory=dict)
    typed: str = ""
    """Into the option `name`, where it is an autocompletion."""


def questions(database: Path, lacks: str, seed: int = 3) -> Iterator[Question]:
    """Give questions without end, the same ones at every run, but none of a kind."""
    dice = random.Random(seed)
    with closing(sqlite3.connect(database)) as db:
        listed = [
            name
            for (name,) in db.execute(
                "SELECT DISTINCT name FROM model, place"
                " WHERE model.id = place.model_id ORDER BY name"
            )
        ]
        known = [name for (name,) in db.execute("SELECT name FROM model ORDER BY id")]
        told = [str(n) for (n,) in db.execute("SELECT id FROM event WHERE state = 'told'")]
    mix: dict[str, tuple[int, Callable[[], Question]]] = {
        "rank family": (20, lambda: Question("", "rank", {"name": dice.choice(FAMILIES)})),
        "rank model": (15, lambda: Question("", "rank", {"name": dice.choice(listed)})),
        "rank unlisted": (10, lambda: Question("", "rank", {"name": dice.choice(known)})),
        "near miss": (10, lambda: Question("", "rank", {"name": misspelt(dice, known)})),
        "top": (10, lambda: Question("", "top", {"board": dice.choice(BOARDS)})),
        "compare": (
            10,
            lambda: Question("", "compare", dict(zip("ab", dice.sample(FAMILIES, 2), strict=True))),
        ),
        "movers": (5, lambda: Question("", "movers", {"board": dice.choice(BOARDS)})),
        "why": (5, lambda: Question("", "why", {"event": dice.choice(told)})),
        AUTOCOMPLETE: (15, lambda: Question("", "rank", typed=begun(dice, known))),
        PRESS: (15, lambda: Question("", "")),
    }
    del mix[lacks]
    weights = [weight for weight, _ in mix.values()]
    while True:
        [kind] = dice.choices(list(mix), weights)
        its = mix[kind][1]()
        yield Question(kind, its.line, its.given, its.typed)


def misspelt(dice: random.Random, known: Sequence[str]) -> str:
    """Return a model's or a family's name with a letter too few."""
    name = dice.choice([*FAMILIES, dice.choice(known)])
    gone = dice.randrange(1, len(name))
    return name[:gone] + name[gone + 1 :]


def begun(dice: random.Random, known: Sequence[str]) -> str:
    name = dice.choice([*FAMILIES, dice.choice(known)])
    return name[: dice.randint(1, len(name))]
