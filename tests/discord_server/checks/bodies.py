"""Every check of a request's body, by its route; equal bodies are looked at once."""

import json
from functools import lru_cache
from typing import Any

from tests.discord_server.checks import commands, messages, schema
from tests.discord_server.checks.flaw import Flaw
from tests.discord_server.checks.messages import Files
from tests.discord_server.routes import CALLBACK, CHANNEL, COMMANDS, FOLLOW_UP


def flaws(method: str, route: str, body: object, files: Files = ()) -> tuple[Flaw, ...]:
    """What is wrong with a body; empty if Discord takes it and we like it."""
    if isinstance(body, dict) and isinstance(nonce := body.get("nonce"), str) and len(nonce) <= 25:
        body = {**body, "nonce": "-"}  # the one part that differs in each message
    return look(method, route, json.dumps(body, sort_keys=True), files)


@lru_cache(maxsize=4096)
def look(method: str, route: str, text: str, files: Files) -> tuple[Flaw, ...]:
    body = json.loads(text)
    if method == "PUT":
        return _of_commands(body)
    if not isinstance(body, dict):
        return (Flaw("", f"not an object: {text[:80]}"),)
    name = schema.schema_name(method, route, body)
    found = schema.against_schema(name, body) if name else ()
    try:
        return (*found, *_by_hand(method, route, body, files))
    except (AttributeError, KeyError, TypeError, ValueError):
        if not found:  # a body of the right types must not raise here
            raise
        return found


def _of_commands(body: object) -> tuple[Flaw, ...]:
    if not isinstance(body, list) or not all(isinstance(each, dict) for each in body):
        return (Flaw("", "not a list of commands"),)
    name = "ApplicationCommandUpdateRequest"
    found = [flaw for each in body for flaw in schema.against_schema(name, each)]
    return (*found, *commands.commands(body))


def _by_hand(method: str, route: str, body: dict[str, Any], files: Files) -> list[Flaw]:
    if route == CALLBACK:
        return _of_answer(body, files)
    if route == COMMANDS:
        return list(commands.commands([body]))
    if route in {CHANNEL, "/users/@me/channels"}:
        return []
    whole = method == "POST"
    follow_up = route.startswith(FOLLOW_UP)
    known = messages.FOLLOW_UP if follow_up else messages.CREATE
    return list(
        messages.message(body, known=known if whole else messages.BASE, files=files, whole=whole)
    )


def _of_answer(body: dict[str, Any], files: Files) -> list[Flaw]:
    kind, data = body.get("type"), body.get("data") or {}
    if kind == 8:
        return list(commands.autocompletion(data))
    if kind not in {4, 5, 6, 7}:
        return [Flaw("type", f"an answer of type {kind}, which this Discord does not play")]
    if kind in {5, 6}:
        return []
    return list(messages.message(data, known=messages.BASE, files=files, whole=kind == 4))
