"""Every sentence, in every language: none missing, none left over, each with all its words.

A sentence is found in the code by its key: said as it stands (`say("no-data")`), or put together
(`text(f"metric-{metric}")`), for which FAMILIES names every member.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Junk, Message, SelectExpression, VariableReference
from fluent.syntax.visitor import Visitor

from bot.commands import COMMANDS
from bot.commands.alerts import ACTIONS
from bot.commands.why import THRESHOLDS
from bot.daily import Outcome
from bot.families import Why
from bot.model import (
    Board,
    Condition,
    DeliveryState,
    Fact,
    Grouping,
    Kind,
    Metric,
    Quality,
    Reason,
    Rhythm,
    Span,
    State,
    Step,
    Takes,
    Trouble,
)
from bot.texts import DEFAULT, Words, languages, nearest, plain, read, words
from bot.views.names import board_label
from bot.wishes.louder import Threshold

ROOT = Path(__file__).parents[1]
FILES = sorted(path for top in ("bot", "adapters") for path in (ROOT / top).rglob("*.py"))
SAYING = {"say": 0, "text": 0, "error": 0, "optional": 0, "notice": 1}
"""What says a sentence, and which of its arguments is the key."""
KEY = re.compile(r"[a-z]+(-[a-z0-9]+)+")

# fmt: off
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "board-": ("trending", "llm", "downloads", "likes", "other", "listings"),
    "advice-": tuple(Trouble),
    "ask-": ("fewer", "more", "quieter", "louder"),
    "changed-": tuple(Threshold),
    "condition-": tuple(Condition),
    "column-": (
        "board", "rank", "model", "value", "change-1", "change-7", "change-30", "change", "metric",
        "place", "cohort", "scope", "from", "to", "day", "family", "release", "quality", "age",
        "pace", "organisation", "country", "namespaces", "counted", "why",
    ),
    "command-": (*COMMANDS, *(f"alerts-{action}" for action in ACTIONS)),
    "corrected-": (
        "title", "row", "order", "amount",
        *(f"{what}-{part}" for what in ("order", "amount") for part in ("note", "row")),
    ),
    "delivery-": tuple(state.value.replace(" ", "-") for state in DeliveryState),
    "describe-": (
        *COMMANDS,
        *(f"alerts-{action}" for action in ACTIONS),
        *(
            f"{command.name}-{option.name}"
            for command in COMMANDS.values()
            for option in command.options
            if option.takes is not Takes.ACTION
        ),
    ),
    "event-kind-": tuple(Kind),
    "families-": ("top", "all"),
    "found-": (*Fact, *Trouble),
    "group-": ("settings", "bot", "database", "hub", "clock", "discord", "slack"),
    "whose-": ("hub", "discord", "slack"),
    "help-": (*COMMANDS, "title"),
    "none-": ("fewer", "more", "undo"),
    "preview-": ("quieter", "louder"),
    "rule-": ("on", "off"),
    "try-": ("top", "places", "with", "without", *Rhythm),
    "which-": ("fewer", "more"),
    "import-": (Outcome.UNCHANGED, Outcome.REJECTED, "progress", "days", "nothing"),
    "kind-": ("model", *Grouping),
    "label-": ("boards", "rules", "families", "top", "places", "rhythm", "language"),
    "may-not-manage-": ("discord", "slack"),
    "metric-": tuple(Metric),
    "option-": tuple(
        dict.fromkeys(
            option.name
            for command in COMMANDS.values()
            for option in command.options
            if option.takes is not Takes.ACTION
        )
    ),
    "permission-": (
        "view-channel", "send-messages", "send-messages-in-threads", "embed-links", "attach-files",
    ),
    "rhythm-": tuple(Rhythm),
    "digest-waits-": (Reason.SHOCK, Reason.UNCONFIRMED, Reason.UNKNOWN_PUBLISHER),
    "step-": tuple(Step),
    "quality-": tuple(Quality),
    "reason-": tuple(Reason),
    "state-": tuple(State),
    "threshold-": (
        *(key.removeprefix("threshold-") for key in THRESHOLDS.values()), "shock", "gap",
    ),
    "verdict-": tuple(Quality),
    "why-": (
        *(f"state-{state}" for state in State), *Why, "other-family",
        "title", "claim", "state", "rule", "before", "after", "thresholds", "value", "value-plain",
    ),
}
"""Keys that the code puts together, each with every end it can have."""
# fmt: on
# fmt: off
NUMBERS = {
    "after", "before", "cohort", "count", "counted", "days", "depth", "events", "held", "high",
    "hours", "least", "low", "most", "otherCohort", "posts", "rank", "seen", "tables", "told",
    "top",
}
# fmt: on
"""The variables that the code passes as numbers; `led` is one, or the word "none"."""
NEVER_ONE = {"top", "depth"}
SAID_OF_THREE_MONTHS = "demo-played"
SINGULAR = r"\b1 (?!es\b|is\b|was\b|takes\b|needs\b|más\b)\w+s\b"
"""A 1 before what looks like a plural."""


# --- reading the files ------------------------------------------------------------------------


class Variables(Visitor):
    """Gathers the variables of a sentence, and the words that it chooses by."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.choices: dict[str, set[str]] = {}

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802 - its name
        self.names.add(node.id.name)

    def visit_SelectExpression(self, node: SelectExpression) -> None:  # noqa: N802 - its name
        assert isinstance(node.selector, VariableReference)
        keys = {getattr(v.key, "name", getattr(v.key, "value", "")) for v in node.variants}
        self.choices.setdefault(node.selector.id.name, set()).update(keys)
        self.generic_visit(node)


@cache
def sentences(language: str) -> dict[str, Variables]:
    """Return every sentence of a language by its key; a key said twice is a fault of the file."""
    found: dict[str, Variables] = {}
    for entry in FluentParser().parse(read(language)).body:
        assert not isinstance(entry, Junk), entry.content
        if isinstance(entry, Message):
            assert entry.id.name not in found, f"{language}.ftl says {entry.id.name} twice"
            found[entry.id.name] = variables = Variables()
            variables.visit(entry)
    return found


# --- reading the code -------------------------------------------------------------------------


@cache
def constants() -> frozenset[str]:
    """Return every string in the code that could be a key, or the end of one."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in FILES]
    nodes = chain.from_iterable(ast.walk(tree) for tree in trees)
    texts = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return frozenset(texts | {text.replace(" ", "-") for text in texts if text == "in doubt"})


@cache
def said() -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys that are said as they stand, and the beginnings of those put together."""
    keys, beginnings = set(), set()
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for argument in _keys_of(node):
                if isinstance(argument, ast.Constant) and KEY.fullmatch(str(argument.value)):
                    keys.add(str(argument.value))
            if isinstance(node, ast.JoinedStr) and (beginning := _beginning(node)):
                beginnings.add(beginning)
    return frozenset(keys), frozenset(beginnings)


def _keys_of(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what a call says: one key, or either of two."""
    if not isinstance(node, ast.Call):
        return
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    place = SAYING.get(name)
    if place is None or len(node.args) <= place:
        return
    key = node.args[place]
    yield from (key.body, key.orelse) if isinstance(key, ast.IfExp) else (key,)


def _beginning(node: ast.JoinedStr) -> str | None:
    """Return what a key that is put together begins with, None for what is no key."""
    first = node.values[0]
    if not isinstance(first, ast.Constant) or len(node.values) == 1:
        return None
    text = str(first.value)
    return text if re.fullmatch(r"[a-z]+(-[a-z]+)*-", text) else None


def is_said(key: str) -> bool:
    """Return whether the code can say a key: as it stands, or put together from its parts."""
    if key in constants():
        return True
    beginnings = (its for its in said()[1] if key.startswith(its))
    ends = ((its, key.removeprefix(its)) for its in beginnings)
    return any(is_said(end) or end in FAMILIES.get(its, ()) for its, end in ends)


# --- the languages ----------------------------------------------------------------------------


def test_english_and_spanish_are_there_from_the_start() -> None:
    assert {"en", "es"} <= set(languages())


@pytest.mark.parametrize("language", languages())
def test_a_language_has_every_sentence_and_no_other(language: str) -> None:
    ours, theirs = set(sentences(DEFAULT)), set(sentences(language))
    assert not ours - theirs, f"{language}.ftl lacks {sorted(ours - theirs)}"
    assert not theirs - ours, f"{language}.ftl says what {DEFAULT}.ftl doesn't"


@pytest.mark.parametrize("language", languages())
def test_a_sentence_takes_the_same_words_in_every_language(language: str) -> None:
    ours, theirs = sentences(DEFAULT), sentences(language)
    differ = {key for key in ours if ours[key].names != theirs[key].names}
    assert not differ


@pytest.mark.parametrize("language", languages())
def test_a_sentence_knows_every_word_that_the_code_chooses_by(language: str) -> None:
    """`none`, `yes` and 0 are no plurals: each language has to have the same ones."""
    words_of_code = {"none", "yes", "no", "0"}
    for key, ours in sentences(DEFAULT).items():
        for name, choices in ours.choices.items():
            theirs = sentences(language)[key].choices.get(name, set())
            assert choices & words_of_code == theirs & words_of_code, key


@pytest.mark.parametrize("language", languages())
def test_a_number_that_english_has_a_plural_for_has_one_everywhere(language: str) -> None:
    for key, ours in sentences(DEFAULT).items():
        for name, choices in ours.choices.items():
            theirs = sentences(language)[key].choices.get(name)
            if "one" in choices and theirs is not None:
                assert {"one", "other"} <= theirs, key


# --- each sentence, said ----------------------------------------------------------------------


def given(variables: Variables, number: int) -> dict[str, int | str]:
    """Return something for every variable: a number where the code passes one, else a word."""
    found: dict[str, int | str] = dict.fromkeys(variables.names, "word")
    for name in variables.names:
        if name in NUMBERS or "one" in variables.choices.get(name, ()):
            found[name] = 50 if name in NEVER_ONE else number
    return found


def faults_of(text: str) -> Iterator[str]:
    """Yield what reads badly in a sentence whatever it says."""
    if not text or text != text.rstrip():
        yield f"{text!r} dangles"
    if found := re.search(r"[{}$\n\t]|  | [,.;:](?!\w)|\(\)|None", text):
        yield f"{text!r} has {found[0]!r}"
    if text.count("(") != text.count(")"):
        yield f"{text!r} leaves a bracket open"


@pytest.mark.parametrize("number", [0, 1, 2, 1_234_567])
@pytest.mark.parametrize("language", languages())
def test_a_sentence_reads_well_whatever_the_numbers(language: str, number: int) -> None:
    faults: list[str] = []
    for key, variables in sentences(language).items():
        text = words(language).text(key, **given(variables, number))
        faults += faults_of(text)
        if re.search(SINGULAR, text) and key != SAID_OF_THREE_MONTHS:
            faults.append(text)
    assert not faults


@pytest.mark.parametrize("choice", ["none", "yes", "no"])
@pytest.mark.parametrize("language", languages())
def test_a_sentence_reads_well_without_what_may_be_missing(language: str, choice: str) -> None:
    """The code says `none`, `yes` and `no` where a part of a sentence may be left out."""
    faults: list[str] = []
    for key, variables in sentences(language).items():
        choosing = {name: choice for name, its in variables.choices.items() if choice in its}
        text = words(language).text(key, **given(variables, 2) | choosing)
        faults += faults_of(text)
        if choosing and re.search(rf"\b{choice}\b", text):
            faults.append(text)
    assert not faults


def test_nothing_is_said_without_its_words() -> None:
    with pytest.raises(KeyError, match="days"):
        words("en").text("age-long")
    with pytest.raises(KeyError, match="nonsense"):
        words("en").text("nonsense")


# --- the code and the files -------------------------------------------------------------------


def test_every_key_that_is_said_is_in_the_file() -> None:
    keys, _ = said()
    assert keys, "nothing is said any more: does this test still find it?"
    assert not keys - set(sentences(DEFAULT))


def test_every_key_that_waits_in_a_table_or_a_variable_is_in_the_file() -> None:
    """`key = "alerts-off" if gone else …` is not said where it stands, but looks like a key."""
    known = set(sentences(DEFAULT))
    families = {key.partition("-")[0] for key in known if "-" in key}
    values = {*Metric, *Reason, *Step, *Why, *Outcome, *Fact, *Trouble, "in-doubt", "no-store"}
    alike = {
        text
        for text in constants()
        if KEY.fullmatch(text) and text.partition("-")[0] in families and text not in values
    }
    assert not alike - known


def test_every_key_that_is_put_together_is_named_with_all_its_ends() -> None:
    _, beginnings = said()
    known = sentences(DEFAULT)
    sentence_beginnings = {b for b in beginnings if any(key.startswith(b) for key in known)}
    assert not sentence_beginnings - set(FAMILIES) - {"why-state-", "change-"}
    missing = {f"{b}{end}" for b, ends in FAMILIES.items() for end in ends} - set(known)
    assert not missing


def test_no_sentence_is_left_that_nobody_says() -> None:
    unused = {key for key in sentences(DEFAULT) if not is_said(key)}
    assert unused == set()


@pytest.mark.parametrize("name", FAMILIES)
def test_no_end_is_left_in_a_family_of_keys(name: str) -> None:
    """Each key that begins like a family is of it, or is said as it stands."""
    alike = {key for key in sentences(DEFAULT) if key.startswith(name)}
    of_it = {f"{name}{end}" for end in FAMILIES[name]}
    longer = [n for n in FAMILIES if n != name and n.startswith(name)]
    others = {key for key in alike if any(key.startswith(n) for n in longer)}
    assert alike - of_it - others - said()[0] == set()


def test_every_board_that_is_watched_by_default_has_a_name() -> None:
    for board in (Board("trending"), Board("llm"), Board("downloads"), Board("likes")):
        assert words("es").has(f"board-{board.name}")


def test_a_board_of_the_operators_own_is_called_by_its_name() -> None:
    assert board_label(words("es"), "text-to-image") == "text-to-image"


# --- numbers, dates, whose language -----------------------------------------------------------

NARROW = str.maketrans({"\xa0": " ", "\u202f": " "})
"""Spaces that don't break a line, as spaces."""


def test_a_day_is_written_as_the_language_writes_it() -> None:
    assert words("en").date(date(2026, 6, 9)) == "Jun 9, 2026"
    assert words("es").date(date(2026, 6, 9)) == "9 jun 2026"


MOMENT = datetime(2026, 6, 9, 13, 30, tzinfo=UTC)


def test_a_moment_is_written_as_the_language_writes_it() -> None:
    assert words("es").time(MOMENT) == "9 jun 2026, 13:30 UTC"


def test_a_moment_has_its_day_written_as_days_are() -> None:
    assert words("en").time(MOMENT) == "Jun 9, 2026, 13:30 UTC"


def test_a_number_is_written_as_the_language_writes_it() -> None:
    assert words("en").number(1_234_567) == "1,234,567"
    assert words("es").number(1_234_567) == "1.234.567"
    assert words("en").short(1_234_567) == "1.23M"
    assert words("es").short(1_234_567).translate(NARROW) == "1,23 M"
    assert words("en").short(9_999) == "9,999"


def test_a_percentage_has_the_comma_of_the_language() -> None:
    assert words("en").percent(0.125) == "12.5%"
    assert words("es").percent(0.125).startswith("12,5")


def test_a_percentage_has_the_space_of_the_language() -> None:
    assert words("es").percent(0.125).translate(NARROW) == "12,5 %"


def test_numbers_within_a_sentence_are_too() -> None:
    assert words("en").text("age-long", days=1500) == "1,500 days"
    assert words("es").text("age-long", days=1500) == "1.500 días"


def test_a_gain_and_a_loss_have_their_sign() -> None:
    assert words("en").signed(12_000) == "+12K"
    assert words("en").signed(-12_000) == "-12K"
    assert words("en").signed(0) == "0"
    assert words("en").percent(-0.077, signed=True) == "-7.7%"
    assert words("en").percent(0.077, signed=True) == "+7.7%"


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("es", "es"), ("es-MX", "es"), ("es_419", "es"), ("ES", "es"), ("en-GB", "en"), ("de", "en")],
)
def test_people_are_answered_in_the_nearest_language(asked: str, spoken: str) -> None:
    assert nearest(asked) == spoken


def test_things_in_a_row_are_joined_as_the_language_joins_them() -> None:
    assert plain(words("en").listed(("a", "b", "c"))) == "a, b and c"
    assert plain(words("es").listed(("a", "b", "c"))) == "a, b y c"
    assert plain(words("en").listed(("a",))) == "a"
    assert words("en").listed(()) == ()


def test_a_name_keeps_its_link_within_a_sentence() -> None:
    name = Span("Qwen", "https://huggingface.co/Qwen", strong=True)
    line = words("en").say("list-and", first=name, last="Llama")
    assert line == (name, Span(" and Llama"))


def test_a_name_that_looks_like_a_variable_is_a_name() -> None:
    assert words("en").text("unknown-name", name="{ $name }") == (
        "Nothing is known as “{ $name }”."
    )


def test_words_of_a_language_without_a_file_are_english() -> None:
    assert isinstance(words("xx"), Words)
    assert words("xx").language == "en"
