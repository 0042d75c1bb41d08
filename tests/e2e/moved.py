"""The program with a clock of the test's own, few namespaces, and no patience.

    python -m tests.e2e.moved run

The file that OVERTAKE_TEST_CLOCK names holds a time; from when it was written on, time goes by as
it does. Everything else is the program as it is.
"""

import asyncio
import os
import time
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from adapters.sources.huggingface import Limits
from bot import collect, keeper
from bot.__main__ import main
from bot.cli import running
from bot.model import Ask, View
from bot.reception import DeskReception

CLOCK = "OVERTAKE_TEST_CLOCK"
STORMS = "OVERTAKE_TEST_STORMS"
"""Set where outages come every minute, and not every week: Discord's connection counts as steady
after seconds. If it is `late`, every answer there is announced first, as one is that takes long."""
NAMESPACES: tuple[str, ...] = ("Qwen", "meta-llama")
"""Two of some 190, so that a day is a dozen pages."""

UNPACED = 1_000_000


def start() -> None:
    """Run the command line under the moved clock."""
    file = Path(os.environ.pop(CLOCK))

    def moved() -> datetime:
        written = file.stat().st_mtime
        base = datetime.fromisoformat(file.read_text(encoding="utf-8"))
        return base + timedelta(seconds=max(time.time() - written, 0.0))

    running.now = moved
    if storms := os.environ.pop(STORMS, ""):
        prepare_for_storms(late=storms == "late")
    from bot.cli import keeping  # noqa: PLC0415 - it takes the clock over when it is loaded

    vars(keeping)["Limits"] = partial(Limits, backoff=0.05)
    # What is called in five minutes is paced; here a month goes by in them.
    vars(keeping)["ANONYMOUS_CALLS"] = UNPACED
    collect.namespaces_of = lambda families: NAMESPACES  # noqa: ARG005 - as it is called
    keeper.LOOK_SECONDS = keeper.DELIVER_SECONDS = 0.05
    main()


def prepare_for_storms(*, late: bool) -> None:
    """See `STORMS`."""
    from adapters.platforms.discord import answering, platform  # noqa: PLC0415 - few need it

    platform.STEADY = 3.0
    if not late:
        return
    answer, answering.DEFER_AFTER = DeskReception.answer, 0.02

    async def slowly(its: DeskReception, command: str, ask: Ask, language: str) -> View:
        await asyncio.sleep(0.05)
        return await answer(its, command, ask, language)

    setattr(DeskReception, "answer", slowly)  # noqa: B010 - as mypy takes no assignment


if __name__ == "__main__":
    start()
