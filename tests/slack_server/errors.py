"""Slack's refusals: `{"ok": false, "error": …}`, with status 200."""

from collections.abc import Iterable

from tests.slack_server.world import Json


class RefusedError(Exception):
    """A call is answered with an error."""

    def __init__(self, error: str, /, *, messages: Iterable[str] = (), **more: object) -> None:
        super().__init__(error)
        self.body: Json = {"ok": False, "error": error, **more}
        if told := list(messages):
            self.body["errors"] = told
            self.body["response_metadata"] = {"messages": [f"[ERROR] {each}" for each in told]}


def missing_scope(needed: str, provided: Iterable[str]) -> RefusedError:
    return RefusedError("missing_scope", needed=needed, provided=",".join(provided))
