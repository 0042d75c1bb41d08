"""A line of words as a question, where a platform has one command for all: `/rank top llm 20`.

What begins with a command's name is that command; all else is a name that is asked about. What is
no known name and looks like a command is taken for it, and the answer says so. What would change
anything is never guessed: it is offered.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rapidfuzz.distance import OSA

from bot.commands import COMMANDS
from bot.commands.alerts import ACTION, ALERTS, DAYS
from bot.commands.ask import AskError, Command, Desk, parse
from bot.commands.compare import BETWEEN, COMPARE, between_names
from bot.commands.find import find
from bot.model import Line, Next, Question, Takes, View
from bot.views.answers import sentence
from bot.views.names import board_label, safe

QUOTES = str.maketrans(dict.fromkeys('"“”„«»‘’`*'))
"""What people put round a name, or a platform round what they type."""
MARKED = re.compile(r"(?<!\S)([_~])(\S(?:.*?\S)?)\1(?!\S)")
"""What is marked as on Slack; only round whole words, as `_` stands within names."""
NAMES_AFTER = {ALERTS.name: 1}
"""Where two names stand among the words of a command, by how many words are before them."""
AFTER = frozenset({"day", "days", "día", "días", "dia", "dias"})
"""Words after a number of days, in either language."""
LONGEST = 1_000
"""More of a line is not read."""
SHORT = 4
"""A word of so many letters may have one wrong, left out, too many or in the wrong place; a longer
one two (ours)."""


async def read(desk: Desk, text: str) -> Question | View:
    """Return what a line asks for, or what can be asked instead.

    Raises AskError for one that gives too little or too much.
    """
    line = text[:LONGEST].translate(QUOTES)
    for _ in range(2):  # bold and struck through, or the like
        line = MARKED.sub(r"\2", line)
    words = line.split()
    if not words:
        return Question("help", {})
    name, rest = words[0].casefold().lstrip("/"), words[1:]
    command = COMMANDS.get(_names(desk).get(name, ""))
    if command is not None:
        return await _parsed(desk, command, rest)
    near = _nearest(name, _names(desk))
    if len(near) == 1 and not await _is_known(desk, words):
        [meant] = near
        found = await _parsed(desk, COMMANDS[meant], rest)
        if isinstance(found, View):
            return found
        return replace(found, note=(*_read_as(desk, words[0], near[meant]), *found.note))
    return await _parsed(desk, COMMANDS["rank"], words)


def _names(desk: Desk) -> dict[str, str]:
    """Return every command by its name, and by what it is called in the language."""
    called = {desk.words.text(f"command-{name}").casefold(): name for name in COMMANDS}
    return called | {name: name for name in COMMANDS}


def _nearest(typed: str, known: Mapping[str, str]) -> dict[str, str]:
    """Return what a word may have been meant to be, and how that is written; several are a tie."""
    far = 1 if len(typed) <= SHORT else 2
    near = {name: OSA.distance(typed, name) for name in known}
    least = min(near.values())
    if least > far or len(typed) <= far:
        return {}
    return {known[name]: name for name, it in near.items() if it == least}


async def _is_known(desk: Desk, words: Sequence[str]) -> bool:
    """Return whether words are a name that can be asked about, on their own."""
    try:
        find(desk, await desk.directory(), " ".join(words))
    except AskError:
        return False
    return True


async def _parsed(desk: Desk, command: Command, words: Sequence[str]) -> Question | View:
    """Return a question made of the words after a command. Raises AskError."""
    left = _without_fillers(command, words)
    if command == ALERTS:
        return _acting(desk, left)
    if await _is_number(desk, command, left):
        return Question(command.name, {command.options[1].name: left[0]})
    return Question(command.name, parse(command, left, desk, "").given)


def _without_fillers(command: Command, words: Sequence[str]) -> list[str]:
    """Return words without those that only join others: `qwen vs llama`, `7 days`."""
    if command == COMPARE:
        return between_names(words)
    left = list(words)
    names = NAMES_AFTER.get(command.name, len(left))
    if left[names + 2 :] and left[names + 1].casefold() in BETWEEN:
        del left[names + 1]
    takes_days = any(option.name == DAYS.name for option in command.options)
    if takes_days and len(left) > 1 and left[-1].casefold() in AFTER and left[-2].isdecimal():
        del left[-1]
    return left


async def _is_number(desk: Desk, command: Command, words: Sequence[str]) -> bool:
    """Return whether a word stands for the number of rows or days, not for the board before it."""
    takes = [option.takes for option in command.options]
    if takes != [Takes.BOARD, Takes.NUMBER] or len(words) != 1 or not words[0].isdecimal():
        return False
    boards = {*desk.boards, *await desk.store.board_names()}
    return words[0] not in boards | {board_label(desk.words, name) for name in boards}


# --- what changes something


def _acting(desk: Desk, words: Sequence[str]) -> Question | View:
    """Return what is to be done about the alerts; only a list is guessed. Raises AskError."""
    known = _actions(desk)
    typed = words[0] if words else ACTION.default
    meant = known.get(typed.casefold(), "")
    near = {} if meant else _nearest(typed.casefold(), known)
    action = meant or next(iter(near), typed)
    given = dict(parse(ALERTS, [action, *words[1:]] if words else [], desk, "").given)
    if not near:
        return Question(ALERTS.name, given | {ACTION.name: meant or typed} if words else given)
    if list(near) == [ACTION.default]:
        note = _read_as(desk, typed, near[ACTION.default])
        return Question(ALERTS.name, given | {ACTION.name: ACTION.default}, note)
    said = desk.choice("unknown-command", typed, tuple(near.values())).line
    offered = (Next(it, ALERTS.name, given | {ACTION.name: its}) for its, it in near.items())
    return replace(sentence(said), next=tuple(offered))


def _actions(desk: Desk) -> dict[str, str]:
    """Return what can be done, by its name and by what it is called in the language."""
    called = {desk.words.text(f"command-{ALERTS.name}-{its}"): its for its in ACTION.choices}
    return {name.casefold(): its for name, its in called.items()} | {
        its: its for its in ACTION.choices
    }


def _read_as(desk: Desk, typed: str, meant: str) -> Line:
    """Return the sentence that says how a word was read."""
    return desk.words.say("read-as", typed=safe(typed), meant=meant)
