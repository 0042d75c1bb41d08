"""What a person types after a slash, as the registered command lets them, in Discord's types."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from tests.discord_server import shapes
from tests.discord_server.permissions import Permission
from tests.discord_server.world import Channel, Json, World

if TYPE_CHECKING:
    from tests.discord_server.people import Person

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, NUMBER = 1, 2, 3, 4, 5, 6, 7, 10
LISTED = (STRING, INTEGER, NUMBER)


def names(its: Json, locale: str) -> set[str]:
    """What a command, an option or a choice is called: its name, and in the person's language."""
    return {its["name"], (its.get("name_localizations") or {}).get(locale) or its["name"]}


def picked(offered: list[Json], name: str, locale: str, what: str) -> Json:
    """The one of that name; AssertionError if it is not offered."""
    for its in offered:
        if name in names(its, locale):
            return its
    there = ", ".join(its["name"] for its in offered) or "none"
    raise AssertionError(f"no {what} {name!r} is registered; there are: {there}")


class Typing:
    """One line that a person types: a command, its subcommands, its options."""

    def __init__(self, world: World, person: "Person", commands: list[Json], line: str) -> None:
        self._world, self._person = world, person
        first, *self.words = line.removeprefix("/").split()
        self.command = picked(commands, first, person.locale, "command")
        self.resolved: Json = {}

    def data(self, given: Mapping[str, object], focused: tuple[str, str] | None = None) -> Json:
        """The interaction's data; `focused` is an option being typed, and the text so far."""
        path, level = [self.command], self.command
        for word in self.words:
            inner = [each for each in level.get("options") or [] if each["type"] in {1, 2}]
            level = picked(inner, word, self._person.locale, "subcommand")
            path.append(level)
        offered: list[Json] = level.get("options") or []
        assert not any(each["type"] in {1, 2} for each in offered), f"which of {self._line(path)}?"
        options = self._options(offered, given, focused)
        for its in reversed(path[1:]):
            options = [{"name": its["name"], "type": its["type"], "options": options}]
        data = {"id": self.command["id"], "name": self.command["name"], "type": 1}
        return data | {"options": options} | ({"resolved": self.resolved} if self.resolved else {})

    @staticmethod
    def _line(path: list[Json]) -> str:
        return "/" + " ".join(its["name"] for its in path)

    def _options(
        self, offered: list[Json], given: Mapping[str, object], focused: tuple[str, str] | None
    ) -> list[Json]:
        typed = []
        for name, value in given.items():
            option = picked(offered, name, self._person.locale, "option")
            whole = {"name": option["name"], "type": option["type"]}
            typed.append(whole | {"value": self._value(option, value)})
        if focused:
            option = picked(offered, focused[0], self._person.locale, "option")
            assert option.get("autocomplete"), f"{focused[0]} has no autocomplete"
            whole = {"name": option["name"], "type": option["type"], "value": focused[1]}
            return [*typed, whole | {"focused": True}]
        left_out = {its["name"] for its in offered if its.get("required")}
        left_out -= {its["name"] for its in typed}
        assert not left_out, f"required: {', '.join(sorted(left_out))}"
        return typed

    def _value(self, option: Json, value: object) -> object:
        kind, name = option["type"], option["name"]
        if option.get("choices"):
            return self._choice(option, value)
        if kind == STRING:
            return self._text(option, value)
        if kind in {INTEGER, NUMBER}:
            right = (int,) if kind == INTEGER else (int, float)
            assert isinstance(value, right), f"{name} is a number, not {value!r}"
            assert not isinstance(value, bool), f"{name} is a number, not {value!r}"
            number = cast("float", value)
            least, most = option.get("min_value"), option.get("max_value")
            assert least is None or number >= least, f"{name} is {least} or more, not {value!r}"
            assert most is None or number <= most, f"{name} is {most} or less, not {value!r}"
            return value
        if kind == BOOLEAN:
            assert isinstance(value, bool), f"{name} is yes or no, not {value!r}"
            return value
        if kind == CHANNEL:
            return self._channel(option, value)
        if kind == USER:
            return self._user(option, value)
        raise AssertionError(f"{name} is of type {kind}, which nobody here can type")

    def _choice(self, option: Json, value: object) -> object:
        """A choice's value; it may be named as the person reads it."""
        for choice in option["choices"]:
            if value == choice["value"] or value in names(choice, self._person.locale):
                return choice["value"]
        there = ", ".join(str(choice["value"]) for choice in option["choices"])
        raise AssertionError(f"{option['name']} is one of {there}, not {value!r}")

    @staticmethod
    def _text(option: Json, value: object) -> str:
        name = option["name"]
        assert isinstance(value, str), f"{name} is text, not {value!r}"
        least, most = option.get("min_length") or 0, option.get("max_length") or 6000
        assert least <= len(value) <= most, f"{name} has {least} to {most} characters: {value!r}"
        return value

    def _channel(self, option: Json, value: object) -> str:
        assert isinstance(value, Channel), f"{option['name']} is a channel, not {value!r}"
        kinds = option.get("channel_types")
        assert not kinds or value.kind in kinds, f"a channel of kind {value.kind} is not offered"
        shape = shapes.channel(self._world, value)
        left_out = ("permission_overwrites", "recipients")
        shape = {name: its for name, its in shape.items() if name not in left_out}
        shape["permissions"] = str(int(self._person.may(value)))
        shape["app_permissions"] = str(int(self._world.may(value)))
        self.resolved.setdefault("channels", {})[value.id] = shape
        return value.id

    def _user(self, option: Json, value: object) -> str:
        person = self._world.people.get(getattr(value, "id", ""))
        assert person, f"{option['name']} is a person, not {value!r}"
        self.resolved.setdefault("users", {})[person.id] = person.shape()
        return person.id

    # --- whether it is offered at all

    def offered(self, context: int, owner: int, has: Permission | None) -> None:
        """AssertionError where Discord would not show the command."""
        name, its = self.command["name"], self.command
        contexts = its.get("contexts")
        if contexts is None:
            contexts = [0, 1, 2] if its.get("dm_permission") in {None, True} else [0]
        assert context in contexts, f"/{name} is not offered in context {context}"
        owners = its.get("integration_types") or [0]
        assert owner in owners, f"/{name} is not offered to those who install it as {owner}"
        needed = its.get("default_member_permissions")
        if has is None or needed is None or Permission.ADMINISTRATOR in has:
            return
        wanted = Permission(int(needed))
        refused = not wanted or bool(wanted & ~has)
        assert not refused, f"/{name} is only for those who have {wanted!r}"
