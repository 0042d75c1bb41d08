"""Discord's refusals, by their codes."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.discord_server.checks.flaw import Flaw
    from tests.discord_server.world import Json

KNOWN = {
    0: (404, "404: Not Found"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    20028: (429, "The resource is being rate limited."),
    30046: (429, "Maximum number of edits to messages older than 1 hour reached. Try again later"),
    40005: (413, "Request entity too large"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
}


class RefusedError(Exception):
    """A request is answered with an error."""

    def __init__(self, code: int, *, status: int = 0, message: str = "") -> None:
        usual_status, usual_message = KNOWN[code]
        super().__init__(message or usual_message)
        self.status = status or usual_status
        self.body: Json = {"message": str(self), "code": code}


def unauthorized() -> RefusedError:
    return RefusedError(0, status=401, message="401: Unauthorized")


def invalid_form(flaws: Iterable["Flaw"]) -> RefusedError:
    """Code 50035, with what is wrong where."""
    refused = RefusedError(50035)
    errors: Json = {}
    for flaw in flaws:
        here = errors
        for step in [
            part for part in flaw.where.replace("[", ".").replace("]", "").split(".") if part
        ]:
            here = here.setdefault(step, {})
        here.setdefault("_errors", []).append({"code": "INVALID", "message": flaw.what})
    refused.body["errors"] = errors
    return refused
