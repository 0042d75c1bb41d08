"""A web socket through a door that may fail, frame by frame; and how connections go wrong."""

import asyncio
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from tests.e2e.wrong import (
    BINARY,
    CLOSE,
    ODD_CODES,
    TEXT,
    Frame,
    Kind,
    framed,
    read_frame,
    read_json,
    spoilt,
)

if TYPE_CHECKING:
    from tests.e2e.faulty import Door

DRIP = 0.25
"""Seconds between two bytes of what drips."""
RESET_AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: on, no seconds; so that closing sends a RST
Ends = (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)


@dataclass(slots=True)
class Strike:
    """A fault that happened; times by the monotonic clock."""

    call: str
    kind: Kind
    at: float = field(default_factory=monotonic)
    end: float | None = None
    """When it was over, None while it goes on."""


Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Relay:
    """A web socket, whose frames are handed on one by one."""

    def __init__(self, door: "Door", client: Line, server: Line) -> None:
        self._door, self._client, self._server = door, client, server
        self._next = door.frames.hello
        """What the server's next frame is called; nothing can go wrong with what has no name."""
        self._slow: asyncio.Event | None = None
        self._dead = False

    async def run(self) -> None:
        """Relay until one side ends it."""
        ways = [asyncio.create_task(self._to_server()), asyncio.create_task(self._to_client())]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _to_server(self) -> None:
        reader, writer = self._client[0], self._server[1]
        while True:
            frame = await read_frame(reader)
            if self._dead:
                continue
            if frame.code == TEXT:
                said = read_json(frame.payload)
                operation = said.get("op") if isinstance(said, dict) else None
                self._next = self._door.frames.answers.get(operation or 0, self._next)
            writer.write(frame.raw)
            await writer.drain()

    async def _to_client(self) -> None:
        reader, writer = self._server[0], self._client[1]
        while True:
            frame = await read_frame(reader)
            if self._dead:
                continue
            strike = None
            if frame.code in {TEXT, BINARY}:
                strike = self._door.struck(self._next)
                self._next = self._after()
            if strike is None:
                await self._hand_on(frame.raw, writer)
            elif not await self._go_wrong(strike, frame, writer):
                return

    def _after(self) -> str:
        """What the server's next frame is called, unless the client says something."""
        frames = self._door.frames
        is_open = self._next != frames.hello or not frames.answers
        return frames.later if self._next and is_open else ""

    async def _hand_on(self, raw: bytes, writer: asyncio.StreamWriter) -> None:
        if self._slow:
            await drip(raw, writer, self._slow)
        else:
            writer.write(raw)
            await writer.drain()

    async def _go_wrong(self, strike: Strike, frame: Frame, writer: asyncio.StreamWriter) -> bool:
        """Spoil a frame; return whether the connection goes on."""
        kind = strike.kind
        strike.end = monotonic()
        if kind is Kind.RESET:
            reset(writer)
            return False
        if kind is Kind.SILENT:
            self._dead = True
            return True
        if kind is Kind.DRIP:
            self._slow, strike.end = self._door.slow, None
            await self._hand_on(frame.raw, writer)
            return True
        if kind in {Kind.CUT_BODY, Kind.ODD_CODE, Kind.NOISE}:
            code = self._door.dice.choice(ODD_CODES)
            last = {
                Kind.CUT_BODY: frame.raw[: len(frame.raw) // 2],
                Kind.ODD_CODE: framed(code.to_bytes(2, "big") + b"odd", CLOSE),
                Kind.NOISE: b"\xff" * 20,
            }
            writer.write(last[kind])
            await writer.drain()
            return kind is Kind.NOISE
        writer.write(framed(spoilt(kind, frame), BINARY if frame.code == BINARY else TEXT))
        await writer.drain()
        return True


async def drip(data: bytes, writer: asyncio.StreamWriter, flows: asyncio.Event) -> None:
    """Write a byte now and then, until all may flow."""
    for at in range(len(data)):
        if flows.is_set():
            writer.write(data[at:])
            break
        writer.write(data[at : at + 1])
        with suppress(TimeoutError):
            await asyncio.wait_for(flows.wait(), DRIP)
        if writer.is_closing():
            raise ConnectionResetError
    await writer.drain()


def reset(writer: asyncio.StreamWriter) -> None:
    """End a connection the rude way."""
    line: socket.socket = writer.transport.get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_ONCE)
    writer.transport.abort()
