"""The app installed in several workspaces: Slack's OAuth, and installations kept in our database.

Bolt's flow does the asking. What comes of it is kept sealed under the app's client secret, so that
no token stands in the database (SPEC 7); a secret that was changed asks for installing anew.
"""

import asyncio
import json
import logging
import secrets
from dataclasses import asdict, dataclass, field

from slack_bolt.error import BoltError
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from adapters.platforms.slack.calling import Slack, WaitError
from adapters.platforms.slack.refusals import FAILURES
from adapters.platforms.slack.scopes import INSTALL_PATH, REDIRECT_PATH, SCOPES
from adapters.platforms.slack.sealing import Seal
from adapters.platforms.slack.troubles import what_of
from adapters.platforms.slack.workspaces import Workspace, Workspaces, workspace_of
from bot.model import Step
from bot.ports import Log, OvertakeError, Reception

KEPT = "slack-installation-"
"""Before a team's id, the name under which its installation is remembered."""
STATE_SECONDS = 600
"""So long somebody may take to say yes (Bolt's default)."""


@dataclass(frozen=True, slots=True)
class App:
    """What Slack knows the app by."""

    client_id: str
    client_secret: str = field(repr=False)


class Installations(AsyncInstallationStore):
    """Remembers each workspace's installation, sealed; a new one is used at once."""

    def __init__(
        self, reception: Reception, workspaces: Workspaces, slack: Slack, seal: Seal, log: Log
    ) -> None:
        """Keep them with the reception."""
        self._reception, self._workspaces, self._slack = reception, workspaces, slack
        self._seal, self._log = seal, log
        self._trying: set[asyncio.Task[None]] = set()

    async def load(self) -> None:
        """Learn the workspaces that were installed before; say which can't be read any more."""
        for name, sealed in (await self._reception.remembered(KEPT)).items():
            text = self._seal.open(sealed)
            if text is None:
                self._log(Step.TROUBLE, reason=UNREADABLE.format(team=name.removeprefix(KEPT)))
            else:
                self._workspaces.add(Workspace(**json.loads(text)))

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation that Bolt's flow made, and let its channels go on.

        Raises BoltError, of which the flow makes a page, where Slack does not say whose token it
        is, or where it can't be kept.
        """
        try:
            workspace = await workspace_of(self._slack, installation.bot_token or "")
            sealed = self._seal.close(json.dumps(asdict(workspace)))
            await self._reception.remember(KEPT + workspace.team, sealed)
        except (WaitError, OvertakeError, *FAILURES) as error:
            why = str(error) if isinstance(error, OvertakeError) else what_of(error)
            self._log(Step.TROUBLE, reason=FAILED.format(why=why))
            raise BoltError(why) from error
        self._workspaces.add(workspace)
        self._log(
            Step.CONNECTED, platform="Slack", name=f"{workspace.bot_name} in {workspace.name}"
        )
        task = asyncio.create_task(self._try_doors(workspace))
        self._trying.add(task)
        task.add_done_callback(self._trying.discard)
        await asyncio.sleep(0)  # it has begun when the browser has its page

    async def _try_doors(self, workspace: Workspace) -> None:
        """Let go on what was paused there, while the browser has its page."""
        try:
            await self._reception.returned({workspace.place})
        except OvertakeError as error:
            self._log(Step.TROUBLE, reason=str(error))

    def stop(self) -> None:
        """Try no more doors."""
        for task in self._trying:
            task.cancel()

    async def forget(self, team: str) -> None:
        """Forget a workspace that the app was removed from."""
        self._workspaces.remove(team)
        await self._reception.remember(KEPT + team, "")


UNREADABLE = (
    "the installation in the Slack workspace {team} can't be read, as SLACK_CLIENT_SECRET is not "
    "the one it was kept with: install the app there again"
)
FAILED = "the app was not installed in a Slack workspace ({why}): install it there again"


class States(AsyncOAuthStateStore):
    """Knows for ten minutes what it gave to a browser, also after a restart; keeps nothing."""

    def __init__(self, seal: Seal) -> None:
        """Seal what is given."""
        self._seal = seal

    async def async_issue(self, *_: object, **__: object) -> str:
        """Return something that nobody else can make."""
        return self._seal.close(secrets.token_urlsafe(16))

    async def async_consume(self, state: str) -> bool:
        """Return whether it was given here, of late; the browser's cookie has to have it too."""
        return self._seal.open(state, within=STATE_SECONDS) is not None


class Flow(AsyncOAuthFlow):
    """Bolt's flow, which has a page for Slack's errors and none for those of the way there."""

    async def run_installation(self, code: str) -> Installation | None:
        """Exchange a code for an installation; None is answered with a page that says so."""
        try:
            return await super().run_installation(code)
        except FAILURES as error:
            self.logger.warning("a code was not exchanged (%s)", what_of(error))
            return None


class OAuth:
    """Installing in several workspaces: what is kept of it, and Bolt's two pages."""

    def __init__(
        self, app: App, reception: Reception, workspaces: Workspaces, slack: Slack, log: Log
    ) -> None:
        """Install this app: a page to begin at, and one where Slack sends the browser back."""
        seal = Seal(app.client_secret)
        self.installations = Installations(reception, workspaces, slack, seal, log)
        settings = AsyncOAuthSettings(
            client_id=app.client_id,
            client_secret=app.client_secret,
            scopes=SCOPES,
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            installation_store=self.installations,
            state_store=States(seal),
            state_expiration_seconds=STATE_SECONDS,
        )
        self.flow = Flow(
            client=slack.client, logger=logging.getLogger("slack_bolt"), settings=settings
        )
