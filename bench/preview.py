"""A preview of the last 30 days: how long `/alerts preview` takes over a database like a live one.

    python bench/preview.py [FOLDER]

28,540 models, the default boards and all namespaces, 62 days, as for `bench/questions.py`; made at
each run, or once a day where a FOLDER is given to keep it in. Each preview is asked with nothing
remembered, as the first after a day's snapshot is; then again, as one whose wishes are changed is.
The target is 2 s.
"""

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

sys.path[0] = str(Path(__file__).parents[1])  # in place of this folder: it is a script

from bench.asking.database import made  # noqa: E402 - the path is set first
from bot.commands import COMMANDS  # noqa: E402
from bot.commands.ask import Desk  # noqa: E402
from bot.config import DEFAULT_BOARDS  # noqa: E402
from bot.families import load  # noqa: E402
from bot.findings import PreviewFacts  # noqa: E402
from bot.memory import Memory  # noqa: E402
from bot.model import Ask  # noqa: E402
from storage.store import open_store  # noqa: E402

TIMES = 15
WISHES = ({}, {"top": "50", "families": "all", "rules": "all", "boards": "all"})
"""The defaults, and all there is."""


async def main(folder: Path) -> None:
    database, _ = await made(folder)
    families, boards = load(), {its.name: its.board() for its in DEFAULT_BOARDS}
    found: dict[str, list[float]] = {"first": [], "again": []}
    posts = rows = 0
    async with await open_store(database) as store:
        for number in range(TIMES):
            wishes = WISHES[number % len(WISHES)]
            memory = Memory(store)
            for took in found.values():
                desk = Desk(store, families, boards, datetime.now(UTC), "en", memory=memory)
                began = time.perf_counter()
                ask = Ask({"action": "preview", **wishes})
                facts = (await COMMANDS["alerts"].answer(desk, ask)).facts
                took.append(time.perf_counter() - began)
                assert isinstance(facts, PreviewFacts)
                posts, rows = max(posts, len(facts.posts)), max(rows, facts.rows)
    seconds = {
        which: {"median": round(median(its), 3), "most": round(max(its), 3)}
        for which, its in found.items()
    }
    print(json.dumps({"seconds": seconds, "posts": posts, "rows": rows}))


if __name__ == "__main__":
    match sys.argv[1:]:
        case [path]:
            Path(path).mkdir(parents=True, exist_ok=True)
            asyncio.run(main(Path(path)))
        case []:
            with TemporaryDirectory() as kept:
                asyncio.run(main(Path(kept)))
        case _:
            sys.exit(__doc__)
