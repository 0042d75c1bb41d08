"""The studio: charts drawn in a process of their own, which costs no answer and outlives nobody."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import cast

import pytest

from bot.cli.charting import write_chart
from bot.drawing import Studio, studio, worker
from bot.model import Crossing, Curve, Figure, Shape, Step
from bot.ports import OvertakeError
from tests.make import on

pytestmark = pytest.mark.slow
ROOT = Path(__file__).absolute().parents[1]
PATIENT = 60.0
"""Seconds: longer than any start takes on a busy machine."""
PNG = b"\x89PNG"
FIGURE = Figure(
    shape=Shape.RACE,
    title="Qwen and Llama",
    first=on("05-01"),
    curves=(Curve("Qwen", (1e6, 2e6, 3e6)), Curve("Llama", (2e6, 2.1e6, 2.2e6))),
    source="Hugging Face Hub, data of May 3, 2026",
    alt="",
)
WRONG = replace(FIGURE, crossings=(cast("Crossing", 1),))
"""A figure that can't be drawn."""


@dataclass
class Said:
    """What a studio had to say."""

    reasons: list[str] = field(default_factory=list)

    def __call__(self, step: Step, **facts: str | float | None) -> None:
        assert step is Step.TROUBLE
        self.reasons.append(str(facts["reason"]))


@asynccontextmanager
async def opened(idle: float = studio.IDLE) -> AsyncIterator[tuple[Studio, Said]]:
    said = Said()
    its = Studio(said, idle)
    try:
        yield its, said
    finally:
        await its.close()


def titled(title: str) -> Figure:
    return replace(FIGURE, title=title)


def is_running(pid: int) -> bool:
    """Return whether a process of this number is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2][1] != "Z"
    except FileNotFoundError:
        return False


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENT):
        while not holds():  # noqa: ASYNC110 - another process's doing
            await asyncio.sleep(0.01)


async def ended(pid: int) -> None:
    await until(lambda: not is_running(pid))


async def test_a_chart_is_drawn_once_and_kept() -> None:
    async with opened() as (its, said):
        first = await its.draw(FIGURE, PATIENT)
        assert first
        assert first.startswith(PNG)
        process = its.process
        again = replace(FIGURE, curves=tuple(FIGURE.curves))  # equal, but another one
        assert await its.draw(again, 0) is first
        assert its.process == process
        assert not said.reasons


async def test_whoever_asks_comes_before_whoever_draws() -> None:
    own = os.getpriority(os.PRIO_PROCESS, 0)
    async with opened() as (its, _):
        await its.draw(FIGURE, PATIENT)
        assert its.process
        assert os.getpriority(os.PRIO_PROCESS, its.process) == min(own + worker.NICE, 19)


async def test_a_chart_that_is_not_there_yet_is_there_the_next_time() -> None:
    async with opened() as (its, _):
        assert await its.draw(FIGURE, 0) is None
        assert await its.draw(FIGURE, PATIENT)
        assert await its.draw(FIGURE, 0)


async def test_many_who_ask_for_the_same_chart_wait_for_one_drawing() -> None:
    async with opened() as (its, _):
        pictures = await asyncio.gather(*(its.draw(FIGURE, PATIENT) for _ in range(100)))
        assert len({id(picture) for picture in pictures}) == 1
        assert pictures[0]


async def test_too_many_charts_are_not_waited_for() -> None:
    async with opened() as (its, said):
        many = [titled(f"{n}") for n in range(studio.MOST_WAITING + 3)]
        pictures = await asyncio.gather(*(its.draw(figure, PATIENT) for figure in many))
        assert [picture is None for picture in pictures] == [False] * 8 + [True] * 3
        assert await its.draw(many[-1], PATIENT)
        assert not said.reasons


async def test_who_stops_waiting_does_not_stop_the_drawing() -> None:
    async with opened() as (its, _):
        impatient = asyncio.create_task(its.draw(FIGURE, PATIENT))
        other = asyncio.create_task(its.draw(FIGURE, PATIENT))
        await asyncio.sleep(0)
        impatient.cancel()
        assert await other


async def test_a_process_that_is_killed_is_replaced() -> None:
    async with opened() as (its, said):
        assert await its.draw(FIGURE, PATIENT)
        killed = its.process
        assert killed
        waiting = asyncio.create_task(its.draw(titled("now"), PATIENT))
        await asyncio.sleep(0)
        os.kill(killed, signal.SIGKILL)
        assert await waiting is None
        assert await its.draw(titled("now"), PATIENT)
        assert its.process != killed
        assert await its.draw(FIGURE, 0)
        assert said.reasons == ["the process that draws charts has ended"]


async def test_a_process_that_died_unused_is_replaced() -> None:
    async with opened() as (its, said):
        assert await its.draw(FIGURE, PATIENT)
        assert its.process
        os.kill(its.process, signal.SIGKILL)
        await ended(its.process)
        pictures = [await its.draw(titled("next"), PATIENT) for _ in range(2)]
        assert pictures[1]  # asyncio itself may not have heard of it at the first
        assert len(said.reasons) <= 1


async def test_a_figure_that_cannot_be_drawn_is_said_once_and_hurts_nobody() -> None:
    async with opened() as (its, said):
        assert await its.draw(WRONG, PATIENT) is None
        process = its.process
        assert await its.draw(WRONG, PATIENT) is None
        assert await its.draw(FIGURE, PATIENT)
        assert its.process == process
        (reason,) = said.reasons
        assert reason.startswith("a chart can't be drawn: AttributeError")


async def test_what_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as (its, said):
        assert await its.draw(FIGURE, PATIENT)
        hanging = its.process
        assert hanging
        os.kill(hanging, signal.SIGSTOP)
        monkeypatch.setattr(studio, "LONGEST", 0.1)
        assert await its.draw(titled("late"), PATIENT) is None
        assert not is_running(hanging)
        monkeypatch.undo()
        assert await its.draw(titled("late"), PATIENT)
        assert said.reasons == ["a chart took over 0 seconds"]


async def test_a_python_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as (its, said):
        monkeypatch.setattr(sys, "executable", "/nowhere/python")
        assert await its.draw(FIGURE, PATIENT) is None
        assert len(said.reasons) == 1


async def test_an_idle_process_ends_and_starts_again_when_needed() -> None:
    async with opened(idle=0.0) as (its, said):
        assert await its.draw(FIGURE, PATIENT)
        await until(lambda: its.process is None)
        assert await its.draw(titled("again"), PATIENT)
        assert not said.reasons


async def test_pictures_that_were_asked_for_longest_ago_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with opened() as (its, _):
        first = await its.draw(titled("a"), PATIENT)
        assert first
        monkeypatch.setattr(studio, "KEPT_BYTES", len(first) * 5 // 2)
        assert await its.draw(titled("b"), PATIENT)
        assert await its.draw(titled("a"), 0)
        assert await its.draw(titled("c"), PATIENT)
        assert await its.draw(titled("a"), 0)
        assert await its.draw(titled("b"), 0) is None


async def test_nothing_is_left_after_the_end() -> None:
    async with opened() as (its, said):
        assert await its.draw(FIGURE, PATIENT)
        process = its.process
        assert process
        late = asyncio.create_task(its.draw(titled("late"), PATIENT))
        await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await its.close()
        assert not is_running(process)
        assert await late is None
        assert await its.draw(titled("later"), PATIENT) is None
        assert not said.reasons


BOT = """
import asyncio, signal, sys
from bot.cli.charting import write_chart
from bot.drawing import Studio
from tests.test_drawing import FIGURE, PATIENT

signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it

async def main():
    its = Studio(lambda step, **facts: None)
    drawing = asyncio.create_task(its.draw(FIGURE, PATIENT))
    while not (drawing.done() if "drawn" in sys.argv else its.process):
        await asyncio.sleep(0.01)
    print(its.process, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.mark.parametrize("when", ["drawn", "drawing"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
async def test_a_bot_that_is_killed_leaves_no_process(
    number: int, when: str, tmp_path: Path
) -> None:
    bot = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        BOT,
        when,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    assert bot.stdout
    async with asyncio.timeout(PATIENT):
        drawing = int(await bot.stdout.readline())
        assert is_running(drawing)
        assert list(tmp_path.iterdir())
        bot.send_signal(number)
        await bot.wait()
    await ended(drawing)
    assert not list(tmp_path.iterdir())


def test_the_bot_itself_never_loads_what_draws() -> None:
    code = (
        "import sys, pkgutil, bot.cli, bot.cli.keeping, bot.drawing, bot.figures, bot.commands; "
        "import adapters.platforms.discord, adapters.platforms.slack; "
        "sys.exit(bool({'matplotlib', 'numpy', 'PIL'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


async def test_a_process_that_draws_has_no_token_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "a-token")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    async with opened() as (its, _):
        assert await its.draw(FIGURE, PATIENT)
        assert "a-token" not in Path(f"/proc/{its.process}/environ").read_text(encoding="utf-8")
        assert list(tmp_path.iterdir())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("ending", "was_dismissed"), [(b"", False), (b"Q\0", False), (worker.message(b"Q", b""), True)]
)
def test_the_worker_answers_until_its_input_ends(ending: bytes, was_dismissed: bool) -> None:  # noqa: FBT001
    asked = BytesIO(worker.message(worker.QUESTION, b"no figure") + ending)
    answers = BytesIO()
    assert worker.answer(asked, answers) == was_dismissed
    kind, said = answers.getvalue()[:1], answers.getvalue()[worker.HEAD :]
    assert kind == worker.FAILURE
    assert said.startswith(b"UnpicklingError")


async def test_the_terminal_writes_a_chart_into_a_file(tmp_path: Path) -> None:
    file = tmp_path / "chart.png"
    file.write_text("what was there", encoding="utf-8")
    await write_chart(FIGURE, file)
    assert file.read_bytes().startswith(PNG)


@pytest.mark.parametrize(
    ("figure", "name", "said"),
    [
        (None, "chart.png", "there is no chart of this yet: it takes two days with data"),
        (FIGURE, "no/folder.png", "can't be written: No such file or directory"),
        (WRONG, "chart.png", "a chart can't be drawn: AttributeError"),
    ],
)
async def test_a_chart_that_cannot_be_written_is_one_sentence(
    figure: Figure | None, name: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(OvertakeError) as caught:
        await write_chart(figure, tmp_path / name)
    assert said in str(caught.value)
    assert not (tmp_path / name).exists()
