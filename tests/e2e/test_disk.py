"""A disk that is full, can't be written, or is kept busy by another program: `make faults`.

The bot is on a small volume of its own, and talks to a Discord of ours.
"""

import asyncio
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.discord_server import Channel, Message
from tests.e2e.program import ROOT
from tests.e2e.scene import Held, Scene, comes_to, looks, scene, turn_on
from tests.e2e.volume import PAGE
from tests.faults_table import Row

pytestmark = [pytest.mark.e2e, pytest.mark.faults]

FREE = (*range(0, 36, 4), *range(36, 54))
"""Pages that are left for a day: one takes 35 to 50, so each write of a day once meets the end."""
LINES = 5
"""So often a day's trouble may be said: by look, delivery, backup, retention and pulse."""
CHANNELS = 8
AT_THE_START = (0, 7, 16)
"""Pages that are left for a start: SQLite needs 8 to open a database, and some for its log."""
FOR_THE_FIRST = (0, 20, 80)
FULL = re.compile("the disk is full|No space left")
NO_ROOM = "the disk is full, broken or gone (disk I/O error)"
"""What SQLite says where it can't have the 32 KB that readers and writer share."""
DATABASE = "the database can't be used"
HOLDING = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2:]:
    db.execute(statement)
print("holding", flush=True)
sys.stdin.read()
"""


# --- full


async def test_a_disk_that_is_full_at_any_write_of_a_day_costs_nothing_but_time(
    tmp_path: Path, row: Row
) -> None:
    days = range(2, 2 + len(FREE))
    whole = await undisturbed(tmp_path / "whole", days)
    async with scene(tmp_path / "full") as its:
        async with its.going():
            met = [await full_for_a_day(its, *each) for each in zip(days, FREE, strict=True)]
            logged = (its.volume.here / "overtake.db-wal").stat().st_size // PAGE
        now = await its.held()
    stopped = Counter(each for each, _ in met)
    row(
        "disk full at each write of a day, then room again",
        f"days {len(met)}, stopped at {dict(stopped)} · lost {lost(whole, now)}"
        f" · posts sent twice {now.requests - len(met)} · most lines about it"
        f" {max(lines for _, lines in met)} · the log grew to {logged} pages",
    )
    assert now == whole
    assert now.sound == [("ok",)]
    assert {"storing", "sending", "nothing"} <= stopped.keys()
    assert max(lines for _, lines in met) <= LINES


async def undisturbed(folder: Path, days: Sequence[int]) -> Held:
    """What a bot has that meets no fault on these days."""
    async with scene(folder, None) as its:
        async with its.going():
            for day in days:
                await its.has_day(day)
        return await its.held()


def lost(whole: Held, now: Held) -> int:
    """How many rows of days, events, standings and posts are other than they should be."""
    return sum(
        len({*map(repr, one)} ^ {*map(repr, other)})
        for one, other in (
            (whole.days, now.days),
            (whole.events, now.events),
            (whole.standings, now.standings),
            (whole.posts, now.posts),
        )
    )


async def full_for_a_day(its: Scene, day: int, pages: int) -> tuple[str, int]:
    """Leave so many pages for a day, and room again later.

    Return what the full disk stopped, and how many lines said so.
    """
    bot, before = its.bot, len(its.bot.troubles)
    stored, sent, tried = bot.said("stored"), bot.said("sent"), its.requests
    its.volume.leave(pages)
    its.dawn(day)

    def is_over() -> bool:
        return any(DATABASE in its for its in bot.troubles[before:]) or bot.said("sent") > sent

    await bot.logs(is_over, "end of the day")
    await looks()
    stopped = "nothing"
    if bot.said("stored") == stored:
        stopped = "storing"
    elif bot.said("sent") == sent:
        stopped = "noting" if its.requests > tried else "sending"
    troubles = bot.troubles[before:]
    assert all(FULL.search(trouble) for trouble in troubles), troubles
    its.volume.make_room()
    bot.later(minutes=7)
    await bot.logs(lambda: bot.said("next") >= day - 1, "whole day")
    await comes_to(bot, "SELECT COUNT(*) FROM post WHERE state = 'sent'", [(day - 1,)])
    return stopped, len(troubles)


async def test_a_disk_that_fills_up_between_sent_and_noted_doubles_nothing(
    tmp_path: Path, row: Row
) -> None:
    async with scene(tmp_path) as its:
        others = [its.town.add_channel(its.town.guild) for _ in range(CHANNELS - 1)]
        for channel in others:
            await turn_on(its.bot, channel)
        async with its.going():
            unnoted = [await fills_at_a_post(its, number) for number in range(1, CHANNELS + 1)]
        posts = [len(channel.messages) for channel in (its.news, *others)]
        noted = await its.bot.found("SELECT state, COUNT(*) FROM post GROUP BY state")
    row(
        "disk full between sent and noted",
        f"posts {sum(posts)}, out while nothing could be noted {sum(unnoted)} · lost"
        f" {CHANNELS**2 - sum(posts)} · asked of Discord again {its.requests - sum(posts)}",
    )
    assert posts == [CHANNELS] * CHANNELS
    assert its.requests == CHANNELS**2
    assert noted == [("sent", CHANNELS**2)]
    assert sum(unnoted) >= CHANNELS


async def fills_at_a_post(its: Scene, number: int) -> int:
    """Have the disk full from a day's n-th post on, and later room; return what was not noted."""
    arrived = 0

    async def fill(channel: Channel, message: Message) -> None:
        nonlocal arrived
        arrived += 1
        if arrived == number:
            its.volume.leave(0)
        await its.town.arrivals.note(channel, message)

    its.town.on_stored = fill
    its.dawn(number + 1)
    await its.town.until(lambda: arrived >= number)
    await looks()
    [[noted]] = await its.bot.found("SELECT COUNT(*) FROM post WHERE state = 'sent'")
    unnoted = arrived - (int(str(noted)) - (number - 1) * CHANNELS)
    its.volume.make_room()
    query = "SELECT COUNT(*) FROM post WHERE state = 'sent'"
    await comes_to(its.bot, query, [(number * CHANNELS,)])
    return unnoted


async def test_on_a_full_disk_it_starts_or_says_why_not_and_harms_nothing(
    tmp_path: Path, row: Row
) -> None:
    async with scene(tmp_path) as its:
        its.dawn(1, "14:00")
        kept = await its.held()
        token = its.bot.environment.pop("DISCORD_TOKEN")  # which takes two seconds to connect
        started = [pages for pages in AT_THE_START if await starts(its, pages)]
        assert await its.held() == replace(kept, sound=[("ok",)])
        first = []
        for pages in FOR_THE_FIRST:
            for file in its.volume.here.glob("overtake.db*"):
                file.unlink()
            if await starts(its, pages):
                first.append(pages)
        its.bot.environment["DISCORD_TOKEN"] = token
        async with its.going() as bot:
            await bot.says("next")
    row(
        "start on a full disk",
        f"pages free {AT_THE_START}: refused in a sentence but with {started}; making the first"
        f" database, {FOR_THE_FIRST}: but with {first}; each sound once there is room",
    )
    assert 0 not in started
    assert AT_THE_START[-1] in started


async def starts(its: Scene, pages: int) -> bool:
    """Start with so many pages free, and then with room; return whether it could at first."""
    its.volume.leave(pages)
    async with its.bot.running():
        ended = asyncio.create_task(its.bot.process.wait())
        ready = asyncio.create_task(its.bot.says("next"))
        await asyncio.wait([ended, ready], return_when=asyncio.FIRST_COMPLETED)
        could = not ended.done()
        if could:
            await its.bot.ends_in_time()
        for task in (ended, ready):
            task.cancel()
    if not could:
        [sentence] = its.bot.log
        assert its.bot.process.returncode == 1
        assert sentence.startswith("overtake: ")
        assert FULL.search(sentence) or NO_ROOM in sentence, sentence
    its.volume.make_room()
    return could


# --- not to be written


async def mount(its: Scene, how: str) -> None:
    """Mount the volume again, `ro` or `rw`; no file of it is open to be written."""
    await its.volume.told("mount", "-o", f"remount,{how}", str(its.volume.path))


async def test_a_volume_that_is_mounted_read_only_is_named_with_what_to_do(
    tmp_path: Path, row: Row
) -> None:
    async with scene(tmp_path) as its:
        kept = await its.held()
        await mount(its, "ro")
        sentences = [await its.refused("run"), await its.refused("snapshot")]
        await mount(its, "rw")
        assert await its.held() == kept
        async with its.going():
            await its.has_day(2)
        held = await its.held()
    row(
        "start on a read-only volume",
        f"status 1 and a sentence: …{sentences[0][sentences[0].index('the disk') :]}",
    )
    for sentence in sentences:
        assert "the disk is mounted read-only" in sentence
        assert "mount it for writing" in sentence
    assert held.sound == [("ok",)]
    assert held.requests == 1


async def test_on_a_read_only_volume_questions_are_answered(tmp_path: Path) -> None:
    async with scene(tmp_path) as its:
        await mount(its, "ro")
        async with its.bot.running("top"):
            status = await its.bot.ends()
        assert status == 0
        assert "trending" in its.bot.out.decode()


async def test_a_volume_that_the_kernel_makes_read_only_is_said_once_and_questions_go_on(
    tmp_path: Path, row: Row
) -> None:
    async with scene(tmp_path, "ext4") as its:
        path = str(its.volume.path)
        async with its.going() as bot:
            await its.has_day(2)
            await its.volume.told("mount", "-o", "remount,abort", path)
            before = len(bot.log)
            its.dawn(3)
            await bot.logs(lambda: any(DATABASE in each for each in bot.troubles), "trouble")
            await looks()
            troubles = bot.troubles
            said = [line for line in bot.log[before:] if "step=trouble" in line]
            boss = its.town.boss
            answer = await boss.ask(its.news, "top")
        await its.volume.told("umount", path)
        await its.volume.told("mount", "-o", "loop", f"{path}.img", path)
        async with its.going() as bot:
            await bot.says("sent")
        held = await its.held()
    row(
        "volume made read-only by the kernel while it runs",
        f"lines about it {len(said)}: {troubles[-1]} · a question was answered · after a restart on"
        f" a good volume: posts {held.requests}, each once; integrity {held.sound[0][0]}",
    )
    assert answer.payload
    assert held.sound == [("ok",)]
    assert held.requests == 2
    assert len(said) <= LINES


async def test_writes_that_are_refused_for_a_while_cost_nothing(tmp_path: Path, row: Row) -> None:
    """As `chattr +i` refuses them: the files stay open, and are good again later."""
    async with scene(tmp_path, "ext4") as its:
        files = [str(its.volume.path / f"overtake.db{ending}") for ending in ("", "-wal")]
        async with its.going() as bot:
            await its.has_day(2)
            await its.volume.told("chattr", "+i", *files)
            its.dawn(3)
            await bot.logs(lambda: any(DATABASE in each for each in bot.troubles), "trouble")
            await looks()
            troubles = bot.troubles
            await its.volume.told("chattr", "-i", *files)
            bot.later(minutes=7)
            await bot.logs(lambda: bot.said("sent") == 2, "post")
        held = await its.held()
    row(
        "writes refused for a while",
        f"lines about it {len(troubles)}: {troubles[0]} · posts {held.requests}, each once",
    )
    assert held.sound == [("ok",)]
    assert held.requests == 2


# --- kept busy


@asynccontextmanager
async def another_program(its: Scene, *statements: str) -> AsyncIterator[None]:
    """Have another program do something in the database, and stay there."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(*its.volume.within, sys.executable, "-c", HOLDING),
        *(str(its.bot.database), *statements),
        stdin=pipe,
        stdout=pipe,
        cwd=ROOT,
    )
    assert process.stdin
    assert process.stdout
    assert await process.stdout.readline() == b"holding\n"
    try:
        yield
    finally:
        process.stdin.close()
        await process.wait()


async def test_a_database_that_another_program_locks_is_waited_for(
    tmp_path: Path, row: Row
) -> None:
    async with scene(tmp_path) as its:
        async with its.going() as bot:
            await its.has_day(2)
            async with another_program(its, "BEGIN EXCLUSIVE"):
                its.dawn(3)
                await bot.logs(lambda: bool(bot.troubles), "trouble")
                answer = await its.town.boss.ask(its.news, "top")
                await looks()
                troubles = bot.troubles
            bot.later(minutes=7)
            await bot.logs(lambda: bot.said("sent") == 2, "post")
        held = await its.held()
        async with another_program(its, "PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE"):
            sentence = await its.refused("run")
    row(
        "database locked by another program",
        f"lines about it {len(troubles)}: {troubles[0]} · a question was answered · posts"
        f" {held.requests}, each once · at the start: status 1, the same sentence",
    )
    assert answer.payload
    assert all("another program keeps it locked" in each for each in (*troubles, sentence))
    assert len(troubles) <= LINES
    assert held.sound == [("ok",)]
    assert held.requests == 2
