"""What the builder made, started as the image would be: `contain.sh` stands for the engine.

Without root, or elsewhere than on Linux, it is started as it is: `Image.is_contained` says which.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.image.reading import ROOT, stages

BUILDER, FINAL = stages((ROOT / "Dockerfile").read_text(encoding="utf-8"))
VOLUME = FINAL.only("VOLUME").text
USER, GROUP = FINAL.only("USER").text.split(":")
TMP = "/tmp"  # noqa: S108 - the container's own
PATIENCE = 60.0
"""Seconds that anything may take before it counts as never."""
SOON = 0.02
"""Seconds between two looks."""
HAS_LESS = ("--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all")
"""What compose.yaml takes away."""


class Wrong(Exception):  # noqa: N818 - what is wrong with the image, in a sentence
    """Something of the image is not as it should be."""


def hold(holds: object, otherwise: str) -> None:
    """Raise Wrong unless something holds."""
    if not holds:
        raise Wrong(otherwise)


@dataclass(frozen=True, slots=True)
class Started:
    """The bot in a container of its own."""

    starter: subprocess.Popen[bytes]
    """It ends when process 1 does, and as that does."""
    first: int
    """Process 1, by its number outside."""
    log: Path

    @property
    def said(self) -> str:
        """All that it said."""
        return self.log.read_text(encoding="utf-8")

    def status(self, name: str) -> str:
        """Return what the kernel knows of it, as `VmHWM`."""
        lines = Path(f"/proc/{self.first}/status").read_text(encoding="utf-8").splitlines()
        return next(line.split()[1] for line in lines if line.startswith(f"{name}:"))

    def comes_to(self, holds: Callable[[], object], otherwise: str) -> None:
        """Wait until something holds; raises Wrong if it ends before."""
        until = time.monotonic() + PATIENCE
        while not holds():
            is_there = self.starter.poll() is None and time.monotonic() < until
            hold(is_there, f"{otherwise}:\n{self.said}")
            time.sleep(SOON)

    def stop(self, name: str, within: float) -> float:
        """Send process 1 the signal, as `docker stop` does; return the seconds until its end."""
        began = time.monotonic()
        subprocess.run(["kill", "-s", name.removeprefix("SIG"), str(self.first)], check=True)
        try:
            self.starter.wait(within)
        except subprocess.TimeoutExpired:
            raise Wrong(f"{name} did not end it within {within:.0f} s:\n{self.said}") from None
        return time.monotonic() - began


class Image:
    """Where containers are started from."""

    def __init__(self, environment: Path, folder: Path, hub: str) -> None:
        """Take what the builder made, a folder to work in, and the address of a Hub."""
        self.environment, self.folder, self.hub = environment, folder, hub
        self.is_contained = os.geteuid() == 0 and sys.platform == "linux"

    def volume(self, name: str, *, is_ours: bool = True) -> Path:
        """Return a new volume, the image's user's own or somebody else's."""
        folder = self.folder / name
        folder.mkdir()
        if not self.is_contained:
            folder.chmod(0o755 if is_ours else 0o555)
        elif is_ours:
            os.chown(folder, int(USER), int(GROUP))
        return folder

    def run(self, volume: Path, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end in a container of its own (`docker run`)."""
        return ended(self._apart(volume, command))

    def beside(
        self, there: Started, volume: Path, *command: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end in the bot's container (`docker exec`)."""
        into = ["nsenter", f"--target={there.first}", "--mount", "--pid", "--root"]
        return ended([*(into if self.is_contained else ()), *self._as_user(volume), *command])

    @contextmanager
    def running(self, volume: Path, *command: str) -> Iterator[Started]:
        """Start the bot in a container of its own; at the end it is gone."""
        log = self.folder / f"{volume.name}.log"
        with log.open("wb") as to:
            starter = subprocess.Popen(self._apart(volume, command), stdout=to, stderr=to)
        there = Started(starter, starter.pid, log)
        try:
            if self.is_contained:
                children = Path(f"/proc/{starter.pid}/task/{starter.pid}/children")
                there.comes_to(lambda: children.read_text().strip(), "no process 1")
                there = Started(starter, int(children.read_text()), log)
            yield there
        finally:
            starter.kill()
            starter.wait()

    def _apart(self, volume: Path, command: Sequence[str]) -> list[str]:
        """Return the words that start a command in a container of its own."""
        words = [*self._as_user(volume), *command]
        if not self.is_contained:
            return words
        root = self.folder / "root"
        root.mkdir(exist_ok=True)
        shown = f"{sys.base_prefix}:{self.environment}"
        script = [str(its) for its in (ROOT / "tests/image/contain.sh", root, volume, shown)]
        return ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", *script, *words]

    def _as_user(self, volume: Path) -> list[str]:
        """Return the words that give up all rights, and start from the image's variables."""
        path = f"{self.environment}/bin:/usr/local/bin:/usr/bin:/bin"
        given = {**FINAL.environment, "PATH": path, "HOME": VOLUME, **self._for_the_check()}
        at = FINAL.only("WORKDIR").text
        if not self.is_contained:
            given["HF_HOME"] = f"{self.folder}/huggingface"
            given = {name: its.replace(VOLUME, str(volume), 1) for name, its in given.items()}
            at = at.replace(VOLUME, str(volume), 1)
        variables = [f"{name}={its}" for name, its in given.items()]
        scene = ["env", "--ignore-environment", f"--chdir={at}", *variables]
        rights = ["setpriv", f"--reuid={USER}", f"--regid={GROUP}", *HAS_LESS]
        return [*rights, *scene] if self.is_contained else scene

    def _for_the_check(self) -> dict[str, str]:
        """Return what makes a day short, and due whatever the hour."""
        return {
            "HF_ENDPOINT": self.hub,
            "OVERTAKE_HUB_PAUSE": "0",
            "OVERTAKE_JITTER": "0",
            "OVERTAKE_SCHEDULE": "0 0 * * *",
        }


def ended(words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with nothing on standard input; raises Wrong if there is none."""
    try:
        return subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise Wrong(f"no end within {PATIENCE:.0f} s: {late.cmd}") from late
