"""The Hub as a source when it fails: faults, limits, other hosts, and a token to keep."""

import asyncio
import contextlib
import logging
import traceback
from collections.abc import Callable
from time import monotonic

import pytest
from aiohttp import web

from bot.model import Board, Listing, Metric, Step
from bot.ports import SourceError
from tests.asking import Asking, names, served
from tests.hub import Call, Fault, Hub, world
from tests.tokens import token

TOKEN = token("hf_", digits=34)
LIKES = Board("likes", Metric.LIKES, depth=100)
WAITS = {Fault.TOO_MANY, Fault.TOO_MANY_PLAIN}
UNSEEN = {Fault.SHORT, Fault.SHIFTED}
"""Faults that give a page as good as any: nothing in the answer says so."""
NOTICED = sorted(set(Fault) - UNSEEN)


def at_call(number: int, fault: Fault) -> Callable[[Call], Fault | None]:
    return lambda call: fault if call.number == number else None


# --- faults


@pytest.mark.parametrize("page", [1, 2, 3])
@pytest.mark.parametrize("fault", NOTICED)
async def test_a_fault_that_passes_costs_time_and_nothing_else(
    hub: Hub, asking: Asking, fault: Fault, page: int
) -> None:
    hub.fault = at_call(page, fault)
    source = asking(hub.url, page=0.25)
    assert names(await source.board(LIKES)) == [its["id"] for its in hub.models]
    assert (source.calls, len(hub.calls)) == (3, 4)
    [(step, facts)] = asking.said
    assert (step, facts["part"]) == (Step.RETRYING, "likes")
    if fault in WAITS:
        assert 1 <= hub.calls[page].at - hub.calls[page - 1].at < 1.5
        assert facts["seconds"] == 1


@pytest.mark.parametrize("page", [1, 2, 3])
@pytest.mark.parametrize("fault", NOTICED)
async def test_a_fault_that_stays_is_an_error_in_time_and_never_part_of_a_list(
    hub: Hub, asking: Asking, fault: Fault, page: int
) -> None:
    hub.fault = lambda call: fault if call.number >= page else None
    source, began = asking(hub.url, page=0.12, run=0.35), monotonic()
    with pytest.raises(SourceError) as raised:
        await source.board(LIKES)
    assert monotonic() - began < 15
    assert not raised.value.lasting
    assert source.calls == page - 1


async def test_a_stall_does_not_outlast_the_time_of_a_collection(hub: Hub, asking: Asking) -> None:
    hub.fault = lambda _: Fault.STALL
    source, began = asking(hub.url, page=30, run=0.3), monotonic()
    with pytest.raises(SourceError, match=r"0\.3 s of a collection are over"):
        await source.board(LIKES)
    assert monotonic() - began < 15


async def test_headers_that_never_end_do_not_hold_the_bot_up(asking: Asking) -> None:
    over, dripping = asyncio.Event(), asyncio.Event()

    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while not over.is_set():
            writer.write(b"x: y\r\n")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), 0.05)
        writer.close()
        await writer.wait_closed()
        dripping.set()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    began = monotonic()
    with pytest.raises(SourceError, match="never ends"):
        await asking(f"http://127.0.0.1:{port}", page=0.2, run=0.3).board(LIKES)
    assert monotonic() - began < 15
    over.set()
    await dripping.wait()
    server.close()


async def test_a_page_cut_short_in_silence_is_for_the_collector_to_notice(
    hub: Hub, asking: Asking
) -> None:
    hub.fault = at_call(2, Fault.SHORT)
    assert len(await asking(hub.url).board(LIKES)) == 6


async def test_the_program_goes_on_while_a_page_stalls(hub: Hub, asking: Asking) -> None:
    hub.fault = at_call(1, Fault.STALL)
    waiting = asyncio.create_task(asking(hub.url).namespace("google"))
    await asyncio.wait({waiting}, timeout=0.05)
    assert not waiting.done()
    assert len(await waiting) == 4


@pytest.mark.parametrize(("fault", "pause"), [(Fault.STALL, 0.0), (None, 30.0)])
async def test_closing_ends_at_once_what_waits(
    hub: Hub, asking: Asking, fault: Fault | None, pause: float
) -> None:
    arrived = asyncio.Event()

    def note(_: Call) -> Fault | None:
        arrived.set()
        return fault

    hub.fault = note
    source = asking(hub.url, page=30, run=100, pause=pause)
    waiting = asyncio.create_task(source.board(LIKES))
    await arrived.wait()
    source.close()
    with pytest.raises(SourceError, match="ending"):
        await asyncio.wait_for(waiting, 0.5)


# --- limits, other hosts, the token


async def test_calls_are_a_pause_apart(hub: Hub, asking: Asking) -> None:
    await asking(hub.url, pause=0.1).board(LIKES)
    first, second, third = (call.at for call in hub.calls)
    assert min(second - first, third - second) > 0.09


async def test_no_more_calls_are_made_than_a_window_allows(hub: Hub, asking: Asking) -> None:
    source, began = asking(hub.url, calls=2), monotonic()
    with pytest.raises(SourceError, match="5 s of a collection are over"):
        await source.board(LIKES)
    assert len(hub.calls) == 2
    assert monotonic() - began < 15


async def test_no_call_is_made_once_the_hub_says_that_none_is_left(
    hub: Hub, asking: Asking
) -> None:
    hub.quota = 2
    with pytest.raises(SourceError, match="5 s of a collection are over"):
        await asking(hub.url).board(LIKES)
    assert len(hub.calls) == 2  # and none that would be refused


async def test_a_next_page_elsewhere_is_asked_at_our_endpoint_with_our_token(
    hub: Hub, asking: Asking
) -> None:
    async with Hub(world(12), page=4) as other:
        source = asking(hub.url, TOKEN)
        hub.url = other.url  # which its links now lead to
        assert len(await source.board(LIKES)) == 12
        assert [call.headers["authorization"] for call in hub.calls] == [f"Bearer {TOKEN}"] * 3
        assert other.calls == []


async def test_a_redirect_elsewhere_is_followed_at_our_endpoint_only(
    hub: Hub, asking: Asking
) -> None:
    async def answer(request: web.Request) -> web.Response:
        if request.path == "/mirror/api/models/a/old":
            raise web.HTTPTemporaryRedirect(f"{hub.url}/api/models/a/new")
        return web.json_response({"id": request.path.removeprefix("/mirror/api/models/")})

    async with served(answer) as url:
        assert await asking(f"{url}/mirror/", TOKEN).look_up("a/old") == Listing("a/new")
    assert hub.calls == []


@pytest.mark.parametrize("status", [401, 403, 500])
async def test_the_token_is_sent_and_seen_nowhere_else(
    asking: Asking, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    sent = []

    async def answer(request: web.Request) -> web.Response:
        sent.append(request.headers["Authorization"])
        return web.json_response({"error": "no"}, status=status)

    caplog.set_level(logging.DEBUG)
    async with served(answer) as url:
        source = asking(url, TOKEN)
        with pytest.raises(SourceError) as raised:
            await source.board(LIKES)
    assert set(sent) == {f"Bearer {TOKEN}"}
    seen = [*traceback.format_exception(raised.value), caplog.text, str(asking.said)]
    seen += [repr(its) for its in (source, source._transport, source._api, raised.value)]
    assert TOKEN not in "".join(seen)
