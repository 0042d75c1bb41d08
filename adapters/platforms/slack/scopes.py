"""What the app asks a workspace for; the manifest in `docs/` asks for the same, and says why."""

SCOPES = (
    "commands",
    "chat:write",
    "channels:read",
    "groups:read",
    "users:read",
    "channels:history",
    "groups:history",
    "files:write",
)
EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_id_changed",
    "channel_left",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_unarchive",
    "member_joined_channel",
    "tokens_revoked",
)
"""What Slack tells of by itself."""
EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH = (
    "/slack/events",
    "/slack/install",
    "/slack/oauth_redirect",
)
"""Bolt's own paths."""
