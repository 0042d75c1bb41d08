"""The program, started warm: a process that has imported it already forks one for each command.

Starting Python and importing is most of the time of a command on a few days. What is forked is a
process of its own like any other: its own folder, environment, output and status. A test of the
start itself, or of how Python ends, starts it cold (`program.Overtake.cold`).
"""

import json
import os
import sys

from bot.__main__ import main


def serve() -> None:
    """Run a command for each line of standard input, and answer with its status."""
    replies = os.dup(1)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.close(replies)
            become(**json.loads(line))
            main()
        _, status = os.waitpid(child, 0)
        os.write(replies, f"{os.waitstatus_to_exitcode(status)}\n".encode())


def become(*, words: list[str], folder: str, environment: dict[str, str], to: list[str]) -> None:
    """Turn this process into one that was started with these."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["overtake", *words]
    for number, path in enumerate([os.devnull, *to]):
        opened = os.open(path, os.O_RDWR | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)


if __name__ == "__main__":
    serve()
