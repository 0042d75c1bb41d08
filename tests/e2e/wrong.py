"""What can be wrong with an answer, or with a frame of a web socket: bytes, and no network."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

A_WEB_PAGE = b"<html><body><h1>Please stand by</h1></body></html>"
TEXT, BINARY, CLOSE = 1, 2, 8
ODD_CODES = (1001, 1006, 1011, 1013, 3999, 4000, 4999)
"""What no web socket should be closed with, or what nobody documents; none is about a token."""


class Kind(StrEnum):
    """What goes wrong with a call, or with a frame of a web socket."""

    REFUSED = "refused"
    RESET = "reset before it was read"
    LOST = "reset once it was done"
    SILENT = "never answered"
    DRIP = "a byte now and then"
    CUT_HEAD = "cut in its head"
    CUT_BODY = "cut in its body"
    HTML = "a web page"
    BAD_GATEWAY = "502 with a web page"
    TORN = "half the JSON"
    SHAPE = "JSON of another shape"
    NULLS = "JSON of nulls"
    EMPTY = "empty"
    NOISE = "bytes that are no frame"
    ODD_CODE = "closed with an odd code"


OF_FRAMES = frozenset({Kind.NOISE, Kind.ODD_CODE})
KINDS = tuple(kind for kind in Kind if kind not in OF_FRAMES)
"""Of a request."""
FRAME_KINDS = (
    *(Kind.RESET, Kind.SILENT, Kind.DRIP, Kind.CUT_BODY, Kind.HTML, Kind.TORN, Kind.SHAPE),
    *(Kind.NULLS, Kind.EMPTY, Kind.NOISE, Kind.ODD_CODE),
)
UNDONE = frozenset({Kind.RESET, Kind.HTML, Kind.BAD_GATEWAY, Kind.EMPTY})
"""Whatever stands between swallowed the request: the server never saw it."""


# --- answers


def instead(kind: Kind, body: bytes) -> bytes:
    """An answer that is wrong in a way."""
    if kind is Kind.BAD_GATEWAY:
        return _answer(A_WEB_PAGE, "text/html", "502 Bad Gateway")
    if kind is Kind.HTML:
        return _answer(A_WEB_PAGE, "text/html")
    if kind is Kind.EMPTY:
        return _answer(b"", "application/json")
    ways: dict[Kind, Callable[[bytes], bytes]] = {Kind.TORN: _torn, Kind.SHAPE: _other}
    return _answer(ways.get(kind, _nulls)(body), "application/json")


def _answer(body: bytes, kind: str, status: str = "200 OK") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Connection: close\r\n\r\n".encode() + body


def read_json(body: bytes) -> Any:  # noqa: ANN401 - whatever a server says
    try:
        return json.loads(body)
    except ValueError:
        return {"ok": True}


def _torn(body: bytes) -> bytes:
    return (body or b'{"ok": tr')[: len(body) // 2 or 5]


def _other(body: bytes) -> bytes:
    """A list for an object, and an object for a list."""
    found = read_json(body)
    other = {"0": found} if isinstance(found, list) else [found]
    return json.dumps(other).encode()


def _nulls(body: bytes) -> bytes:
    """The same keys, and nothing in them."""
    found = read_json(body)
    nulls = dict.fromkeys(found) if isinstance(found, dict) else [None]
    return json.dumps(nulls).encode()


# --- frames


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame of a web socket."""

    raw: bytes
    code: int
    payload: bytes


def spoilt(kind: Kind, frame: Frame) -> bytes:
    """What a frame holds that is wrong in a way."""
    if kind is Kind.TORN:
        return frame.payload[: len(frame.payload) // 2]
    whole = {Kind.HTML: A_WEB_PAGE, Kind.SHAPE: b"[]", Kind.EMPTY: b""}
    return whole[kind] if kind in whole else _nulls(frame.payload)


def framed(payload: bytes, code: int) -> bytes:
    """A frame of a server's."""
    size = len(payload)
    if size < 126:
        return bytes((0x80 | code, size)) + payload
    return bytes((0x80 | code, 126)) + size.to_bytes(2, "big") + payload


async def read_frame(reader: asyncio.StreamReader) -> Frame:
    """Read one frame, masked or not."""
    raw = await reader.readexactly(2)
    size, masked = raw[1] & 0x7F, bool(raw[1] & 0x80)
    if size >= 126:
        more = await reader.readexactly(2 if size == 126 else 8)
        size, raw = int.from_bytes(more, "big"), raw + more
    mask = await reader.readexactly(4) if masked else b"\0\0\0\0"
    payload = await reader.readexactly(size)
    plain = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload)) if masked else payload
    return Frame(raw + (mask if masked else b"") + payload, raw[0] & 0x0F, plain)
