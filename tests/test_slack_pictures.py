"""Charts on Slack: uploaded once, shown where that can be, and never in a message's way."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError

from adapters.platforms.slack import Setup, SlackPlatform, calling
from adapters.platforms.slack.calling import Slack as Calls
from adapters.platforms.slack.pictures import AT_A_TIME, KEPT, MOST, REST, YOUNG, Pictures
from adapters.platforms.slack.render import forms_of, is_pictured
from adapters.platforms.slack.showing import ANSWER, Patience, Showing
from adapters.platforms.slack.workspaces import Workspace
from bot.model import Address, Curve, Figure, Next, Row, Shape, Span, Table, View
from bot.ports import Platform, PostError
from tests.fakes import FakeReception, NoDrawer
from tests.golden import agrees
from tests.slack_blocks import over_limits, read
from tests.slack_server import Call, Channel, Reply, Slack
from tests.slack_server import Workspace as Office
from tests.slack_server.checks.messages import _body
from tests.slack_server.faults import POST
from tests.slack_server.world import SCOPES
from tests.test_slack_posts import in_one, running, to

PNG = b"\x89PNG\r\n\x1a\n and what is drawn"
KEY = "overtake-7-1"
ADDRESS, FINISH = "files.getUploadURLExternal", "files.completeUploadExternal"
UPDATE, ANSWERS = "chat.update", "response_url"
WITHOUT = tuple(scope for scope in SCOPES if scope != "files:write")
"""The scopes of an app that was made before there were pictures."""


def figure(label: str = "Qwen", alt: str = "Qwen passed Llama on May 30.") -> Figure:
    curves = (Curve(label, (1.0, None, 3.0)), Curve("Llama", (2.0, 2.1, 2.2)))
    source = "Hugging Face Hub, May 31, 2026"
    return Figure(Shape.RACE, f"{label} and Llama", date(2026, 5, 29), curves, source, alt)


GRID = Table(
    ("", "Qwen", "Llama"), (((Span("All-time"),), (Span("3"),), (Span("2.2"),)),), frozenset({1, 2})
)
VIEW = View(
    (Span("Qwen and Llama"),),
    tables=(GRID,),
    notes=((Span("Hugging Face Hub, data of May 31, 2026"),),),
    next=(Next("Why?", "why", {"event": "7"}),),
    figure=figure(),
)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nothing between two messages, nor between two tries."""
    monkeypatch.setattr(calling, "A_CHANNEL", 0.0)
    monkeypatch.setattr("adapters.platforms.slack.posting.POST", Patience(10.0, (0.0,) * 3))
    monkeypatch.setattr("adapters.platforms.slack.answering.ANSWER", Patience(10.0, (0.0,)))


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as its:
        its.limits.on = False
        yield its
        assert its.problems == []


@pytest.fixture
def acme(slack: Slack) -> Office:
    return slack.add_workspace("Acme")


@pytest.fixture
def news(slack: Slack, acme: Office) -> Channel:
    return slack.add_channel(acme, "news")


@pytest.fixture
def drawer() -> NoDrawer:
    return NoDrawer(PNG)


@pytest.fixture
async def platform(slack: Slack, acme: Office, drawer: NoDrawer) -> AsyncIterator[SlackPlatform]:
    async with running(in_one(slack, acme), FakeReception(), drawer) as its:
        yield its


def calls(slack: Slack, method: str) -> list[Call]:
    return [its for its in slack.requests if its.method == method]


def picture(payload: Mapping[str, Any]) -> str:
    """The id of the file that a message shows, empty if it shows none."""
    found = [its for its in payload.get("blocks") or () if its["type"] == "image"]
    assert len(found) <= 1
    return str(found[0]["slack_file"]["id"]) if found else ""


def kinds(payload: Mapping[str, Any]) -> list[str]:
    return [str(its["type"]) for its in payload.get("blocks") or ()]


WHOLE = ["header", "table", "image", "context", "actions"]
BARE = ["header", "table", "context", "actions"]


# --- a post -----------------------------------------------------------------------------------


async def test_a_post_shows_the_picture_of_its_figure(
    slack: Slack, platform: SlackPlatform, news: Channel
) -> None:
    await platform.post(to(news), VIEW, KEY)
    [message] = news.messages
    assert kinds(message.payload) == WHOLE
    assert slack.web.uploads.complete == {picture(message.payload): PNG}
    shown = json.loads(json.dumps(message.payload).replace(picture(message.payload), "F0CHART"))
    agrees("slack-post-with-chart.json", json.dumps(shown, indent=2, ensure_ascii=False) + "\n")


async def test_one_upload_is_enough_for_all_channels_of_a_workspace(
    slack: Slack, platform: SlackPlatform, acme: Office, drawer: NoDrawer
) -> None:
    channels = [slack.add_channel(acme, f"news-{number}") for number in range(40)]
    await asyncio.gather(*(platform.post(to(its), VIEW, KEY) for its in channels))
    assert len({picture(its.messages[0].payload) for its in channels}) == 1
    assert len(slack.web.uploads.known) == len(drawer.drawn) == 1
    await platform.post(to(channels[0]), replace(VIEW, figure=figure("Gemma")), KEY)
    assert len(slack.web.uploads.known) == 2


async def test_without_the_scope_nothing_is_drawn_and_nothing_tried(
    slack: Slack, news: Channel, drawer: NoDrawer
) -> None:
    news.workspace.scopes = WITHOUT
    async with running(in_one(slack, news.workspace), FakeReception(), drawer) as platform:
        for _ in range(2):
            await platform.post(to(news), VIEW, KEY)
    assert [kinds(its.payload) for its in news.messages] == [BARE, BARE]
    assert (drawer.drawn, calls(slack, ADDRESS)) == ([], [])


async def test_where_slack_does_not_say_which_scopes_there_are_one_refusal_is_enough(
    slack: Slack, news: Channel, drawer: NoDrawer
) -> None:
    its, pictures = Calls(slack.url), Pictures(drawer)
    slack.faults.every(1, method=ADDRESS, error="missing_scope")
    for _ in range(3):
        assert await pictures.of(its, ours(news.workspace), figure(), 5.0) == ""
    await its.close()
    assert len(calls(slack, ADDRESS)) == 1


async def test_a_scope_that_was_given_since_is_used(
    slack: Slack, news: Channel, drawer: NoDrawer
) -> None:
    acme = news.workspace
    acme.scopes = WITHOUT
    async with running(in_one(slack, acme), FakeReception(), drawer) as platform:
        await platform.post(to(news), VIEW, KEY)
        acme.scopes = SCOPES  # by installing again, which leaves the token as it is
        for _ in range(2):
            await platform.post(to(news), VIEW, KEY)
    assert [bool(picture(its.payload)) for its in news.messages] == [False, False, True]


async def test_a_file_that_is_not_ready_is_shown_once_it_is(
    slack: Slack, platform: SlackPlatform, news: Channel
) -> None:
    slack.web.uploads.unready = 3
    await platform.post(to(news), VIEW, KEY)
    [message] = news.messages
    assert picture(message.payload)
    assert [its.ok for its in calls(slack, POST)] == [False] * 3 + [True]


async def test_a_file_that_does_not_get_ready_costs_the_picture_and_not_the_table(
    slack: Slack, platform: SlackPlatform, news: Channel
) -> None:
    slack.web.uploads.unready = 4
    for _ in range(2):
        await platform.post(to(news), VIEW, KEY)
    assert [kinds(its.payload) for its in news.messages] == [BARE, WHOLE]
    assert len(calls(slack, ADDRESS)) == 1  # it was ready in the end


async def test_a_file_that_somebody_deleted_is_missed_once(
    slack: Slack, news: Channel, drawer: NoDrawer
) -> None:
    now = [0.0]
    its = Calls(slack.url, clock=lambda: now[0])
    shows, pictures, uploads = [], Pictures(drawer), slack.web.uploads
    for _ in range(3):
        shows.append(await shown_by(Showing(its, pictures), news))
        now[0] += YOUNG
        next(iter(uploads.known.values())).deleted = True
    await its.close()
    assert [bool(picture(each)) for each in shows] == [True, False, True]
    assert len(uploads.known) == 2


async def test_a_table_that_slack_does_not_take_is_not_blamed_on_the_picture(
    slack: Slack, news: Channel, drawer: NoDrawer
) -> None:
    its, pictures = Calls(slack.url), Pictures(drawer)
    told = {"ok": False, "error": "invalid_blocks", "errors": ["no [json-pointer:/blocks/1]"]}
    forms: list[Mapping[str, Any]] = []

    async def send(form: Mapping[str, Any]) -> None:
        forms.append(form)
        if "table" in kinds(form):
            raise SlackApiError("no", SimpleAnswer(told))  # type: ignore[no-untyped-call]

    await Showing(its, pictures).show(ours(news.workspace), VIEW, send, Patience(5, (0.0,) * 3))
    await its.close()
    assert [kinds(form) for form in forms][:2] == [WHOLE, BARE]
    assert len(forms) == 3  # it was not tried again with the picture


class SimpleAnswer(dict[str, Any]):
    """An answer of Slack's, as slack_sdk hands it over."""

    @property
    def data(self) -> dict[str, Any]:
        return self


@pytest.mark.parametrize(
    ("method", "how"),
    [
        (ADDRESS, {"status": 500}),
        (ADDRESS, {"kind": "html", "status": 200}),
        (ADDRESS, {"error": "file_uploads_disabled"}),
        (FINISH, {"kind": "cut"}),
        (FINISH, {"status": 429, "retry_after": 60}),
        (FINISH, {"error": "file_not_found"}),
    ],
    ids=str,
)
async def test_an_upload_that_fails_costs_the_picture_and_rests(
    slack: Slack, news: Channel, drawer: NoDrawer, method: str, how: dict[str, Any]
) -> None:
    now = [0.0]
    its, pictures = Calls(slack.url, clock=lambda: now[0]), Pictures(drawer)
    slack.faults.once(method=method, **how)
    shows = [await shown_by(Showing(its, pictures), news) for _ in range(2)]
    now[0] += REST
    shows.append(await shown_by(Showing(its, pictures), news))
    await its.close()
    assert [kinds(each) for each in shows] == [BARE, BARE, WHOLE]
    assert len(calls(slack, ADDRESS)) == 2


async def test_a_chart_that_can_not_be_drawn_costs_the_picture_alone(
    slack: Slack, platform: SlackPlatform, news: Channel, drawer: NoDrawer
) -> None:
    drawer.picture = None
    await platform.post(to(news), VIEW, KEY)
    assert kinds(news.messages[0].payload) == BARE
    assert calls(slack, ADDRESS) == []


class Busy(NoDrawer):
    """Draws a few figures at a time, and no more than that, as the one there is."""

    under_way = most = 0

    async def draw(self, figure: Figure, within: float) -> bytes | None:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(0)
        self.under_way -= 1
        return await super().draw(figure, within)


async def test_many_figures_at_once_are_drawn_a_few_at_a_time(slack: Slack, news: Channel) -> None:
    drawer = Busy(PNG)
    its, pictures = Calls(slack.url), Pictures(drawer)
    asked = [
        pictures.of(its, ours(news.workspace), figure(str(number)), 5.0)
        for number in range(MOST + 9)
    ]
    files = await asyncio.gather(*asked)
    await its.close()
    assert drawer.most == AT_A_TIME
    assert (len({*files} - {""}), files.count("")) == (MOST, 9)


async def test_no_more_files_are_known_than_are_kept(
    slack: Slack, news: Channel, drawer: NoDrawer
) -> None:
    its, pictures = Calls(slack.url), Pictures(drawer)
    for number in range(KEPT + 1):
        assert await pictures.of(its, ours(news.workspace), figure(str(number)), 5.0)
        assert await pictures.of(its, ours(news.workspace), figure("0"), 5.0)
    assert len(slack.web.uploads.known) == KEPT + 1
    await pictures.of(its, ours(news.workspace), figure("1"), 5.0)  # which was not asked for since
    assert len(slack.web.uploads.known) == KEPT + 2
    await its.close()


def ours(office: Office) -> Workspace:
    return Workspace(office.id, office.bot_token, office.bot_user, "overtake", office.name)


async def shown_by(shows: Showing, channel: Channel) -> Mapping[str, Any]:
    """Post the view, and return it as it was taken."""

    async def send(form: Mapping[str, Any]) -> None:
        token = channel.workspace.bot_token
        quiet = {"unfurl_links": False, "unfurl_media": False}
        await shows.slack.call("chat_postMessage", token, channel=channel.id, **quiet, **form)

    await shows.show(ours(channel.workspace), VIEW, send, Patience(5.0, (0.0,)))
    return channel.messages[-1].payload


# --- a change ---------------------------------------------------------------------------------


async def test_a_change_shows_the_new_picture_and_the_post_is_still_known_by_its_key(
    platform: SlackPlatform, news: Channel
) -> None:
    ts = await platform.post(to(news), VIEW, KEY)
    [message] = news.messages
    before, metadata = picture(message.payload), message.metadata
    later = replace(VIEW, title=(Span("Qwen leads"),), figure=figure("Qwen leads"))
    for _ in range(2):
        await platform.edit(to(news), ts, later)
    assert kinds(message.payload) == WHOLE
    assert picture(message.payload) not in {"", before}
    assert "Qwen leads" in message.payload["text"]
    assert message.metadata == metadata is not None
    shown = json.loads(json.dumps(message.payload).replace(picture(message.payload), "F0CHART"))
    agrees("slack-edit-with-chart.json", json.dumps(shown, indent=2, ensure_ascii=False) + "\n")


async def test_a_change_may_take_the_picture_and_all_blocks_away(
    slack: Slack, platform: SlackPlatform, news: Channel
) -> None:
    ts = await platform.post(to(news), VIEW, KEY)
    await platform.edit(to(news), ts, replace(VIEW, figure=None))
    [message] = news.messages
    assert kinds(message.payload) == BARE
    for _ in forms_of(replace(VIEW, figure=None)):
        slack.faults.once(method=UPDATE, error="invalid_blocks")
    slack.faults._soon.pop()
    await platform.edit(to(news), ts, replace(VIEW, figure=None))
    assert kinds(message.payload) == []
    assert message.metadata


@pytest.mark.parametrize(
    "code", ["message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"]
)
async def test_a_message_that_is_gone_stays_gone_and_that_is_no_error(
    slack: Slack, platform: SlackPlatform, news: Channel, code: str
) -> None:
    ts = await platform.post(to(news), VIEW, KEY)
    slack.faults.once(method=UPDATE, error=code)
    await platform.edit(to(news), ts, VIEW)
    slack.remove(news.messages[0])
    await platform.edit(to(news), ts, VIEW)
    assert news.messages == []
    news.archived = True
    await platform.edit(to(news), ts, VIEW)
    assert len(calls(slack, UPDATE)) == 3


async def test_a_change_that_slack_does_not_take_says_why(
    slack: Slack, platform: SlackPlatform, news: Channel
) -> None:
    ts = await platform.post(to(news), VIEW, KEY)
    for how, lasting, wait, in_doubt in (
        ({"error": "channel_not_found"}, True, None, False),
        ({"error": "token_revoked"}, True, None, False),
        ({"error": "update_failed"}, False, None, True),
        ({"kind": "lost"}, False, None, True),
        ({"status": 429, "retry_after": 30}, False, 30, False),
    ):
        slack.faults.once(method=UPDATE, **how)
        error = await refused(platform, news, ts)
        assert (error.lasting, error.retry_after, error.in_doubt) == (lasting, wait, in_doubt)
    assert (await refused(platform, news, ts)).retry_after  # and nothing is sent until then
    assert len(calls(slack, UPDATE)) == 5


async def refused(platform: Platform, channel: Channel, ts: str) -> PostError:
    with pytest.raises(PostError) as caught:
        await platform.edit(to(channel), ts, VIEW)
    return caught.value


async def test_a_change_that_meets_no_connection_is_tried_again_soon(drawer: NoDrawer) -> None:
    platform = SlackPlatform(Setup(), lambda *_, **__: None, drawer)
    with pytest.raises(PostError) as caught:
        await platform.edit(Address("C1"), "1.2", VIEW)
    assert caught.value.passing


# --- an answer --------------------------------------------------------------------------------


class Slow(NoDrawer):
    """Draws when it is told to."""

    def __init__(self) -> None:
        super().__init__(PNG)
        self.go = asyncio.Event()

    async def draw(self, figure: Figure, within: float) -> bytes | None:
        await self.go.wait()
        return await super().draw(figure, within)


async def answers(slack: Slack, channel: Channel, drawer: NoDrawer, times: int = 1) -> list[Reply]:
    """Ask some times, and return what there is to see."""
    reception = FakeReception(VIEW)
    reception.go.set()
    eve = slack.person(channel.workspace, "eve")
    async with running(in_one(slack, channel.workspace), reception, drawer):
        await slack.socket.wait()
        return [await eve.ask(channel, "/rank compare qwen llama") for _ in range(times)]


async def test_an_answer_shows_the_picture(slack: Slack, news: Channel, drawer: NoDrawer) -> None:
    [reply] = await answers(slack, news, drawer)
    assert kinds(reply.payload) == WHOLE
    assert slack.web.uploads.complete == {picture(reply.payload): PNG}
    assert len(calls(slack, ANSWERS)) == 1


async def test_an_answer_never_needs_more_than_slack_lets_it_try(
    slack: Slack, news: Channel, drawer: NoDrawer
) -> None:
    """Five times: a file that is not ready, twice, and then none of its blocks are taken."""
    slack.web.uploads.unready = 1
    assert [kinds(its.payload) for its in await answers(slack, news, drawer)] == [WHOLE]
    slack.requests.clear()
    for _ in range(4):
        slack.faults.once(method=ANSWERS, status=404, error="invalid_blocks")
    [reply] = await answers(slack, news, NoDrawer(PNG))
    assert (kinds(reply.payload), reply.payload["text"] != "") == ([], True)
    assert len(calls(slack, ANSWERS)) == 5


async def test_an_answer_goes_without_a_picture_that_takes_long_and_the_next_one_has_it(
    slack: Slack, news: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.platforms.slack.answering.ANSWER", Patience(0.0, ()))
    reception, drawer = FakeReception(VIEW), Slow()
    reception.go.set()
    eve = slack.person(news.workspace, "eve")
    async with running(in_one(slack, news.workspace), reception, drawer):
        await slack.socket.wait()
        first = await eve.ask(news, "/rank compare qwen llama")
        drawer.go.set()
        async with asyncio.timeout(5):
            while not slack.web.uploads.complete:  # noqa: ASYNC110 - of a server in this process
                await asyncio.sleep(0)
        second = await eve.ask(news, "/rank compare qwen llama")
    assert [kinds(its.payload) for its in (first, second)] == [BARE, WHOLE]


async def test_who_waits_for_a_picture_when_the_program_ends_is_answered_without(
    slack: Slack, news: Channel
) -> None:
    reception, drawer = FakeReception(VIEW), Slow()
    reception.go.set()
    eve = slack.person(news.workspace, "eve")
    async with running(in_one(slack, news.workspace), reception, drawer):
        await slack.socket.wait()
        asking = asyncio.create_task(eve.ask(news, "/rank compare qwen llama"))
        async with asyncio.timeout(5):
            while not reception.asked:  # noqa: ASYNC110 - of a platform in this process
                await asyncio.sleep(0)
    assert kinds((await asking).payload) == BARE


def test_an_answer_is_never_two_seconds_later_for_its_picture() -> None:
    assert ANSWER.within + sum(ANSWER.again) < 2
    assert 1 + len(ANSWER.again) + len(BARE[:3]) <= 5  # uses of a response_url


# --- as blocks --------------------------------------------------------------------------------

TEXTS = st.text(max_size=40) | st.sampled_from(
    ["<!channel>", "<&>" * 900, "", "\u202e", "通义千问"]
)


@settings(max_examples=60, deadline=None)
@given(alt=TEXTS | TEXTS.map(lambda its: its * 99), title=TEXTS, rows=st.integers(0, 400))
def test_with_whatever_words_a_picture_is_within_every_limit(
    alt: str, title: str, rows: int
) -> None:
    cells = (Span(title or "x"),), (Span("1"),), (Span("2"),)
    table = Table(("", "A", "B"), (cells,) * rows)
    lines = tuple(Row((Span(f"{number} {title}"),)) for number in range(rows))
    shown = replace(figure(alt=alt), title=title)
    for view in (replace(VIEW, tables=(table,)), replace(VIEW, tables=(), rows=lines)):
        pictured, *others = forms_of(replace(view, figure=shown), "F0123456789")
        assert is_pictured(pictured)
        assert not any(map(is_pictured, others))
        assert not list(over_limits(pictured["blocks"], pictured["text"]))
        assert not [flaw for flaw in _body(json.loads(json.dumps(pictured))) if flaw.refused]
        [seen] = [its for its in read(pictured["blocks"]) if its.block == "image"]
        assert seen.lines[0][0].text.strip()


def test_what_a_picture_says_is_what_the_figure_says() -> None:
    [pictured, *_] = forms_of(VIEW, "F0123456789")
    assert "Qwen passed Llama on May 30." in {
        line[0].text for its in read(pictured["blocks"]) for line in its.lines
    }


def test_without_a_file_or_a_figure_there_is_no_picture() -> None:
    for view, file in ((VIEW, ""), (replace(VIEW, figure=None), "F0123456789")):
        assert not any(map(is_pictured, forms_of(view, file)))
        assert [set(its) for its in forms_of(view, file)] == [{"blocks", "text"}] * 2 + [{"text"}]
