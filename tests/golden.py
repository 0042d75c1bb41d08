"""Golden files: what people see, kept in tests/golden and changed only on purpose (`make golden`).

A test hands in what the program makes now; it must agree with the file that was looked at when it
was kept. With GOLDEN=write in the environment the file is written instead: look at it, then commit.
"""

import os
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

FOLDER = Path(__file__).parent / "golden"
WRITING = os.environ.get("GOLDEN") == "write"
APART = 4.0
"""How far two pictures may be apart, as the root of the mean square over all of their 256 steps:
another version of FreeType smooths edges a little otherwise; a word or a line more is over it."""


def agrees(name: str, text: str) -> None:
    """Fail unless a text is that of `tests/golden/<name>`."""
    file = FOLDER / name
    if WRITING:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    assert file.is_file(), f"there is no tests/golden/{name} yet: make golden, and look at it"
    kept = file.read_text(encoding="utf-8")
    assert text == kept, f"tests/golden/{name} says something else: if meant so, make golden"


def picture_agrees(name: str, png: bytes) -> None:
    """Fail unless a picture looks like `tests/golden/<name>`."""
    file = FOLDER / name
    if WRITING:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(png)
    assert file.is_file(), f"there is no tests/golden/{name} yet: make golden, and look at it"
    assert is_alike(png, file.read_bytes()), f"tests/golden/{name} looks otherwise: make golden"


def is_alike(one: bytes, other: bytes) -> bool:
    """Return whether two pictures, as PNG, look the same to a person."""
    now, kept = _pixels(one), _pixels(other)
    return now.shape == kept.shape and float(np.sqrt(np.mean((now - kept) ** 2))) <= APART


def _pixels(png: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.asarray(Image.open(BytesIO(png)).convert("RGB"), dtype=np.float64)
