"""Figures as files of Slack's: drawn and uploaded once for a workspace, then known by their ids.

A file that was shared nowhere is the bot's own, and every message of the bot's may show it. Slack
needs a moment until it does. https://docs.slack.dev/messaging/working-with-files
"""

import asyncio
from dataclasses import dataclass

from adapters.platforms.slack.calling import RespondError, Slack, WaitError
from adapters.platforms.slack.refusals import FAILURES, code_of
from adapters.platforms.slack.rich import clean, cut
from adapters.platforms.slack.workspaces import Workspace
from bot.model import Figure
from bot.ports import Drawer

SCOPE = "files:write"
"""Without it there are no pictures; everything else is as ever."""
DRAWING = 10.0
"""Seconds that a drawing may take, its turn included; beyond that it is left (ours)."""
AT_A_TIME, MOST = 3, 50
"""Figures that are drawn, as a drawer that is asked for too many at once draws no more; and those
that are under way in all: what comes on top goes without, and waits for nothing (ours)."""
REST = 60.0
"""Seconds without a try in a workspace where an upload failed (ours)."""
YOUNG = 60.0
"""Seconds in which a file may not be ready; one that Slack refuses later is gone (ours)."""
KEPT = 256
"""Files that are known at most: those of some months, or of many workspaces (ours)."""
TITLE = 255
"""How long a file's title may be (ours)."""
Key = tuple[str, Figure]
"""A team, and what its file shows."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that a workspace has."""

    id: str
    at: float
    """When it was uploaded, by the clock of `Slack`."""


class Pictures:
    """The pictures of figures, for the life of the process."""

    def __init__(self, drawer: Drawer) -> None:
        """Have them drawn by this one."""
        self._drawer = drawer
        self._files: dict[Key, Uploaded] = {}
        """Those that were shown last stand last."""
        self._coming: dict[Key, asyncio.Task[None]] = {}
        self._turn = asyncio.Semaphore(AT_A_TIME)
        self._refused: set[str] = set()
        """Tokens that lack the scope, where Slack does not say which scopes they have."""
        self._resting: dict[str, float] = {}
        """By team, until when nothing is uploaded there."""

    async def of(self, slack: Slack, its: Workspace, figure: Figure, within: float) -> str:
        """Return the id of a figure's file; empty where there is none within so many seconds.

        It is then made all the same, and is there the next time. Never raises.
        """
        key = (its.team, figure)
        if not self._may(slack, its):
            return ""
        if key not in self._files and (task := self._making(slack, its, key)):
            await asyncio.wait([task], timeout=within)
        if file := self._files.pop(key, None):
            self._files[key] = file
        return file.id if file else ""

    def refused(self, slack: Slack, its: Workspace, figure: Figure) -> None:
        """Forget a file that Slack does not show, unless it is so young that it still may."""
        file = self._files.get((its.team, figure))
        if file and not self._is_young(slack, file):
            del self._files[its.team, figure]

    def is_young(self, slack: Slack, its: Workspace, figure: Figure) -> bool:
        """Return whether a file may not be ready yet."""
        file = self._files.get((its.team, figure))
        return file is not None and self._is_young(slack, file)

    def stop(self) -> None:
        """Make no more of what is being made: whoever waits goes without."""
        for task in self._coming.values():
            task.cancel()

    @staticmethod
    def _is_young(slack: Slack, file: Uploaded) -> bool:
        return slack.clock() - file.at < YOUNG

    def _may(self, slack: Slack, its: Workspace) -> bool:
        """Return whether it is worth a try to upload something."""
        may = slack.may(its.token, SCOPE)
        may = its.token not in self._refused if may is None else may
        return may and slack.clock() >= self._resting.get(its.team, 0.0)

    def _making(self, slack: Slack, its: Workspace, key: Key) -> asyncio.Task[None] | None:
        """Return what makes a file, begun now if it is not under way; None where too much is."""
        if key not in self._coming:
            if len(self._coming) >= MOST:
                return None
            task = asyncio.create_task(self._make(slack, its, key))
            self._coming[key] = task
            task.add_done_callback(lambda _: self._coming.pop(key))
        return self._coming[key]

    async def _make(self, slack: Slack, its: Workspace, key: Key) -> None:
        """Draw and upload; what goes wrong costs the picture alone."""
        try:
            async with asyncio.timeout(DRAWING), self._turn:
                png = await self._drawer.draw(key[1], DRAWING)
        except TimeoutError:
            return
        if png is None:
            return
        try:
            file = await _upload(slack, its.token, key[1], png)
        except WaitError as error:
            self._resting[its.team] = slack.clock() + error.seconds
        except (RespondError, *FAILURES) as error:
            if code_of(error) == "missing_scope":
                self._refused.add(its.token)
            else:
                self._resting[its.team] = slack.clock() + REST
        else:
            self._files[key] = Uploaded(file, slack.clock())
            while len(self._files) > KEPT:
                del self._files[next(iter(self._files))]


async def _upload(slack: Slack, token: str, figure: Figure, png: bytes) -> str:
    """Upload a picture and return its id. Raises what the calls do."""
    name = f"overtake-{figure.shape}.png"
    place = await slack.call("files_getUploadURLExternal", token, filename=name, length=len(png))
    url, file = (str(place.get(name) or "") for name in ("upload_url", "file_id"))
    await slack.upload(url, png)
    title = cut(clean(figure.title), TITLE)
    files = [{"id": file, "title": title}]
    await slack.call("files_completeUploadExternal", token, files=files)
    return file
