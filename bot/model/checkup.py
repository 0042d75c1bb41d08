"""What `overtake doctor` finds: facts that are as they should be, and troubles with their advice.

Each word has its sentence in `bot/texts` (`found-…`), and each trouble what to do about it
(`advice-…`). What a sentence needs stands in `Finding.given`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum


class Condition(StrEnum):
    """How a finding is: only what is wrong makes the examination fail."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


class Fact(StrEnum):
    """What was found and is as it should be."""

    # settings
    SETTINGS_FILE = "settings-file"
    NO_SETTINGS_FILE = "no-settings-file"
    VARIABLES = "variables"
    NO_VARIABLES = "no-variables"
    LANGUAGE = "language"
    FAMILIES = "families"
    OWN_FAMILIES = "own-families"
    NEXT_SNAPSHOT = "next-snapshot"
    # the bot
    RUNNING = "running"
    # the database
    DATABASE = "database"
    NO_DATABASE = "no-database"
    SCHEMA_OLDER = "schema-older"
    WHOLE = "whole"
    WHOLE_SO_FAR = "whole-so-far"
    DAYS = "days"
    NO_DAYS = "no-days"
    SNAPSHOT = "snapshot"
    LOCK_HELD = "lock-held"
    FOLDER = "folder"
    FILE_SYSTEM = "file-system"
    SPACE = "space"
    BACKUP = "backup"
    NO_BACKUP_YET = "no-backup-yet"
    BACKUPS_OFF = "backups-off"
    # the Hub
    HUB = "hub"
    HUB_TOKEN = "hub-token"  # noqa: S105 - a word, as those below
    HUB_TOKEN_UNSEEN = "hub-token-unseen"  # noqa: S105
    HUB_ANONYMOUS = "hub-anonymous"
    # platforms
    PLATFORM_OFF = "platform-off"
    DISCORD_TOKEN = "discord-token"  # noqa: S105
    DISCORD_SERVERS = "discord-servers"
    DISCORD_SESSIONS = "discord-sessions"
    SLACK_TOKEN = "slack-token"  # noqa: S105
    SLACK_SCOPES = "slack-scopes"
    SLACK_APP_TOKEN = "slack-app-token"  # noqa: S105
    SLACK_ONE_APP = "slack-one-app"
    SLACK_HTTP = "slack-http"
    WORKSPACES_NOT_ASKED = "workspaces-not-asked"
    CHANNELS_OPEN = "channels-open"
    CHANNELS_OPEN_AGAIN = "channels-open-again"
    CHANNELS_PAUSED = "channels-paused"
    CHANNELS_NOT_ASKED = "channels-not-asked"
    NO_CHANNELS = "no-channels"
    # the clock
    CLOCK = "clock"


class Trouble(StrEnum):
    """What somebody should do something about; each has its advice."""

    NOT_CHECKED = "not-checked"
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no-answer"
    """The answer was an error, or none that can be read."""
    BUSY = "busy"
    FAULT = "fault"
    # settings
    SETTINGS_WRONG = "settings-wrong"
    SECRET_WRONG = "secret-wrong"  # noqa: S105 - a word, as those below
    FAMILIES_WRONG = "families-wrong"
    SCHEDULE_WRONG = "schedule-wrong"
    NO_PLATFORM = "no-platform"
    # the bot
    NOBODY_RUNS = "nobody-runs"
    ONLY_HISTORY = "only-history"
    """Nobody runs, where no platform is on and no channel has alerts."""
    RUN_STUCK = "run-stuck"
    RUN_LOST = "run-lost"
    RUN_UNKNOWN = "run-unknown"
    # the database
    DATABASE_FOREIGN = "database-foreign"
    DATABASE_DAMAGED = "database-damaged"
    DATABASE_CLOSED = "database-closed"
    DATABASE_LOCKED = "database-locked"
    DATABASE_LOST = "database-lost"
    SCHEMA_NEWER = "schema-newer"
    SNAPSHOT_MISSING = "snapshot-missing"
    SNAPSHOT_DOUBTED = "snapshot-doubted"
    NO_FOLDER = "no-folder"
    FOLDER_CLOSED = "folder-closed"
    DISK_READ_ONLY = "disk-read-only"
    NETWORK_FILE_SYSTEM = "network-file-system"
    FLEETING_DISK = "fleeting-disk"
    SPACE_LOW = "space-low"
    DISK_FULL = "disk-full"
    BACKUP_OLD = "backup-old"
    NO_BACKUP = "no-backup"
    # the Hub
    HUB_ELSEWHERE = "hub-elsewhere"
    HUB_TOKEN_REFUSED = "hub-token-refused"  # noqa: S105
    # platforms
    OFF_WITH_CHANNELS = "off-with-channels"
    DISCORD_TOKEN_REFUSED = "discord-token-refused"  # noqa: S105
    DISCORD_NOWHERE = "discord-nowhere"
    DISCORD_SESSIONS_LOW = "discord-sessions-low"
    SLACK_TOKEN_REFUSED = "slack-token-refused"  # noqa: S105
    SLACK_SCOPES_MISSING = "slack-scopes-missing"
    SLACK_SCOPES_FEWER = "slack-scopes-fewer"
    SLACK_APP_TOKEN_REFUSED = "slack-app-token-refused"  # noqa: S105
    SLACK_TWO_APPS = "slack-two-apps"
    SLACK_SECRET_ODD = "slack-secret-odd"  # noqa: S105
    SLACK_NOWHERE = "slack-nowhere"
    SLACK_WORKSPACE_REFUSED = "slack-workspace-refused"
    SLACK_WORKSPACE_SEALED = "slack-workspace-sealed"
    CHANNEL_LACKS = "channel-lacks"
    CHANNEL_HIDDEN = "channel-hidden"
    CHANNEL_GONE = "channel-gone"
    CHANNEL_ARCHIVED = "channel-archived"
    CHANNEL_LEFT = "channel-left"
    CHANNEL_UNINSTALLED = "channel-uninstalled"
    CHANNEL_CLOSED = "channel-closed"
    CHANNEL_UNSURE = "channel-unsure"
    # the clock
    CLOCK_OFF = "clock-off"
    CLOCK_WRONG = "clock-wrong"
    CLOCK_BEHIND = "clock-behind"
    CLOCK_UNKNOWN = "clock-unknown"


WARNINGS = frozenset(
    {
        Trouble.NOT_CHECKED,
        Trouble.BUSY,
        Trouble.NO_PLATFORM,
        Trouble.ONLY_HISTORY,
        Trouble.RUN_UNKNOWN,
        Trouble.NETWORK_FILE_SYSTEM,
        Trouble.FLEETING_DISK,
        Trouble.SPACE_LOW,
        Trouble.BACKUP_OLD,
        Trouble.NO_BACKUP,
        Trouble.DISCORD_NOWHERE,
        Trouble.DISCORD_SESSIONS_LOW,
        Trouble.SLACK_SCOPES_FEWER,
        Trouble.SLACK_SECRET_ODD,
        Trouble.SLACK_NOWHERE,
        Trouble.CHANNEL_GONE,
        Trouble.CHANNEL_UNSURE,
        Trouble.CLOCK_OFF,
        Trouble.CLOCK_UNKNOWN,
    }
)
"""Troubles with which the bot still does what it is for; all others are wrong."""

Detail = str | int | float | date | datetime | tuple[str, ...]
"""What a finding tells: sizes in bytes, times in seconds."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and how it is."""

    found: Fact | Trouble
    given: Mapping[str, Detail] = field(default_factory=dict)
    """The words of its sentence and of its advice."""

    @property
    def condition(self) -> Condition:
        """Return how it is."""
        if isinstance(self.found, Fact):
            return Condition.OK
        return Condition.WARNING if self.found in WARNINGS else Condition.WRONG


def finding(found: Fact | Trouble, **given: Detail) -> Finding:
    """Return a finding with the words of its sentence."""
    return Finding(found, given)


@dataclass(frozen=True, slots=True)
class Examined:
    """What an examination of a platform or a source came to."""

    findings: tuple[Finding, ...] = ()
    clock: datetime | None = None
    """What time it is there, by the last answer; None without one."""
    asked: frozenset[str] = frozenset()
    """The channels, by id, that were looked at."""
    open: frozenset[str] = frozenset()
    """...and those of them that would take a post."""


def told_time(header: str | None) -> datetime | None:
    """Return what time it is by the `Date` of an HTTP answer, in UTC; None if that says none."""
    try:
        return parsedate_to_datetime(header or "").astimezone(UTC)
    except ValueError:
        return None
