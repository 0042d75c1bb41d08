"""Slack by HTTP and the pages of installing, whoever asks; and what is said where Slack refuses."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import product

import aiohttp
import pytest
import yarl
from slack_sdk.signature import SignatureVerifier

from adapters.platforms.slack import Setup, SlackPlatform, platform, socket
from adapters.platforms.slack.installing import KEPT
from adapters.platforms.slack.platform import PLACE, REFUSED
from adapters.platforms.slack.refusals import TOKEN
from adapters.platforms.slack.scopes import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH
from adapters.platforms.slack.web import Web
from bot.cli.platforms import PLATFORMS
from bot.model import Step
from bot.ports import StoreError
from tests.fakes import FakeReception, NoDrawer
from tests.slack_server import Slack, sockets
from tests.slack_server import Workspace as Office
from tests.slack_server.sample import until

# slack_sdk's own, in `oauth.v2.access`
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
GARBAGE = [
    (b"{", JSON),
    (b"{", FORM),
    (b"[1,2]", JSON),
    (b"null", JSON),
    (b'"text"', JSON),
    (b"3", JSON),
    (b"[" * 100_000, JSON),
    (b"payload=%7Bnope", FORM),
    (b"payload=3", FORM),
    (b"payload=[]", FORM),
]
"""What is text, and nothing that Slack would say."""
NOT_TEXT = b"\xff\xfe\x00"


@dataclass
class Running:
    """A platform under way, and what it said."""

    its: SlackPlatform
    said: list[tuple[Step, Mapping[str, str | float | None]]] = field(default_factory=list)

    @property
    def troubles(self) -> list[str]:
        return [str(facts["reason"]) for step, facts in self.said if step is Step.TROUBLE]

    @property
    def url(self) -> str:
        """Where it listens."""
        web = self.its._ears
        assert isinstance(web, Web)
        assert web._runner is not None
        return f"http://127.0.0.1:{web._runner.addresses[0][1]}"


@asynccontextmanager
async def running(setup: Setup, reception: FakeReception) -> AsyncIterator[Running]:
    """Have a platform until the end of the block."""
    said: list[tuple[Step, Mapping[str, str | float | None]]] = []

    def log(step: Step, **facts: str | float | None) -> None:
        said.append((step, facts))

    its = Running(SlackPlatform(setup, log, NoDrawer()), said)
    task = asyncio.create_task(its.its.run(reception))
    try:
        await until(lambda: bool(said))
        yield its
    finally:
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again without waiting."""
    for its in (platform, socket):
        monkeypatch.setattr(its, "FIRST_WAIT", 0.02)
        monkeypatch.setattr(its, "LONGEST_WAIT", 0.02)


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack("http") as its:
        yield its


@pytest.fixture
def acme(slack: Slack) -> Office:
    return slack.add_workspace("Acme")


def in_one(slack: Slack, token: str) -> Setup:
    return Setup(slack.url, token, signing_secret=slack.signing_secret, host="127.0.0.1")


def by_http(slack: Slack, office: Office) -> Setup:
    return in_one(slack, office.bot_token)


def in_many(slack: Slack) -> Setup:
    return Setup(
        slack.url,
        signing_secret=slack.signing_secret,
        client_id=slack.client_id,
        client_secret=slack.client_secret,
        host="127.0.0.1",
    )


def signed(secret: str, body: bytes, ago: float = 0) -> dict[str, str]:
    at = str(int(time.time() - ago))
    made = SignatureVerifier(secret).generate_signature(timestamp=at, body=body)
    assert made
    return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": made}


async def told(to: Running, body: bytes, kind: str, **headers: str) -> tuple[int, str]:
    """POST something as Slack would."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            to.url + EVENTS_PATH, data=body, headers={"Content-Type": kind, **named}
        ) as answer,
    ):
        return answer.status, await answer.text()


async def asked(of: Running, text: str) -> bytes:
    """Send a request as it is, and return the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(of.url.rpartition(":")[2]))
    writer.write(text.encode(errors="surrogateescape"))
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


def nothing_was_logged(caplog: pytest.LogCaptureFixture) -> bool:
    return not [its for its in caplog.records if its.levelno >= logging.WARNING]


# --- what comes by HTTP


async def test_what_nobody_signed_is_not_even_read(
    slack: Slack, acme: Office, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(by_http(slack, acme), FakeReception()) as bot:
        for body, kind in (*GARBAGE, (NOT_TEXT, FORM), (b"", JSON), (b"{}", JSON)):
            for charset in ("", "; charset=nonsense", "; charset=utf-16"):
                assert (await told(bot, body, kind + charset))[0] == 401, (body[:20], kind)
    assert nothing_was_logged(caplog)


async def test_nor_what_bears_no_time(
    slack: Slack, acme: Office, caplog: pytest.LogCaptureFixture
) -> None:
    times = ("abc", "", "9" * 400, "-1", "1e9", "١٢٣", "\udcff", str(int(time.time())))
    async with running(by_http(slack, acme), FakeReception()) as bot:
        for at, signature in product(times, ("v0=00", "v0=ü", "\udcff", "")):
            head = f"POST {EVENTS_PATH} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
            head += f"X-Slack-Request-Timestamp: {at}\r\nX-Slack-Signature: {signature}\r\n"
            said = await asked(bot, f"{head}Content-Length: 2\r\n\r\n{{}}")
            assert said.startswith(b"HTTP/1.1 401 "), (at, signature)
    assert nothing_was_logged(caplog)


async def test_nor_what_is_signed_wrongly_or_was_long_ago(
    slack: Slack, acme: Office, caplog: pytest.LogCaptureFixture
) -> None:
    body = b"command=/rank&text=qwen"
    async with running(by_http(slack, acme), FakeReception()) as bot:
        for headers in (
            signed("another", body),
            signed(slack.signing_secret, b"command=/alerts"),
            signed(slack.signing_secret, body, ago=310),
            signed(slack.signing_secret, body, ago=-310),
            {"X-Slack-Signature": signed(slack.signing_secret, body)["X-Slack-Signature"]},
        ):
            assert (await told(bot, body, FORM, **headers))[0] == 401, headers
    assert nothing_was_logged(caplog)


async def test_what_is_signed_and_says_nothing_is_a_bad_request(
    slack: Slack, acme: Office, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(by_http(slack, acme), FakeReception()) as bot:
        for body, kind in GARBAGE:
            status, text = await told(bot, body, kind, **signed(slack.signing_secret, body))
            assert status == 400, (body[:20], kind)
            assert 0 < len(text) < 80
    assert nothing_was_logged(caplog)


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", "; charset=nonsense"])
async def test_what_slack_signed_is_taken_whatever_it_calls_its_letters(
    slack: Slack, acme: Office, charset: str
) -> None:
    asked = {"type": "url_verification", "challenge": "äbc"}
    body = json.dumps(asked, ensure_ascii=False).encode()
    async with running(by_http(slack, acme), FakeReception()) as bot:
        headers = signed(slack.signing_secret, body)
        status, text = await told(bot, body, JSON + charset, **headers)
    assert (status, json.loads(text)) == (200, {"challenge": "äbc"})


def test_what_the_server_itself_logs_goes_to_our_log() -> None:
    libraries = {its.name: its.libraries for its in PLATFORMS}
    assert "aiohttp" in libraries["Slack"]


# --- the pages of installing


@pytest.mark.parametrize(
    "query",
    ["", "error=no", "code=1", "state=1&code=2", "state=&code=", "%ff=%ff&state=%ff", "&&="],
)
async def test_no_page_breaks_whatever_a_browser_sends(
    slack: Slack, caplog: pytest.LogCaptureFixture, query: str
) -> None:
    headers = {"Content-Type": JSON + "; charset=nonsense", "Cookie": "slack-app-oauth-state=%ff"}
    async with running(in_many(slack), FakeReception()) as bot, aiohttp.ClientSession() as session:
        for path in (INSTALL_PATH, REDIRECT_PATH):
            url = yarl.URL(f"{bot.url}{path}?{query}", encoded=True)
            async with session.get(url, data=b"{", headers=headers) as page:
                assert page.status < 500, await page.text()
    assert not [its for its in caplog.records if its.levelno >= logging.ERROR]


class Full(FakeReception):
    """Has no room for anything."""

    async def remember(self, name: str, value: str) -> None:
        raise StoreError(f"no room for {len(name + value)}")


@dataclass
class Slow(FakeReception):
    """Tries the doors for as long as it is not told to go."""

    tried: int = 0

    async def returned(self, where: Collection[str] | None) -> None:
        if where is not None:
            self.tried += 1
            await self.go.wait()
        await super().returned(where)


async def test_the_page_does_not_wait_until_every_channel_was_tried(slack: Slack) -> None:
    new, reception = slack.add_workspace("New", installed=False), Slow()
    async with running(in_many(slack), reception) as bot:
        async with asyncio.timeout(2):
            page = await slack.install(new, bot.url + INSTALL_PATH)
        assert page.status == 200
        await until(lambda: reception.tried == 1)
        reception.go.set()
        await until(lambda: frozenset({f"slack:{new.id}"}) in reception.opened)
    assert KEPT + new.id in reception.kept


async def test_what_tries_the_doors_ends_with_the_program(slack: Slack) -> None:
    new, reception = slack.add_workspace("New", installed=False), Slow()
    before = asyncio.all_tasks()
    async with running(in_many(slack), reception) as bot:
        async with asyncio.timeout(2):
            await slack.install(new, bot.url + INSTALL_PATH)
        await until(lambda: reception.tried == 1)
    await asyncio.sleep(0.05)
    ours = {task for task in asyncio.all_tasks() - before if "returned" in repr(task)}
    assert not {task for task in ours if not task.done()}
    assert not reception.go.is_set()


@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize(
    "how",
    [{"error": "internal_error"}, {"status": 503}, {"kind": "html"}, {"kind": "cut"}],
    ids=str,
)
async def test_where_slack_does_not_say_whose_token_it_is_the_page_says_so(
    slack: Slack, caplog: pytest.LogCaptureFixture, nth: int, how: dict[str, object]
) -> None:
    new, reception = slack.add_workspace("New", installed=False), FakeReception()
    async with running(in_many(slack), reception) as bot:
        slack.faults.every(nth, method="auth.test", **how)  # type: ignore[arg-type]
        page = await slack.install(new, bot.url + INSTALL_PATH)
        assert INSTALL_PATH in page.text  # where to begin again
        assert "got itself in trouble" not in page.text
        assert not reception.kept
        slack.faults.clear()
        page = await slack.install(new, bot.url + INSTALL_PATH)
        assert page.status == 200
        assert KEPT + new.id in reception.kept
    assert not [its for its in caplog.records if its.levelno >= logging.ERROR]


async def test_nor_is_a_database_that_fails_a_broken_page(
    slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    new = slack.add_workspace("New", installed=False)
    async with running(in_many(slack), Full()) as bot:
        page = await slack.install(new, bot.url + INSTALL_PATH)
        assert (page.status, INSTALL_PATH in page.text) == (500, True)
        assert any("no room" in its for its in bot.troubles)
    assert not [its for its in caplog.records if its.levelno >= logging.ERROR]


# --- a token that Slack refuses


async def test_a_token_of_another_kind_is_refused_by_its_name(slack: Slack, acme: Office) -> None:
    assert acme.bot_token
    async with running(in_one(slack, slack.app_token), FakeReception()) as bot:
        assert bot.troubles == [REFUSED]


async def test_a_token_that_is_of_no_workspace_is_refused_too(
    slack: Slack, acme: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Slack may answer for an app-level token: an app, and nobody in a workspace."""
    monkeypatch.setitem(
        slack.web._handlers, "auth.test", lambda *_: {"ok": True, "app_id": slack.app_id}
    )
    async with running(by_http(slack, acme), FakeReception()) as bot:
        assert bot.troubles == [REFUSED]


async def test_a_token_that_was_revoked_meanwhile_pauses_the_alerts_until_it_is_good_again(
    slack: Slack, acme: Office
) -> None:
    reception = FakeReception()
    place = f"slack:{acme.id}"
    async with running(by_http(slack, acme), reception):
        assert reception.kept == {PLACE: place}
    old = acme.bot_token
    slack.bury(acme, "token_revoked")
    async with running(in_one(slack, old), reception) as bot:
        assert bot.troubles == [REFUSED]
    assert set(reception.closed) == {(frozenset({place}), TOKEN)}
    reception.opened.clear()
    acme.bot_token = slack.new_id.bot_token()
    acme.installed = True
    async with running(by_http(slack, acme), reception) as bot:
        assert not bot.troubles
        await until(lambda: None in reception.opened)


@pytest.mark.parametrize("how", [{"error": "internal_error"}, {"status": 503}, {"kind": "cut"}])
async def test_a_slack_that_only_fails_pauses_nothing(
    slack: Slack, acme: Office, how: dict[str, object]
) -> None:
    reception = FakeReception(kept={PLACE: f"slack:{acme.id}"})
    slack.faults.once(method="auth.test", **how)  # type: ignore[arg-type]
    async with running(by_http(slack, acme), reception) as bot:
        await until(lambda: bot.its.is_ready)
    assert not reception.closed


async def test_it_is_remembered_once(slack: Slack, acme: Office) -> None:
    class Counting(FakeReception):
        times = 0

        async def remember(self, name: str, value: str) -> None:
            self.times += 1
            await super().remember(name, value)

    reception = Counting()
    for _ in range(2):
        async with running(by_http(slack, acme), reception):
            pass
    assert reception.times == 1


async def test_a_database_that_fails_holds_nothing_up(slack: Slack, acme: Office) -> None:
    async with running(by_http(slack, acme), Full()) as bot:
        await until(lambda: bot.its.is_hearing)
        assert [its[:7] for its in bot.troubles] == ["no room"]


# --- what is said, and how often


@pytest.mark.parametrize(
    ("how", "named"),
    [
        ({"error": "internal_error"}, "internal_error"),
        ({"status": 503}, "503"),
        ({"kind": "html", "status": 502}, "502"),
        ({"kind": "cut"}, "ServerDisconnectedError"),
    ],
    ids=str,
)
async def test_a_trouble_is_one_line_and_said_once(
    slack: Slack, acme: Office, how: dict[str, object], named: str
) -> None:
    slack.faults.every(1, method="auth.test", **how)  # type: ignore[arg-type]
    async with running(by_http(slack, acme), FakeReception()) as bot:
        await until(lambda: slack.faults.counted["auth.test"] > 3)
        assert bot.troubles == [f"Slack can't be reached ({named})"]


async def test_the_ticket_of_a_socket_is_said_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "TICKET", -1.0)  # every ticket is too old
    async with Slack() as slack:
        acme = slack.add_workspace("Acme")
        setup = Setup(slack.url, acme.bot_token, app_token=slack.app_token)
        async with running(setup, FakeReception()) as bot:
            await until(lambda: slack.faults.counted["apps.connections.open"] > 3)
            assert bot.troubles == ["Slack's socket can't be opened (404)"]


@pytest.mark.parametrize(
    ("how", "named"),
    [
        ({"error": "internal_error"}, "internal_error"),
        ({"status": 503}, "503"),
        ({"kind": "cut"}, "ServerDisconnectedError"),
    ],
    ids=str,
)
async def test_nor_is_what_slack_answered_of_a_socket(how: dict[str, object], named: str) -> None:
    async with Slack() as slack:
        acme = slack.add_workspace("Acme")
        slack.faults.every(1, method="apps.connections.open", **how)  # type: ignore[arg-type]
        setup = Setup(slack.url, acme.bot_token, app_token=slack.app_token)
        async with running(setup, FakeReception()) as bot:
            await until(lambda: slack.faults.counted["apps.connections.open"] > 3)
            assert bot.troubles == [f"Slack's socket can't be opened ({named})"]
