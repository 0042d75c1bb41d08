"""Files: an address to put one at, finishing and sharing it, and images that show one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.slack_server.checks.flaw import Flaw
from tests.slack_server.errors import RefusedError
from tests.slack_server.requests import Call
from tests.slack_server.world import Json, Workspace

if TYPE_CHECKING:
    from tests.slack_server.server import Slack

IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")
"""How the files begin that an image may show."""
INVALID, WRONG = "invalid_blocks", "invalid slack file"


@dataclass
class Upload:
    """A file and how far it is."""

    name: str
    length: int
    workspace: Workspace
    body: bytes | None = None
    complete: bool = False
    deleted: bool = False
    unready: int = 0
    """How many messages that show it are refused before it is ready."""


class Uploads:
    """Files on their way into messages."""

    def __init__(self, slack: "Slack") -> None:
        self._slack = slack
        self.known: dict[str, Upload] = {}
        """Every file, by id."""
        self.unready = 0
        """How often the next files are not ready yet, once they are complete."""

    @property
    def complete(self) -> dict[str, bytes]:
        """What was uploaded to its end, by the file's id."""
        return {name: its.body or b"" for name, its in self.known.items() if its.complete}

    def address(self, call: Call, workspace: Workspace) -> Json:
        name, length = call.text("filename"), call.number("length", 0)
        if not name or length <= 0:
            raise RefusedError("invalid_arguments", messages=["filename and length are required"])
        file_id = self._slack.new_id("F")
        self.known[file_id] = Upload(name, length, workspace)
        url = f"{self._slack.root}/upload/v1/{file_id}"
        return {"ok": True, "upload_url": url, "file_id": file_id}

    async def take(self, request: web.Request) -> web.Response:
        """The file itself, raw or as a form."""
        its = self.known.get(request.match_info["file_id"])
        if its is None or its.complete:
            return web.Response(status=404, text="no such upload")
        if "Authorization" in request.headers:
            self._slack.problems.append(f"upload: {its.name} came with a token")
        body = b""
        if request.content_type == "multipart/form-data":
            for part in (await request.post()).values():
                if isinstance(part, web.FileField):
                    body = part.file.read()
        else:
            body = await request.read()
        if len(body) != its.length:
            wrong = f"upload: {its.name} has {len(body)} bytes, not {its.length}"
            self._slack.problems.append(wrong)
        its.body = body
        return web.Response(text=f"OK - {len(body)}")

    def complete_all(self, call: Call, workspace: Workspace) -> Json:
        """Finish what was uploaded, once; share it where that is asked, with words if any."""
        given = call.args.get("files")
        ids = [each.get("id", "") for each in given] if isinstance(given, list) else []
        if not ids:
            raise RefusedError("invalid_arguments", messages=["files is required"])
        found = [self.known.get(each) for each in ids]
        files = [its for its in found if its and its.workspace is workspace and not its.complete]
        if len(files) < len(ids) or any(its.body is None for its in files):
            raise RefusedError("file_not_found")
        for its in files:
            its.complete, its.unready = True, self.unready
        if call.text("channel_id"):
            channel = self._slack.web.chat.writable(call.text("channel_id"), workspace)
            said = {"text": call.text("initial_comment"), "blocks": call.args.get("blocks")}
            message = self._slack.store(channel, said)
            message.files = {its.name: its.body or b"" for its in files}
        told = [{"id": each, "title": its.name} for each, its in zip(ids, files, strict=True)]
        return {"ok": True, "files": told}

    # --- images that show a file

    def show(self, where: str, blocks: Any, workspace: Workspace) -> None:  # noqa: ANN401 - given
        """Refuse blocks with a file that can't be shown; one that never could is a problem."""
        shown = list(slack_files(blocks))
        self._slack.complain(where, self._never(shown, workspace))
        for at, its in shown:
            file = self.known[its["id"]]
            if file.unready:
                file.unready -= 1
            elif not file.deleted:
                continue
            raise RefusedError(INVALID, messages=[f"{WRONG} [json-pointer:{at}]"])

    def _never(self, shown: list[tuple[str, Json]], workspace: Workspace) -> Iterator[Flaw]:
        for at, its in shown:
            file = self.known.get(str(its.get("id")))
            if set(its) != {"id"}:
                yield Flaw(at, f"{WRONG}: it has {sorted(its)}, not an id", INVALID)
            elif file is None or file.workspace is not workspace or not file.complete:
                yield Flaw(at, f"{WRONG}: there is no such file here", INVALID)
            elif not (file.body or b"").startswith(IMAGES):
                yield Flaw(at, f"{WRONG}: it is no image", INVALID)


def slack_files(blocks: Any) -> Iterator[tuple[str, Json]]:  # noqa: ANN401 - what the bot sent
    """Every file that an image block shows, and where."""
    for number, block in enumerate(blocks if isinstance(blocks, list) else []):
        if block.get("type") == "image" and isinstance(block.get("slack_file"), dict):
            yield f"/blocks/{number}/slack_file", block["slack_file"]
