"""Files that go with messages: what a form and its JSON make of them, and what embeds show."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tests.discord_server.requests import File
from tests.discord_server.world import Json

SCHEME = "attachment://"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that stands with a message."""

    id: str
    name: str
    content: bytes = field(repr=False)
    description: str | None = None
    """What it shows, in words: the alternative text."""


def attached(
    before: Sequence[Attachment], body: Json, files: Sequence[File], new_id: Callable[[], str]
) -> list[Attachment]:
    """What a message has after this body: of what it had what is named, and the files that came.

    Without `attachments` it keeps all it had.
    """
    told = {str(each["id"]): each for each in body.get("attachments") or []}
    kept = [
        replace(its, description=told.get(its.id, {}).get("description", its.description))
        for its in before
        if "attachments" not in body or its.id in told
    ]
    came = [
        Attachment(
            new_id(), its.name, its.content, told.get(f"{its.number}", {}).get("description")
        )
        for its in files
    ]
    return [*kept, *came]


def shown_in(body: Json) -> Iterator[str]:
    """The names of the attachments that a message's embeds show."""
    for embed in body.get("embeds") or []:
        for part in ("image", "thumbnail"):
            address = (embed.get(part) or {}).get("url") or ""
            if address.startswith(SCHEME):
                yield address.removeprefix(SCHEME)
