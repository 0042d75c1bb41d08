"""Pictures for the pages: what the bot sends to Discord and to Slack, drawn as each shows it.

    .venv/bin/python -m bench.pictures      (or: make pictures)

Every word, link, colour and button is read from the message itself, after three invented months up
to the day of the post went through the whole machine. No network, no token; the same bytes at each
run, so that `tests/test_pictures.py` can hold `docs/pictures` to what the bot sends now.
"""

from collections.abc import Mapping
from pathlib import Path

from bench.pictures import discord, slack
from bench.pictures.played import Shown, play

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
ON_SLACK = ("post", "rank", "top", "digest")


def pictures(played: Mapping[str, Shown]) -> dict[str, str]:
    """Return the pictures of some messages by the names of their files."""
    return {
        **{f"{name}.svg": discord.draw(its, name) for name, its in played.items()},
        **{f"slack-{name}.svg": slack.draw(played[name], name) for name in ON_SLACK},
    }


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, drawn in pictures(play()).items():
        (FOLDER / name).write_text(drawn, encoding="utf-8", newline="\n")
        print(f"docs/pictures/{name}: {len(drawn.encode()) / 1_000:.1f} kB")


if __name__ == "__main__":
    main()
