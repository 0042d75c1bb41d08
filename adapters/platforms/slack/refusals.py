"""What Slack's errors mean for a post: wait, look if it arrived, or not until somebody acts."""

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.ports import PostError

FAILURES = (
    SlackApiError,
    aiohttp.ClientError,
    OSError,  # TimeoutError is one
    # What slack_sdk makes of an answer that is no JSON, e.g. a proxy's page:
    TypeError,
    ValueError,
    AttributeError,
    RuntimeError,  # ...and its client's HTTP session, once it is closed
)
"""All that can come of a request to Slack."""
TOKEN, ACCESS = "refused-slack-token", "refused-access"
LASTING = {
    "channel_not_found": ACCESS,
    "not_in_channel": "refused-left",
    "is_archived": "refused-channel-archived",
    **dict.fromkeys(
        ("account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"), TOKEN
    ),
    **dict.fromkeys(
        (
            "access_denied",
            "cannot_dm_bot",
            "ekm_access_denied",
            "messages_tab_disabled",
            "missing_scope",
            "no_permission",
            "not_allowed_token_type",
            "org_login_required",
            "restricted_action",
            "restricted_action_non_threadable_channel",
            "restricted_action_read_only_channel",
            "team_access_not_granted",
            "user_disabled",
        ),
        "refused-slack",
    ),
}
"""Slack's errors that last (PLATFORMS, and the reference of chat.postMessage), and our reasons."""
UNSURE = frozenset(
    {
        *("", "fatal_error", "internal_error", "request_timeout", "service_unavailable"),
        "update_failed",
    }
)
"""...of which Slack itself doesn't say whether anything was done."""
BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
"""...that are about the blocks of a message and not its text."""
LIMITED = frozenset({"rate_limited", "ratelimited"})
TOO_MANY, BROKEN = 429, 500
A_MINUTE = 60.0
"""Seconds that are meant where Slack asks to wait and does not say how long (ours)."""


def code_of(error: BaseException) -> str:
    """Return Slack's own name for an error, empty if it gave none."""
    if not isinstance(error, SlackApiError):
        return ""
    data = getattr(error.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def status_of(error: BaseException) -> int:
    """Return the HTTP status of an answer, 0 where there was none."""
    response = getattr(error, "response", None)
    status = getattr(response, "status_code", None) or getattr(response, "status", 0)
    return int(status or 0)


def asked_to_wait(error: BaseException | None) -> float:
    """Return how many seconds Slack asked to wait, 0 if it did not."""
    if error is None or (status_of(error) != TOO_MANY and code_of(error) not in LIMITED):
        return 0.0
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    text = str(headers.get("Retry-After") or headers.get("retry-after") or "")
    return float(text) if text.replace(".", "", 1).isdecimal() else A_MINUTE


def post_error(error: Exception) -> PostError:
    """Return what went wrong as the core knows it."""
    if wait := asked_to_wait(error):
        return PostError("Slack asks to wait", retry_after=wait)
    code = code_of(error)
    if code in LASTING:
        return PostError(LASTING[code], lasting=True)
    if isinstance(error, aiohttp.ClientConnectorError):
        return PostError("Slack can't be reached", passing=True)
    if isinstance(error, SlackApiError) and code not in UNSURE and status_of(error) < BROKEN:
        return PostError(f"Slack said {code[:200]}")
    what = code or status_of(error) or type(error).__name__
    return PostError(f"Slack's answer was lost ({what})", in_doubt=True, passing=True)
