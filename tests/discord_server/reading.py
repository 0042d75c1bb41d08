"""A message as a person reads it, for asserts and recorded texts."""

import re
from collections.abc import Iterable, Iterator

from tests.discord_server.world import Json

LINK = re.compile(r"\[([^\]\n]+)\]\(<?(https?://[^\s)>]+)>?\)")
LINK_STYLE = 5


def plain(payload: Json) -> str:
    """Everything there is to read, top to bottom; links as `text <url>`, buttons in brackets."""
    return "\n".join(line for line in _parts(payload) if line)


def _parts(payload: Json) -> Iterator[str]:
    yield _linked(payload.get("content") or "")
    for embed in payload.get("embeds") or []:
        yield from _embed(embed)
    yield from _components(payload.get("components") or [])


def _linked(text: str) -> str:
    return LINK.sub(r"\1 <\2>", text)


def _embed(embed: Json) -> Iterator[str]:
    yield (embed.get("author") or {}).get("name") or ""
    title = embed.get("title") or ""
    yield f"{title} <{embed['url']}>" if title and embed.get("url") else title
    yield _linked(embed.get("description") or "")
    for field in embed.get("fields") or []:
        yield f"{field['name']}: {_linked(field['value'])}"
    yield (embed.get("footer") or {}).get("text") or ""


def _components(components: Iterable[Json]) -> Iterator[str]:
    for its in components:
        if its.get("type") == 1:
            yield " ".join(_components(its["components"]))
        elif its.get("type") == 2:
            yield _button(its)
        elif its.get("type") == 3:
            labels = " | ".join(option["label"] for option in its["options"])
            yield f"[{its.get('placeholder') or 'Choose'}: {labels}]"
        else:
            yield _linked(its.get("content") or "")
            yield from _components(its.get("components") or ())
            yield from _components([its["accessory"]] if its.get("accessory") else ())


def _button(its: Json) -> str:
    label = its.get("label") or (its.get("emoji") or {}).get("name") or ""
    off = " (disabled)" if its.get("disabled") else ""
    return f"[{label} <{its['url']}>{off}]" if its.get("style") == LINK_STYLE else f"[{label}{off}]"
