"""A post on Slack: what becomes of it, whatever Slack answers; and what may have arrived, found."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from adapters.platforms.discord import DiscordPlatform
from adapters.platforms.slack import Setup, SlackPlatform, calling
from adapters.platforms.slack.calling import SEVERAL, WaitError
from adapters.platforms.slack.calling import Slack as Calls
from adapters.platforms.slack.posting import PAGE, PAGES
from adapters.platforms.slack.refusals import LASTING, post_error
from adapters.platforms.slack.render import forms_of
from bot.model import Address, Row, Span, Step, View
from bot.ports import Drawer, PostError
from bot.texts import DEFAULT, words
from tests.fakes import FakeReception, NoDrawer
from tests.slack_installed import installed
from tests.slack_server import Call, Channel, Slack
from tests.slack_server import Workspace as Office
from tests.slack_server.faults import POST
from tests.slack_server.world import SCOPES

NEWS = View((Span("Rankings"),), rows=(Row((Span("Qwen4 is the new #1"),)),))
KEY = "overtake-7-1"
PLAIN = {"text": "Qwen4 leads", "unfurl_links": False, "unfurl_media": False}
BARE = ("commands", "chat:write")


def ago(seconds: float) -> datetime:
    return datetime.now(UTC) - timedelta(seconds=seconds)


A_MINUTE_AGO = ago(60)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a channel have its next message at once."""
    monkeypatch.setattr(calling, "A_CHANNEL", 0.0)


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as its:
        yield its
        assert its.problems == []


@pytest.fixture
def acme(slack: Slack) -> Office:
    return slack.add_workspace("Acme")


@pytest.fixture
def news(slack: Slack, acme: Office) -> Channel:
    return slack.add_channel(acme, "news")


@asynccontextmanager
async def running(
    setup: Setup, reception: FakeReception, drawer: Drawer | None = None
) -> AsyncIterator[SlackPlatform]:
    """Have a platform connected until the end of the block."""
    connected = asyncio.Event()

    def log(step: Step, **facts: str | float | None) -> None:
        assert step is Step.CONNECTED, facts
        connected.set()

    platform = SlackPlatform(setup, log, drawer or NoDrawer())
    task = asyncio.create_task(platform.run(reception))
    try:
        async with asyncio.timeout(5):
            await connected.wait()
        yield platform
    finally:
        task.cancel()
        await asyncio.wait([task])


def in_one(slack: Slack, office: Office) -> Setup:
    return Setup(slack.url, bot_token=office.bot_token, app_token=slack.app_token)


@pytest.fixture
async def platform(slack: Slack, acme: Office) -> AsyncIterator[SlackPlatform]:
    async with running(in_one(slack, acme), FakeReception()) as its:
        yield its


def to(channel: Channel, place: str | None = None) -> Address:
    return Address(channel.id, f"slack:{channel.workspace.id}" if place is None else place)


async def refused(
    platform: SlackPlatform, channel: Channel, since: datetime | None = None
) -> PostError:
    """Post where that must fail, and return how."""
    with pytest.raises(PostError) as caught:
        await platform.post(to(channel), NEWS, KEY, since)
    return caught.value


def calls(slack: Slack, method: str) -> list[Call]:
    return [its for its in slack.requests if its.method == method]


async def test_a_post_is_sent_once_with_its_key_and_stands_for_itself(
    slack: Slack, platform: SlackPlatform, news: Channel
) -> None:
    ts = await platform.post(to(news), NEWS, KEY)
    [message] = news.messages
    assert message.ts == ts
    assert message.metadata == {"event_type": "overtake_post", "event_payload": {"key": KEY}}
    assert "Qwen4 is the new #1" in message.payload["text"]
    assert calls(slack, "conversations.history") == []  # nothing was in doubt


# --- what Slack says --------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "reason"), sorted(LASTING.items()))
async def test_a_refusal_that_lasts_says_so_in_a_sentence(
    slack: Slack, platform: SlackPlatform, news: Channel, code: str, reason: str
) -> None:
    slack.faults.once(error=code)
    error = await refused(platform, news)
    assert (str(error), error.lasting, error.in_doubt) == (reason, True, False)
    assert words(DEFAULT).reason(reason) != reason
    assert len(calls(slack, POST)) == 1


async def test_a_door_that_is_closed_says_which_way(
    slack: Slack, platform: SlackPlatform, acme: Office
) -> None:
    archived, left, private, gone = (
        slack.add_channel(acme, name, private=name == "private", bot=name != "left")
        for name in ("archived", "left", "private", "gone")
    )
    archived.archived, private.bot, gone.deleted = True, False, True
    reasons = [str(await refused(platform, its)) for its in (archived, left, private, gone)]
    assert reasons == [
        "refused-channel-archived",
        "refused-left",
        "refused-access",
        "refused-access",
    ]


async def test_a_token_that_died_says_so(
    slack: Slack, platform: SlackPlatform, news: Channel
) -> None:
    slack.bury(news.workspace, "token_revoked")
    error = await refused(platform, news)
    assert (str(error), error.lasting) == ("refused-slack-token", True)


async def test_without_the_scope_to_write_it_says_that_slack_does_not_let_it(
    platform: SlackPlatform, news: Channel
) -> None:
    news.workspace.scopes = ("commands",)
    error = await refused(platform, news)
    assert (str(error), error.lasting) == ("refused-slack", True)


@pytest.mark.parametrize("code", ["msg_too_long", "no_text", "metadata_too_large", "something_new"])
async def test_what_slack_did_not_take_is_tried_again_with_nothing_in_doubt(
    slack: Slack, platform: SlackPlatform, news: Channel, code: str
) -> None:
    slack.faults.once(error=code)
    error = await refused(platform, news)
    assert code in str(error)
    assert (error.lasting, error.in_doubt, error.retry_after) == (False, False, None)


async def test_as_long_as_slack_asks_to_wait_a_channel_gets_nothing_and_others_do(
    slack: Slack, platform: SlackPlatform, news: Channel
) -> None:
    other = slack.add_channel(news.workspace, "other")
    slack.faults.once(status=429, retry_after=17)
    error = await refused(platform, news)
    assert (error.retry_after, error.lasting, error.in_doubt) == (17, False, False)
    error = await refused(platform, news)
    assert error.retry_after is not None
    assert 16 < error.retry_after <= 17
    await platform.post(to(other), NEWS, KEY)
    assert [its.text("channel") for its in calls(slack, POST)] == [news.id, other.id]


async def test_where_slack_asks_to_wait_with_several_channels_it_means_the_workspace(
    slack: Slack, platform: SlackPlatform, acme: Office
) -> None:
    channels = [slack.add_channel(acme, f"news-{number}") for number in range(SEVERAL + 1)]
    for channel in channels[:SEVERAL]:
        slack.faults.once(status=429, retry_after=17)
        await refused(platform, channel)
    error = await refused(platform, channels[-1])
    assert error.retry_after is not None
    assert 16 < error.retry_after <= 17
    assert len(calls(slack, POST)) == SEVERAL
    await platform.check(to(channels[-1]))  # is another kind of call


async def test_a_limit_that_slack_names_in_an_answer_is_one_too(
    slack: Slack, platform: SlackPlatform, news: Channel
) -> None:
    slack.faults.once(error="ratelimited")
    error = await refused(platform, news)
    assert (error.retry_after, error.in_doubt) == (60, False)


# --- answers that were lost -------------------------------------------------------------------


@pytest.mark.parametrize(
    "how",
    [
        {"status": 500},
        {"status": 503},
        {"kind": "cut"},
        {"kind": "lost"},
        {"kind": "html", "status": 502},
        {"kind": "html", "status": 200},
        {"error": "fatal_error"},
        {"error": "internal_error"},
        {"error": "service_unavailable", "status": 503},
    ],
    ids=str,
)
async def test_what_says_nothing_of_the_post_leaves_it_in_doubt(
    slack: Slack, platform: SlackPlatform, news: Channel, how: dict[str, object]
) -> None:
    slack.faults.once(**how)  # type: ignore[arg-type]
    error = await refused(platform, news)
    assert (error.in_doubt, error.lasting, error.retry_after) == (True, False, None)
    assert "lost" in str(error)
    assert len(calls(slack, POST)) == 1  # nothing sends it again by itself


async def test_an_answer_that_does_not_come_leaves_it_in_doubt(
    slack: Slack, news: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "PATIENCE", 0.3)
    slack.faults.once(kind="stall", stored=True)
    async with running(in_one(slack, news.workspace), FakeReception()) as platform:
        error = await refused(platform, news)
        assert (error.in_doubt, error.lasting) == (True, False)
        assert len(news.messages) == 1


async def test_a_slack_that_is_not_there_has_taken_nothing(
    slack: Slack, platform: SlackPlatform, news: Channel
) -> None:
    await slack.stop()
    error = await refused(platform, news)
    assert (error.in_doubt, error.lasting) == (False, False)
    assert "can't be reached" in str(error)


# --- looked for before it goes again ----------------------------------------------------------


async def test_a_post_whose_answer_was_lost_is_found_by_its_metadata(
    slack: Slack, platform: SlackPlatform, news: Channel
) -> None:
    slack.faults.once(kind="lost")
    await refused(platform, news)
    [message] = news.messages
    assert await platform.post(to(news), NEWS, KEY, ago(30)) == message.ts
    assert news.messages == [message]
    assert len(calls(slack, POST)) == 1


async def test_it_is_found_behind_all_that_people_wrote_since(
    slack: Slack, platform: SlackPlatform, news: Channel
) -> None:
    eve = slack.person(news.workspace, "eve")
    slack.faults.once(kind="lost")
    await refused(platform, news)
    [message] = news.messages
    for number in range(2 * PAGE):
        slack.store(news, {"text": f"hello {number}"}, author=eve)
    assert await platform.post(to(news), NEWS, KEY, A_MINUTE_AGO) == message.ts
    assert len(calls(slack, "conversations.history")) == 3
    assert len(calls(slack, POST)) == 1


async def test_it_is_not_looked_for_without_end(
    slack: Slack, platform: SlackPlatform, news: Channel
) -> None:
    eve = slack.person(news.workspace, "eve")
    for number in range(PAGES * PAGE + 1):
        slack.store(news, {"text": f"hello {number}"}, author=eve)
    assert await platform.post(to(news), NEWS, KEY, A_MINUTE_AGO) == news.messages[-1].ts
    assert len(calls(slack, "conversations.history")) == PAGES


async def test_it_is_found_though_slacks_clock_is_half_an_hour_behind(
    slack: Slack, platform: SlackPlatform, news: Channel
) -> None:
    slack.new_id.wall = lambda: ago(1_800).timestamp()
    slack.faults.once(kind="lost")
    await refused(platform, news)
    assert await platform.post(to(news), NEWS, KEY, ago(30)) == news.messages[0].ts


async def test_what_was_posted_before_is_not_read(
    slack: Slack, platform: SlackPlatform, news: Channel
) -> None:
    await platform.post(to(news), NEWS, "overtake-1-1")
    await platform.post(to(news), NEWS, KEY, datetime.now(UTC) + timedelta(hours=2))
    assert [its.metadata for its in news.messages if its.metadata] == [
        {"event_type": "overtake_post", "event_payload": {"key": key}}
        for key in ("overtake-1-1", KEY)
    ]
    [asked] = calls(slack, "conversations.history")
    assert float(asked.text("oldest")) > datetime.now(UTC).timestamp()


@pytest.mark.parametrize(("scopes", "soon"), [(SCOPES, True), (BARE, False)])
async def test_in_an_outage_it_goes_again_soon_only_where_a_double_would_be_found(
    slack: Slack, platform: SlackPlatform, news: Channel, scopes: tuple[str, ...], *, soon: bool
) -> None:
    news.workspace.scopes = scopes
    slack.faults.every(1, kind="html", status=502)
    assert (await refused(platform, news)).passing
    again = await refused(platform, news, A_MINUTE_AGO)
    assert (again.passing, again.in_doubt) == (soon, True)


async def test_in_a_private_channel_its_own_scope_is_enough(
    slack: Slack, platform: SlackPlatform, acme: Office
) -> None:
    acme.scopes = (*BARE, "groups:history")
    cellar = slack.add_channel(acme, "cellar", private=True)
    slack.faults.once(kind="lost")
    await refused(platform, cellar)
    assert await platform.post(to(cellar), NEWS, KEY, A_MINUTE_AGO) == cellar.messages[0].ts
    assert len(cellar.messages) == 1


async def test_what_did_not_arrive_is_sent(platform: SlackPlatform, news: Channel) -> None:
    await platform.post(to(news), NEWS, "overtake-6-1")
    ts = await platform.post(to(news), NEWS, KEY, A_MINUTE_AGO)
    assert [its.ts for its in news.messages][1:] == [ts]


@pytest.mark.parametrize("scopes", [BARE, (*BARE, "groups:history")])
async def test_where_the_history_can_not_be_read_it_is_sent_again(
    slack: Slack, platform: SlackPlatform, news: Channel, scopes: tuple[str, ...]
) -> None:
    news.workspace.scopes = scopes
    slack.faults.once(kind="lost")
    await refused(platform, news)
    assert await platform.post(to(news), NEWS, KEY, A_MINUTE_AGO) == news.messages[1].ts
    assert len(news.messages) == 2


async def test_where_it_is_no_member_but_may_write_it_is_sent_again(
    slack: Slack, platform: SlackPlatform, acme: Office
) -> None:
    """With `chat:write.public`, a scope that somebody may add: the history is for members."""
    acme.scopes = (*SCOPES, "chat:write.public")
    public = slack.add_channel(acme, "public", bot=False)
    ts = await platform.post(to(public), NEWS, KEY, A_MINUTE_AGO)
    assert [its.ts for its in public.messages] == [ts]


async def test_a_door_that_closed_meanwhile_says_which_way(
    slack: Slack, platform: SlackPlatform, news: Channel
) -> None:
    news.archived = True
    error = await refused(platform, news, A_MINUTE_AGO)
    assert (str(error), error.lasting) == ("refused-channel-archived", True)
    slack.bury(news.workspace, "account_inactive")
    error = await refused(platform, news, A_MINUTE_AGO)
    assert (str(error), error.lasting) == ("refused-slack-token", True)


async def test_what_can_not_be_looked_for_now_is_not_sent_now(
    slack: Slack, platform: SlackPlatform, news: Channel
) -> None:
    slack.faults.once(method="conversations.history", status=429, retry_after=30)
    error = await refused(platform, news, A_MINUTE_AGO)
    assert (error.retry_after, error.lasting) == (30, False)
    error = await refused(platform, news, A_MINUTE_AGO)  # and Slack is left in peace
    assert len(calls(slack, "conversations.history")) == 1
    assert calls(slack, POST) == []


# --- blocks -----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"])
async def test_blocks_that_slack_does_not_take_leave_the_text(
    slack: Slack, platform: SlackPlatform, news: Channel, code: str
) -> None:
    for form in forms_of(NEWS):
        if "blocks" in form:
            slack.faults.once(error=code)
    await platform.post(to(news), NEWS, KEY)
    [message] = news.messages
    assert not message.payload.get("blocks")
    assert "Qwen4 is the new #1" in message.payload["text"]
    assert message.metadata == {"event_type": "overtake_post", "event_payload": {"key": KEY}}


# --- workspaces -------------------------------------------------------------------------------

SECRET = "of-the-app-and-nobody-else"  # noqa: S105 - of no app


def known(*offices: Office) -> FakeReception:
    """What remembers that the app was installed there."""
    return FakeReception(kept=installed(SECRET, *offices))


def in_several(slack: Slack) -> Setup:
    return Setup(
        slack.url, app_token=slack.app_token, client_id="1", client_secret=SECRET, host="127.0.0.1"
    )


async def test_a_channel_is_posted_to_with_its_workspaces_token(slack: Slack) -> None:
    offices = [slack.add_workspace(name) for name in ("Acme", "Initech", "Umbrella")]
    channels = [slack.add_channel(office) for office in offices]
    async with running(in_several(slack), known(*offices)) as platform:
        for channel in channels:
            await platform.post(to(channel), NEWS, KEY)
        with pytest.raises(PostError, match="refused-uninstalled") as error:
            await platform.post(to(channels[0], "slack:T0NOBODY"), NEWS, KEY)
    assert error.value.lasting
    assert [len(its.messages) for its in channels] == [1, 1, 1]
    assert [its.token for its in calls(slack, POST)] == [its.bot_token for its in offices]


async def test_a_channel_whose_place_nobody_named_is_looked_for_once(slack: Slack) -> None:
    offices = [slack.add_workspace(name) for name in ("Acme", "Initech", "Umbrella")]
    last = slack.add_channel(offices[-1])
    async with running(in_several(slack), known(*offices)) as platform:
        for number in range(2):
            await platform.post(to(last, ""), NEWS, f"overtake-{number}-1")
        assert len(calls(slack, "conversations.info")) == 3
        with pytest.raises(PostError, match="refused-access"):
            await platform.post(Address("C0NOWHERE"), NEWS, KEY)
    assert len(last.messages) == 2


async def test_a_workspace_whose_token_died_hides_no_channel_of_another(slack: Slack) -> None:
    acme, initech = slack.add_workspace("Acme"), slack.add_workspace("Initech")
    news = slack.add_channel(initech)
    async with running(in_several(slack), known(acme, initech)) as platform:
        slack.bury(acme, "account_inactive")
        await platform.post(to(news, ""), NEWS, KEY)
    assert len(news.messages) == 1


# --- how fast ---------------------------------------------------------------------------------


async def test_two_posts_to_one_channel_are_a_second_apart(
    platform: SlackPlatform, slack: Slack, news: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(calling, "A_CHANNEL", 1.0)
    fake = SimpleNamespace(sleep=sleep, Semaphore=asyncio.Semaphore)
    monkeypatch.setattr(calling, "asyncio", fake)
    other = slack.add_channel(news.workspace, "other")
    for number in range(3):
        await platform.post(to(news), NEWS, f"overtake-{number}-1")
        await platform.post(to(other), NEWS, f"overtake-{number}-2")
    by_channel = waits[::2], waits[1::2]
    for first, second in by_channel:
        assert 0.5 < first <= 1
        assert 1.5 < second <= 2


async def test_a_call_that_waited_for_its_turn_is_not_made_once_slack_asks_to_wait(
    slack: Slack, news: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "AT_ONCE", 1)
    slack.faults.once(status=429, retry_after=30)
    its, token = Calls(slack.url), news.workspace.bot_token
    posting = [its.call("chat_postMessage", token, channel=news.id, **PLAIN) for _ in range(5)]
    first, *others = await asyncio.gather(*posting, return_exceptions=True)
    await its.close()
    assert isinstance(first, Exception)
    assert post_error(first).retry_after == 30
    assert {type(other) for other in others} == {WaitError}
    assert len(calls(slack, POST)) == 1


async def test_posts_that_are_slow_hold_up_no_answer(
    slack: Slack, news: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "AT_ONCE", 2)
    slack.faults.every(1, kind="stall")
    its, token = Calls(slack.url), news.workspace.bot_token
    posting = [
        asyncio.create_task(its.call("chat_postMessage", token, channel=news.id, **PLAIN))
        for _ in range(5)
    ]
    async with asyncio.timeout(5):
        while len(calls(slack, POST)) < 2:  # noqa: ASYNC110 - of a server in this process
            await asyncio.sleep(0)
        await its.call("conversations_info", token, channel=news.id)
    for task in posting:
        task.cancel()
    await asyncio.wait(posting)
    await its.close()


async def test_a_post_that_met_no_connection_is_tried_again_soon_however_often_it_was() -> None:
    """Nobody refused it: it does not wait longer each time, as what failed does."""
    for platform in (
        SlackPlatform(Setup(), quiet, NoDrawer()),
        DiscordPlatform("t", None, quiet, NoDrawer()),
    ):
        with pytest.raises(PostError) as caught:
            await platform.post(Address("1"), View((Span("News"),)), "overtake-1-1")
        assert (caught.value.passing, caught.value.lasting) == (True, False)


def quiet(step: Step, **facts: str | float | None) -> None:
    """Tell nobody."""
