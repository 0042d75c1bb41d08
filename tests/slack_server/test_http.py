"""Slack by HTTP: signed requests, events sent again, and installing by OAuth."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_server import Channel, NoAnswer, Person, Slack, Workspace, plain
from tests.slack_server.sample import Bot, listening, until
from tests.slack_server.world import SCOPES

# slack_sdk's own, in `oauth.v2.access`
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack("http") as its:
        yield its


@pytest.fixture
async def bot(slack: Slack, acme: Workspace) -> AsyncIterator[Bot]:
    made = Bot(slack, token=acme.bot_token, signing_secret=slack.signing_secret)
    async with listening(slack, made) as its:
        yield its


async def test_everything_comes_by_http_too(
    slack: Slack, news: Channel, eve: Person, bot: Bot
) -> None:
    reply = await eve.ask(news, "/rank qwen")
    assert plain(reply.payload).startswith("qwen leads")
    assert plain((await eve.ask(news, "/quick")).payload) == "At once"
    assert (await eve.press(reply, "Why?")).ephemeral
    view = (await eve.ask(news, "/alerts")).modal
    assert len(await eve.suggest(view, "Models", "qw")) == 2
    assert (await eve.submit(view, {"Name": "bad"})).modal.errors
    await eve.submit(view, {"Name": "good"})
    assert view.closed
    assert (await eve.open_home()) is eve.home
    await slack.rename(news, "olds")
    await until(lambda: bot.kinds() == ["channel_rename"])
    assert not slack.problems


async def test_signatures_are_looked_at(slack: Slack, bot: Bot) -> None:
    statuses = [
        await slack.post_raw("slash_commands", signature=each)
        for each in ("wrong", "missing", "old")
    ]
    assert statuses == [401] * 3
    assert await slack.post_raw("events_api") == 200
    status, text = await slack.post_whole("url_verification")
    assert status == 200
    assert "challenge" in text
    assert bot.slack is slack


async def test_an_app_that_fails_is_asked_again(slack: Slack, news: Channel, eve: Person) -> None:
    seen: list[tuple[str | None, str | None]] = []

    async def fail(request: web.Request) -> web.Response:
        seen.append(
            (
                request.headers.get("X-Slack-Retry-Num"),
                request.headers.get("X-Slack-Retry-Reason"),
            )
        )
        if len(seen) == 3:
            await asyncio.sleep(5)
        return web.Response(status=500 if len(seen) < 4 else 200)

    app = web.Application()
    app.router.add_post("/", fail)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    slack.retry_after, slack.patience = (0.0, 0.0, 0.0), 0.1
    await slack.archive(news)
    (delivery,) = slack.deliveries
    await delivery.done.wait()
    assert seen == [
        (None, None),
        ("1", "http_error"),
        ("2", "http_error"),
        ("3", "http_timeout"),
    ]
    assert (delivery.times, delivery.failed) == (4, "")
    seen.clear()
    with pytest.raises(NoAnswer, match="http_error"):
        await eve.ask(None, "/rank")
    await runner.cleanup()
    with pytest.raises(NoAnswer, match="connection_failed"):
        await eve.ask(None, "/rank")


# --- installing


@pytest.fixture
async def installable(slack: Slack, tmp_path: Path) -> AsyncIterator[Bot]:
    """An app that can be installed; its states and installations are in files."""
    client_id = slack.client_id
    states = FileOAuthStateStore(
        expiration_seconds=60, base_dir=str(tmp_path / "states"), client_id=client_id
    )
    settings = AsyncOAuthSettings(
        client_id=client_id,
        client_secret=slack.client_secret,
        scopes=list(SCOPES),
        installation_store=FileInstallationStore(
            base_dir=str(tmp_path / "installed.secret"), client_id=client_id
        ),
        state_store=states,
    )
    made = Bot(slack, signing_secret=slack.signing_secret, oauth_settings=settings)
    async with listening(slack, made) as its:
        yield its


def start(slack: Slack) -> str:
    return slack.request_url.replace("events", "install")


async def test_an_app_is_installed(slack: Slack, installable: Bot) -> None:
    new = slack.add_workspace("New", installed=False)
    ada = slack.person(new, "ada")
    with pytest.raises(AssertionError, match="nobody installed"):
        await ada.ask(None, "/quick")
    denied = await slack.install(new, start(slack), deny=True)
    assert "access_denied" in denied.text
    assert not new.installed
    page = await slack.install(new, start(slack))
    assert (page.status, new.installed) == (200, True)
    assert plain((await ada.ask(None, "/quick")).payload) == "At once"
    first = new.bot_token
    other = slack.add_workspace("Other", installed=False)
    await slack.install(other, start(slack))
    assert plain((await slack.person(other, "bob").ask(None, "/quick")).payload) == "At once"
    await slack.install(new, start(slack))
    assert new.bot_token != first
    with pytest.raises(SlackApiError, match="token_revoked"):
        await AsyncWebClient(first, base_url=slack.url).auth_test()
    assert installable.slack is slack
    assert not slack.problems


async def test_what_is_wrong_with_installing_is_said(slack: Slack, acme: Workspace) -> None:
    async def page(request: web.Request) -> web.Response:
        if "code" in request.query:
            codes.append(request.query["code"])
            return web.Response(text="thanks")
        link = "https://slack.com/oauth/v2/authorize?client_id=1.2&amp;scope=commands,nonsense"
        return web.Response(text=f'<a href="{link}">Add</a>', content_type="text/html")

    codes: list[str] = []
    app = web.Application()
    app.router.add_get("/{path:.*}", page)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    told = await slack.install(acme, f"http://127.0.0.1:{runner.addresses[0][1]}/")
    await runner.cleanup()
    assert told == ("thanks", 200)
    assert slack.problems == [
        "oauth: client_id is '1.2'",
        "oauth: there is no state, so anybody's code is taken",
        "oauth: no such scope: nonsense",
    ]
    client = AsyncWebClient(base_url=slack.url)
    our_id, ours, code = slack.client_id, slack.client_secret, codes[0]
    wrong = {
        "invalid_client_id": ("1.2", ours, code, ""),
        "bad_client_secret": (our_id, "x", code, ""),
        "invalid_code": (our_id, ours, "x", ""),
        "bad_redirect_uri": (our_id, ours, code, "http://elsewhere"),
        "": (our_id, ours, code, ""),
        "code_already_used": (our_id, ours, code, ""),
    }
    for error, (client_id, secret, its, uri) in wrong.items():
        try:
            answer = await client.oauth_v2_access(
                client_id=client_id, client_secret=secret, code=its, redirect_uri=uri or None
            )
            assert not error
            assert answer["access_token"] == acme.bot_token
        except SlackApiError as refused:
            assert refused.response["error"] == error  # noqa: PT017 - one of them is none
