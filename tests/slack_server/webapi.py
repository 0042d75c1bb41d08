"""The Web API: who asks, how often, with what; and then the answer."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web

from tests.slack_server.answers import as_json
from tests.slack_server.chat import Chat
from tests.slack_server.conversations import Conversations
from tests.slack_server.errors import RefusedError, missing_scope
from tests.slack_server.faults import Fault, too_many
from tests.slack_server.methods import METHODS, Method
from tests.slack_server.requests import Call, received
from tests.slack_server.uploads import Uploads
from tests.slack_server.views import Views
from tests.slack_server.world import Json, Workspace

if TYPE_CHECKING:
    from tests.slack_server.server import Slack

Handler = Callable[[Call, Workspace], Awaitable[Json] | Json]
MESSAGE = "chat.postMessage"
EVERYWHERE = frozenset({"team_id"})  # slack_bolt gives it to every call, and Slack lets it pass


class WebApi:
    """Every method, behind the token, the limits, the faults and the checks."""

    def __init__(self, slack: "Slack") -> None:
        self._slack = slack
        self.closing = asyncio.Event()
        self.chat, self.views = Chat(slack), Views(slack)
        self.uploads = Uploads(slack)
        about = Conversations(slack)
        self._handlers: dict[str, Handler] = {
            "auth.test": about.test,
            "auth.revoke": about.revoke,
            "bots.info": about.bot,
            "chat.postMessage": self.chat.post,
            "chat.postEphemeral": self.chat.whisper,
            "chat.update": self.chat.update,
            "chat.delete": self.chat.delete,
            "conversations.info": about.info,
            "conversations.history": about.history,
            "conversations.members": about.members,
            "conversations.open": about.open,
            "users.conversations": about.listed,
            "users.info": about.user,
            "team.info": about.team,
            "views.open": self.views.open,
            "views.push": self.views.push,
            "views.update": self.views.update,
            "views.publish": self.views.publish,
            "files.getUploadURLExternal": self.uploads.address,
            "files.completeUploadExternal": self.uploads.complete_all,
        }

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call, and note both."""
        call = await received(request, request.match_info["method"])
        self._slack.requests.append(call)
        fault = self._slack.faults.next(call.method)
        if fault and fault.before:
            return await self.go_wrong(request, call, fault)
        try:
            answer = await self._answer(call)
        except Exception as broken:
            self._slack.problems.append(f"{call.method}: this server broke: {broken!r}")
            raise
        if fault and not (call.method == MESSAGE and not call.ok):
            return await self.go_wrong(request, call, fault)
        call.status = answer.status
        return answer

    async def _answer(self, call: Call) -> web.Response:
        headers: dict[str, str] = {}
        try:
            told = await self._told(call, headers)
        except RefusedError as refused:
            told = refused.body
        if isinstance(told, web.Response):
            call.ok, call.error = False, "ratelimited" if told.status == 429 else "http"
            return told
        call.ok, call.error = bool(told["ok"]), str(told.get("error", ""))
        if call.verb == "POST" and call.content_type == "application/json":
            told.setdefault("response_metadata", {})
        return as_json(told, headers=headers)

    async def _told(self, call: Call, headers: dict[str, str]) -> Json | web.Response:
        method = METHODS.get(call.method)
        if method is None:
            self._slack.problems.append(f"{call.method}: no such method here")
            raise RefusedError("unknown_method", req_method=call.method)
        self._manners(call, method)
        if method.caller == "anybody":
            return self._slack.oauth.access(call)
        if method.caller == "app":
            self._app_token(call)
            return self._slack.socket.open()
        workspace = self._workspace(call)
        headers["x-oauth-scopes"] = ",".join(workspace.scopes)
        headers["x-accepted-oauth-scopes"] = ",".join(method.scopes)
        if method.scopes and not set(method.scopes) & set(workspace.scopes):
            raise missing_scope(method.scopes[0], workspace.scopes)
        if refusal := self._too_many(call, workspace):
            return refusal
        told = self._handlers[call.method](call, workspace)
        return told if isinstance(told, dict) else await told

    def _manners(self, call: Call, method: Method) -> None:
        """Note what real Slack lets pass in silence, or does not even see."""
        problems, name = self._slack.problems, call.method
        if call.content_type == "application/json" and call.verb == "POST" and not method.json:
            problems.append(f"{name}: takes no JSON; Slack sees no argument of it")
            call.args = {}
        if call.verb == "GET" and method.writes:
            problems.append(f"{name}: it changes something, so it is a POST")
        if call.in_address:
            problems.append(f"{name}: the token stands in the address")
        unknown = sorted(set(call.args) - method.args - EVERYWHERE)
        problems.extend(f"{name}: there is no argument {each!r}" for each in unknown)

    def _too_many(self, call: Call, workspace: Workspace) -> web.Response | None:
        limits, method, channel = self._slack.limits, call.method, call.text("channel")
        impatient = limits.impatient
        wait = limits.post(channel) if method == MESSAGE else limits.call(method, workspace.id)
        if limits.impatient > impatient:
            self._slack.problems.append(f"{method}: again in {channel} before Retry-After is over")
        return too_many(wait) if wait else None

    def _app_token(self, call: Call) -> None:
        if not call.token:
            raise RefusedError("not_authed")
        if call.token != self._slack.app_token:
            known = call.token.startswith("xoxb-") and self._slack.workspace_of(call.token)
            raise RefusedError("not_allowed_token_type" if known else "invalid_auth")

    def _workspace(self, call: Call) -> Workspace:
        if not call.token:
            raise RefusedError("not_authed")
        if call.token == self._slack.app_token:
            raise RefusedError("not_allowed_token_type")
        if call.token in self._slack.dead_tokens:
            raise RefusedError(self._slack.dead_tokens[call.token])
        workspace = self._slack.workspace_of(call.token)
        if workspace is None:
            raise RefusedError("invalid_auth")
        return workspace

    async def go_wrong(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        """Answer as the fault has it, or not at all."""
        if fault.kind == "stall":
            await self.closing.wait()
        if fault.kind in {"stall", "cut", "lost"}:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=499)  # which nobody gets
        answer = fault.answer()
        call.status, call.ok, call.error = answer.status, False, fault.error or fault.kind
        return answer
