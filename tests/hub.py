"""A small working Hugging Face Hub on loopback: pages, renames, limits, and every fault."""

import asyncio
import base64
import contextlib
import hashlib
import json
import socket
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self

from aiohttp import web
from multidict import MultiDict, MultiMapping
from yarl import URL

Row = dict[str, Any]
"""A model as the Hub's JSON has it: `_id`, `id`, `downloads`, `likes`, `trendingScore`, …"""

SORTS = frozenset({"downloads", "likes", "trendingScore", "createdAt", "lastModified"})
DEFAULT_KEYS = (
    *("_id", "id", "likes", "trendingScore", "private", "downloads", "tags", "createdAt"),
    *("modelId", "pipeline_tag", "library_name"),
)
LARGEST_PAGE = 1000
WINDOW = 300  # seconds
A_PAGE, ONE_MODEL = "/api/models", "/api/models/"
POLICY = '"fixed window";"api";q={quota};w=300'
TOO_MANY = (HTTPStatus.TOO_MANY_REQUESTS, "Too many requests")
A_WEB_PAGE = "<html><body><h1>The Hub is having a rest</h1></body></html>"
RESET_AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: on, no seconds; so that closing sends a RST


class Fault(StrEnum):
    """What can go wrong with one call."""

    TOO_MANY = auto()  # 429, and the headers say to wait a second
    TOO_MANY_PLAIN = auto()  # 429 with `Retry-After: 1` and no word of limits
    BROKEN = auto()  # 500
    UNAVAILABLE = auto()  # 503 with a web page
    RESET = auto()  # the connection is reset before any answer
    STALL = auto()  # no answer until the Hub closes
    DRIP = auto()  # 200, then a space every 0.1 s: a page that never ends
    CUT = auto()  # the length of the whole body, and the connection closes after half of it
    TORN = auto()  # a whole answer, whose body is half the JSON
    HTML = auto()  # 200 with a web page
    SHORT = auto()  # a page with the first half of its rows and no next one
    SHIFTED = auto()  # the last row of the page before, then its own rows but the last


@dataclass(frozen=True, slots=True)
class Call:
    """One request that arrived; the names of its headers are in small letters."""

    number: int
    path: str
    query: Mapping[str, list[str]]
    at: float
    headers: Mapping[str, str]

    @property
    def is_page(self) -> bool:
        """Whether it asks for a list of models."""
        return self.path == A_PAGE


def no_fault(_: Call) -> Fault | None:
    """The Hub on a good day."""
    return None


class Hub:
    """The Hub: `async with Hub(world()) as hub`, then ask `hub.url`.

    All of it may be changed while it runs: `models` (the world now), `orders` (sort key -> ids in
    the order listed first; the others follow, largest value first, ties as in `models`, rows
    without the value last), `renamed` (old id -> new id), `gone` (ids), `tokens` (token -> whose),
    `quota` and `fault`.
    """

    def __init__(
        self, models: Iterable[Row] = (), *, page: int = LARGEST_PAGE, port: int = 0
    ) -> None:
        self.models: list[Row] = list(models)
        self.page, self.port = page, port
        self.orders: dict[str, list[str]] = {}
        self.renamed: dict[str, str] = {}
        self.gone: set[str] = set()
        self.tokens: dict[str, str] = {}
        self.quota = 500
        self.fault: Callable[[Call], Fault | None] = no_fault
        self.calls: list[Call] = []
        self.url = ""
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._receive)
        app.on_response_prepare.append(self._tell_the_limit)
        self._closing.clear()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        call = self._noted(request)
        fault = self.fault(call)
        if fault in REFUSALS:
            return REFUSALS[fault]()
        if fault in {Fault.RESET, Fault.STALL, Fault.DRIP}:
            return await self._hang_up(request, fault)
        if self._left() < 0:
            return refusal(*TOO_MANY)
        answer = self._answer(request, fault)
        if fault is Fault.CUT:
            return await cut(request, answer)
        if fault is Fault.TORN:
            answer.text = half(answer)
        return answer

    def _noted(self, request: web.Request) -> Call:
        call = Call(
            number=len(self.calls) + 1,
            path=request.path,
            query={key: request.query.getall(key) for key in request.query},
            at=asyncio.get_running_loop().time(),
            headers={name.lower(): value for name, value in request.headers.items()},
        )
        self.calls.append(call)
        return call

    def _left(self) -> int:
        since = asyncio.get_running_loop().time() - WINDOW
        return self.quota - sum(call.at > since for call in self.calls)

    async def _tell_the_limit(self, _: web.Request, response: web.StreamResponse) -> None:
        if "Retry-After" not in response.headers:
            limit = f'"api";r={max(self._left(), 0)};t={WINDOW}'
            response.headers.setdefault("RateLimit", limit)
            response.headers.setdefault("RateLimit-Policy", POLICY.format(quota=self.quota))

    async def _hang_up(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        if fault is Fault.STALL:
            await self._closing.wait()
        with contextlib.suppress(ConnectionError):  # the caller had enough
            while fault is Fault.DRIP and not self._closing.is_set():
                await response.prepare(request)  # the first time only
                await response.write(b" ")
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._closing.wait(), 0.1)
        reset(request)
        return response

    def _answer(self, request: web.Request, fault: Fault | None) -> web.Response:
        if request.method != "GET":
            return refusal(HTTPStatus.METHOD_NOT_ALLOWED, "Method not allowed")
        if request.path == A_PAGE:
            return self._list(request, fault)
        if request.path.startswith(ONE_MODEL):
            return self._model(request, request.path.removeprefix(ONE_MODEL))
        if request.path == "/api/whoami-v2":
            return self._who(request)
        if request.path == "/api/agent-harnesses":
            return web.json_response({"harnesses": []})
        return refusal(HTTPStatus.NOT_FOUND, "Not found")

    def _who(self, request: web.Request) -> web.Response:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind != "Bearer" or token not in self.tokens:
            return refusal(HTTPStatus.UNAUTHORIZED, "Invalid username or password.")
        return web.json_response({"type": "user", "name": self.tokens[token]})

    def _list(self, request: web.Request, fault: Fault | None) -> web.Response:
        query = request.query
        if (sort := query.get("sort", "trendingScore")) not in SORTS:
            return refusal(HTTPStatus.BAD_REQUEST, f'Invalid sort "{sort}"')
        try:
            start = int(base64.urlsafe_b64decode(query.get("cursor", "MA==")))
            size = page_size(query.get("limit"), self.page)
        except ValueError as wrong:
            return refusal(HTTPStatus.BAD_REQUEST, str(wrong))
        rows = [row for row in self._in_order(sort) if fits(row, query)]
        page = rows[start : start + size]
        if fault is Fault.SHORT:
            return listed(request, page[: len(page) // 2])
        if fault is Fault.SHIFTED and start and page:
            page = [rows[start - 1], *page[:-1]]
        answer = listed(request, page)
        if start + size < len(rows):
            answer.headers["Link"] = self._link(query, start + size)
        return answer

    def _in_order(self, sort: str) -> list[Row]:
        named = {name: place for place, name in enumerate(self.orders.get(sort, ()))}
        here = [row for row in self.models if row["id"] not in self.gone]
        known = [row for row in here if row.get(sort) is not None]
        unknown = [row for row in here if row.get(sort) is None]
        by_value = [*sorted(known, key=lambda row: row[sort], reverse=True), *unknown]
        return sorted(by_value, key=lambda row: named.get(row["id"], len(named)))

    def _link(self, query: MultiMapping[str], start: int) -> str:
        onwards = MultiDict(query)
        onwards["cursor"] = cursor(start)
        return f'<{URL(self.url).with_path(A_PAGE).with_query(onwards)}>; rel="next"'

    def _model(self, request: web.Request, name: str) -> web.Response:
        if name in self.renamed:
            to = URL.build(path=ONE_MODEL + self.renamed[name]).with_query(request.query)
            return web.Response(status=HTTPStatus.TEMPORARY_REDIRECT, headers={"Location": str(to)})
        if name in self.gone or name not in (known := {row["id"]: row for row in self.models}):
            code = {"X-Error-Code": "RepoNotFound"}
            return refusal(HTTPStatus.NOT_FOUND, "Repository not found", code)
        return web.json_response(shown(known[name], request.query.getall("expand", [])))


def cursor(start: int) -> str:
    """Where the next page begins, in a form nobody should read."""
    return base64.urlsafe_b64encode(str(start).encode()).decode()


def page_size(limit: str | None, largest: int) -> int:
    """How many rows a page has; raises ValueError where the limit is no whole number from 1 on."""
    asked = largest if limit is None else int(limit)
    if asked < 1:
        raise ValueError(f"Invalid limit {limit}")
    return min(asked, largest, LARGEST_PAGE)


def fits(row: Row, query: MultiMapping[str]) -> bool:
    """Whether a list that asks for an author, a task or some tags has this model."""
    task, owner = row.get("pipeline_tag"), row["id"].rpartition("/")[0]
    right = query.get("author", owner) == owner and query.get("pipeline_tag", task) == task
    return right and {task, *(row.get("tags") or ())}.issuperset(query.getall("filter", []))


def shown(row: Row, expand: Sequence[str]) -> Row:
    """The keys of a model that the Hub gives: the usual ones, or those asked for."""
    keys = ("_id", "id", *expand) if expand else DEFAULT_KEYS
    whole = {"modelId": row["id"], **row}
    return {key: whole[key] for key in dict.fromkeys(keys) if key in whole}


def listed(request: web.Request, rows: Iterable[Row]) -> web.Response:
    """A page of these rows."""
    expand = request.query.getall("expand", [])
    return web.json_response([shown(row, expand) for row in rows])


def refusal(status: HTTPStatus, why: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """An error as the Hub words it."""
    return web.json_response({"error": why}, status=status, headers=headers)


def web_page(status: HTTPStatus) -> web.Response:
    """A page for people, where JSON was asked for."""
    return web.Response(status=status, text=A_WEB_PAGE, content_type="text/html")


REFUSALS: Mapping[Fault | None, Callable[[], web.Response]] = {
    Fault.TOO_MANY: lambda: refusal(*TOO_MANY, {"RateLimit": '"api";r=0;t=1'}),
    Fault.TOO_MANY_PLAIN: lambda: refusal(*TOO_MANY, {"Retry-After": "1"}),
    Fault.BROKEN: lambda: refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "Internal error"),
    Fault.UNAVAILABLE: lambda: web_page(HTTPStatus.SERVICE_UNAVAILABLE),
    Fault.HTML: lambda: web_page(HTTPStatus.OK),
}


def half(answer: web.Response) -> str:
    """The first half of a body."""
    whole = answer.text or ""
    return whole[: len(whole) // 2]


async def cut(request: web.Request, answer: web.Response) -> web.StreamResponse:
    """The answer, whose connection closes halfway through its body."""
    begun = web.StreamResponse(status=answer.status, headers=answer.headers)
    begun.content_length = len(answer.text or "")
    begun.force_close()
    await begun.prepare(request)
    await begun.write(half(answer).encode())
    return begun


def reset(request: web.Request) -> None:
    """End the connection the rude way."""
    if request.transport is not None:
        line = request.transport.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_ONCE)
        request.transport.abort()


STEMS = {"google": "gemma-", "meta-llama": "Llama-", "Qwen": "Qwen"}
SIZES = ("1b", "2b", "4b", "8b", "14b", "32b", "70b", "235b")


def world(
    count: int = 40, publishers: Sequence[str] = ("google", "Qwen", "meta-llama"), day: int = 1
) -> list[Row]:
    """An invented world, the same at every run: most downloaded first, a little more each day."""
    return [_invented(place, count - place, publishers, day) for place in range(count)]


def _invented(place: int, weight: int, publishers: Sequence[str], day: int) -> Row:
    owner = publishers[place % len(publishers)]
    version, size = divmod(place // len(publishers), len(SIZES))
    name = f"{owner}/{STEMS.get(owner, f'{owner}-')}{4 + version}-{SIZES[size]}"
    downloads = weight * (100_000 + 500 * day)
    return {
        "_id": hashlib.sha256(name.encode()).hexdigest()[:24],
        "id": name,
        "downloads": downloads,
        "downloadsAllTime": downloads * 12,
        "likes": weight * (200 + day),
        "trendingScore": weight * (100 + day),
        "pipeline_tag": "text-generation",
        "library_name": "transformers",
        "createdAt": f"2025-03-{place % 28 + 1:02}T06:04:45.000Z",
        "tags": ["transformers", "safetensors", "text-generation", "license:apache-2.0"],
        "childrenModelCount": weight if place % 3 else {"finetune": weight, "quantized": 7},
        "private": False,
    }


def recorded(path: Path) -> tuple[list[Row], dict[str, list[str]]]:
    """The models and the orders of a recorded day, for `models` and `orders` of a Hub."""
    day = json.loads(path.read_text(encoding="utf-8"))
    sorts = {"downloads": "downloads", "likes": "likes", "trending": "trendingScore"}
    return day["models"], {sorts[name]: ids for name, ids in day["lists"].items() if name in sorts}
