"""Pictures for README.md: what the bot sends to Discord, drawn as Discord shows it.

    .venv/bin/python -m bench.pictures      (or: make pictures)

Every word, link, colour and button is read from the message itself, after three invented months up
to the day of the post went through the whole machine. No network, no token; the same bytes at each
run, so that `tests/test_pictures.py` can hold `docs/pictures` to what the bot sends now.
"""

from pathlib import Path

from bench.pictures.card import draw
from bench.pictures.played import play

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, shown in play().items():
        drawn = draw(shown, name)
        (FOLDER / f"{name}.svg").write_text(drawn, encoding="utf-8", newline="\n")
        print(f"docs/pictures/{name}.svg: {len(drawn.encode()) / 1_000:.1f} kB")


if __name__ == "__main__":
    main()
