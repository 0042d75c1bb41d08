"""Answers to interactions: by response_url, and in the acknowledgement of a command."""

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from aiohttp import web

from tests.slack_server.answers import as_json
from tests.slack_server.checks.messages import check_answer
from tests.slack_server.errors import RefusedError
from tests.slack_server.interactions import Interaction
from tests.slack_server.requests import Call
from tests.slack_server.world import Json, Message

if TYPE_CHECKING:
    from tests.slack_server.server import Slack


class Hooks:
    """Every response_url."""

    def __init__(self, slack: "Slack") -> None:
        self._slack = slack

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Take one answer."""
        path = request.path.strip("/")
        call = Call(0.0, "response_url", request.method, request.content_type)
        call.at = self._slack.now()
        text = await request.text()
        self._slack.requests.append(call)
        fault = self._slack.faults.next("response_url")
        if fault and fault.before:
            return await self._slack.web.go_wrong(request, call, fault)
        try:
            body = json.loads(text)
            assert isinstance(body, dict)
        except (ValueError, AssertionError):
            self._slack.problems.append("response_url: the body is no JSON object")
            return as_json({"ok": False, "error": "invalid_payload"}, status=400)
        call.args = body
        answer = self._answer(path, call)
        if fault:
            return await self._slack.web.go_wrong(request, call, fault)
        call.status = answer.status
        return answer

    def _answer(self, path: str, call: Call) -> web.Response:
        try:
            its = self._slack.interactions.hooked(path)
            self.take(its, call.args, "response_url")
        except RefusedError as refused:
            call.ok, call.error = False, str(refused)
            gone = call.error in {"expired_url", "used_url"}
            if gone:
                self._slack.problems.append(f"response_url: {call.error}")
            return as_json(refused.body, HTTPStatus.NOT_FOUND if gone else HTTPStatus.BAD_REQUEST)
        call.ok = True
        return web.Response(text="ok")

    def take(self, its: Interaction, body: Json, where: str) -> None:
        """Show what it says to whom it is for."""
        original = its.pressed or (its.messages[-1] if its.messages else None)
        if body.get("delete_original"):
            if original is not None:
                self._slack.remove(original)
                its.shows(original)
            return
        self._slack.complain(where, check_answer(body))
        self._slack.web.uploads.show(where, body.get("blocks"), its.person.workspace)
        pressed = its.pressed  # an answer to a command is replaced by none: bolt-js, issue 2287
        if body.get("replace_original") and pressed is not None and not pressed.deleted:
            self._slack.edit(pressed, message_of(body))
            its.shows(pressed)
            return
        its.shows(self._new(its, body))

    def _new(self, its: Interaction, body: Json) -> Message:
        channel = its.channel
        if channel is None:
            raise RefusedError("no_channel")
        if channel.archived:
            raise RefusedError("is_archived")
        only = None if body.get("response_type") == "in_channel" else its.person
        return self._slack.store(channel, message_of(body), seen_by=only)


def message_of(body: Json) -> Json:
    """What of an answer is the message."""
    return {
        name: value
        for name, value in body.items()
        if name not in {"response_type", "replace_original", "delete_original"}
    }
