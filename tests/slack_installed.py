"""What is remembered of an app that was installed in workspaces of the tests' Slack."""

import json
from dataclasses import asdict

from adapters.platforms.slack.installing import KEPT
from adapters.platforms.slack.sealing import Seal
from adapters.platforms.slack.workspaces import Workspace
from tests.slack_server import Workspace as Office


def installed(secret: str, *offices: Office) -> dict[str, str]:
    """Return what is kept, by name, under an app's client secret."""
    seal = Seal(secret)
    known = [
        Workspace(its.id, its.bot_token, its.bot_user, "overtake", its.name) for its in offices
    ]
    return {KEPT + its.team: seal.close(json.dumps(asdict(its))) for its in known}
