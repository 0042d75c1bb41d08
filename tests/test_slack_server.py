"""The working Slack of the tests, used by slack_bolt as it is: only its address is set."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_server import Channel, Modal, NoAnswer, Person, Slack, Workspace, fixtures, plain
from tests.slack_server.sample import Bot, until

slack, acme, news = fixtures.slack, fixtures.acme, fixtures.news
eve, bot = fixtures.eve, fixtures.bot


# --- people


async def test_a_question_is_asked_and_answered(
    slack: Slack, news: Channel, eve: Person, bot: Bot
) -> None:
    reply = await eve.ask(news, "/rank qwen")
    assert plain(reply.payload) == "qwen leads\n[Why?] [Board: Likes | Trend]"
    assert not reply.ephemeral
    assert reply.ack_body is None
    assert 0 < reply.took < 3
    assert 0 < reply.visible_after < 3
    assert news.messages == [reply.message]
    quick = await eve.ask(news, "/quick")
    assert (plain(quick.payload), quick.ephemeral) == ("At once", True)
    assert quick.message.seen_by is eve
    assert quick.ack_body == {"text": "At once"}
    assert [(its.type, its.times) for its in slack.deliveries] == [("slash_commands", 1)] * 2
    assert bot.slack is slack
    assert not slack.problems


async def test_buttons_and_menus_work(
    slack: Slack, acme: Workspace, news: Channel, eve: Person, bot: Bot
) -> None:
    bob = slack.person(acme, "bob")
    reply = await eve.ask(news, "/rank qwen")
    why = await bob.press(reply, "Why?")
    assert (why.payload["text"], why.ephemeral) == ("Because (message)", True)
    again = await bob.press(why, "why")
    assert again.payload["text"] == "Because (ephemeral)"
    with pytest.raises(AssertionError, match="eve does not see that"):
        await eve.press(why, "Why?")
    with pytest.raises(AssertionError, match=r"there are: Why\?"):
        await eve.press(reply, "Nope")
    chosen = await bob.choose(reply, "Trend")
    assert chosen.message is reply.message
    assert (reply.message.payload["text"], reply.message.edits) == ("By trend", 1)
    assert bot.slack is slack
    assert not slack.problems


async def test_nobody_answers(slack: Slack, news: Channel, eve: Person, bot: Bot) -> None:
    slack.patience, slack.deadline = 0.1, 0.1
    with pytest.raises(NoAnswer, match="operation_timeout"):
        await eve.ask(news, "/mute")
    with pytest.raises(NoAnswer, match="nothing to see"):
        await eve.ask(news, "/silent")
    assert (await eve.ask(news, "/silent", wait=False)).messages == []
    slack.socket.mute = True
    with pytest.raises(NoAnswer, match="dispatch_failed"):
        await eve.ask(news, "/quick")
    assert bot.slack is slack
    assert not slack.problems


# --- views


async def opened(news: Channel, eve: Person) -> Modal:
    return (await eve.ask(news, "/alerts")).modal


async def test_a_modal_is_filled_in(slack: Slack, news: Channel, eve: Person, bot: Bot) -> None:
    view = await opened(news, eve)
    assert plain(view.payload).startswith("Alerts\nName: [Choose]")
    offered = await eve.suggest(view, "Models", "qw")
    assert [its["value"] for its in offered] == ["qwen", "qwq"]
    with pytest.raises(AssertionError, match="'Name' must be filled in"):
        await eve.submit(view, {"Models": ["Qwen"]})
    with pytest.raises(AssertionError, match="0 to 20 characters"):
        await eve.submit(view, {"Name": "x" * 21})
    bad = await eve.submit(view, {"Name": "bad"})
    assert bad.modal.errors == {"name": "Not that"}
    done = await eve.submit(view, {"name": "mine", "Models": ["Qwen", "gemma"], "Board": "Trend"})
    assert view.closed
    assert done.ack_body is None
    values = bot.submitted[-1]
    assert values["name"] == {"text": {"type": "plain_text_input", "value": "mine"}}
    assert values["where"]["where"]["selected_conversation"] == news.id
    assert values["board"]["board"]["selected_option"]["value"] == "trend"
    models = values["models"]["models"]["selected_options"]
    assert [its["value"] for its in models] == ["qwen", "gemma"]
    assert not slack.problems


async def test_modals_stand_on_each_other(
    slack: Slack, news: Channel, eve: Person, bot: Bot
) -> None:
    view = await opened(news, eve)
    changed = await eve.submit(view, {"Name": "update"})
    assert changed.modal is view
    assert view.title == "Changed"
    further = (await eve.submit(view, {"Name": "push"})).modal
    assert (further.title, further.previous) == ("Further", view)
    await eve.close(further, cleared=False)
    assert not view.closed
    await eve.close(view)
    await until(lambda: bot.kinds() == ["view_closed"] * 2)
    with pytest.raises(AssertionError, match="is closed"):
        await eve.submit(view)
    assert not slack.problems


async def test_the_home_tab_is_published(slack: Slack, eve: Person, bot: Bot) -> None:
    home = await eve.open_home()
    assert eve.home is home
    assert plain(home.payload).startswith("qwen leads")
    assert (await eve.open_home()).updates == 1
    assert bot.slack is slack
    assert not slack.problems


# --- what happens in workspaces


async def test_changes_are_told(slack: Slack, acme: Workspace, bot: Bot) -> None:
    news, secret = slack.add_channel(acme), slack.add_channel(acme, "secret", private=True)
    old = news.id
    await slack.archive(news)
    await slack.unarchive(secret)
    await slack.rename(news, "olds")
    await slack.make_private(slack.add_channel(acme, "soon"))
    await slack.kick(news)
    await slack.invite(news)
    await slack.change_id(news)
    await slack.delete(secret)
    await until(lambda: len(bot.heard) == 8)
    assert sorted(bot.kinds()) == [
        *("channel_archive", "channel_id_changed", "channel_left", "channel_rename"),
        *("group_deleted", "group_unarchive", "member_joined_channel", "member_left_channel"),
    ]
    changed = next(its for its in bot.heard if its["type"] == "channel_id_changed")
    assert (changed["old_channel_id"], changed["new_channel_id"]) == (old, news.id)
    assert not slack.problems


async def test_an_app_is_taken_out(slack: Slack, acme: Workspace, bot: Bot) -> None:
    first = acme.bot_token
    await slack.uninstall(acme)
    await until(lambda: sorted(bot.kinds()) == ["app_uninstalled", "tokens_revoked"])
    with pytest.raises(SlackApiError, match="account_inactive"):
        await AsyncWebClient(first, base_url=slack.url).auth_test()
    acme.installed, acme.bot_token = True, "xoxb-new"
    await slack.revoke(acme)
    with pytest.raises(SlackApiError, match="token_revoked"):
        await AsyncWebClient("xoxb-new", base_url=slack.url).auth_test()
    with pytest.raises(AssertionError, match="nobody installed"):
        await slack.person(acme, "ada").ask(None, "/rank")
    assert not slack.problems
