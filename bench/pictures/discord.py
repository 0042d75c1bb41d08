"""A message as Discord's dark theme shows it on a phone: from what Discord gets, all of it."""

from collections.abc import Mapping
from typing import Any

from adapters.platforms.discord.render import FILE, render
from bench.pictures.canvas import GAP, Canvas, Look
from bench.pictures.charts import Chart, chart_of
from bench.pictures.markdown import inline, paragraphs
from bench.pictures.played import Shown
from bench.pictures.text import Style, cut, glyphs

WHITE, TEXT, GREY, LINK, BLURPLE = "#f2f3f5", "#dbdee1", "#949ba4", "#00a8fc", "#5865f2"
EMBED, FIELD = "#2b2d31", "#1e1f22"
FILLS = {1: BLURPLE, 2: "#4e5058", 3: "#248046", 4: "#da373c"}
"""By a button's style."""
FOOTER, CAPTION, CHOICE = Style(12, TEXT), Style(14, "#fff"), Style(14, GREY)
LOOK = Look(
    chat="Discord",
    fonts="'Helvetica Neue',Helvetica,Arial,sans-serif",
    rules=".b{font-weight:600}",
    paper="#313338",
    edge="",
    column=60,
    body=Style(14, TEXT),
    name=Style(16, WHITE, bold=True),
    small=Style(12, GREY),
    badge=Style(10, "#fff", bold=True),
    badge_fill=BLURPLE,
    avatar_fill=BLURPLE,
    avatar_round=18,
    round=4,
    button_height=32,
    button_padding=16,
    time="M/d/yy, h:mm a",
)

EDGE, PADDING, MENU_HEIGHT = 4, 12, 40
"""Pixels: of an embed's colour, around its text, and of a menu."""
ROW, BUTTON, MENU = 1, 2, 3
"""Discord's numbers for kinds of components."""
EMBED_KEYS = {"title", "url", "description", "footer", "color", "image", "type", "flags"}
"""What of an embed is drawn, or says nothing to a reader."""
EYE = "M1 6c3-5 9-5 12 0-3 5-9 5-12 0zm6-2.2a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4z"


def draw(shown: Shown, name: str) -> str:
    """Return a message as a picture of that name. Raises ValueError for what it can't draw."""
    canvas, chart = Canvas(LOOK), chart_of(shown.view)
    message = render(shown.view, chart.png if chart else None)
    if shown.asked:
        _question(canvas, shown.asked)
    canvas.author(shown.at)
    draw_embed(canvas, message.embed.to_dict(), chart)
    buttons = message.buttons()
    for row in buttons.to_components() if buttons else []:
        draw_row(canvas, row)
    if shown.view.private:
        _private(canvas)
    return canvas.picture(name)


# --- the frame


def _question(canvas: Canvas, asked: str) -> None:
    """Say who used which command, with the line that leads to the answer."""
    middle, column = canvas.y + 8, LOOK.column
    canvas.path(
        "M0 12V5a5 5 0 0 1 5-5h21", (30, middle), 'fill="none" stroke="#4e5058" stroke-width="2"'
    )
    canvas.box((column, middle - 8, 16, 16), "#3ba55d", 8)
    said = [
        *glyphs("Ada", Style(13, WHITE, bold=True)),
        *glyphs(" used ", Style(13, GREY)),
        *glyphs(f"/{asked}", Style(13, LINK)),
    ]
    canvas.line(said, column + 22, middle)
    canvas.y += 22


def _private(canvas: Canvas) -> None:
    canvas.y += GAP
    canvas.path(EYE, (LOOK.column, canvas.y + 2), f'fill="{GREY}" fill-rule="evenodd"')
    said = [
        *glyphs("Only you can see this · ", LOOK.small),
        *glyphs("Dismiss message", Style(12, LINK)),
    ]
    canvas.line(said, LOOK.column + 20, canvas.y + 8)
    canvas.y += 16


# --- the message


def draw_embed(canvas: Canvas, embed: Mapping[str, Any], chart: Chart | None = None) -> None:
    """Draw an embed as Discord gets it. Raises ValueError."""
    strange = embed.keys() - EMBED_KEYS
    if strange:
        raise ValueError(f"nothing here draws an embed's {', '.join(sorted(strange))}")
    top, place = canvas.y, len(canvas.parts)
    x, inner = LOOK.column + EDGE + PADDING, canvas.inner - EDGE - 2 * PADDING
    canvas.y += PADDING
    if title := embed.get("title"):
        style = Style(16, LINK if "url" in embed else WHITE, bold=True)
        canvas.lines(list(inline(title, style, LINK)), x, inner, 21)
        canvas.y += GAP
    if body := embed.get("description"):
        for line in paragraphs(body, LOOK.body, LOOK.small, LINK):
            canvas.lines(line, x, inner, 18)
        canvas.y += GAP
    if "image" in embed:
        if chart is None or embed["image"]["url"] != f"attachment://{FILE}":
            raise ValueError("nothing here draws an image that is no chart of ours")
        canvas.image(chart, x, inner)
        canvas.y += GAP
    if footer := embed.get("footer"):
        for text in footer["text"].split("\n"):
            canvas.lines(list(glyphs(text, FOOTER)), x, inner, 16)
        canvas.y += GAP
    canvas.y += PADDING - GAP
    height = canvas.y - top
    under = Canvas(LOOK)
    under.box((LOOK.column, top, 3 * EDGE, height), f"#{embed['color']:06x}")
    under.box((LOOK.column + EDGE, top, canvas.inner - EDGE, height), EMBED)
    under.box((LOOK.column + EDGE, top, LOOK.round, height), EMBED, 0)
    canvas.parts[place:place] = under.parts


def draw_row(canvas: Canvas, row: Mapping[str, Any]) -> None:
    """Draw a row of what can be pressed, as Discord gets it. Raises ValueError."""
    if row["type"] != ROW:
        raise ValueError(f"nothing here draws a component of type {row['type']}")
    canvas.y += GAP
    x, height = LOOK.column, 0
    for item in row["components"]:
        if item["type"] == MENU:
            x, height = _menu(canvas, item, x), MENU_HEIGHT
        elif item["type"] == BUTTON:
            label = list(glyphs(item["label"], CAPTION))
            x, height = canvas.button(label, x, FILLS[item["style"]]), LOOK.button_height
        else:
            raise ValueError(f"nothing here draws a component of type {item['type']}")
    canvas.y += height


def _menu(canvas: Canvas, menu: Mapping[str, Any], x: int) -> int:
    """Draw a closed menu: its first word is Discord's own where we give none."""
    width = canvas.right - x
    chosen = [its["label"] for its in menu["options"] if its["default"]]
    text = chosen[0] if chosen else menu.get("placeholder") or "Make a selection"
    canvas.box((x, canvas.y, width, MENU_HEIGHT), FIELD)
    canvas.line(cut(list(glyphs(text, CHOICE)), width - 48), x + 12, canvas.y + MENU_HEIGHT / 2)
    look = f'fill="none" stroke="{TEXT}" stroke-width="2"'
    canvas.path("M0 0l6 6 6-6", (x + width - 26, canvas.y + 17), look)
    return x + width
