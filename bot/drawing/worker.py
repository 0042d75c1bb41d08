"""The process that draws: figures come in, PNGs go out, until there is nobody to draw for.

It reads its standard input to the end, which comes when the bot closes it, and also when the bot is
killed: so it never outlives the bot. `bot/drawing/studio.py` starts it.
"""

import os
import pickle
import signal
import sys
import tempfile
from typing import BinaryIO

from bot.faults import fault

HEAD = 5
"""Bytes before each message: one that says whether it is a picture, and four of its length."""
PICTURE, FAILURE = b"P", b"F"


def main() -> None:
    """Draw what standard input asks for, until it ends; whoever ends the bot ends this, too."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # so that nothing is left in the folder
    with tempfile.TemporaryDirectory(prefix="overtake-charts-") as folder:
        # Matplotlib keeps a list of fonts; whoever set a place for it keeps that.
        os.environ.setdefault("MPLCONFIGDIR", folder)
        answer(sys.stdin.buffer, sys.stdout.buffer)


def answer(asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer every figure of a stream with a picture, or with why there is none."""
    while figure := _read(asked):
        answers.write(_drawn(figure))
        answers.flush()


def message(kind: bytes, body: bytes) -> bytes:
    """Return a message: its kind, its length, and what it says."""
    return kind + len(body).to_bytes(HEAD - 1, "big") + body


def _read(asked: BinaryIO) -> bytes:
    head = asked.read(HEAD)
    return asked.read(int.from_bytes(head[1:], "big")) if len(head) == HEAD else b""


def _drawn(figure: bytes) -> bytes:
    try:
        from bot.charts import draw  # noqa: PLC0415 - half a second, of which a failure is told too

        return message(PICTURE, draw(pickle.loads(figure)))  # noqa: S301 - the bot itself wrote it
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a figure, the next is drawn
        return message(FAILURE, fault(error).encode())
