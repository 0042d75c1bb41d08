"""Files: an address to put one at, and sharing it."""

from typing import TYPE_CHECKING

from aiohttp import web

from tests.slack_server.errors import RefusedError
from tests.slack_server.requests import Call
from tests.slack_server.world import Json, Workspace

if TYPE_CHECKING:
    from tests.slack_server.server import Slack


class Uploads:
    """Files on their way into a channel."""

    def __init__(self, slack: "Slack") -> None:
        self._slack = slack
        self._names: dict[str, tuple[str, int]] = {}
        self.files: dict[str, bytes] = {}
        """What was uploaded, by the file's id."""

    def address(self, call: Call, _: Workspace) -> Json:
        name, length = call.text("filename"), call.number("length", 0)
        if not name or length <= 0:
            raise RefusedError("invalid_arguments", messages=["filename and length are required"])
        file_id = self._slack.new_id("F")
        self._names[file_id] = name, length
        url = f"{self._slack.root}/upload/v1/{file_id}"
        return {"ok": True, "upload_url": url, "file_id": file_id}

    async def take(self, request: web.Request) -> web.Response:
        """The file itself, raw or as a form."""
        file_id = request.match_info["file_id"]
        if file_id not in self._names:
            return web.Response(status=404, text="no such upload")
        body = b""
        if request.content_type == "multipart/form-data":
            for its in (await request.post()).values():
                if isinstance(its, web.FileField):
                    body = its.file.read()
        else:
            body = await request.read()
        name, length = self._names[file_id]
        if len(body) != length:
            self._slack.problems.append(f"upload: {name} has {len(body)} bytes, not {length}")
        self.files[file_id] = body
        return web.Response(text=f"OK - {len(body)}")

    def complete(self, call: Call, workspace: Workspace) -> Json:
        """Share what was uploaded, with words if any are given."""
        given = call.args.get("files")
        ids = [each.get("id", "") for each in given] if isinstance(given, list) else []
        if not ids:
            raise RefusedError("invalid_arguments", messages=["files is required"])
        if not set(ids) <= set(self.files):
            raise RefusedError("file_not_found")
        if call.text("channel_id"):
            channel = self._slack.web.chat.writable(call.text("channel_id"), workspace)
            said = {"text": call.text("initial_comment"), "blocks": call.args.get("blocks")}
            message = self._slack.store(channel, said)
            message.files = {self._names[each][0]: self.files[each] for each in ids}
        return {"ok": True, "files": [{"id": each, "title": self._names[each][0]} for each in ids]}
