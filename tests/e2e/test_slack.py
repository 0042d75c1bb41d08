"""`overtake run` on Slack as its people meet it, against a small working Slack and a Hub."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PIL import Image

from tests.e2e.bot import small_hub
from tests.e2e.chat import MORNING, hub_of, two_days
from tests.e2e.slack import Office, SlackBot, posts, somebody_at
from tests.faults_table import Row
from tests.slack_server import Channel, Message, Person, Reply, Workspace, payloads, plain
from tests.slack_server.deliveries import Delivery
from tests.slack_server.posting import Signature, written
from tests.slack_server.sample import until
from tests.slack_server.server import Mode

pytestmark = pytest.mark.e2e

each_way = pytest.mark.parametrize("mode", ["socket", "http"])
REFUSED = "can be changed by a workspace admin, by whoever made the channel"
ANOTHER = "xapp-1-A0-1-of-somebody-else"
FORGED: tuple[Signature, ...] = ("wrong", "old", "missing")


# --- the story, in one workspace


class Acme(NamedTuple):
    """A workspace, and where who may change alerts."""

    office: Office
    boss: Person
    """An admin."""
    maker: Person
    carl: Person
    """Named in the settings of the bot."""
    eve: Person
    news: Channel
    lab: Channel
    """The maker's."""
    noticias: Channel
    cellar: Channel
    """Private: the boss's."""

    @property
    def told(self) -> tuple[Channel, ...]:
        """All with alerts on."""
        return (self.news, self.lab, self.noticias, self.cellar)


def acme_in(office: Office) -> tuple[Workspace, Acme]:
    acme = office.add_workspace("Acme")
    boss, maker, carl, eve = (
        office.person(acme, name, admin=name == "boss") for name in ("boss", "maker", "carl", "eve")
    )
    news = office.add_channel(acme, "news")
    lab = office.add_channel(acme, "lab", creator=maker)
    noticias = office.add_channel(acme, "noticias")
    cellar = office.add_channel(acme, "cellar", private=True, creator=boss)
    return acme, Acme(office, boss, maker, carl, eve, news, lab, noticias, cellar)


@each_way
async def test_an_office_turns_alerts_on_is_told_asks_why_and_has_a_quiet_week(
    tmp_path: Path, mode: Mode
) -> None:
    async with small_hub(1) as hub, Office(mode) as office:
        workspace, its = acme_in(office)
        bot = SlackBot(tmp_path, office, workspace, hub=hub.url, managers=[its.carl])
        bot.set_clock("05-01T14:00")
        async with bot.listening():
            await only_managers_turn_alerts_on(its)
            await where_it_is_no_member_it_says_how_to_invite_it(its)
            await bot.says("stored")
            await anybody_asks_anywhere(its)
            hub.models = hub_of(2, leader=20)
            bot.set_clock("05-02T13:31")
            await bot.comes_to(lambda: bot.posts("sent") == 4)
            post = each_is_told_once(its, hub.models[20]["id"])
            await eve_asks_why(its.eve, post)
            await the_boss_settles_for_the_top_three(its, bot, post)
            await home_shows_what_one_may_see(its)
        async with bot.listening():
            await the_old_post_is_still_answered(its.eve, post)
            await the_boss_wants_a_quiet_week(its, bot, post)
            await the_maker_pauses_at_home(its, bot)
            hub.models = hub_of(3, leader=8)
            bot.set_clock("05-03T13:31")
            assert "posts=2" in await bot.says("stored")
            await bot.comes_to(lambda: bot.posts("sent") == 6)
        assert [len(posts(channel)) for channel in its.told] == [1, 1, 2, 2]
        assert "es el nuevo n.º 1" in plain(its.noticias.messages[-1].payload)


async def only_managers_turn_alerts_on(its: Acme) -> None:
    for person, channel in ((its.eve, its.news), (its.maker, its.news), (its.eve, its.lab)):
        refused = await person.ask(channel, "/rank alerts on")
        assert REFUSED in plain(refused.payload)
        assert refused.ephemeral
    turned_on = [
        await its.boss.ask(its.news, "/rank alerts on"),
        await its.maker.ask(its.lab, "/rank alerts on"),
        await its.carl.ask(its.noticias, "/rank alerts on language=es"),
        await its.boss.ask(its.cellar, "/rank alerts on"),
    ]
    for reply, channel in zip(turned_on, its.told, strict=True):
        assert f"#{channel.id}" in plain(reply.payload)
        assert reply.ephemeral
        assert not channel.messages


async def where_it_is_no_member_it_says_how_to_invite_it(its: Acme) -> None:
    street = its.office.add_channel(its.boss.workspace, "street", bot=False)
    reply = await its.boss.ask(street, "/rank alerts on")
    assert "write /invite @overtake in it, then ask again" in plain(reply.payload)
    assert reply.ephemeral
    await its.office.invite(street)
    assert "Alerts are on" in plain((await its.boss.ask(street, "/rank alerts on")).payload)
    assert "Alerts are off" in plain((await its.boss.ask(street, "/rank alerts off")).payload)


async def anybody_asks_anywhere(its: Acme) -> None:
    elsewhere = its.office.add_channel(its.eve.workspace, "elsewhere", bot=False)
    theirs = its.office.add_channel(its.eve.workspace, "theirs", private=True, bot=False)
    for channel in (its.news, elsewhere, theirs, None):
        reply = await its.eve.ask(channel, "/rank qwen")
        assert "Hugging Face Hub, data of May 1, 2026" in plain(reply.payload)
        assert not reply.ephemeral
    for line, read in (
        ("/rank tpo 3", "“tpo” was read as “top”"),
        ("/rank compere qwen llama", "“compere” was read as “compare”"),
        ("/rank qwne", "did you mean Qwen?"),
    ):
        assert read in plain((await its.eve.ask(its.news, line)).payload)
    for line in ("/rank", "/rank help"):
        screen = await its.eve.ask(its.news, line)
        assert "/rank compare <a> <b> [metric]" in plain(screen.payload)
        assert screen.ephemeral
    spanish = await its.eve.ask(its.noticias, "/rank qwen")
    assert "datos del 1 may 2026" in plain(spanish.payload)


def each_is_told_once(its: Acme, leader: str) -> Message:
    found = [posts(channel) for channel in its.told]
    assert [len(each) for each in found] == [1, 1, 1, 1]
    [post], _, [spanish], _ = found
    assert "Open-model rankings, May 2, 2026" in plain(post.payload)
    assert f"{leader} <" in plain(post.payload)
    assert "data of May 2, 2026: trending score" in plain(post.payload)
    assert f"{leader} is the new #1 of trending" in post.payload["text"]
    assert {each.metadata["event_type"] for [each] in found if each.metadata} == {"overtake_post"}
    assert len({str(each.metadata) for [each] in found}) == 4
    assert "es el nuevo n.º 1" in plain(spanish.payload)
    return post


async def eve_asks_why(eve: Person, post: Message) -> None:
    before = len(post.channel.messages)
    receipt = await eve.press(post, "Why?")
    assert receipt.ephemeral
    assert receipt.message.seen_by is eve
    assert "Event 1: leader" in plain(receipt.payload)
    [another, *_] = offered(receipt.message)
    replaced = await eve.choose(receipt, another)
    assert replaced.message is receipt.message
    claim = re.sub(" <[^>]*>", "", plain(receipt.payload))
    assert f"Claim: {another.removesuffix('…')}" in claim
    assert len(post.channel.messages) == before
    shown = await eve.press(receipt, "Show to channel")
    assert not shown.ephemeral
    assert plain(post.channel.messages[-1].payload).startswith("Event ")


def offered(message: Message) -> list[str]:
    """What a message's menu offers."""
    parts = [part for block in message.shown["blocks"] for part in block.get("elements", ())]
    return [option["text"]["text"] for part in parts for option in part.get("options", ())]


async def the_boss_settles_for_the_top_three(its: Acme, bot: SlackBot, post: Message) -> None:
    refused = await its.eve.press(post, "Settings")
    assert REFUSED in plain(refused.payload)
    form = (await its.boss.press(post, "Settings")).modal
    assert form.state["top"]["value"]["selected_option"]["value"] == "10"
    assert "What #" in plain(form.payload)
    saved = await its.boss.submit(form, {"Top": "3"})
    assert "top 3" in plain(saved.modal.payload)
    alerts = bot.alerts(its.news)
    assert alerts
    assert (alerts["top"], alerts["language"]) == (3, "en")


async def home_shows_what_one_may_see(its: Acme) -> None:
    assert "Alerts are on" in plain((await its.eve.ask(None, "/rank alerts on")).payload)
    of_eve, of_boss = (await its.eve.open_home(), await its.boss.open_home())
    for home in (of_eve, of_boss):
        assert "Alerts in this workspace" in plain(home.payload)
        assert "Top 10 of trending" in plain(home.payload)
        assert all(f"#{channel.id}" in plain(home.payload) for channel in its.told[:3])
    assert its.cellar.id not in plain(of_eve.payload)
    assert f"#{its.cellar.id}" in plain(of_boss.payload)
    assert its.eve.dm.id in plain(of_eve.payload)
    assert its.eve.dm.id not in plain(of_boss.payload)
    listed = await its.boss.ask(its.news, "/rank alerts list")
    assert its.eve.dm.id not in plain(listed.payload)
    assert "Alerts are off" in plain((await its.eve.ask(None, "/rank alerts off")).payload)


async def the_old_post_is_still_answered(eve: Person, post: Message) -> None:
    receipt = await eve.press(post, "Why?")
    assert "Event 1: leader" in plain(receipt.payload)
    assert receipt.ephemeral


async def the_boss_wants_a_quiet_week(its: Acme, bot: SlackBot, post: Message) -> None:
    refused = await its.eve.press(post, "Pause a week")
    assert REFUSED in plain(refused.payload)
    assert bot.paused(its.news) is None
    paused = await its.boss.press(post, "Pause a week")
    assert "are paused until" in plain(paused.payload)
    assert paused.ephemeral
    assert bot.paused(its.news) == "paused-by-hand"


async def the_maker_pauses_at_home(its: Acme, bot: SlackBot) -> None:
    home = await its.maker.open_home()
    paused = await its.maker.press(home, "Pause a week")  # the first that is not paused is theirs
    assert "are paused until" in plain(paused.modal.payload)
    assert bot.paused(its.lab) == "paused-by-hand"
    await until(lambda: plain(home.payload).count("paused until") == 2)


# --- charts


@each_way
async def test_a_comparison_has_a_chart_where_the_app_may_upload_one(
    tmp_path: Path, mode: Mode
) -> None:
    async with Office(mode) as office:
        workspace, its = acme_in(office)
        bot = SlackBot(tmp_path, office, workspace)
        bot.set_clock(MORNING)
        await two_days(bot)
        async with bot.listening():
            reply = await charted(its.eve, its.news, "/rank compare qwen llama")
            [chart] = office.web.uploads.complete.values()
            with Image.open(BytesIO(chart)) as picture:
                assert picture.format == "PNG"
            assert "[Qwen" in plain(reply.payload)  # what is said of it to whoever can't see it
            again = await its.eve.ask(its.lab, "/rank compare qwen llama")
            assert file_of(again.payload) == file_of(reply.payload)
            workspace.scopes = tuple(one for one in workspace.scopes if one != "files:write")
            await its.boss.ask(its.news, "/rank alerts list")  # Slack says with it what there is
            plainly = await its.eve.ask(its.news, "/rank compare qwen llama likes")
            assert "Qwen" in plain(plainly.payload)
            assert not file_of(plainly.payload)
        assert len(office.web.uploads.known) == 1


async def charted(person: Person, channel: Channel, line: str) -> Reply:
    """Ask until there is a picture: the first one takes long, and its answer does without."""
    for _ in range(20):
        reply = await person.ask(channel, line)
        assert reply.visible_after < 3
        if file_of(reply.payload):
            return reply
    raise AssertionError("no answer has a picture")


def file_of(payload: dict[str, Any]) -> str:
    """The file that a message shows, empty if it shows none."""
    found = [its["slack_file"]["id"] for its in payload["blocks"] if its["type"] == "image"]
    return str(found[0]) if found else ""


# --- several workspaces


class Tenant(NamedTuple):
    """A workspace that may install the app, one of its people, and their channel."""

    workspace: Workspace
    boss: Person
    news: Channel


def tenant_in(office: Office, name: str) -> Tenant:
    workspace = office.add_workspace(name, installed=False)
    boss = office.person(workspace, f"boss of {name}")
    return Tenant(workspace, boss, office.add_channel(workspace, "news", creator=boss))


@each_way
async def test_workspaces_that_install_it_are_each_told_with_a_token_of_their_own(
    tmp_path: Path, mode: Mode
) -> None:
    async with small_hub(1) as hub, Office(mode) as office:
        acme, beta = tenant_in(office, "Acme"), tenant_in(office, "Beta")
        bot = SlackBot(tmp_path, office, hub=hub.url)
        bot.set_clock("05-01T14:00")
        async with bot.listening():
            assert "nobody yet: install it at /slack/install" in bot.line("connected")
            await both_install_it_and_turn_alerts_on(office, acme, beta)
            await bot.says("stored")
            hub.models = hub_of(2, leader=20)
            bot.set_clock("05-02T13:31")
            await bot.comes_to(lambda: bot.posts("sent") == 2)
            each_is_told_with_its_own_token(office, acme, beta)
            await what_is_of_others_is_not_shown(acme, beta)
        async with bot.listening():
            assert "overtake in Acme, overtake in Beta" in bot.line("connected")
            await one_installs_it_anew(office, acme)
            await one_takes_it_away(office, bot, acme, beta)
        async with bot.listening():
            assert "overtake in Acme" in bot.line("connected")
            assert "Beta" not in bot.line("connected")
            assert bot.paused(beta.news) == "refused-uninstalled"
            await install(office, beta)
            await bot.says("resumed")
            hub.models = hub_of(3, leader=8)
            bot.set_clock("05-03T13:31")
            await bot.comes_to(lambda: bot.posts("sent") == 4)
            for its in (acme, beta):
                old, _ = posts(its.news)
                await the_old_post_is_still_answered(its.boss, old)
        each_is_told_with_its_own_token(office, acme, beta)


async def both_install_it_and_turn_alerts_on(office: Office, acme: Tenant, beta: Tenant) -> None:
    page = await office.install(beta.workspace, f"{office.bot_url}/slack/install", deny=True)
    assert "access_denied" in page.text
    assert not beta.workspace.installed
    for its in (acme, beta):
        await install(office, its)
        await office.ready()
        reply = await its.boss.ask(its.news, "/rank alerts on")
        assert f"Alerts are on for #{its.news.id}" in plain(reply.payload)


async def install(office: Office, its: Tenant) -> None:
    page = await office.install(its.workspace, f"{office.bot_url}/slack/install")
    assert "Thank you!" in page.text
    assert page.status == 200
    assert its.workspace.installed


def each_is_told_with_its_own_token(office: Office, acme: Tenant, beta: Tenant) -> None:
    for its in (acme, beta):
        sent = [
            call for call in office.calls("chat.postMessage") if call.args["channel"] == its.news.id
        ]
        assert len(sent) == len(posts(its.news))
        assert sent[-1].token == its.workspace.bot_token


async def what_is_of_others_is_not_shown(acme: Tenant, beta: Tenant) -> None:
    for its, other in ((acme, beta), (beta, acme)):
        listed = await its.boss.ask(its.news, "/rank alerts list")
        home = await its.boss.open_home()
        for shown in (plain(listed.payload), plain(home.payload)):
            assert its.news.id in shown
            assert other.news.id not in shown


async def one_installs_it_anew(office: Office, its: Tenant) -> None:
    old = its.workspace.bot_token
    await install(office, its)
    assert its.workspace.bot_token != old
    form = await its.boss.press(posts(its.news)[0], "Settings")
    assert form.has_modal
    assert office.calls("views.open")[-1].token == its.workspace.bot_token


async def one_takes_it_away(office: Office, bot: SlackBot, acme: Tenant, beta: Tenant) -> None:
    await office.uninstall(beta.workspace)
    assert "I was removed from the workspace" in await bot.says("paused")
    assert bot.paused(beta.news) == "refused-uninstalled"
    assert bot.paused(acme.news) is None
    reply = await acme.boss.ask(acme.news, "/rank qwen")
    assert "data of May 2, 2026" in plain(reply.payload)


# --- doors that close, and open again


async def test_a_channel_that_refuses_is_paused_and_goes_on_once_it_is_open(
    tmp_path: Path,
) -> None:
    async with small_hub(3) as hub, Office() as office:
        acme = office.add_workspace("Acme")
        boss = office.person(acme, "boss", admin=True)
        open_, archived, left, hidden, gone = (
            office.add_channel(acme, name, private=name == "hidden")
            for name in ("open", "archived", "left", "hidden", "gone")
        )
        reasons = {
            archived: ("refused-channel-archived", "the channel is archived"),
            left: ("refused-left", "I was removed from the channel; an invitation brings me back"),
            hidden: ("refused-access", "I can't see the channel"),
            gone: ("refused-access", "I can't see the channel"),
        }
        bot = SlackBot(tmp_path, office, acme, hub=hub.url)
        await two_days(bot, open_, *reasons, owner=boss)
        archived.archived, left.bot, hidden.bot, gone.deleted = True, False, False, True
        bot.set_clock(MORNING)
        async with bot.listening():  # nobody told it: the refused posts themselves do
            await bot.says("paused", 4)
            await bot.comes_to(lambda: bot.posts("sent") == 1)
            assert {its: bot.paused(its) for its in reasons} == {
                its: reason for its, (reason, _) in reasons.items()
            }
            said = {f"#{its.id}: {reason}" for its, (_, reason) in reasons.items()}
            await office.until(lambda: said <= lines(boss.dm))
            archived.archived, left.bot, hidden.bot = False, True, True
            hub.models = hub_of(3, leader=8)
            bot.set_clock("05-03T12:05")  # the daily check is due, the snapshot is not
            await bot.says("resumed", 3)
            assert {its for its in reasons if bot.paused(its)} == {gone}
            bot.set_clock("05-03T13:31")
            await bot.comes_to(lambda: bot.posts("sent") == 5)
        assert len(posts(open_)) == 2
        for channel in (archived, left, hidden):
            [post] = channel.messages  # with what it missed
            assert plain(post.payload).count("is the new #1") == 2
        assert not gone.messages


def lines(channel: Channel) -> set[str]:
    """All lines that stand in a channel."""
    return {line for its in channel.messages for line in plain(its.payload).splitlines()}


async def test_what_slack_tells_of_a_channel_is_heeded_at_once(tmp_path: Path) -> None:
    async with small_hub(3) as hub, Office() as office:
        acme = office.add_workspace("Acme")
        names = ("archived", "left", "gone", "renumbered", "renamed", "hidden", "cellar")
        channels = [office.add_channel(acme, its, private=its == "cellar") for its in names]
        archived, left, gone, renumbered, renamed, hidden, cellar = channels
        bot = SlackBot(tmp_path, office, acme, hub=hub.url)
        await two_days(bot, *channels)
        bot.set_clock(MORNING)
        async with bot.listening():
            await bot.comes_to(lambda: bot.posts("sent") == 7)
            for close, open_, channel, reason in (
                (office.archive, office.unarchive, archived, "refused-channel-archived"),
                (office.kick, office.invite, left, "refused-left"),
                (office.archive, office.unarchive, cellar, "refused-channel-archived"),
                (office.kick, office.invite, cellar, "refused-left"),
            ):
                await close(channel)
                await it_is_paused(bot, channel, reason)
                await open_(channel)
                await it_is_paused(bot, channel, None)
            await office.delete(gone)
            await it_is_paused(bot, gone, "refused-gone")
            await office.change_id(renumbered)
            await bot.comes_to(lambda: bot.alerts(renumbered) is not None)
            await office.rename(renamed, "renamed-to")
            await office.make_private(hidden)
            hub.models = hub_of(3, leader=8)
            bot.set_clock("05-03T13:31")
            await bot.comes_to(lambda: bot.posts("sent") == 13)
        assert [len(posts(its)) for its in channels] == [2, 2, 1, 2, 2, 2, 2]
        assert len(bot.rows("SELECT channel FROM subscription")) == 7  # nothing deletes one


async def it_is_paused(bot: SlackBot, channel: Channel, reason: str | None) -> None:
    """Wait until a channel's alerts are paused for a reason, or go on."""
    await bot.comes_to(lambda: bot.paused(channel) == reason)


async def test_a_token_that_was_revoked_pauses_and_a_new_one_goes_on(tmp_path: Path) -> None:
    async with small_hub(3) as hub, Office() as office:
        acme = office.add_workspace("Acme")
        news = office.add_channel(acme, "news")
        bot = SlackBot(tmp_path, office, acme, hub=hub.url)
        await two_days(bot, news)
        bot.set_clock(MORNING)
        async with bot.listening():
            await bot.comes_to(lambda: bot.posts("sent") == 1)
            await office.revoke(acme)
            assert "Slack no longer takes my token" in await bot.says("paused")
        acme.bot_token, acme.installed = office.new_id.bot_token(), True
        bot.environment["SLACK_BOT_TOKEN"] = acme.bot_token
        async with bot.listening():
            await bot.says("resumed")
            hub.models = hub_of(3, leader=8)
            bot.set_clock("05-03T13:31")
            await bot.comes_to(lambda: bot.posts("sent") == 2)
        assert len(posts(news)) == 2


# --- by HTTP


async def test_only_what_slack_signed_is_heard_and_what_it_repeats_is_done_once(
    tmp_path: Path,
) -> None:
    async with Office("http") as office:
        acme = office.add_workspace("Acme")
        boss = office.person(acme, "boss", admin=True)
        news = office.add_channel(acme, "news")
        bot = SlackBot(tmp_path, office, acme)
        await two_days(bot, news)
        bot.set_clock(MORNING)
        async with bot.listening():
            await bot.comes_to(lambda: bot.posts("sent") == 1)
            await nothing_is_done_for_others(office, bot, boss, news)
            status, text = await office.post_whole("url_verification")
            assert (status, text) == (200, '{"challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdAL"}')
            await boss.open_home()
            await boss.ask(news, "/rank qwen")
            for event in list(office.deliveries):
                assert await again(office, event) == 200
            await boss.ask(news, "/rank qwen")  # by now the repetitions are done with
        assert len(office.calls("views.publish")) == 1
        assert len(news.messages) == 3  # a post, and two answers


async def nothing_is_done_for_others(
    office: Office, bot: SlackBot, boss: Person, news: Channel
) -> None:
    its = office.interactions.new(boss, news)
    off = payloads.command(office, its, "/rank alerts off")
    calls = len(office.requests)
    for signature in FORGED:
        assert await office.post_raw("slash_commands", off, signature=signature) == 401
    assert bot.alerts(news)
    assert len(office.requests) == calls
    assert await office.post_raw("slash_commands", off) == 200
    await bot.comes_to(lambda: bot.alerts(news) is None)


async def again(office: Office, delivery: Delivery) -> int:
    """Send something once more, as Slack does if it was not acknowledged in time."""
    body, kind = written(delivery.type, delivery.payload)
    retry = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    return (await office.posting._post(body, kind, retry))[0]


# --- what is wrong at the start


async def test_wrong_tokens_are_said_in_one_sentence_each_and_right_ones_go_on(
    tmp_path: Path,
) -> None:
    async with Office() as office:
        acme = office.add_workspace("Acme")
        boss = office.person(acme, "boss", admin=True)
        news = office.add_channel(acme, "news")
        bot = SlackBot(tmp_path, office, acme)
        await two_days(bot, news)
        bot.set_clock(MORNING)
        acme.installed = False
        right, office.app_token = office.app_token, ANOTHER
        async with bot.started():
            assert "set it to the Bot User OAuth Token (xoxb-…)" in await bot.says("trouble")
            await bot.says("next")
            acme.installed = True
            assert "set it to an app-level token (xapp-…)" in await bot.says("trouble", 2)
            await bot.comes_to(lambda: bot.posts("sent") == 1)  # it is deaf, not mute
            office.app_token = right
            await bot.says("connected")
            assert "data of May 2" in plain((await boss.ask(news, "/rank qwen")).payload)
        assert len([line for line in bot.log if "step=trouble" in line]) == 2


async def test_a_port_that_is_taken_is_named_and_used_once_it_is_free(tmp_path: Path) -> None:
    async with Office("http") as office:
        acme = office.add_workspace("Acme")
        boss = office.person(acme, "boss", admin=True)
        bot = SlackBot(tmp_path, office, acme)
        await two_days(bot)
        bot.set_clock(MORNING)
        async with bot.started():
            async with somebody_at(office.bot_port):
                trouble = await bot.says("trouble")
            assert f"another program listens at port {office.bot_port}" in trouble
            assert "set OVERTAKE_SLACK_PORT" in trouble
            await bot.says("connected")
            assert "data of May 2" in plain((await boss.ask(None, "/rank qwen")).payload)
        assert len([line for line in bot.log if "step=trouble" in line]) == 1


@pytest.mark.faults  # it waits longer after each try
async def test_a_slack_in_trouble_at_the_start_is_tried_until_it_is_well(
    tmp_path: Path, row: Row
) -> None:
    async with Office() as office:
        acme = office.add_workspace("Acme")
        boss = office.person(acme, "boss", admin=True)
        bot = SlackBot(tmp_path, office, acme)
        await two_days(bot)
        bot.set_clock(MORNING)
        office.faults.once(method="auth.test", status=503)
        office.faults.once(method="auth.test", kind="html", status=200)
        office.faults.once(method="auth.test", kind="cut")
        for status in (500, 429, 503):
            office.socket.refuse(status)
        async with bot.listening():
            assert "data of May 2" in plain((await boss.ask(None, "/rank qwen")).payload)
        happened = [its.kind for its in office.faults.happened]
        row("Slack in trouble at the start", f"connected after {', '.join(happened)}")
        assert happened == ["status", "html", "cut"]


# --- asked to end


@pytest.mark.alone
@pytest.mark.faults  # it has some seconds to end a request, and a second to take its leave
@each_way
async def test_asked_to_end_while_slack_stalls_it_ends_and_posts_once_later(
    tmp_path: Path, mode: Mode, row: Row
) -> None:
    async with Office(mode) as office:
        acme = office.add_workspace("Acme")
        eve = office.person(acme, "eve")
        channels = [office.add_channel(acme, f"news-{number}") for number in range(3)]
        for stored in (False, True):
            office.faults.once(kind="stall", stored=stored)
        office.faults.once(method="response_url", kind="stall")
        bot = SlackBot(tmp_path, office, acme)
        await two_days(bot, *channels)
        bot.set_clock(MORNING)
        async with bot.listening():
            await bot.comes_to(lambda: bot.posts("sent") == 1)  # slow ones delay no other
            await eve.ask(channels[0], "/rank qwen", wait=False)
        async with bot.listening():
            await bot.comes_to(lambda: bot.posts("sent") == 3)
        copies = [len(posts(its)) for its in channels]
        row(
            f"SIGTERM while Slack stalls, by {mode}",
            f"ended in {bot.took:.1f} s; posts by channel {copies}",
        )
        assert copies == [1, 1, 1]


@pytest.mark.alone
@pytest.mark.faults
async def test_asked_to_end_before_slack_ever_answered_it_ends(tmp_path: Path, row: Row) -> None:
    async with Office() as office:
        acme = office.add_workspace("Acme")
        bot = SlackBot(tmp_path, office, acme)
        await two_days(bot)
        bot.set_clock(MORNING)
        office.faults.once(method="auth.test", kind="stall")
        async with bot.started():
            await bot.says("next")
            await until(lambda: len(office.calls("auth.test")) == 1)
        row("SIGTERM before Slack ever answered", f"ended in {bot.took:.1f} s")
