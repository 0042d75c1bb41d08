"""How a View looks in a chat, whichever it is."""

from bot.model.events import Kind

NARROW = 4
"""A table of so many columns fits a phone as one line a row (ours)."""
UNKNOWN = "–"
"""What stands in a cell of which nothing is known."""

MARKS = {
    Kind.LEADER: "👑",
    Kind.OVERTAKE: "🔀",
    Kind.SEATS: "🪑",
    Kind.ENTERED: "🔼",
    Kind.MILESTONE: "🎯",
    Kind.RELEASED: "🆕",
    Kind.MOVED: "↕️",
    Kind.FORECAST: "🔮",
    Kind.LEFT: "🔽",
    Kind.DATA: "⚠️",
}
"""What sort of news a row is, readable without colour."""
