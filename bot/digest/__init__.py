"""A week's digest as facts: what stood where, what changed, what was held back. Pure; SPEC 6.

`facts` are its nouns, `boards` looks through the week of a board, `scene` is what all digests of a
week are made of.
"""

from bot.digest.facts import Week, week_before

__all__ = ["Week", "week_before"]
