"""The options of menus."""

from collections.abc import Iterator

from tests.slack_server.checks.flaw import Flaw
from tests.slack_server.world import Json

MOST, TEXT, VALUE = 100, 75, 150
REFUSED = "invalid_arguments"


def check_options(options: object, where: str, least: int = 1) -> Iterator[Flaw]:
    """A list of options."""
    if not isinstance(options, list):
        yield Flaw(where, "options are a list", REFUSED)
        return
    if not least <= len(options) <= MOST:
        yield Flaw(where, f"{len(options)} options, of {least} to {MOST}", REFUSED)
    values = [str(each.get("value")) for each in options if isinstance(each, dict)]
    if len(values) != len(options):
        yield Flaw(where, "an option is an object", REFUSED)
        return
    if len(set(values)) != len(values):
        yield Flaw(where, "two options have the same value", REFUSED)
    for number, option in enumerate(options):
        yield from check_option(option, f"{where}/{number}")


def check_option(option: Json, where: str) -> Iterator[Flaw]:
    text = option.get("text")
    words = text.get("text") if isinstance(text, dict) else None
    if not isinstance(words, str) or not 1 <= len(words) <= TEXT:
        yield Flaw(f"{where}/text", f"a text of 1 to {TEXT} characters", REFUSED)
    value = option.get("value")
    if not isinstance(value, str) or not 1 <= len(value) <= VALUE:
        yield Flaw(f"{where}/value", f"a value of 1 to {VALUE} characters", REFUSED)
    description = option.get("description") or {}
    if len(description.get("text", "")) > TEXT:
        yield Flaw(f"{where}/description", f"at most {TEXT} characters", REFUSED)
    for name in sorted(set(option) - {"text", "value", "description", "url"}):
        yield Flaw(where, f"an option has no {name!r}", REFUSED)


def check_offered(body: Json) -> Iterator[Flaw]:
    """What a suggestion is answered with: options or groups of them, perhaps none."""
    groups = body.get("option_groups")
    if groups is None:
        yield from check_options(body.get("options"), "/options", least=0)
        return
    if not 1 <= len(groups) <= MOST:
        yield Flaw("/option_groups", f"{len(groups)} groups, of 1 to {MOST}", REFUSED)
    for number, group in enumerate(groups):
        yield from check_options(group.get("options"), f"/option_groups/{number}/options")
