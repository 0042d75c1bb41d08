"""A line of words as a question, where a platform has one command for all: `/rank top llm 20`.

What begins with a command's name is that command; all else is a name that is asked about. What is
no known name and looks like a command is taken for it, and the answer says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rapidfuzz.distance import OSA

from bot.commands import COMMANDS
from bot.commands.ask import AskError, Command, Desk, parse
from bot.commands.find import find
from bot.model import Line, Option, Question, Takes
from bot.views.names import safe

QUOTES = str.maketrans(dict.fromkeys('"“”„«»‘’`*'))
"""What people put round a name, or a platform round what they type."""
LONGEST = 1_000
"""More of a line is not read."""
SHORT = 4
"""A word of so many letters may have one wrong, left out, too many or in the wrong place; a longer
one two (ours)."""


async def read(desk: Desk, text: str) -> Question:
    """Return what a line asks for. Raises AskError for one that gives too little or too much."""
    words = text[:LONGEST].translate(QUOTES).split()
    if not words:
        return Question("help", {})
    name, rest = words[0].casefold().lstrip("/"), words[1:]
    command = COMMANDS.get(_names(desk).get(name, ""))
    if command is not None:
        return _parsed(desk, command, rest)
    near = _nearest(name, _names(desk))
    if near and not await _is_known(desk, words):
        found = _parsed(desk, COMMANDS[_names(desk)[near]], rest)
        return replace(found, note=(*_read_as(desk, words[0], near), *found.note))
    return _parsed(desk, COMMANDS["rank"], words)


def _names(desk: Desk) -> dict[str, str]:
    """Return every command by its name, and by what it is called in the language."""
    called = {desk.words.text(f"command-{name}").casefold(): name for name in COMMANDS}
    return called | {name: name for name in COMMANDS}


def _nearest(typed: str, names: Iterable[str]) -> str:
    """Return the one name that a word was meant to be, or nothing."""
    far = 1 if len(typed) <= SHORT else 2
    near = {name: OSA.distance(typed, name) for name in names}
    best = [name for name, it in near.items() if it <= far and it == min(near.values())]
    return best[0] if best and len(typed) > far else ""


async def _is_known(desk: Desk, words: Sequence[str]) -> bool:
    """Return whether words are a name that can be asked about, on their own."""
    try:
        find(desk, await desk.directory(), " ".join(words))
    except AskError:
        return False
    return True


def _parsed(desk: Desk, command: Command, words: Sequence[str]) -> Question:
    """Return a question made of the words after a command. Raises AskError."""
    given = dict(parse(command, words, desk, "").given)
    for option in command.options:
        if option.takes is Takes.ACTION and option.name in given:
            typed, known = given[option.name], _actions(desk, command, option)
            near = _nearest(typed.casefold(), known)
            given[option.name] = known.get(typed.casefold()) or known.get(near, typed)
            if near and typed.casefold() not in known:
                return Question(command.name, given, _read_as(desk, typed, near))
    return Question(command.name, given)


def _actions(desk: Desk, command: Command, option: Option) -> dict[str, str]:
    """Return what a command can do, by its name and by what it is called in the language."""
    called = {desk.words.text(f"command-{command.name}-{its}"): its for its in option.choices}
    return {name.casefold(): its for name, its in called.items()} | {
        its: its for its in option.choices
    }


def _read_as(desk: Desk, typed: str, meant: str) -> Line:
    """Return the sentence that says how a word was read."""
    return desk.words.say("read-as", typed=safe(typed), meant=meant)
