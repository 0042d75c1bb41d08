"""The emoji that the bot uses, drawn: a reader may have no font that has them.

Each is drawn by us, in a square of 36, in the manner of those that Discord shows.
"""

TILE = '<rect x="1" y="1" width="34" height="34" rx="5" fill="#3b88c3"/>'


def _filled(path: str, colour: str = "#fff") -> str:
    return f'<path d="{path}" fill="{colour}"/>'


def _drawn(path: str, colour: str = "#fff", width: float = 3.5) -> str:
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def _disc(x: float, y: float, radius: float, colour: str) -> str:
    return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}"/>'


MARKS = {
    "👑": _filled("M6 29 2 12l9 7L18 6l7 13 9-7-4 17z", "#ffac33")
    + _filled("M6 29h24v4H6z", "#f4900c")
    + "".join(_disc(x, y, 2.5, "#ffcc4d") for x, y in ((2.5, 11.5), (18, 5.5), (33.5, 11.5)))
    + _disc(18, 25, 2.5, "#dd2e44")
    + _disc(10.5, 25, 2, "#5c913b")
    + _disc(25.5, 25, 2, "#5c913b"),
    "🔀": TILE
    + _drawn("M5 12h5c7 0 9 12 15 12h2M5 24h5c7 0 9-12 15-12h2")
    + _filled("M26 6.5 32.5 12 26 17.5zM26 18.5 32.5 24 26 29.5z"),
    "🪑": _drawn("M11 4v28M25 20v12M19 20v10", "#c1694f", 3)
    + _filled("M9 3h4v17H9zM9 18h18v5H9z", "#d99e82")
    + _filled("M13 5h3v11h-3z", "#c1694f"),
    "🔼": TILE + _filled("M18 8 29.5 26h-23z"),
    "🎯": _disc(17, 19, 16, "#dd2e44")
    + _disc(17, 19, 12, "#fff")
    + _disc(17, 19, 8, "#dd2e44")
    + _disc(17, 19, 4, "#fff")
    + _drawn("M17 19 29 7", "#55acee", 2.5)
    + _filled("M26 10V4l5-4v5h5l-4 5z", "#269"),
    "🆕": TILE
    + _drawn("M5 25V11l6 14V11M20 12.5h-5v11h5M15 18h4", "#fff", 2.6)
    + _drawn("M22 11l2.5 13L27 12l2.5 12L32 11", "#fff", 2.6),
    "↕": TILE + _drawn("M18 12v12", "#fff", 4) + _filled("M18 4l8 10H10zM18 32l8-10H10z"),
    "🔮": _filled("M8 26h20l3 8H5z", "#66757f")
    + _disc(18, 16, 14, "#aa8dd8")
    + _disc(13, 11, 4, "#d5c6ee"),
    "🔽": TILE + _filled("M18 28 29.5 10h-23z"),
    "⚠": _filled("M18 2 35 33H1z", "#ffcc4d")
    + _filled("M16 12h4l-1 11h-2z", "#231f20")
    + _disc(18, 27.5, 2.3, "#231f20"),
}
"""By emoji, without what only asks for its colours (U+FE0F)."""
