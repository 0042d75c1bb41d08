"""How the app is reached, and who it is."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Setup:
    """What is set; secrets never show themselves."""

    api: str | None = None
    """Slack's own address if there is none."""
    bot_token: str = field(default="", repr=False)
    """Of the one workspace; without it there are several, by OAuth."""
    app_token: str = field(default="", repr=False)
    """Of Socket Mode; without it Slack comes by HTTP."""
    signing_secret: str = field(default="", repr=False)
    """What Slack signs with, by HTTP."""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    """Of OAuth."""
    managers: tuple[str, ...] = ()
    """Users who may change the alerts of any channel."""
    host: str = ""
    port: int = 0
    """Where the pages of OAuth are, and where Slack comes by HTTP."""

    @property
    def by_socket(self) -> bool:
        """Whether we connect to Slack, rather than Slack to us: the default where both could be."""
        return bool(self.app_token)

    @property
    def by_oauth(self) -> bool:
        """Whether workspaces are those that were installed in."""
        return not self.bot_token
