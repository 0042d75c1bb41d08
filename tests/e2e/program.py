"""The real program in a process of its own, and small invented days for it to read."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[2]
NEEDED = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT)}
LIMIT_SECONDS = 60
"""No command on these few days takes more than a second or two; one that hangs fails."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a command came to."""

    words: tuple[str, ...]
    status: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """What `--json` printed: one object a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def object(self) -> dict[str, Any]:
        """The only object that `--json` printed."""
        [found] = self.objects
        return found

    @property
    def is_explained(self) -> bool:
        """Whether it failed as a failure should: one sentence on stderr, status 1."""
        return self.status == 1 and len(self.err.splitlines()) == 1


class Warm:
    """Processes that run commands without starting Python anew; see `warm`."""

    def __init__(self) -> None:
        """Start none: the first command does."""
        self._idle: SimpleQueue[subprocess.Popen[str]] = SimpleQueue()

    def status(self, request: Mapping[str, object]) -> int:
        """Run a command and return its status."""
        server = self._taken()
        assert server.stdin
        assert server.stdout
        server.stdin.write(f"{json.dumps(request)}\n")
        server.stdin.flush()
        answer = server.stdout.readline()
        assert answer, "the warm process has ended"
        self._idle.put(server)
        return int(answer)

    def _taken(self) -> "subprocess.Popen[str]":
        try:
            return self._idle.get_nowait()
        except Empty:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.e2e.warm"],
                cwd=ROOT,
                env=NEEDED,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="utf-8",
            )

    def close(self) -> None:
        """End them all."""
        while not self._idle.empty():
            with self._idle.get() as server:
                assert server.stdin
                server.stdin.close()


WARM = Warm()


@dataclass(frozen=True, slots=True)
class Overtake:
    """`overtake`, run in a folder with nothing in its environment but what it needs.

    Whatever is asked of it, there is never a traceback.
    """

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.folder / "overtake.db"

    @property
    def whole_environment(self) -> dict[str, str]:
        """Return all that the process will find in its environment."""
        return {**NEEDED, "OVERTAKE_DATABASE": str(self.database), **self.environment}

    def __call__(self, *words: str) -> Run:
        """Run a command to its end, started warm where a process can be forked."""
        if not hasattr(os, "fork"):
            return self.cold(*words)
        with TemporaryDirectory() as folder:
            to = [Path(folder, name) for name in ("out", "err")]
            status = WARM.status(
                {
                    "words": words,
                    "folder": str(self.folder),
                    "environment": self.whole_environment,
                    "to": [str(path) for path in to],
                }
            )
            out, err = (path.read_text(encoding="utf-8") for path in to)
        return self._checked(Run(words, status, out, err))

    def cold(self, *words: str, stdout: int = subprocess.PIPE) -> Run:
        """Run a command to its end as a shell would."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=self.folder,
            env=self.whole_environment,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            encoding=self.environment.get("PYTHONIOENCODING", "utf-8"),
            timeout=LIMIT_SECONDS,
            check=False,
        )
        return self._checked(Run(words, done.returncode, done.stdout or "", done.stderr))

    def _checked(self, run: Run) -> Run:
        """Keep what it printed, beside its folder: for the search for secrets."""
        kept = self.folder.with_name(f"{self.folder.name}.printed")
        with kept.open("a", encoding="utf-8") as file:
            file.write(run.out + run.err)
        assert "Traceback" not in run.err, f"{run.words}: {run.err}"
        return run

    def together(self, questions: Sequence[Sequence[str]], at_once: int | None = None) -> list[Run]:
        """Run commands at the same time, by default as many at once as there are cores."""
        with ThreadPoolExecutor(at_once or os.cpu_count()) as pool:
            return list(pool.map(lambda words: self(*words), questions))


# --- invented days: a list of Google's, into which Qwen's newest goes, and Qwen passes Llama

HERO = "Qwen/Qwen4-8B"
FILLER = [f"google/gemma-9-{n}b" for n in range(1, 31)]
LAST = 8
"""Days 1 to 8 of May 2026."""


def name_of(day: int) -> str:
    return f"2026-05-{day:02}"


def row(name: str, rank: int, day: int) -> dict[str, object]:
    return {
        "id": name,
        "downloads": 900_000 - 1_000 * rank + 7 * day,
        "likes": 5_000 - 10 * rank + day,
        "trendingScore": 200 - rank - day / 10,
    }


def document(day: int) -> dict[str, Any]:
    """Return a day.

    The hero is there from the 4th and has a link of its own; Qwen passes Llama on the 5th, which is
    confirmed on the 6th; on the 7th `downloads` was fetched empty.
    """
    listed = FILLER if day < 4 else [HERO, *FILLER[:-1]]
    totals = {"Qwen/Qwen3-8B": 30_000_000 + 1_000_000 * day, "meta-llama/Llama-5": 34_500_000}
    return {
        "taken_at": f"{name_of(day)}T13:30:00Z",
        "lists": {"trending": listed, "downloads": [] if day == 7 else listed},
        "namespaces": ["Qwen", "meta-llama"],
        "models": [
            *(row(name, rank, day) for rank, name in enumerate(listed, start=1)),
            *({**row(name, 40, day), "downloadsAllTime": total} for name, total in totals.items()),
        ],
    }


def write(folder: Path, day: int, *, name: str = "") -> Path:
    """Write a day's file and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or f"{name_of(day)}.json")
    path.write_text(json.dumps(document(day)), encoding="utf-8")
    return path
