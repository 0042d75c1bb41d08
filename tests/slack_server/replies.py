"""What a person sees of what they did."""

from typing import TYPE_CHECKING, Any

from tests.slack_server.interactions import Interaction
from tests.slack_server.world import Json, Message

if TYPE_CHECKING:
    from tests.slack_server.views import Modal


class NoAnswerError(Exception):
    """What Slack says to a person when the app does not answer."""


NoAnswer = NoAnswerError


class Reply:
    """The answer to a command, a press, a choice or a submission; it follows what comes later."""

    def __init__(self, interaction: Interaction) -> None:
        self.interaction = interaction

    @property
    def ack_body(self) -> Any:  # noqa: ANN401 - whatever the bot said
        """What the acknowledgement carried; None for an empty one."""
        return self.interaction.ack_body

    @property
    def messages(self) -> list[Message]:
        """What there was to see and still is, in the order in which it came first."""
        return [message for message in self.interaction.messages if not message.deleted]

    @property
    def message(self) -> Message:
        """The first of them."""
        assert self.messages, "there is no message"
        return self.messages[0]

    @property
    def payload(self) -> Json:
        return self.message.payload

    @property
    def ephemeral(self) -> bool:
        return self.message.ephemeral

    @property
    def modal(self) -> "Modal":
        """The view that came, or that was changed."""
        modal = self.interaction.modal
        assert modal is not None, "no view was opened"
        return modal

    @property
    def has_modal(self) -> bool:
        return self.interaction.modal is not None

    @property
    def took(self) -> float:
        """Seconds to the acknowledgement."""
        assert self.interaction.acknowledged is not None
        return self.interaction.acknowledged - self.interaction.sent

    @property
    def visible_after(self) -> float:
        """Seconds until there was something to see."""
        assert self.interaction.seen_at is not None, "there is nothing to see"
        return self.interaction.seen_at - self.interaction.sent
