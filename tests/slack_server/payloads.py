"""What the app is sent when a person does something."""

import copy
from typing import TYPE_CHECKING

from tests.slack_server import shapes
from tests.slack_server.world import Channel, Json, Message

if TYPE_CHECKING:
    from tests.slack_server.interactions import Interaction
    from tests.slack_server.people import Person
    from tests.slack_server.server import Slack
    from tests.slack_server.views import Modal


def command(slack: "Slack", its: "Interaction", line: str) -> Json:
    """A slash command."""
    assert its.channel
    name, _, text = line.partition(" ")
    person, workspace = its.person, its.person.workspace
    return {
        "token": shapes.VERIFICATION,
        "team_id": workspace.id,
        "team_domain": workspace.domain,
        "channel_id": its.channel.id,
        "channel_name": shapes.where(its.channel)["name"],
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text.strip(),
        "api_app_id": slack.app_id,
        "is_enterprise_install": "false",
        "response_url": slack.interactions.response_url(its),
        "trigger_id": its.trigger,
    }


def _common(slack: "Slack", person: "Person", kind: str) -> Json:
    return {
        "type": kind,
        "user": shapes.asker(person),
        "api_app_id": slack.app_id,
        "token": shapes.VERIFICATION,
        "team": shapes.team(person.workspace),
        "enterprise": None,
        "is_enterprise_install": False,
    }


def in_message(message: Message) -> Json:
    """Where in a message something is; an ephemeral one is not sent along."""
    where: Json = {
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel.id,
            "is_ephemeral": message.ephemeral,
        },
        "channel": shapes.where(message.channel),
    }
    if not message.ephemeral:
        where["message"] = message.shown
    return where


def in_view(slack: "Slack", view: "Modal") -> Json:
    return {
        "container": {"type": "view", "view_id": view.id},
        "view": shapes.view(view, slack.app_id),
    }


def action(slack: "Slack", its: "Interaction", done: Json) -> Json:
    """Something pressed or chosen, in a message or a view."""
    whole = _common(slack, its.person, "block_actions") | {
        "trigger_id": its.trigger,
        "actions": [done | {"action_ts": slack.new_id.ts()}],
    }
    if its.view is not None:
        return whole | in_view(slack, its.view)
    assert its.pressed
    return whole | {
        **in_message(its.pressed),
        "state": {"values": copy.deepcopy(its.pressed.state)},
        "response_url": slack.interactions.response_url(its),
    }


def suggestion(
    slack: "Slack",
    person: "Person",
    on: "Modal | Message",
    which: tuple[str, str],
    typed: str,
) -> Json:
    """What was typed into a menu whose options the app knows; `which`: block_id, action_id."""
    place = in_message(on) if isinstance(on, Message) else in_view(slack, on)
    block_id, action_id = which
    return _common(slack, person, "block_suggestion") | {
        "action_id": action_id,
        "block_id": block_id,
        "value": typed,
        **place,
    }


def submission(slack: "Slack", its: "Interaction") -> Json:
    """A view, submitted."""
    assert its.view
    whole = _common(slack, its.person, "view_submission")
    return whole | {
        "trigger_id": its.trigger,
        "view": shapes.view(its.view, slack.app_id),
        "response_urls": _response_urls(slack, its, its.view),
    }


def _response_urls(slack: "Slack", its: "Interaction", view: "Modal") -> list[Json]:
    """One for each menu of channels that asks for it."""
    urls = []
    for block in view.blocks:
        for element in shapes.elements(block):
            if not element.get("response_url_enabled"):
                continue
            stands = view.state[block["block_id"]][element["action_id"]]
            chosen = stands.get("selected_conversation") or stands.get("selected_channel")
            if channel := slack.channels.get(str(chosen)):
                its.channel = channel
                urls.append(
                    {
                        "response_url": slack.interactions.response_url(its),
                        "channel_id": channel.id,
                        "block_id": block["block_id"],
                        "action_id": element["action_id"],
                    }
                )
    return urls


def closed(slack: "Slack", view: "Modal", *, cleared: bool) -> Json:
    """A view, closed with the X (`cleared`, the whole stack) or its own button."""
    return _common(slack, view.person, "view_closed") | {
        "view": shapes.view(view, slack.app_id),
        "is_cleared": cleared,
    }


def home_opened(person: "Person", app_id: str, at: Channel) -> Json:
    """The event of somebody opening the home tab."""
    event: Json = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": at.id,
        "tab": "home",
    }
    if person.home is not None:
        event["view"] = shapes.view(person.home, app_id)
    return event


def harmless(slack: "Slack", person: "Person", kind: str) -> Json:
    """Something valid that changes nothing, to try signatures with."""
    its = slack.interactions.new(person, person.dm)
    if kind == "interactive":
        message = Message(slack.new_id.ts(), person.dm, {"text": ""}, person.id)
        its.pressed = message
        return action(slack, its, {"type": "button", "action_id": "none", "block_id": "none"})
    if kind == "events_api":
        event: Json = {"type": "app_home_opened", "user": person.id, "tab": "messages"}
        event |= {"channel": person.dm.id, "event_ts": slack.new_id.ts()}
        at, new = slack.new_id.wall(), slack.new_id("Ev")
        return shapes.event_callback(person.workspace, slack.app_id, event, new, at)
    return command(slack, its, "/rank")
