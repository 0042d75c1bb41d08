"""A message's limits, by hand: what the OpenAPI file does not say, or says too generously."""

from collections.abc import Iterator

from tests.discord_server.attachments import SCHEME, shown_in
from tests.discord_server.checks.components import V2, components
from tests.discord_server.checks.flaw import Flaw, count, length, link
from tests.discord_server.world import Json

Files = tuple[tuple[int, str], ...]
"""The files that were sent: number and name of each."""
LONGEST = 2000
ALL_EMBEDS = 6000
BASE = frozenset(
    {
        *("content", "embeds", "allowed_mentions", "components", "attachments", "flags", "tts"),
        "poll",
    }
)
CREATE = BASE | {"sticker_ids", "shared_client_theme", "message_reference"}
CREATE |= {"nonce", "enforce_nonce"}
FOLLOW_UP = BASE | {"username", "avatar_url", "thread_name", "applied_tags"}
NOT_EMPTY = ("content", "embeds", "components", "sticker_ids", "poll", "files")


def message(
    body: Json, *, known: frozenset[str], files: Files = (), whole: bool = True
) -> Iterator[Flaw]:
    """All that is wrong with a message; not `whole` is an edit, which may leave things out."""
    if unknown := sorted(body.keys() - known):
        yield Flaw("", f"unknown properties {', '.join(unknown)}", refused=False)
    if whole and not files and not any(body.get(name) for name in NOT_EMPTY):
        yield Flaw("", "an empty message")
    yield from length("content", body.get("content"), LONGEST)
    yield from length("nonce", body.get("nonce"), 25)
    yield from count("embeds", body.get("embeds"), 10)
    yield from embeds([each for each in body.get("embeds") or [] if isinstance(each, dict)])
    yield from components(body)
    yield from attachments(body, files)
    yield from shown(body, files, whole=whole)
    yield from mentions(body)


def mentions(body: Json) -> Iterator[Flaw]:
    """Our bot never pings anybody, and says so in each message that has words."""
    if not (body.get("content") or body.get("embeds") or (body.get("flags") or 0) & V2):
        return
    allowed = body.get("allowed_mentions")
    if not isinstance(allowed, dict) or allowed.get("parse") != []:
        yield Flaw("allowed_mentions", f'{allowed!r}, not {{"parse": []}}', refused=False)
    elif allowed.get("users") or allowed.get("roles"):
        yield Flaw("allowed_mentions", f"somebody is pinged: {allowed!r}", refused=False)


def embeds(all_of_them: list[Json]) -> Iterator[Flaw]:
    for place, its in enumerate(all_of_them):
        yield from embed(f"embeds[{place}]", its)
    if (total := sum(len(text) for its in all_of_them for text in texts(its))) > ALL_EMBEDS:
        yield Flaw("embeds", f"{total} characters together, at most {ALL_EMBEDS}")


def texts(embed: Json) -> Iterator[str]:
    """Whatever counts towards the 6,000 characters."""
    yield embed.get("title") or ""
    yield embed.get("description") or ""
    yield (embed.get("footer") or {}).get("text") or ""
    yield (embed.get("author") or {}).get("name") or ""
    for field in embed.get("fields") or []:
        yield field.get("name") or ""
        yield field.get("value") or ""


def embed(where: str, its: Json) -> Iterator[Flaw]:
    footer, author = its.get("footer") or {}, its.get("author") or {}
    yield from length(f"{where}.title", its.get("title"), 256)
    yield from length(f"{where}.description", its.get("description"), 4096)
    yield from length(f"{where}.footer.text", footer.get("text"), 2048)
    yield from length(f"{where}.author.name", author.get("name"), 256)
    yield from count(f"{where}.fields", its.get("fields"), 25)
    for place, field in enumerate(its.get("fields") or []):
        yield from length(f"{where}.fields[{place}].name", field.get("name"), 256, 1)
        yield from length(f"{where}.fields[{place}].value", field.get("value"), 1024, 1)
        if any(not str(field.get(part, "")).strip() for part in ("name", "value")):
            yield Flaw(f"{where}.fields[{place}]", "blank name or value")
    yield from link(f"{where}.url", its.get("url"))
    yield from link(f"{where}.author.url", author.get("url"))
    for name in ("image", "thumbnail"):
        address = (its.get(name) or {}).get("url")
        if not str(address).startswith(SCHEME):
            yield from link(f"{where}.{name}.url", address)
    if not any(texts(its)) and not its.get("image") and not its.get("thumbnail"):
        yield Flaw(where, "an empty embed")


def attachments(body: Json, files: Files) -> Iterator[Flaw]:
    """What is wrong with files and what is said of them; a number below ten is that of a file."""
    told = [each for each in body.get("attachments") or [] if isinstance(each, dict)]
    yield from count("attachments", told, 10)
    yield from count("files", list(files), 10)
    by_id = {str(its.get("id")): its for its in told}
    if lost := [name for name in by_id if len(name) == 1 and int(name) not in dict(files)]:
        yield Flaw("attachments", f"no such file was sent: {', '.join(lost)}")
    for number, name in files:
        its = by_id.get(f"{number}", {})
        if its.get("filename", name) != name:
            yield Flaw(f"files[{number}]", f"{name}, which is called {its['filename']}")
        if not its.get("description"):
            yield Flaw(f"files[{number}]", "nothing is said of it in words", refused=False)
    for place, its in enumerate(told):
        yield from length(f"attachments[{place}].description", its.get("description"), 1024)


def shown(body: Json, files: Files, *, whole: bool) -> Iterator[Flaw]:
    """What embeds show that is not sent; an edit may show what it keeps."""
    told = body.get("attachments") or []
    kept = not whole and ("attachments" not in body or len(told) > len(files))
    sent = {name for _, name in files}
    for name in () if kept else shown_in(body):
        if name not in sent:
            yield Flaw("embeds", f"{name} is shown and not sent")
