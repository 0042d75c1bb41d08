"""Somebody who uses Discord: asks, clicks, chooses, and waits to see what comes."""

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from tests.discord_server import shapes
from tests.discord_server.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    DEFER,
    DEFER_UPDATE,
    Interaction,
)
from tests.discord_server.options import Typing
from tests.discord_server.permissions import (
    ELSEWHERE,
    EVERYONE,
    WITH_THE_BOT,
    Permission,
    permissions,
)
from tests.discord_server.world import DM, Channel, Json, Message

if TYPE_CHECKING:
    from tests.discord_server.server import Discord

Installed = Literal["guild", "user"]
BUTTON, SELECT, LINK_STYLE = 2, 3, 5


class NoAnswerError(Exception):
    """The application did not respond."""


NoAnswer = NoAnswerError


class Reply:
    """What a person sees of an interaction; it follows what comes later."""

    def __init__(self, interaction: Interaction, installed: Installed) -> None:
        self.interaction, self.installed = interaction, installed

    @property
    def message(self) -> Message:
        """The answer; where a click was only acknowledged, the first message that followed."""
        its = self.interaction
        untouched = its.answer == DEFER_UPDATE and its.followups
        gone = its.original is None or (its.original.deleted and its.followups)
        found = its.followups[0] if untouched or gone else its.original
        assert found
        return found

    @property
    def payload(self) -> Json:
        return self.message.payload

    @property
    def ephemeral(self) -> bool:
        return self.message.ephemeral

    @property
    def deferred(self) -> bool:
        return self.interaction.deferred

    @property
    def took(self) -> float:
        """Seconds to the first answer, be it only "…is thinking"."""
        return self.interaction.answered - self.interaction.sent

    @property
    def visible_after(self) -> float:
        """Seconds until there was something to read."""
        return self.interaction.visible - self.interaction.sent

    @property
    def followups(self) -> list[Message]:
        return self.interaction.followups

    @property
    def deleted(self) -> bool:
        """Whether the first answer was deleted."""
        return self.interaction.original is not None and self.interaction.original.deleted


class Person:
    """A person; `closed_dms` refuses direct messages of the bot."""

    def __init__(
        self,
        discord: "Discord",
        name: str,
        locale: str,
        *,
        manages: bool = False,
        permissions: Iterable[str] = (),
    ) -> None:
        self.id, self.name, self.locale = discord.new_id(), name, locale
        self.has = allowed(permissions, manages=manages)
        self.closed_dms = False
        self.dm = Channel(discord.new_id(), name, DM, person=self)
        self._discord = discord

    def shape(self) -> Json:
        return shapes.user(self.name, self.id)

    def may(self, channel: Channel) -> Permission:
        """This person's permissions there."""
        return Permission(0) if channel.kind == DM else self.has

    # --- what people do

    async def ask(
        self,
        channel: Channel | None,
        line: str,
        /,
        *,
        installed: Installed = "guild",
        **options: object,
    ) -> Reply:
        """Send a slash command, as `alerts on`; wait for what is to be seen.

        With no channel, in a direct message with the bot; installed by the "user", anywhere.
        """
        typing = Typing(self._discord, self, self._discord.commands, line)
        where = self._offered(typing, channel, installed)
        its = self._discord.interactions.new(COMMAND, self, where)
        return await self._send(its, typing.data(options), installed)

    async def complete(
        self,
        channel: Channel | None,
        line: str,
        option: str,
        text: str,
        /,
        *,
        installed: Installed = "guild",
        **options: object,
    ) -> list[Json]:
        """Type into an option, and read what is offered: `name` and `value` of each."""
        typing = Typing(self._discord, self, self._discord.commands, line)
        where = self._offered(typing, channel, installed)
        its = self._discord.interactions.new(AUTOCOMPLETE, self, where)
        await self._send(its, typing.data(options, (option, text)), installed)
        return [self._as_read(choice) for choice in its.choices]

    def _as_read(self, choice: Json) -> Json:
        name = (choice.get("name_localizations") or {}).get(self.locale) or choice["name"]
        return {"name": name, "value": choice["value"]}

    async def click(self, on: Reply | Message, label: str) -> Reply:
        """Press a button, by what is written on it or by its custom_id."""
        for button in self._parts(on, BUTTON):
            if label in {button.get("label"), button.get("custom_id")}:
                assert button.get("style") != LINK_STYLE, f"{label!r} is a link"
                assert not button.get("disabled"), f"{label!r} is disabled"
                data = {"custom_id": button["custom_id"], "component_type": BUTTON}
                return await self._press(on, data | {"id": button["id"]})
        there = ", ".join(str(each.get("label")) for each in self._parts(on, BUTTON)) or "none"
        raise AssertionError(f"no button {label!r}; there are: {there}")

    async def choose(self, on: Reply | Message, *values: str) -> Reply:
        """Choose from a list, by value or by what is written there."""
        for select in self._parts(on, SELECT):
            words = {option["label"]: option["value"] for option in select["options"]}
            chosen = [words.get(value, value) for value in values]
            if not set(chosen) <= set(words.values()):
                continue
            assert not select.get("disabled"), "the list is disabled"
            least, most = select.get("min_values", 1), select.get("max_values", 1)
            assert least <= len(chosen) <= most, f"choose {least} to {most}"
            data = {"custom_id": select["custom_id"], "component_type": SELECT, "values": chosen}
            return await self._press(on, data | {"id": select["id"]})
        raise AssertionError(f"no list offers {', '.join(values)}")

    # --- how

    def _offered(self, typing: Typing, channel: Channel | None, installed: Installed) -> Channel:
        """Where the command is given; AssertionError if Discord does not offer it there."""
        owner = int(installed == "user")
        if channel is None or channel.kind == DM:
            typing.offered(1, owner, None)
            return self.dm
        assert channel.guild
        assert owner or channel.guild.bot, "the bot is not in this guild"
        required = Permission.USE_APPLICATION_COMMANDS
        assert required in self.has, f"{self.name} may not use commands"
        typing.offered(0, owner, self.has)
        return channel

    def _parts(self, on: Reply | Message, kind: int) -> list[Json]:
        """The components of a kind in a message that this person sees."""
        message = on if isinstance(on, Message) else on.message
        assert not message.deleted, "the message was deleted"
        assert not message.ephemeral or message.seen_by is self, f"{self.name} does not see that"
        return [each for each in every(message.shown["components"]) if each["type"] == kind]

    async def _press(self, on: Reply | Message, data: Json) -> Reply:
        message = on if isinstance(on, Message) else on.message
        guild = message.channel.guild
        here: Installed = "guild" if guild is None or guild.bot else "user"
        installed = on.installed if isinstance(on, Reply) else here
        its = self._discord.interactions.new(COMPONENT, self, message.channel, message)
        return await self._send(its, data, installed)

    async def _send(self, its: Interaction, data: Json, installed: Installed) -> Reply:
        """Send it to the bot, and wait as people do: three seconds, or longer if it thinks."""
        whole = self._interaction(its, data, installed)
        if not self._discord.gateway.ask(whole, its.channel.guild):
            its.dead = True
            raise NoAnswerError("the application did not respond: no socket is connected")
        if not await its.wait("answer", self._discord.patience):
            its.dead = True
            raise NoAnswerError("the application did not respond")
        over = await its.wait("over", self._discord.deadline)
        if not over and its.answer == DEFER:
            waited = time.monotonic() - its.sent
            raise NoAnswerError(f"the application is still thinking, after {waited:.1f} s")
        if over and not its.settled:  # taken away; often something follows at once
            await its.wait("settled", self._discord.grace)
        return Reply(its, installed)

    def _interaction(self, its: Interaction, data: Json, installed: Installed) -> Json:
        channel, guild = its.channel, its.channel.guild
        whole: Json = {
            "id": its.id,
            "application_id": self._discord.application_id,
            "type": its.kind,
            "token": its.token,
            "version": 1,
            "data": data,
            "channel_id": channel.id,
            "channel": self._channel(channel),
            "locale": self.locale,
            "entitlements": [],
            "entitlement_sku_ids": [],
            "attachment_size_limit": 10 * 2**20,
            "context": 0 if guild else 1,
            "authorizing_integration_owners": self._owners(channel, installed),
            "app_permissions": str(int(self._app_may(channel, installed))),
        }
        if its.clicked:
            whole["message"] = its.clicked.shown
        if guild is None:
            return whole | {"user": self.shape()}
        return whole | {
            "guild_id": guild.id,
            "guild_locale": guild.locale,
            "guild": {"id": guild.id, "locale": guild.locale, "features": []},
            "member": shapes.member(self.shape(), [])
            | {"permissions": str(int(self.may(channel))), "unusual_dm_activity_until": None},
        }

    def _channel(self, channel: Channel) -> Json:
        shape = shapes.channel(self._discord, channel)
        shape.pop("permission_overwrites", None)
        return shape | {"permissions": str(int(self.may(channel)))}

    def _owners(self, channel: Channel, installed: Installed) -> Json:
        if installed == "user":
            return {"1": self.id}
        return {"0": channel.guild_id or "0"}

    def _app_may(self, channel: Channel, installed: Installed) -> Permission:
        if channel.guild is None:
            return WITH_THE_BOT
        return ELSEWHERE if installed == "user" else self._discord.may(channel)


def allowed(names: Iterable[str], *, manages: bool) -> Permission:
    """What somebody may do who may also do these things."""
    managing = Permission.MANAGE_CHANNELS if manages else Permission(0)
    return EVERYONE | permissions(*names) | managing


def every(components: Iterable[Json]) -> Iterable[Json]:
    """All components, also those in others."""
    for its in components:
        yield its
        yield from every(its.get("components") or ())
        if its.get("accessory"):
            yield from every([its["accessory"]])
