"""The demo on a real terminal: what only a person at a keyboard would notice."""

import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.e2e.program import LIMIT_SECONDS, NEEDED

pytestmark = pytest.mark.e2e

FEW_DAYS = """
import itertools, sys
import adapters.sources.invented as source
whole = source.invented_days
source.invented_days = lambda: itertools.islice(whole(), 4)
sys.argv = ["overtake", "demo"]
from bot.__main__ import main
main()
"""
"""The demo's first four days: enough for posts between two steps of its bar."""
CURSOR = "\x1b[?25h"
"""What shows the cursor again."""
COLOURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")


def at_a_terminal(
    folder: Path, program_words: Sequence[str], *typed: str, status: int = 0, **environment: str
) -> str:
    """Run a program on a pseudo-terminal, type lines at its prompt, return all it showed."""
    ours, theirs = pty.openpty()
    env = {**NEEDED, "TERM": "xterm-256color", "COLUMNS": "110", "LINES": "40", **environment}
    with subprocess.Popen(
        [sys.executable, *program_words],
        cwd=folder,
        env=env,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as program:
        os.close(theirs)
        shown, left = "", [*typed, "exit"]
        give_up = time.monotonic() + LIMIT_SECONDS
        while time.monotonic() < give_up:
            try:
                shown += os.read(ours, 65_536).decode("utf-8", "replace")
            except OSError:  # the program has closed its side
                break
            if left and COLOURS.sub("", shown).endswith("> "):
                os.write(ours, f"{left.pop(0)}\n".encode())
        os.close(ours)
        assert program.wait(LIMIT_SECONDS) == status
    return COLOURS.sub("", shown)


def test_the_demo_reads_well_at_a_terminal(tmp_path: Path) -> None:
    shown = at_a_terminal(tmp_path, ["-c", FEW_DAYS], "rank qwen")
    assert "╭" in shown
    assert "━" in shown
    assert not re.search(r"━[^\r\n]*╭", shown), "a post begins on the line of the progress bar"
    assert shown.count("rank qwen") == 2, "once as an example, and once as it was typed"
    assert "Qwen (family)" in shown


def test_a_hub_out_of_reach_reads_well_at_a_terminal(tmp_path: Path) -> None:
    shown = at_a_terminal(
        tmp_path,
        ["-m", "bot", "snapshot"],
        status=1,
        HF_ENDPOINT="http://127.0.0.1:9",
        OVERTAKE_DATABASE=str(tmp_path / "overtake.db"),
        OVERTAKE_HUB_RUN_TIMEOUT="2",
    )
    assert "━" in shown
    assert not re.search(r"━[^\r\n]*overtake:", shown), "the sentence stands behind the bar"
    assert shown.rindex(CURSOR) > shown.rindex("━"), "the cursor stays hidden"
    assert "overtake: trending can't be had from the Hub" in shown
