"""A View shown in the richest form that Slack takes: with its picture, if that comes in time."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from slack_sdk.errors import SlackApiError

from adapters.platforms.slack.calling import Json, RespondError, Slack
from adapters.platforms.slack.pictures import Pictures
from adapters.platforms.slack.refusals import BLOCKS, code_of
from adapters.platforms.slack.render import forms_of, is_pictured
from adapters.platforms.slack.workspaces import Workspace
from bot.model import View

T = TypeVar("T")
FILE = "slack_file"
"""What Slack names when it does not show a file, or not yet: `invalid slack file
[json-pointer:/blocks/1/slack_file]`. https://github.com/slackapi/python-slack-sdk/issues/1658"""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a message waits for its picture."""

    within: float
    """Seconds for drawing and uploading."""
    again: tuple[float, ...]
    """Seconds between the tries with a file that is not ready."""


POST = Patience(10.0, (1.0, 2.0, 4.0))
"""...where nobody looks at the clock (ours)."""
ANSWER = Patience(1.4, (0.4,))
"""...where somebody does: it is not two seconds later for it (ours). A picture can't follow: Slack
replaces no answer to a command. https://github.com/slackapi/bolt-js/issues/2287"""


class Showing:
    """Shows Views, in workspaces."""

    def __init__(self, slack: Slack, pictures: Pictures) -> None:
        """Show them by these calls."""
        self.slack, self._pictures = slack, pictures

    async def show(
        self,
        its: Workspace,
        view: View,
        send: Callable[[Json], Awaitable[T]],
        patience: Patience,
    ) -> T:
        """Send a View; in a plainer form, should Slack not take the one before.

        Raises what `send` does, but for what is about blocks.
        """
        slack, file = self.slack, ""
        if view.figure:
            file = await self._pictures.of(slack, its, view.figure, patience.within)
        forms = forms_of(view, file)
        form, again = next(forms), iter(patience.again)
        while True:
            try:
                return await send(form)
            except (SlackApiError, RespondError) as error:
                if "blocks" not in form or not _is_about_blocks(error):
                    raise
                wait = None
                if view.figure and is_pictured(form) and _is_about_the_file(error):
                    is_young = self._pictures.is_young(slack, its, view.figure)
                    wait = next(again, None) if is_young else None
                    self._pictures.refused(slack, its, view.figure)
            if wait is None:
                form = next(forms)
            else:
                await asyncio.sleep(wait)


def _is_about_blocks(error: SlackApiError | RespondError) -> bool:
    if isinstance(error, RespondError):
        return any(code in str(error) for code in BLOCKS)
    return code_of(error) in BLOCKS


def _is_about_the_file(error: SlackApiError | RespondError) -> bool:
    """Return whether it may be the file that was refused: Slack does not always say what was."""
    if isinstance(error, RespondError):
        return True
    data = getattr(error.response, "data", None)
    told = json.dumps(data.get("errors") or []) if isinstance(data, dict) else "[]"
    return told == "[]" or FILE in told
