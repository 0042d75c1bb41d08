"""`make image-check`: what can be known of the image where there is no Docker engine.

The Dockerfile is linted. The builder's steps are run in order, in a clean virtual environment, from
a copy of what `.dockerignore` lets through. What they made is started as the image would be: its
user, a tree that can't be written, a volume, process 1; that needs root on Linux. The steps of the
final stage (the user, the standard library's bytecode) need an engine: CONTRIBUTING.md has one.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.hub import Hub, world
from tests.image.container import BUILDER, FINAL, GROUP, TMP, USER, VOLUME, Image, Wrong, hold
from tests.image.reading import ROOT, is_let_through

VENV = BUILDER.all("RUN")[0].words[-1]
"""Where the builder makes the environment that the image has."""
ENTRY = FINAL.only("ENTRYPOINT").words
RUN = [*ENTRY, *FINAL.only("CMD").words]
HEALTH = FINAL.health.words
STOP = FINAL.only("STOPSIGNAL").text
STOPS_WITHIN = 5.0
"""Seconds (SPEC 8)."""
CHOWN = f"chown -R {USER}:{GROUP} {VOLUME}"
MEGABYTE = 1024
"""In the kernel's kB."""


DRAWING = """
import asyncio, glob
from datetime import date
from bot.drawing import Studio
from bot.model import Curve, Figure, Shape

def unheard(step, **facts):
    raise AssertionError((step, facts))

async def main():
    studio = Studio(unheard)
    lines = tuple(Curve(name, (1.0, 2.0, 3.0)) for name in ("Qwen", "Llama"))
    figure = Figure(Shape.RACE, "Race", date(2026, 5, 1), lines, "source", "words")
    png = await studio.draw(figure, 30.0) or b""
    await studio.close()
    left = glob.glob("/tmp/overtake-charts-*")
    print("PNG" if png[1:4] == b"PNG" and not left else left, len(png), "bytes")

asyncio.run(main())
"""
"""Draws a chart as the bot does, in the container."""


def say(sentence: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


# --- the build


def lint() -> None:
    """The Dockerfile has nothing that hadolint knows to be wrong."""
    hadolint = Path(sys.executable).parent / "hadolint"
    done = subprocess.run([hadolint, ROOT / "Dockerfile"], check=False)
    hold(done.returncode == 0, "hadolint has found something in the Dockerfile")
    say("ok  hadolint finds nothing in the Dockerfile")


def build(root: Path) -> Path:
    """Run the builder's steps, with a folder for its root; return the environment they made."""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    hold(f":{here}-" in FINAL.base, f"{FINAL.base} is not of this Python ({here}): make clean, "
         "then make PYTHON=… with the image's")  # fmt: skip
    began = time.monotonic()
    files = copy_context(root / "context")
    subprocess.run([sys.executable, "-m", "venv", root / "base"], check=True)
    at = root
    for step in BUILDER.steps:
        if step.word == "WORKDIR":
            at = Path(f"{root}{step.text}")
            at.mkdir(parents=True)
        elif step.word == "COPY":
            *sources, target = step.words
            for source in sources:
                copy(root / "context" / source, at / target)
        elif step.word == "RUN":
            script = step.text.replace(VENV, f"{root}{VENV}")
            carry_out(script, at, builders(root / "base"))
    say(f"ok  the builder's steps, from {files} files, in {time.monotonic() - began:.0f} s")
    return Path(f"{root}{VENV}")


def carry_out(script: str, at: Path, environment: dict[str, str]) -> None:
    """Run a `RUN`; what it says is shown only if it fails."""
    done = subprocess.run(
        ["sh", "-euc", script],
        cwd=at,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    hold(done.returncode == 0, f"{done.stdout}\nRUN {script}: status {done.returncode}")


def builders(base: Path) -> dict[str, str]:
    """Return the builder's environment, with this machine's own ways to packages."""
    here = {name: its for name, its in os.environ.items() if not name.startswith("PYTHON")}
    given = {**here, **BUILDER.environment, "PATH": f"{base}/bin:/usr/bin:/bin"}
    del given["PIP_NO_CACHE_DIR"]  # for the image's size; here make has just had each of them
    return given


def copy_context(to: Path) -> int:
    """Copy what `.dockerignore` lets through; return how many files that are."""
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8")
    tops = [top for top in ROOT.iterdir() if is_let_through(top.name, ignore)]
    paths = [its for top in tops for its in (top, *top.rglob("*")) if its.is_file()]
    let = [its for path in paths if is_let_through(its := str(path.relative_to(ROOT)), ignore)]
    for name in let:
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, to / name)
    return len(let)


def copy(source: Path, target: Path) -> None:
    """Copy as `COPY` does: what a folder holds, or a file into a folder."""
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copy2(source, target)


# --- what it made, started


def nothing_can_be_written(image: Image) -> None:
    """What the others rest on: the container is one."""
    volume = image.volume("container")
    asked = (
        "id -u; sed -n 's/^CapEff:.//p' /proc/self/status; echo $$;"
        f" for at in / /dev /etc /opt /usr {image.environment} {TMP} {VOLUME};"
        " do touch $at/x 2>/dev/null && echo $at; done; true"
    )
    done = image.run(volume, "sh", "-c", asked)
    wanted = [USER, f"{0:016x}", "1", TMP, VOLUME]
    hold(done.stdout.split() == wanted, f"the container is not what it should be: {done}")
    say(f"ok  user {USER}, process 1, no capability; only {VOLUME} and {TMP} can be written")


def it_answers(image: Image) -> None:
    """Help and demo need neither a volume nor the network."""
    volume = image.volume("answers")
    for words in (["--help"], ["demo"]):
        done = image.run(volume, *ENTRY, *words)
        hold(done.returncode == 0 and done.stdout and not done.stderr, f"{words}: {done}")
    hold(not list(volume.iterdir()), "the demo has left something in the volume")
    say("ok  overtake --help and overtake demo leave nothing behind")


def it_draws(image: Image) -> None:
    """A chart is drawn where nothing but /tmp can be written, and nothing of it is left there."""
    volume = image.volume("draws")
    done = image.run(volume, "python", "-c", DRAWING)
    hold(done.returncode == 0 and done.stdout.startswith("PNG") and not done.stderr, f"{done}")
    say(f"ok  a chart: {done.stdout.strip()}")


def it_runs(image: Image) -> None:
    """A day is taken in, the bot found healthy, and it ends in time, the database closed."""
    volume = image.volume("runs")
    with image.running(volume, *RUN) as bot:
        bot.comes_to(lambda: "step=stored" in bot.said, "no day was stored")
        health = image.beside(bot, volume, *HEALTH)
        hold(health.returncode == 0, f"it should be healthy: {health}")
        memory, threads = int(bot.status("VmHWM")) / MEGABYTE, bot.status("Threads")
        seconds = bot.stop(STOP, STOPS_WITHIN)
        hold(bot.starter.returncode == 0 and "step=stopped" in bot.said, bot.said)
        hold("Traceback" not in bot.said, bot.said)
    left = sorted(path.name for path in volume.iterdir())
    hold("overtake.db" in left and "overtake.db-wal" not in left, f"the volume holds {left}")
    health = image.run(volume, *HEALTH)
    hold(health.returncode == 1, f"a bot that has ended is not healthy: {health}")
    hold(len(health.stderr.splitlines()) == 1, health.stderr)
    say(f"ok  overtake run takes a day in: {memory:.0f} MB at the most, {threads} threads")
    say(f"ok  ...is healthy, ends {seconds:.1f} s after {STOP}, and leaves {', '.join(left)}")


def it_ends_while_it_starts(image: Image) -> None:
    """Process 1 is told nothing that it has no handler for: it must have one before all else."""
    volume = image.volume("starts")
    settings = volume / "overtake.toml"
    os.mkfifo(settings)  # so that its start lasts for as long as we like
    os.chown(settings, int(USER), int(GROUP))
    term = 1 << signal.SIGTERM - 1
    with image.running(volume, *RUN) as bot:
        bot.comes_to(lambda: int(bot.status("SigCgt"), 16) & term, "SIGTERM is not heeded")
        seconds = bot.stop(STOP, STOPS_WITHIN)
        status = bot.starter.returncode
        hold(status == 128 + signal.SIGTERM and not bot.said, f"{status}: {bot.said}")
    say(f"ok  ...while it starts it ends {seconds:.1f} s after {STOP}")


def it_says_what_to_do_about_a_volume(image: Image) -> None:
    """A volume of another user's stops the start, in a sentence."""
    done = image.run(image.volume("others", is_ours=False), *RUN)
    hold(done.returncode == 1 and len(done.stderr.splitlines()) == 1, f"a volume: {done}")
    hold(not image.is_contained or CHOWN in done.stderr, done.stderr)
    say(f"ok  {done.stderr.strip()}")


def it_says_what_to_do_about_a_database(image: Image) -> None:
    """A database that was copied in by root can be read: the first day that is stored says so."""
    volume = image.volume("copied")
    image.run(volume, *ENTRY, "alerts", "on")
    os.chown(volume / "overtake.db", 0, 0)
    with image.running(volume, *RUN) as bot:
        bot.comes_to(lambda: "step=trouble" in bot.said, "it says nothing")
        line = next(line for line in bot.said.splitlines() if "step=trouble" in line)
        hold(CHOWN in line, line)
        bot.stop(STOP, STOPS_WITHIN)
    say(f"ok  {line.partition(' ')[2]}")


def start(image: Image) -> None:
    """Start it in each way that an operator does."""
    if image.is_contained:
        nothing_can_be_written(image)
        it_ends_while_it_starts(image)
        it_says_what_to_do_about_a_database(image)
    else:
        say("--  left out, since it needs root on Linux: the image's user, the tree that can't be")
        say("--  written, process 1, another's database; the rest runs as you, on this system")
    it_says_what_to_do_about_a_volume(image)
    it_answers(image)
    it_draws(image)
    it_runs(image)


async def main() -> None:
    """Check all of it; raises Wrong."""
    lint()
    # Not below /tmp: that is another one in the container.
    with TemporaryDirectory(prefix="overtake-image-", dir="/var/tmp") as folder:
        made = build(Path(folder))
        async with Hub(world(200)) as hub:
            await asyncio.to_thread(start, Image(made, Path(folder), hub.url))


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except (Wrong, subprocess.CalledProcessError) as wrong:
        sys.exit(f"image-check: {wrong}")
