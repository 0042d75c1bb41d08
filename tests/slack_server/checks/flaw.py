"""Something that is wrong with what the bot sent."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Flaw:
    """What is wrong where; `refused` is the error that Slack answers, empty if it does not."""

    where: str
    """A JSON pointer."""
    what: str
    refused: str = ""

    def __str__(self) -> str:
        return f"{self.where or '/'}: {self.what}"

    @property
    def told(self) -> str:
        """As Slack words it."""
        return f"{self.what} [json-pointer:{self.where or '/'}]"
