"""The manifest that an admin pastes asks for what the code uses, and nothing else."""

from pathlib import Path
from typing import Any

import yaml

from adapters.platforms.slack.scopes import EVENTS, EVENTS_PATH, REDIRECT_PATH, SCOPES

DOCS = Path(__file__).parents[1] / "docs"
SOCKET = (DOCS / "slack-app.yaml").read_text(encoding="utf-8")
HTTP = SOCKET.replace("#- ", "").replace("socket_mode_enabled: true", "socket_mode_enabled: false")
"""As `docs/operate.md` says to change it."""


def read(text: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def test_it_asks_for_the_scopes_and_events_that_are_used() -> None:
    for text in (SOCKET, HTTP):
        its = read(text)
        assert tuple(its["oauth_config"]["scopes"]["bot"]) == SCOPES
        assert tuple(its["settings"]["event_subscriptions"]["bot_events"]) == EVENTS
        assert [one["command"] for one in its["features"]["slash_commands"]] == ["/rank"]
        assert its["settings"]["interactivity"]["is_enabled"]


def test_for_socket_mode_it_names_no_address() -> None:
    its = read(SOCKET)
    assert its["settings"]["socket_mode_enabled"]
    assert "url" not in {key for part in walk(its) for key in part}


def test_for_http_mode_every_address_is_one_that_is_served() -> None:
    its = read(HTTP)
    assert not its["settings"]["socket_mode_enabled"]
    [command] = its["features"]["slash_commands"]
    told = [command["url"]]
    told += [
        its["settings"][part]["request_url"] for part in ("event_subscriptions", "interactivity")
    ]
    assert all(url.endswith(f".org{EVENTS_PATH}") for url in told)
    assert its["oauth_config"]["redirect_urls"][0].endswith(f".org{REDIRECT_PATH}")


def test_every_scope_has_its_reason() -> None:
    page = (DOCS / "operate.md").read_text(encoding="utf-8")
    reasons = page.partition("### Scopes, and why each")[2].partition("\n### ")[0]
    assert all(f"`{scope}`" in reasons for scope in SCOPES)


def walk(its: object) -> list[dict[str, Any]]:
    """Every mapping in a document."""
    if isinstance(its, dict):
        return [its, *(part for value in its.values() for part in walk(value))]
    return [part for value in its for part in walk(value)] if isinstance(its, list) else []
