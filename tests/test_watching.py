"""What the bot is watched through: a sign of life, the HTTP port, Prometheus, somebody's alarm."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from prometheus_client.parser import text_string_to_metric_families
from tenacity import wait_none

from adapters.watching import ping as pings
from adapters.watching import web as port_file
from adapters.watching.metrics import CONTENT_TYPE, Metrics
from adapters.watching.ping import Alarm, PingError
from adapters.watching.pulse import PulseFile
from adapters.watching.web import MOST, Page, Port
from bot.model import DeliveryState, Health, Link, Pulse, Step, Vitals
from bot.ports import OvertakeError
from tests.make import moment

HOST = "127.0.0.1"
NOW = moment("05-02")
LINKS = (
    Link("discord", is_ready=True, is_hearing=True),
    Link("slack", is_ready=True, is_hearing=False, lost_at=moment("05-02", "13:29")),
)
PULSE = Pulse(NOW, 42, "1.2", LINKS)


# --- the sign of life


async def test_a_sign_of_life_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = PulseFile(tmp_path / "overtake.db")
    assert file.read() is None
    await file.write(PULSE)
    await file.write(PULSE)
    assert file.read() == PULSE
    assert [its.name for its in tmp_path.iterdir()] == ["overtake.db.pulse"]


async def test_who_ends_well_leaves_none_not_even_one_that_was_under_way(tmp_path: Path) -> None:
    file = PulseFile(tmp_path / "overtake.db")
    await file.write(PULSE)
    file.end()
    await file.write(PULSE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"at": "noon"}', '{"at": 3}', "\x00"])
def test_what_is_no_sign_of_life_is_said_in_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "overtake.db.pulse").write_text(text, encoding="utf-8")
    with pytest.raises(OvertakeError, match=r"is no sign of life of Overtake's: start the bot"):
        PulseFile(tmp_path / "overtake.db").read()


async def test_where_nothing_can_be_written_or_read_it_is_said_in_a_sentence(
    tmp_path: Path,
) -> None:
    file = PulseFile(tmp_path / "gone" / "overtake.db")
    with pytest.raises(OvertakeError, match=r"can't be written .* takes the bot for dead"):
        await file.write(PULSE)
    (tmp_path / "overtake.db.pulse").mkdir()
    with pytest.raises(OvertakeError, match="can't be read"):
        PulseFile(tmp_path / "overtake.db").read()


# --- the port


QUESTION = b"GET /page HTTP/1.1\r\nHost: x\r\n\r\n"


def free_port() -> int:
    with socket.socket() as its:
        its.bind((HOST, 0))
        return int(its.getsockname()[1])


@dataclass
class Pages:
    """One page, and how often it was made."""

    made: int = 0
    status: int = 200
    body: bytes = b"ok\n"
    fails: bool = False
    go: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.go.set()

    async def make(self) -> Page:
        self.made += 1
        self.asked.set()
        await self.go.wait()
        if self.fails:
            raise RuntimeError("hush")
        return Page(self.status, "text/plain; charset=utf-8", self.body)


@dataclass
class Served:
    """A port with its page, and whoever asks it."""

    number: int
    pages: Pages
    session: aiohttp.ClientSession

    async def ask(self, path: str = "/page", method: str = "GET") -> tuple[int, str]:
        url = f"http://{HOST}:{self.number}{path}"
        async with asyncio.timeout(5), self.session.request(method, url) as answer:
            return answer.status, await answer.text()


@asynccontextmanager
async def knocking(number: int, said: bytes = b"") -> AsyncIterator[asyncio.StreamReader]:
    """Connect and say something that may be no question, or half of one."""
    reader, writer = await asyncio.open_connection(HOST, number)
    try:
        writer.write(said)
        yield reader
    finally:
        writer.transport.abort()


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    number, pages = free_port(), Pages()
    async with (
        Port(HOST, number, {"/page": pages.make}, logging.getLogger("tests.port")),
        aiohttp.ClientSession() as session,
    ):
        yield Served(number, pages, session)


async def test_a_page_is_served_by_its_path_and_nothing_else_is(served: Served) -> None:
    assert await served.ask() == (200, "ok\n")
    assert await served.ask(method="HEAD") == (200, "")
    assert (await served.ask("/other"))[0] == HTTPStatus.NOT_FOUND
    assert (await served.ask("/page/../../etc/passwd"))[0] == HTTPStatus.NOT_FOUND
    assert (await served.ask(method="POST"))[0] == HTTPStatus.METHOD_NOT_ALLOWED


async def test_a_page_that_is_not_well_has_its_status(served: Served) -> None:
    served.pages.status = 503
    assert (await served.ask())[0] == HTTPStatus.SERVICE_UNAVAILABLE


async def test_however_many_ask_a_page_is_made_once(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    served.pages.go.clear()
    asking = [asyncio.create_task(served.ask()) for _ in range(MOST // 2)]
    await served.pages.asked.wait()
    served.pages.go.set()
    assert {status for status, _ in await asyncio.gather(*asking)} == {200}
    await served.ask()
    assert served.pages.made == 1
    monkeypatch.setattr(port_file, "FRESH", 0)
    await served.ask()
    assert served.pages.made == 2


async def test_a_page_that_fails_says_nothing_of_it_and_the_next_one_is_served(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    served.pages.fails = True
    status, text = await served.ask()
    assert status == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "hush" not in text
    assert "hush" in caplog.text  # whoever runs the bot is told
    served.pages.fails = False
    assert await served.ask() == (200, "ok\n")


async def test_what_is_no_question_is_refused_and_the_port_goes_on(served: Served) -> None:
    for garbage in (b"\x16\x03\x01\x02\x00 hello\r\n\r\n", b"GET\r\n\r\n", b"x" * 100_000):
        async with knocking(served.number, garbage) as answered:
            answer = await answered.read()
            assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.0 400"))
    assert await served.ask() == (200, "ok\n")


async def test_more_than_a_few_at_a_time_are_hung_up_on_and_then_others_are_served(
    served: Served,
) -> None:
    async with AsyncExitStack() as open_ones:
        for _ in range(MOST):
            await open_ones.enter_async_context(knocking(served.number))
        for _ in range(50):
            with pytest.raises(aiohttp.ClientError):
                await served.ask()
    async with asyncio.timeout(5):
        while True:
            try:
                assert await served.ask() == (200, "ok\n")
            except aiohttp.ClientError:
                continue  # those that left are not all noticed yet
            else:
                break


async def test_whoever_asks_slowly_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port_file, "SECONDS", 0.05)
    number, pages = free_port(), Pages(body=b"x" * 30_000_000)
    async with (
        Port(HOST, number, {"/page": pages.make}, logging.getLogger("tests.port")),
        asyncio.timeout(5),
    ):
        async with knocking(number) as silent, knocking(number, b"GET /page HT") as halfway:
            for answered in (silent, halfway):
                with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                    await answered.readexactly(1)
        async with knocking(number, QUESTION) as deaf:
            await asyncio.sleep(0.15)  # it reads nothing for more than twice what it has
            with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                await deaf.readexactly(30_000_000)


async def test_it_ends_at_once_whoever_is_still_there() -> None:
    number, pages = free_port(), Pages()
    pages.go.clear()
    port = Port(HOST, number, {"/page": pages.make}, logging.getLogger("tests.port"))
    async with asyncio.timeout(3), AsyncExitStack() as open_ones, port:
        await open_ones.enter_async_context(knocking(number))
        await open_ones.enter_async_context(knocking(number, QUESTION))
        await pages.asked.wait()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(HOST, number)


@pytest.mark.parametrize(
    ("host", "said"),
    [(HOST, "Address already in use"), ("192.0.2.1", "assign"), ("nowhere.invalid", "nowhere")],
)
async def test_where_nothing_can_be_served_it_is_said_in_a_sentence_that_names_the_setting(
    host: str, said: str, served: Served
) -> None:
    port = Port(host, served.number, {}, logging.getLogger("tests.port"))
    with pytest.raises(OvertakeError, match="OVERTAKE_HEALTH_PORT") as error:
        await port.__aenter__()
    assert said in str(error.value) or "Name" in str(error.value)
    assert str(served.number) in str(error.value)


# --- Prometheus


def samples(health: Health) -> dict[str, float]:
    """Return what Prometheus reads, by name and labels."""
    families = text_string_to_metric_families(Metrics().text(health).decode())
    return {
        its.name + "".join(f",{key}={value}" for key, value in its.labels.items()): its.value
        for family in families
        for its in family.samples
    }


def test_prometheus_reads_what_the_checks_are_made_of() -> None:
    vitals = Vitals(
        last_good={"trending": NOW, 'odd "name"\n\\': NOW - timedelta(days=1)},
        waiting_since=NOW - timedelta(minutes=2),
        posts={DeliveryState.SENT: 7, DeliveryState.IN_DOUBT: 1},
        subscriptions=3,
    )
    steps = {Step.TROUBLE: 4, Step.STORED: 2}
    its = samples(Health(PULSE, vitals, steps=steps, database_bytes=4096))
    good = "overtake_last_good_snapshot_timestamp_seconds"
    assert its["overtake_build_info,version=1.2"] == 1
    assert its[f"{good},board=trending"] == NOW.timestamp()
    assert its[f'{good},board=odd "name"\n\\'] == NOW.timestamp() - 86_400
    assert its["overtake_posts,state=sent"] == 7
    assert its["overtake_posts,state=in doubt"] == 1
    assert its["overtake_posts,state=waiting"] == 0
    assert its["overtake_oldest_waiting_post_seconds"] == 120
    assert its["overtake_subscriptions"] == 3
    assert its["overtake_platform_ready,platform=slack"] == 1
    assert its["overtake_platform_hearing,platform=slack"] == 0
    assert its["overtake_platform_hearing,platform=discord"] == 1
    assert (its["overtake_troubles_total"], its["overtake_snapshots_total"]) == (4, 2)
    assert (its["overtake_database_up"], its["overtake_database_write_failed"]) == (1, 0)
    assert its["overtake_database_bytes"] == 4096
    assert its["process_resident_memory_bytes"] > 1e6
    assert "python_gc_collections_total,generation=0" in its


def test_what_a_database_does_not_say_is_left_out() -> None:
    its = samples(Health(PULSE, None, "the disk is gone"))
    assert its["overtake_database_up"] == 0
    assert not [name for name in its if "post" in name or "subscriptions" in name]


def test_the_format_is_named_as_prometheus_knows_it() -> None:
    assert CONTENT_TYPE.startswith("text/plain; version=0.0.4")


# --- somebody's alarm

SECRET = "4c1e-hush-9f2b"  # noqa: S105 - a test's own
Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Alarms:
    """A server for dead men's pings: what it is told, and what it does next."""

    answers: list[Answering | int]
    """One after the other, and the last one for ever."""
    url: str = ""
    called: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"{self.url}/{SECRET}"


@asynccontextmanager
async def alarms(*answers: Answering | int, **paths: Answering) -> AsyncIterator[Alarms]:
    """Serve these answers; a path may have its own."""
    its = Alarms(list(answers))

    async def answer(request: web.Request) -> web.StreamResponse:
        its.called.append(request.path)
        own = paths.get(request.path.strip("/"))
        given = own or (its.answers.pop(0) if its.answers[1:] else its.answers[0])
        return web.Response(status=given) if isinstance(given, int) else await given(request)

    app = web.Application()
    app.router.add_get("/{rest:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, HOST, 0)
    await site.start()
    its.url = f"http://{HOST}:{runner.addresses[0][1]}"
    try:
        yield its
    finally:
        await runner.cleanup()


async def hang(_: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    return web.Response()


async def reset(request: web.Request) -> web.StreamResponse:
    assert request.transport
    request.transport.abort()
    return web.Response()


async def talk_for_ever(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    await asyncio.Event().wait()
    return response


def to(place: str) -> Answering:
    async def redirect(_: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": place})

    return redirect


def ours(address: str) -> Alarm:
    return Alarm(address, wait_none())


@pytest.mark.parametrize("status", [200, 201, 204])
async def test_an_alarm_that_takes_it_is_called_once(status: int) -> None:
    async with alarms(status) as its:
        await ours(its.address).ping()
        assert its.called == [f"/{SECRET}"]


async def test_an_alarm_that_was_out_of_breath_is_called_again_at_once() -> None:
    async with alarms(500, reset, 200) as its:
        await ours(its.address).ping()
        assert len(its.called) == 3


async def test_what_begins_to_answer_well_has_taken_it() -> None:
    async with alarms(talk_for_ever) as its, asyncio.timeout(5):
        await ours(its.address).ping()


async def test_redirects_are_followed() -> None:
    async with alarms(to("/elsewhere"), elsewhere=lambda _: done()) as its:
        await ours(its.address).ping()
        assert its.called == [f"/{SECRET}", "/elsewhere"]


async def done() -> web.StreamResponse:
    return web.Response()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (500, "answered 500"),
        (404, "answered 404"),
        (hang, "did not answer within 0 s"),
        (reset, "can't be reached"),
        (to("/again"), "redirects for ever"),
        (to(f"ftp://{SECRET}/"), "can't be reached"),
        (to(f"http://[{SECRET}/"), "can't be reached"),
    ],
)
async def test_what_fails_is_said_in_one_sentence_that_keeps_the_address_secret(
    answer: Answering | int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pings, "SECONDS", 0.2)
    async with alarms(answer) as its:
        with pytest.raises(PingError, match=said) as error:
            await ours(its.address).ping()
        assert_untold(error.value, SECRET, its.url.removeprefix("http://"))


async def test_an_alarm_that_nobody_serves_is_said_without_its_address() -> None:
    address = f"http://{HOST}:{free_port()}/{SECRET}"
    with pytest.raises(PingError, match="can't be reached") as error:
        await ours(address).ping()
    assert_untold(error.value, SECRET, address)


def assert_untold(error: BaseException, *secrets: str) -> None:
    """No secret is in an error, nor in any that a log would show with it."""
    shown: BaseException | None = error
    while shown is not None:
        for secret in secrets:
            assert secret not in f"{shown!s} {shown!r}"
        shown = None if shown.__suppress_context__ else (shown.__cause__ or shown.__context__)


@pytest.mark.parametrize(
    "address",
    ["", "hush", "ftp://hush.example", "https://", "http://[hush", "http://hush:99999/", "//hush"],
)
def test_what_is_no_address_stops_the_start_and_is_not_repeated(address: str) -> None:
    with pytest.raises(OvertakeError, match="OVERTAKE_PING_URL is no address") as error:
        Alarm(address)
    assert "hush" not in str(error.value)
    assert_untold(error.value, "hush")


def test_an_alarm_does_not_show_its_address() -> None:
    assert SECRET not in repr(Alarm(f"https://alarm.example/{SECRET}"))


async def test_proxies_of_the_environment_are_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    async with alarms(200) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "")
        await ours(f"http://alarm.invalid/{SECRET}").ping()
        assert proxy.called == [f"/{SECRET}"]
