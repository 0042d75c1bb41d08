"""Charts as they look: golden pictures of each shape, and whatever a figure may hold."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.charts import draw
from bot.charts.card import DASHES, GROUND, MARKERS, MUTED, PALETTE
from bot.charts.frame import spread
from bot.crossings import turns
from bot.model import Crossing, Curve, Figure, Metric, Shape
from bot.texts import languages, words
from bot.views import figures
from tests.golden import picture_agrees
from tests.make import on

Amounts = Sequence[float | None]
ENGLISH, SPANISH = words("en"), words("es")
DAYS = 30
FIRST = on("05-01")
SMALL = 60_000
"""Bytes: a post's chart is uploaded once for each channel on Discord."""


def rising(start: float, pace: float, *, without: Sequence[int] = ()) -> tuple[float | None, ...]:
    """Return a month of amounts, but for some days."""
    return tuple(None if n in without else start + pace * n for n in range(DAYS))


def race(*lines: Curve, said: str = "en", metric: Metric = Metric.ALL_TIME) -> Figure:
    return figures.race(words(said), metric, FIRST, lines, turns([its.values for its in lines]))


QWEN = Curve("Qwen", rising(290e6, 2.2e6))
LLAMA = Curve("Llama", rising(310e6, 0.9e6))
RANKS = Curve("Qwen/Qwen4-8B", (*range(24, 4, -1), 5, 4, 4, 3, 3, 2, 1, 1, 1, 2))
SEATS = (
    Curve("Alibaba", tuple(float(2 + n // 8) for n in range(DAYS))),
    Curve("Meta", tuple(float(3 - n // 15) for n in range(DAYS))),
    Curve("Google", (1.0,) * DAYS),
    Curve("others", tuple(float(2 - n // 16) for n in range(DAYS)), muted=True),
    Curve("unknown", tuple(10 - (2 + n // 8) - (3 - n // 15) - 1.0 - (2 - n // 16)
                           for n in range(DAYS)), muted=True),
)  # fmt: skip


def flow(top: int = 10) -> Figure:
    """Return a month in which models fall a place every other day, and one climbs to the top."""
    months: dict[str, list[float | None]] = {}
    for day in range(DAYS):
        if day == 12:  # nobody saw that one
            continue
        order = [f"Model-{n}-Instruct" for n in range(20, -1, -1) if -6 < day - 2 * n + 12 <= 20]
        order.insert(max(9 - day // 2, 0), "Qwen4-8B")
        for rank, name in enumerate(order[:top], start=1):
            months.setdefault(name, [None] * DAYS)[day] = rank
    lines = [Curve(name, tuple(month), month[-1] is None) for name, month in months.items()]
    lines.sort(key=lambda line: line.values[-1] or math.inf)
    names = [f"org/{line.label}" for line in lines]
    return figures.flow(ENGLISH, "trending", FIRST, lines, names, top)


PICTURES = {
    "chart-rank": figures.rank(ENGLISH, "llm", FIRST, RANKS, 500, is_group=False),
    "chart-race": race(
        QWEN,
        Curve("DeepSeek", rising(98e6, 0.5e6)),
        Curve("Gemma", rising(84e6, 0.6e6)),
        Curve("Mistral", rising(160e6, 0.5e6)),
        Curve("Phi", rising(60e6, 0.1e6)),
        said="es",
    ),
    "chart-crossing": race(QWEN, LLAMA),
    "chart-gaps": race(
        Curve("Qwen", rising(290e6, 2.2e6, without=(3, 10, 11, 12, 14, 28, 29))),
        Curve("Llama", rising(310e6, 0.9e6, without=(3, 10, 11, 12, 14, 20, 28, 29))),
    ),
    "chart-weekly": race(
        Curve("Qwen", rising(9_400, 30, without=[n for n in range(DAYS) if n % 7])),
        Curve("Llama", rising(9_600, 9, without=[n for n in range(DAYS) if n % 7])),
        metric=Metric.DERIVATIVES,
    ),
    "chart-turns": race(
        Curve("Qwen", tuple(290e6 + 2e6 * n + (n // 4 % 2) * 22e6 for n in range(DAYS))),
        Curve("Llama", rising(300e6, 2.1e6)),
        Curve("DeepSeek", rising(304e6, 1.8e6)),
    ),
    "chart-other-models": figures.race(
        ENGLISH,
        Metric.LIKES,
        FIRST,
        [
            Curve(
                "Qwen",
                tuple(4_900 + 12 * n + 900 * (8 < n < 20) for n in range(DAYS)),
                breaks=(9, 20),
            ),
            Curve(
                "Llama",
                tuple(5_050 + 3 * n - 700 * (n == 25) for n in range(DAYS)),
                breaks=(25, 26),
            ),
        ],
        [],
        figures.Seen.VARIED,
    ),
    "chart-week": race(
        Curve("Qwen", rising(49e3, 20)[:8]), Curve("DeepSeek", rising(23e3, 60)[:8])
    ),
    "chart-seats": figures.seats(SPANISH, "trending", FIRST, SEATS, 10),
    "chart-flow": flow(),
    "chart-cjk": race(
        Curve("通义千问", rising(290e6, 2.2e6)), Curve("오픈 모델 ひらがな", rising(310e6, 0.9e6))
    ),
    "chart-hostile": race(
        Curve(r"$\frac{a}{b}$ <@&1> *b* \n " + "W" * 60, rising(290e6, 2.2e6)),
        Curve("x\u202egnp.exe\u200f_{sub} \U0001f600 \u0e01\u0e33", rising(310e6, 0.9e6)),
    ),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_chart_looks_as_it_was_looked_at(name: str) -> None:
    picture_agrees(f"{name}.png", draw(PICTURES[name]))


@pytest.mark.parametrize("name", PICTURES)
def test_a_figure_gives_the_same_bytes_each_time(name: str) -> None:
    """What is kept by content must not depend on the day or on what was drawn before."""
    picture = draw(PICTURES[name])
    assert picture == draw(PICTURES[name])
    assert len(picture) < SMALL


def text() -> st.SearchStrategy[str]:
    return st.text(max_size=120)


def amounts(days: int) -> st.SearchStrategy[tuple[float | None, ...]]:
    value = st.none() | st.floats(0, 1e12) | st.integers(0, 600).map(float)
    return st.lists(value, min_size=days, max_size=days).map(tuple)


@st.composite
def any_figures(draw_one: st.DrawFn) -> Figure:
    days = draw_one(st.integers(0, 40))
    curve = st.builds(Curve, text(), amounts(days), st.booleans())
    day = st.integers(0, max(days - 1, 0)).map(lambda n: FIRST + timedelta(days=n))
    crossing = st.builds(Crossing, day, st.floats(0, 1e12), text())
    return Figure(
        shape=draw_one(st.sampled_from(Shape)),
        title=draw_one(text()),
        first=FIRST,
        curves=tuple(draw_one(st.lists(curve, max_size=12))),
        source=draw_one(text()),
        alt="",
        axis=draw_one(text()),
        language=draw_one(st.sampled_from(languages())),
        depth=draw_one(st.none() | st.integers(1, 60)),
        crossings=tuple(draw_one(st.lists(crossing, max_size=4))),
        gap=draw_one(text()),
        stride=draw_one(st.integers(1, 8)),
    )


@pytest.mark.slow
@given(any_figures())
@settings(max_examples=40, deadline=None)
def test_any_figure_is_drawn_without_a_warning(figure: Figure) -> None:
    """Warnings are errors here: of missing letters, of fonts, of layouts that do not fit."""
    image = Image.open(BytesIO(draw(figure)))
    assert (image.format, image.width) == ("PNG", 960)
    assert not image.info


def test_nothing_is_drawn_over_the_cards_edge() -> None:
    """However long the names are: the edge and what is beside it stay as on an empty card."""
    long = "W" * 90
    figure = race(Curve(long, QWEN.values), Curve(f"{long}!", LLAMA.values))
    wide = replace(figure, title=long * 2, axis=long * 2, source=long * 2, gap=long)
    pixels = np.asarray(Image.open(BytesIO(draw(wide))).convert("RGB"))
    ground = [int(GROUND[n : n + 2], 16) for n in (1, 3, 5)]
    for edge in (pixels[6:-6, 6:20], pixels[6:-6, -20:-6], pixels[4:16, 6:-6]):
        assert (abs(edge.astype(int) - ground) < 8).all()  # 128 colours are rounded a little


@pytest.mark.parametrize(
    "wanted", [[], [5.0], [5, 5, 5], [100, 0, 50], [0] * 12, [float(n) for n in range(40)]]
)
def test_labels_never_lie_over_each_other(wanted: list[float]) -> None:
    placed = spread(wanted, 0, 100)
    assert all(-1e-9 <= y <= 100 + 1e-9 for y in placed)
    in_order = sorted(placed)
    apart = min(32, 100 / max(len(wanted) - 1, 1))
    gaps = [b - a for a, b in pairwise(in_order)]
    assert all(gap >= apart - 1e-9 for gap in gaps)
    by_wish = [y for _, y in sorted(zip(wanted, placed, strict=True))]
    assert by_wish == in_order


# --- readable by everybody


def rgb(colour: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return a colour's light, linear, from 0 to 1."""
    parts = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lightness(colour: str) -> float:
    return float(rgb(colour) @ (0.2126, 0.7152, 0.0722))


@pytest.mark.parametrize("colour", PALETTE)
def test_every_colour_can_be_read_on_the_card(colour: str) -> None:
    """4.5 to 1 is what WCAG 2.2 asks of text (1.4.3); the names have their lines' colours."""
    assert (lightness(colour) + 0.05) / (lightness(GROUND) + 0.05) >= 4.5


def test_greys_are_seen_on_the_card() -> None:
    """3 to 1 is what it asks of drawings (1.4.11)."""
    for colour in MUTED:
        assert (lightness(colour) + 0.05) / (lightness(GROUND) + 0.05) >= 3


def test_the_lines_of_a_race_are_told_apart_without_any_colour() -> None:
    assert len(set(map(repr, DASHES[:5]))) == len(set(MARKERS[:5])) == 5


BLIND = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
                   (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                     (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
                   (0.004733, 0.691367, 0.3039)),
}  # fmt: skip
"""How it is seen, by Machado, Oliveira and Fernandes (2009), at full severity."""


def lab(
    light: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return a colour in CIELAB, in which distances are as they are seen."""
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    x, y, z = np.cbrt(np.array(to_xyz) @ np.clip(light, 0.002, 1) / (0.9505, 1.0, 1.089))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("kind", BLIND)
def test_colour_blind_people_tell_the_lines_of_a_race_apart(kind: str) -> None:
    """About 2.3 is a difference that is just noticed; ours are at least five of them."""
    seen = [lab(np.array(BLIND[kind]) @ rgb(colour)) for colour in PALETTE[:5]]
    apart = [np.linalg.norm(a - b) for n, a in enumerate(seen) for b in seen[:n]]
    assert min(apart) > 11.5
