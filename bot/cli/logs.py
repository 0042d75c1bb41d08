"""Where the steps of the bot are told: to a person at a terminal, or one line each to a log."""

import logging
import sys
from collections.abc import Mapping
from contextlib import suppress

import structlog
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from bot.cli.running import now
from bot.model import Step
from bot.ports import Log
from bot.texts import Words, plain

QUIET = frozenset({Step.LISTED, Step.RETRYING, Step.COLLECTED})
"""On a terminal the bar shows these, and goes when all is collected."""
BESIDE = frozenset({Step.CONNECTED, Step.SYNCED, Step.SENT, Step.PAUSED, Step.RESUMED, Step.DEAF})
"""What happens while the Hub is asked: it is said above the bar, which goes on."""


def log_for(said: Words, console: Console) -> Log:
    """Return the log that suits standard error: sentences on a terminal, else structured lines."""
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)  # its retries are told as ours
    return TerminalLog(said, console) if sys.stderr.isatty() else line_log()


def line_log() -> Log:
    """Return a log of one line a step: `at=… step=… key=value`, on standard error."""
    logger = structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=[_stamped, structlog.processors.LogfmtRenderer(key_order=["at", "step"])],
    )

    def log(step: Step, **facts: str | float | None) -> None:
        with suppress(OSError, ValueError):  # nobody reads it, or the disk is full: the bot goes on
            logger.info("", step=step.value, **facts)

    return log


def _stamped(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    event.pop("event")
    return {"at": now().isoformat(timespec="seconds"), **event}


class TerminalLog:
    """Sentences, and a bar while the Hub is asked."""

    def __init__(self, said: Words, console: Console) -> None:
        """Speak a language on a console, which keeps posts above the bar."""
        self.said = said
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=console,
            transient=True,
        )
        self.console = console
        self._task: TaskID | None = None
        """The bar of the collection that goes on; None between two."""

    def __call__(self, step: Step, **facts: str | float | None) -> None:
        """Say a step; a terminal that has gone is no trouble of the bot's."""
        with suppress(OSError, ValueError):
            self._say(step, facts)

    def _say(self, step: Step, facts: Mapping[str, str | float | None]) -> None:
        """Say a step; the bar goes on with each part."""
        sentence = plain(self.said.say(f"step-{step}", **self._words(facts)))
        if step is Step.COLLECTING:
            self._begin(sum(int(facts.get(key) or 0) for key in ("boards", "namespaces")))
        elif step in {Step.LISTED, Step.FAILED, Step.RETRYING}:
            self._advance(sentence, by=int(step is not Step.RETRYING))
        elif step not in BESIDE:
            self._end()
        if step not in QUIET:
            self.console.print(sentence, markup=False, highlight=False)

    def _begin(self, parts: int) -> None:
        self._end()
        self.progress.start()
        self._task = self.progress.add_task("", total=parts)

    def _words(self, facts: Mapping[str, str | float | None]) -> dict[str, str]:
        return {
            key: self.said.number(value) if isinstance(value, int | float) else str(value or 0)
            for key, value in facts.items()
        }

    def _advance(self, sentence: str, by: int) -> None:
        if self._task is not None:
            self.progress.update(self._task, advance=by, description=sentence[:60])

    def _end(self) -> None:
        if self._task is not None:
            self.progress.stop()
            self.progress.remove_task(self._task)
            self._task = None
