"""How long a chart takes, and what charts cost the questions that are answered beside them.

    .venv/bin/python bench/charts.py

The figures are those of the demo's three months, made as for an answer and drawn by the studio in
its process, each time with another title, so that nothing is kept. Questions (`rank`, `compare` and
`top`, in turn) come every 10 ms by schedule; each is timed from when it was due. Under a minute.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from adapters.sources.invented import invented_days
from bot.commands import COMMANDS
from bot.commands.ask import Desk
from bot.config import DEFAULT_BOARDS
from bot.daily import Daily
from bot.drawing import Studio
from bot.families import load
from bot.figures import Racer, flow_figure, race_figure, rank_figure, seats_figure
from bot.memory import Memory
from bot.model import Ask, Figure, Grouping, Metric, Step
from storage.store import open_store

ROUNDS = 20
STARTS = 3
ASKED, EVERY = 500, 0.010
"""Questions, and seconds from one to the next."""
PATIENT = 60.0
QUESTIONS = (
    ("rank", {"name": "qwen"}),
    ("compare", {"a": "qwen", "b": "llama"}),
    ("top", {"board": "trending"}),
    ("rank", {"name": "deepseek"}),
)


def main() -> None:
    with TemporaryDirectory(prefix="overtake-bench-") as folder:
        asyncio.run(measure(Path(folder)))


async def measure(folder: Path) -> None:
    families, boards = load(), [setting.board() for setting in DEFAULT_BOARDS]
    async with await open_store(folder / "demo.db", exclusive=True, create=True) as store:
        daily = Daily(store, boards, families)
        for fetch in invented_days():
            await daily.take(fetch, now=fetch.taken_at, post=False)
        named = {board.name: board for board in boards}
        desk = Desk(store, families, named, fetch.taken_at, "en", memory=Memory(store))
        figures = await made(desk)
        await shapes(figures)
        await questions(desk, figures["race of two"])


async def made(desk: Desk) -> dict[str, Figure]:
    """Make a figure of each shape, as for the first answer after a reading and for a later one."""
    until = (await desk.store.days())[-1]
    five = [
        Racer(key, Grouping.FAMILY) for key in ("qwen", "llama", "deepseek", "gemma", "mistral")
    ]
    ways: dict[str, Callable[[], Awaitable[Figure | None]]] = {
        "rank": lambda: rank_figure(desk, "llm", five[0], until),
        "race of two": lambda: race_figure(desk, Metric.ALL_TIME, five[:2], until),
        "race of five": lambda: race_figure(desk, Metric.ALL_TIME, five, until),
        "seats": lambda: seats_figure(desk, "trending", until),
        "flow": lambda: flow_figure(desk, "trending", until),
    }
    print("| milliseconds to make a figure | first | later |\n|---|---:|---:|")
    found = {}
    await desk.directory()
    for name, make in ways.items():
        times = []
        for _ in range(ROUNDS):
            began = perf_counter()
            figure = await make()
            times.append(perf_counter() - began)
        assert figure
        found[name] = figure
        print(f"| {name} | {times[0] * 1e3:.1f} | {median(times[1:]) * 1e3:.1f} |")
    return found


async def shapes(figures: dict[str, Figure]) -> None:
    """Draw each shape cold and warm."""
    starts = []
    for _ in range(STARTS):
        studio = Studio(complain)
        starts.append(await drawn(studio, figures["race of two"]))
        await studio.close()
    print(f"\n| milliseconds to draw | median of {ROUNDS} | worst |\n|---|---:|---:|")
    print(f"| cold: the process starts | {ms(median(starts))} | {ms(max(starts))} |")
    studio = Studio(complain)
    await drawn(studio, figures["race of two"])
    for name, figure in figures.items():
        times = [await drawn(studio, titled(figure, n)) for n in range(ROUNDS)]
        print(f"| {name} | {ms(median(times))} | {ms(max(times))} |")
    await studio.close()


async def questions(desk: Desk, figure: Figure) -> None:
    """Ask beside nothing, and beside twenty charts that are drawn one after the other."""
    studio = Studio(complain)
    await drawn(studio, figure)
    await asked(desk)  # so that what is read once for all is read
    print(f"\n| milliseconds to answer, of {ASKED} | p50 | p99 | max |\n|---|---:|---:|---:|")
    row("no chart is drawn", await asked(desk))
    drawing = asyncio.create_task(keep_drawing(studio, figure))
    row("charts are drawn all the time", await asked(desk))
    drawing.cancel()
    await asyncio.wait([drawing])
    await studio.close()


async def keep_drawing(studio: Studio, figure: Figure) -> None:
    number = 0
    while True:
        number += 1
        await drawn(studio, titled(figure, number))


async def asked(desk: Desk) -> list[float]:
    """Ask by schedule; return how long after it was due each answer was there, in seconds."""
    began, taken = perf_counter(), []

    async def ask(number: int) -> None:
        name, given = QUESTIONS[number % len(QUESTIONS)]
        await COMMANDS[name].answer(desk, Ask(given, "console"))
        taken.append(perf_counter() - began - number * EVERY)

    async with asyncio.TaskGroup() as group:
        for number in range(ASKED):
            await asyncio.sleep(max(began + number * EVERY - perf_counter(), 0))
            group.create_task(ask(number))
    return taken


async def drawn(studio: Studio, figure: Figure) -> float:
    """Return how many seconds a chart takes."""
    began = perf_counter()
    assert await studio.draw(figure, PATIENT)
    return perf_counter() - began


def titled(figure: Figure, number: int) -> Figure:
    return replace(figure, title=f"{figure.title} {number}")


def row(name: str, taken: Sequence[float]) -> None:
    hundredths = quantiles(taken, n=100)
    cells = (f"{value * 1e3:.1f}" for value in (hundredths[49], hundredths[98], max(taken)))
    print(f"| {name} | {' | '.join(cells)} |")


def ms(seconds: float) -> str:
    return f"{seconds * 1e3:.0f}"


def complain(step: Step, **facts: str | float | None) -> None:
    raise AssertionError(f"{step}: {facts}")


if __name__ == "__main__":
    main()
