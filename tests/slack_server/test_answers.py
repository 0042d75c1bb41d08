"""Answers to what people do: trigger_ids, response_urls, and views that were changed meanwhile."""

import aiohttp

from tests.slack_server import Channel, Person, Slack, plain
from tests.slack_server.sample import QUIET, connected, made, modal, refused
from tests.slack_server.world import Json


async def test_triggers_are_good_once_and_not_for_long(slack: Slack, eve: Person) -> None:
    now = 0.0
    async with Slack(clock=lambda: now) as slow:
        assert slow.app_id != slack.app_id
        acme = slow.add_workspace()
        ada = slow.person(acme, "ada")
        async with connected(slow, acme):
            await ada.ask(None, "/alerts")
            its = slow.interactions.all[-1]
            client = made(slow, acme.bot_token)
            home: Json = {"type": "home", "blocks": [{"type": "divider"}]}

            async def opening() -> str:
                told = await refused(client.views_open(trigger_id=its.trigger, view=home))
                return str(told["error"])

            assert await opening() == "exchanged_trigger_id"
            its.exchanged, now = False, 4.0
            assert await opening() == "expired_trigger_id"
            first = await client.views_publish(user_id=ada.id, view=home)
            await client.views_publish(user_id=ada.id, view=home, hash=first["view"]["hash"])
            stale = client.views_publish(user_id=ada.id, view=home, hash=first["view"]["hash"])
            assert (await refused(stale))["error"] == "hash_conflict"
    assert eve.home is None


async def test_response_urls_are_good_five_times(slack: Slack) -> None:
    now = 0.0
    async with Slack(clock=lambda: now) as its, aiohttp.ClientSession() as session:
        acme = its.add_workspace()
        ada = its.person(acme, "ada")
        far = its.add_channel(acme, "far", bot=False)
        async with connected(its, acme):
            reply = await ada.ask(far, "/silent", wait=False)
        url = its.interactions.response_url(reply.interaction)

        async def answer(**body: object) -> tuple[int, str]:
            async with session.post(url, json=body) as told:
                return told.status, await told.text()

        assert await answer(text="Wait…") == (200, "ok")
        await answer(text="Here", replace_original=True)
        assert [plain(its.payload) for its in reply.messages] == ["Wait…", "Here"]
        assert (reply.message.edits, reply.ephemeral) == (0, True)
        await answer(delete_original=True)
        assert [plain(its.payload) for its in reply.messages] == ["Wait…"]
        await answer(text="All", response_type="in_channel", **QUIET)
        assert far.messages == reply.messages[1:]
        assert (await answer(text=""))[0] == 400
        assert await answer(text="x") == (404, '{"ok": false, "error": "used_url"}')
        reply.interaction.uses, now = 0, 1801.0
        assert (await answer(text="x"))[1] == '{"ok": false, "error": "expired_url"}'
    assert not slack.problems


async def test_a_form_is_read_as_json_is(slack: Slack, news: Channel, eve: Person) -> None:
    form = {"channel": news.id, "text": "x", "blocks": '[{"type": "divider"}]'}
    form |= {"token": news.workspace.bot_token, "unfurl_links": "false", "unfurl_media": "0"}
    async with aiohttp.ClientSession() as session:
        told = await session.post(f"{slack.url}chat.postMessage", data=form)
        assert (await told.json())["message"]["blocks"][0]["type"] == "divider"
    (call,) = slack.requests
    assert (call.method, call.ok, call.status) == ("chat.postMessage", True, 200)
    assert call.token == news.workspace.bot_token
    assert call.args["blocks"] == [{"type": "divider"}]
    assert eve.home is None
    assert not slack.problems


async def test_views_are_pushed_and_updated(slack: Slack, news: Channel, eve: Person) -> None:
    client = made(slack, news.workspace.bot_token)
    asking = slack.interactions.new(eve, news)
    opened = await client.views_open(trigger_id=asking.trigger, view=modal())
    first = slack.views[opened["view"]["id"]]
    assert asking.modal is first
    assert opened["view"]["state"]["values"]["where"]["where"]["selected_conversation"] == news.id
    pressing = slack.interactions.new(eve, news, view=first)
    named = modal("Further") | {"external_id": "further"}
    await client.views_push(trigger_id=pressing.trigger, view=named)
    further = pressing.modal
    assert further
    assert (further.title, further.previous) == ("Further", first)
    choice = await eve.choose(further, "Trend", wait=False)  # an input: Slack tells nobody
    assert not slack.deliveries
    assert choice.interaction.acknowledged is None
    stands = further.state["board"]["board"]["selected_option"]
    assert stands["value"] == "trend"
    again = slack.interactions.new(eve, news)
    twice = await refused(client.views_open(trigger_id=again.trigger, view=named))
    assert twice["error"] == "duplicate_external_id"
    await client.views_update(external_id="further", view=modal("Later"))
    assert (further.title, further.updates) == ("Later", 1)
    assert further.state["board"]["board"]["selected_option"] == stands
    wrong = await refused(client.views_update(view_id=first.id, view=named | {"title": "x"}))
    assert wrong["error"] == "invalid_arguments"
    assert "a plain_text is needed" in wrong["response_metadata"]["messages"][0]
    assert len(slack.problems) == 1
