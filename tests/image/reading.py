"""The Dockerfile and `.dockerignore` as data."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import translate
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Instruction:
    """One of a Dockerfile: `RUN`, and what stands behind it."""

    word: str
    text: str

    @property
    def words(self) -> list[str]:
        """Return what it is given as a shell reads it, or as its JSON has it (the exec form)."""
        return json.loads(self.text) if self.text.startswith("[") else shlex.split(self.text)


@dataclass(frozen=True, slots=True)
class Stage:
    """What stands between two `FROM`: the image it starts from, its name, its steps."""

    base: str
    name: str
    steps: tuple[Instruction, ...]

    def all(self, word: str) -> list[Instruction]:
        """Return its steps of one kind, in order."""
        return [step for step in self.steps if step.word == word]

    def only(self, word: str) -> Instruction:
        """Return its one step of a kind."""
        [found] = self.all(word)
        return found

    @property
    def health(self) -> Instruction:
        """Return the command of `HEALTHCHECK`, which may have options before it."""
        return Instruction("CMD", self.only("HEALTHCHECK").text.partition("CMD ")[2])

    @property
    def environment(self) -> dict[str, str]:
        """Return what `ENV` sets; a `$NAME` in it stands as it is."""
        pairs = (pair for step in self.all("ENV") for pair in step.words)
        return dict(pair.split("=", 1) for pair in pairs)

    @property
    def copies(self) -> Iterator[tuple[list[str], str]]:
        """Give what is copied from the build's folder: the sources, and where to."""
        for step in self.all("COPY"):
            if not step.text.startswith("--from="):
                *sources, target = step.words
                yield sources, target


def stages(dockerfile: str) -> list[Stage]:
    """Return the stages, with each `ARG` that stands before the first one put in."""
    lines = [line for line in dockerfile.splitlines() if not line.lstrip().startswith("#")]
    text = re.sub(r"\\\n\s*", "", "\n".join(lines))
    split = [Instruction(*line.split(None, 1)) for line in text.splitlines() if line.strip()]
    starts = [at for at, step in enumerate(split) if step.word == "FROM"]
    given = dict(step.text.split("=", 1) for step in split[: starts[0]])
    return [
        _stage(split[at].words, split[at + 1 : end], given)
        for at, end in zip(starts, [*starts[1:], len(split)], strict=True)
    ]


def _stage(start: list[str], steps: list[Instruction], given: dict[str, str]) -> Stage:
    base, *name = start
    for argument, value in given.items():
        base = base.replace(f"${{{argument}}}", value)
    return Stage(base, name[-1] if name else "", tuple(steps))


def is_let_through(path: str, ignore: str) -> bool:
    """Return whether `.dockerignore` lets a file into the build: the last line that fits says.

    A line fits a file, or a folder above it; `!` lets in; `**/` is any depth.
    """
    within = [path, *(str(its) for its in PurePosixPath(path).parents if its.name)]
    let = True
    for line in ignore.splitlines():
        pattern = line.strip().removeprefix("!")
        if pattern and not pattern.startswith("#") and any(_fits(its, pattern) for its in within):
            let = line.startswith("!")
    return let


def _fits(path: str, pattern: str) -> bool:
    anywhere = pattern.startswith("**/")
    parts, wanted = path.split("/"), pattern.removeprefix("**/").split("/")
    compared = parts[-len(wanted) :] if anywhere else parts
    return len(compared) == len(wanted) and all(
        re.match(translate(one), part) for one, part in zip(wanted, compared, strict=True)
    )
