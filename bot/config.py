"""Settings: one TOML file and the environment, which wins. SPEC 7; all are in `docs/operate.md`.

A misspelt or wrong setting stops the start and is named. Secrets come from the environment only.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AnyHttpUrl,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)

from bot.model import Board, Metric
from bot.ports import OvertakeError
from bot.schedule import CRON, ZONE
from bot.texts import DEFAULT, languages

PREFIX = "OVERTAKE_"
CONFIG = "OVERTAKE_CONFIG"
DEFAULT_FILE = "overtake.toml"
IN_ENVIRONMENT = {
    "OVERTAKE_DATABASE": "database",
    "OVERTAKE_FAMILIES": "families",
    "OVERTAKE_LANGUAGE": "language",
    "OVERTAKE_SCHEDULE": "schedule",
    "OVERTAKE_TIME_ZONE": "time_zone",
    "OVERTAKE_JITTER": "jitter",
    "HF_ENDPOINT": "hf_endpoint",
    "OVERTAKE_HUB_CALLS": "hub_calls",
    "OVERTAKE_HUB_TIMEOUT": "hub_timeout",
    "OVERTAKE_HUB_RUN_TIMEOUT": "hub_run_timeout",
    "OVERTAKE_HUB_PAUSE": "hub_pause",
    "OVERTAKE_DISCORD_API": "discord_api",
    "OVERTAKE_SLACK_API": "slack_api",
    "OVERTAKE_SLACK_HOST": "slack_host",
    "OVERTAKE_SLACK_PORT": "slack_port",
    "OVERTAKE_SLACK_MANAGERS": "slack_managers",
    "SLACK_CLIENT_ID": "slack_client_id",
    "OVERTAKE_BACKUPS": "backups",
    "OVERTAKE_BACKUP_FOLDER": "backup_folder",
    "OVERTAKE_HEALTH_HOST": "health_host",
    "OVERTAKE_HEALTH_PORT": "health_port",
}
"""Environment variable to setting."""


SECRETS = {
    "HF_TOKEN": "hf_token",
    "DISCORD_TOKEN": "discord_token",
    "SLACK_BOT_TOKEN": "slack_bot_token",
    "SLACK_APP_TOKEN": "slack_app_token",
    "SLACK_SIGNING_SECRET": "slack_signing_secret",
    "SLACK_CLIENT_SECRET": "slack_client_secret",
    "OVERTAKE_PING_URL": "ping_url",
}
"""Environment variable to secret; `NAME_FILE` names a file that holds it instead."""


MEMBER = re.compile(r"[UW][A-Z0-9]+")
"""How Slack names a person."""


class ConfigError(OvertakeError):
    """A setting is wrong: which one, where, and what it should be."""


class BoardSetting(BaseModel):
    """A board to watch."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=40)]
    metric: Metric
    tags: tuple[str, ...] = ()
    depth: Annotated[int, Field(ge=1, le=100_000)] = 100

    def board(self) -> Board:
        """Return it as the core knows it."""
        return Board(self.name, self.metric, self.tags, self.depth)


LLM_TAGS = ("text-generation", "image-text-to-text", "any-to-any")
DEFAULT_BOARDS = (
    BoardSetting(name="trending", metric=Metric.TRENDING, depth=100),
    BoardSetting(name="llm", metric=Metric.DOWNLOADS, tags=LLM_TAGS, depth=500),
    BoardSetting(name="downloads", metric=Metric.DOWNLOADS, depth=300),
    BoardSetting(name="likes", metric=Metric.LIKES, depth=300),
)
"""SPEC 1."""


class Settings(BaseModel):
    """Everything that an operator can set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    database: Path = Path("data/overtake.db")
    families: Path | None = None
    """The operator's own families, on top of ours."""
    language: str = DEFAULT
    """The language of the terminal, and of a channel that chose none."""
    boards: Annotated[tuple[BoardSetting, ...], Field(min_length=1)] = DEFAULT_BOARDS
    schedule: str = CRON
    """When a day's snapshot is taken: a cron expression of five fields."""
    time_zone: str = ZONE
    jitter: Annotated[float, Field(ge=0, le=3_600)] = 120
    """Seconds after that at most, by chance: not every bot comes at the same moment."""
    hf_endpoint: AnyHttpUrl = AnyHttpUrl("https://huggingface.co")
    hub_calls: Annotated[int, Field(ge=1, le=100_000)] = 245
    """Answers of the Hub that one collection may take (SPEC 3: a default day under 250)."""
    hub_timeout: Annotated[float, Field(gt=0, le=3_600)] = 30
    """Seconds for one answer, whole."""
    hub_run_timeout: Annotated[float, Field(gt=0, le=36_000)] = 1_800
    """Seconds for a whole collection."""
    hub_pause: Annotated[float, Field(ge=0, le=60)] = 0.25
    """Seconds between two calls."""
    discord_api: AnyHttpUrl | None = None
    slack_api: AnyHttpUrl | None = None
    slack_host: str = "0.0.0.0"  # noqa: S104 - in a container every address is its own
    """Where Slack's requests come by HTTP, and browsers to install the app in a workspace."""
    slack_port: Annotated[int, Field(ge=1, le=65_535)] = 3000
    slack_managers: tuple[str, ...] = ()
    """Users who may change the alerts of any channel, by id; in the environment with commas."""
    slack_client_id: str = ""
    """The app's, for OAuth: it is no secret."""
    backups: Annotated[int, Field(ge=0, le=365)] = 7
    """Copies of the database that are kept, one a night; 0 makes none."""
    backup_folder: Path | None = None
    """Where they are kept; None for `backups` beside the database."""
    health_host: str = "127.0.0.1"
    health_port: Annotated[int, Field(ge=1, le=65_535)] | None = None
    """Where `/healthz`, `/readyz` and `/metrics` are served; None for nowhere."""

    @property
    def copies(self) -> Path:
        """Return the folder of the nightly copies."""
        return self.backup_folder or self.database.parent / "backups"

    @field_validator("slack_managers", mode="before")
    @classmethod
    def _are_listed(cls, managers: object) -> object:
        if isinstance(managers, str):
            return tuple(its.strip() for its in managers.split(",") if its.strip())
        return managers

    @field_validator("slack_managers")
    @classmethod
    def _are_members(cls, managers: tuple[str, ...]) -> tuple[str, ...]:
        for its in managers:
            if not MEMBER.fullmatch(its):
                raise ValueError(f"{its} is no member id of Slack: take ids as U024BE7LH")
        return managers

    @field_validator("language")
    @classmethod
    def _is_spoken(cls, language: str) -> str:
        if language not in languages():
            raise ValueError(f"take one of {', '.join(languages())}")
        return language

    @field_validator("boards")
    @classmethod
    def _are_apart(cls, boards: tuple[BoardSetting, ...]) -> tuple[BoardSetting, ...]:
        names = [board.name for board in boards]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"two boards are named {', '.join(sorted(twice))}")
        return boards


class Secrets(BaseModel):
    """What opens doors; it never shows itself, and comes from the environment only."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hf_token: SecretStr | None = None
    discord_token: SecretStr | None = None
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_client_secret: SecretStr | None = None
    ping_url: SecretStr | None = None
    """Whoever knows it can keep the operator's alarm quiet."""


def load_secrets(environment: Mapping[str, str] | None = None) -> Secrets:
    """Return the secrets of the environment, or of the files it names. Raises ConfigError."""
    env = os.environ if environment is None else environment
    found = {secret: _secret(env, name) for name, secret in SECRETS.items()}
    return Secrets.model_validate(found)


def _secret(env: Mapping[str, str], name: str) -> str | None:
    """Return a secret, None if it is not set; what is wrong is said without it."""
    text, file = env.get(name, "").strip(), env.get(f"{name}_FILE", "")
    if text and file:
        raise ConfigError(f"{name} and {name}_FILE are both set: keep one of them")
    if file:
        try:
            text = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{name}_FILE: {file} can't be read; check the file") from error
    if any(not letter.isprintable() or letter.isspace() for letter in text):
        raise ConfigError(f"{name} holds a space or a line break: set the token alone")
    return text or None


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of the file and the environment. Raises ConfigError."""
    env = os.environ if environment is None else environment
    path = Path(env.get(CONFIG, DEFAULT_FILE))
    values = _read(path, must_exist=CONFIG in env)
    ours = {CONFIG, *IN_ENVIRONMENT, *SECRETS, *(f"{name}_FILE" for name in SECRETS)}
    misspelt = [name for name in env if name.startswith(PREFIX) and name not in ours]
    if misspelt:
        known = ", ".join(sorted(IN_ENVIRONMENT))
        raise ConfigError(f"{min(misspelt)} is no setting: the environment knows {known}")
    given = {setting: env[name] for name, setting in IN_ENVIRONMENT.items() if env.get(name)}
    try:
        return Settings.model_validate({**values, **given})
    except ValidationError as error:
        raise ConfigError(_explain(error, path, given)) from error


def _read(path: Path, *, must_exist: bool) -> dict[str, Any]:
    if not path.exists() and not must_exist:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path} can't be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is no TOML file: {error}") from error


def _explain(error: ValidationError, path: Path, given: Mapping[str, str]) -> str:
    """Return one sentence about the first wrong setting: where it stands and what is wrong."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    variable = next((n for n, s in IN_ENVIRONMENT.items() if s == key and s in given), None)
    if first["type"] == "extra_forbidden":
        known = ", ".join(sorted(Settings.model_fields))
        return f"{path}: `{key}` is no setting (secrets belong in the environment); known: {known}"
    what = first["msg"].removeprefix("Value error, ")
    return f"{variable or f'{path}: `{key}`'} is wrong: {what}"
