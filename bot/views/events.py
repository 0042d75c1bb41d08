"""Events and verdicts as single lines, for lists. Pure."""

from bot.families import Families
from bot.findings import QualityFacts
from bot.model import Event, Line, Span
from bot.texts import Words
from bot.views.names import board_label
from bot.views.posts import Teller


def event_line(event: Event, said: Words, families: Families) -> Line:
    """Return an event as one line: its number, day, state and sentence."""
    head = f"{event.id:>5}  {event.day}  {said.text(f'state-{event.state}'):<10} "
    return (Span(head), *Teller(said, families).tell(event))


def quality_line(verdict: QualityFacts, said: Words) -> Line:
    """Return a verdict as one line."""
    board = board_label(said, verdict.board)
    why = f"  {verdict.reason}" if verdict.reason else ""
    quality = said.text(f"verdict-{verdict.quality}")
    return (Span(f"{verdict.day}  {quality:<10} {board} ({verdict.rows}){why}"),)
