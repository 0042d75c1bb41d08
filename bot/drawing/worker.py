"""The process that draws: figures come in, PNGs go out, until there is nobody to draw for.

It reads its standard input to the end, which comes when the bot closes it, and also when the bot is
killed: so it never outlives the bot. `bot/drawing/studio.py` starts it.
"""

import os
import pickle
import shutil
import signal
import sys
from typing import BinaryIO

from bot.faults import fault

HEAD = 5
"""Bytes before each message: one that says whether it is a picture, and four of its length."""
PICTURE, FAILURE = b"P", b"F"
NICE = 10
"""A question comes before a chart, where both want the processor (ours)."""
QUESTION = b"Q"


def main(folder: str) -> None:
    """Draw what standard input asks for, until it ends; whoever ends the bot ends this, too.

    Matplotlib keeps its list of fonts in a folder that the bot removes; if it can't, we do. No name
    of a folder means that whoever runs the bot has set one.
    """
    os.nice(NICE)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if folder:
        os.environ["MPLCONFIGDIR"] = folder
    was_dismissed = False
    try:
        was_dismissed = answer(sys.stdin.buffer, sys.stdout.buffer)
    except BrokenPipeError:  # the bot has ended while we drew for it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    finally:
        if folder and not was_dismissed:
            shutil.rmtree(folder, ignore_errors=True)


def answer(asked: BinaryIO, answers: BinaryIO) -> bool:
    """Answer every figure of a stream with a picture, or with why there is none.

    Return whether a message without a figure ended it; else the bot has ended without a word.
    """
    while figure := _read(asked):
        answers.write(_drawn(figure))
        answers.flush()
    return figure is not None


def message(kind: bytes, body: bytes) -> bytes:
    """Return a message: its kind, its length, and what it says."""
    return kind + len(body).to_bytes(HEAD - 1, "big") + body


def _read(asked: BinaryIO) -> bytes | None:
    head = asked.read(HEAD)
    return asked.read(int.from_bytes(head[1:], "big")) if len(head) == HEAD else None


def _drawn(figure: bytes) -> bytes:
    try:
        from bot.charts import draw  # noqa: PLC0415 - half a second, of which a failure is told too

        return message(PICTURE, draw(pickle.loads(figure)))  # noqa: S301 - the bot itself wrote it
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a figure, the next is drawn
        return message(FAILURE, fault(error).encode())
