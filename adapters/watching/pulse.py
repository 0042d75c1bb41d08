"""The sign of life: a small JSON file beside the database, written anew at each look.

It is no part of the database, so that it can be read while a day is written, or where the database
is what ails. It is replaced whole; that it reaches the disk is not waited for, as nobody needs it
after a power cut.
"""

import asyncio
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from bot.model import Link, Pulse
from bot.ports import OvertakeError


class PulseFile:
    """The file beside a database."""

    def __init__(self, database: Path) -> None:
        """Name the file; nothing is written yet."""
        self.path = database.with_name(f"{database.name}.pulse")
        self._writing = Lock()
        self._ended = False

    async def write(self, pulse: Pulse) -> None:
        """Replace what is there, beside the event loop. Raises OvertakeError."""
        text = json.dumps(asdict(pulse), default=datetime.isoformat)
        try:
            await asyncio.to_thread(self._write, text)
        except OSError as error:
            raise OvertakeError(
                f"{self.path} can't be written ({error.strerror}), so `overtake health` takes the "
                "bot for dead: make room, or let this user write there"
            ) from error

    def _write(self, text: str) -> None:
        with self._writing:
            if self._ended:  # cancelled in between, a thread goes on
                return
            part = self.path.with_name(f"{self.path.name}.part")
            part.write_text(text, encoding="utf-8")
            part.replace(self.path)

    def end(self) -> None:
        """Remove it for good: who ends well leaves no sign of life."""
        with self._writing:
            self._ended = True
            self.path.unlink(missing_ok=True)

    def read(self) -> Pulse | None:
        """Return the last sign of life, None if there is none. Raises OvertakeError."""
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
            return _pulse(found)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise OvertakeError(
                f"{self.path} can't be read ({error.strerror}): ask as the user that runs the bot"
            ) from error
        except (ValueError, TypeError, KeyError) as error:
            raise OvertakeError(
                f"{self.path} is no sign of life of Overtake's: start the bot, which replaces it"
            ) from error


def _pulse(found: Any) -> Pulse:  # noqa: ANN401 - whatever JSON is there
    links = tuple(
        Link(its["platform"], its["is_ready"], its["is_hearing"], _moment(its["lost_at"]))
        for its in found["links"]
    )
    return Pulse(datetime.fromisoformat(found["at"]), found["pid"], found["version"], links)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
