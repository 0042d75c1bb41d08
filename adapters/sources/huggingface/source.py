"""The questions that the Hub is asked, each in a thread of its own beside the event loop."""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, TypeVar

import httpx2
from huggingface_hub import HfApi, set_client_factory
from huggingface_hub.errors import HfHubHTTPError, HFValidationError

from adapters.sources.huggingface.examining import examine
from adapters.sources.huggingface.rows import listing_of, merged, once
from adapters.sources.huggingface.transport import HubError, Limits, Transport
from bot.model import Board, Examined, Listing, Metric, Step
from bot.ports import Log, SourceError

SORTS = {
    Metric.TRENDING: "trending_score",
    Metric.DOWNLOADS: "downloads",
    Metric.LIKES: "likes",
}
"""What the Hub can sort by; `downloadsAllTime` and derivatives it can't (PLATFORMS, The Hub)."""
FIELDS = (
    "createdAt",
    "downloads",
    "downloadsAllTime",
    "library_name",
    "likes",
    "pipeline_tag",
    "trendingScore",
)
"""All that is asked of each row; `_id` and `id` always come."""

GRACE = 1.0
"""Seconds past the end of a collection that its thread has to end by itself."""

T = TypeVar("T")


class HubSource:
    """The Hub as a Source (`bot.ports`); use `begin` before the calls of one collection."""

    def __init__(self, endpoint: str, token: str | None, limits: Limits, log: Log) -> None:
        """Set up the library's client; it is one for the whole process."""
        self._endpoint, self._token = endpoint, token
        self._limits = limits
        self._log = log
        self._asked, self._said = "", ""
        """The board, namespace or model that is asked for, and the one last said to be retried."""
        self._waiting: set[asyncio.Future[Any]] = set()
        """Answers that are still to come."""
        self._transport = Transport(
            httpx2.URL(endpoint),
            limits,
            self._retried,
        )
        set_client_factory(self._client)
        self._api = HfApi(endpoint=endpoint.rstrip("/"), token=token or False)

    def _retried(self, reason: str, wait: float) -> None:
        """Say that a call goes again: once for each question, however often it does."""
        if self._said != self._asked and not self._transport.stopped.is_set():
            self._log(Step.RETRYING, part=self._asked, reason=reason, seconds=round(wait, 1))
        self._said = self._asked

    def _client(self) -> httpx2.Client:
        return httpx2.Client(transport=self._transport, follow_redirects=True, timeout=None)

    @property
    def calls(self) -> int:
        """How often the Hub has answered."""
        return self._transport.calls

    def begin(self) -> None:
        """Start the time that a whole collection may take."""
        self._transport.deadline = time.monotonic() + self._limits.run

    def close(self) -> None:
        """End what still waits for the Hub, at once; call it from the event loop."""
        self._transport.stopped.set()
        for answer in self._waiting:
            if not answer.done():
                answer.set_exception(HubError("the program is ending"))

    async def board(self, board: Board) -> Sequence[Listing]:
        """Return a board's models in rank order, at most its depth. Raises SourceError."""
        if board.metric not in SORTS:
            raise SourceError(
                f"the Hub has no list by {board.metric or 'unknown'}: import such days, or take the"
                " board out of the settings",
                lasting=True,
            )
        sort = SORTS[board.metric]

        def ask() -> list[Listing]:
            lists = [
                list(once(self._list(sort=sort, limit=board.depth, pipeline_tag=tag)))
                for tag in board.tags or (None,)
            ]
            found = merged(lists, str(board.metric)) if lists[1:] else iter(lists[0])
            return list(islice(once(found), board.depth))

        return await self._ask(board.name, ask)

    async def namespace(self, name: str) -> Sequence[Listing]:
        """Return every model of a namespace, the newest first. Raises SourceError."""
        return await self._ask(
            name, lambda: list(once(self._list(sort="created_at", limit=None, author=name)))
        )

    async def look_up(self, name: str) -> Listing | None:
        """Return one model with its derivatives, by the name it has now, or None if it is gone.

        Only a 404 says that it is gone: without a right to see it the Hub answers 401 or 403.
        Raises SourceError.
        """

        def ask() -> Listing | None:
            try:
                fields = [*FIELDS, "childrenModelCount"]
                return listing_of(self._api.model_info(name, expand=fields))  # type: ignore[arg-type]
            except HfHubHTTPError as error:
                if error.response.status_code == httpx2.codes.NOT_FOUND:
                    return None
                raise

        return await self._ask(name, ask)

    async def examine(self) -> Examined:
        """Look at whether the Hub answers, and takes our token; never raises."""
        return await examine(self._endpoint, self._token)

    def _list(
        self,
        *,
        sort: str,
        limit: int | None,
        pipeline_tag: str | None = None,
        author: str | None = None,
    ) -> list[Listing]:
        """Return the rows of a list, all its pages; `limit` also asks for no more than needed."""
        found = self._api.list_models(
            sort=sort,  # type: ignore[arg-type]
            limit=limit,
            pipeline_tag=pipeline_tag,
            author=author,
            expand=list(FIELDS),  # type: ignore[arg-type]
        )
        return [listing_of(info) for info in found]

    async def _ask(self, part: str, ask: Callable[[], T]) -> T:
        """Run a question in a thread that does not keep the program from ending."""
        self._asked, self._said = part, ""
        answer = _beside(lambda: _explained(ask))
        self._waiting.add(answer)
        try:
            async with asyncio.timeout(self._transport.left() + GRACE):
                return await answer
        except TimeoutError as error:  # headers that never end: no read of theirs takes too long
            raise HubError("the Hub's answer never ends") from error
        finally:
            self._waiting.discard(answer)


def _explained(ask: Callable[[], T]) -> T:
    """Turn what the library raises into a SourceError."""
    try:
        return ask()
    except HfHubHTTPError as error:
        status = error.response.status_code
        refused = status == httpx2.codes.UNAUTHORIZED
        hint = ": check HF_TOKEN, if it is set" if refused else ""
        raise SourceError(f"the Hub answered {status}{hint}") from error
    except HFValidationError as error:
        raise SourceError(f"the Hub takes no such name: {error}", lasting=True) from error
    except (httpx2.HTTPError, httpx2.InvalidURL, TypeError, ValueError, KeyError) as error:
        raise HubError(f"the Hub's answer can't be read ({type(error).__name__})") from error


def _beside(work: Callable[[], T]) -> asyncio.Future[T]:
    """Run work in a daemon thread: unlike an executor's, it is not waited for at the end."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: Exception | None) -> None:
        if done.done():
            return
        if error is None:
            done.set_result(result)  # type: ignore[arg-type]
        else:
            done.set_exception(error)

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except Exception as raised:  # noqa: BLE001 - whatever it is, it belongs to whoever waits
            error = raised
        with suppress(RuntimeError):  # the loop has ended, and nobody waits any more
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, name="hub", daemon=True).start()
    return done
