"""Our commands as Discord's slash commands, and their names in each language.

A command with actions becomes a group of subcommands. What is registered is registered again only
when it has changed: Discord allows 200 creations a day, and a client caches what it knows.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from inspect import Parameter, Signature
from typing import Any

import discord
from discord import app_commands

from bot.model import Offer, Option, Takes
from bot.ports import Reception

Asked = Callable[[discord.Interaction, Offer, Mapping[str, str]], Awaitable[None]]
Completed = Callable[[discord.Interaction, Option, str], list[app_commands.Choice[str]]]
Subcommand = app_commands.Command[Any, ..., None]
Tree = app_commands.CommandTree[Any]
TYPED = frozenset({Takes.NAME, Takes.FAMILY, Takes.BOARD, Takes.RULE, Takes.EVENT, Takes.CLAIM})
"""What is offered while it is typed."""
EVERYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
BY_ANYONE = app_commands.AppInstallationType(guild=True, user=True)
MANAGERS = discord.Permissions(manage_channels=True)
IN_SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
BY_SERVERS = app_commands.AppInstallationType(guild=True, user=False)


class Translator(app_commands.Translator):
    """Gives Discord the names and descriptions of `bot/texts` in every language there is."""

    def __init__(self, reception: Reception) -> None:
        """Take the texts of a reception."""
        self.reception = reception

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: object,  # noqa: ARG002 - as discord.py calls it
    ) -> str | None:
        """Return a text in a language, None where it is not spoken or the same as by default."""
        language = locale.value.partition("-")[0]
        key = string.extras.get("key")
        if key is None or language not in self.reception.languages:
            return None
        text = self.reception.text(key, language)
        return text if text != string.message else None


class Offering:
    """Fills a tree with commands; what is asked goes to `asked`, what is typed to `completed`."""

    def __init__(
        self, reception: Reception, language: str, asked: Asked, completed: Completed
    ) -> None:
        """Offer what a reception answers; by default in a language."""
        self.reception, self.language = reception, language
        self.asked, self.completed = asked, completed

    def fill(self, tree: Tree) -> None:
        """Add every command to a tree."""
        for offer in self.reception.offers:
            action = next((its for its in offer.options if its.takes is Takes.ACTION), None)
            tree.add_command(self._group(offer, action) if action else self._command(offer))

    def _command(self, offer: Offer) -> Subcommand:
        command = self._subcommand(offer, offer.name, offer.options, {})
        command.allowed_contexts, command.allowed_installs = EVERYWHERE, BY_ANYONE
        return command

    def _group(self, offer: Offer, action: Option) -> app_commands.Group:
        group = app_commands.Group(
            name=self._text(f"command-{offer.name}"),
            description=self._text(f"describe-{offer.name}"),
            default_permissions=MANAGERS if offer.manages else None,
            allowed_contexts=IN_SERVERS,
            allowed_installs=BY_SERVERS,
        )
        for name in action.choices:
            options = tuple(its for its in offer.options if name in its.of)
            path = f"{offer.name}-{name}"
            group.add_command(self._subcommand(offer, path, options, {action.name: name}))
        return group

    def _subcommand(
        self, offer: Offer, path: str, options: tuple[Option, ...], fixed: Mapping[str, str]
    ) -> Subcommand:
        """Return a command that asks for what it is given, and for what it stands for itself."""

        async def callback(interaction: discord.Interaction, **given: str | int | None) -> None:
            known = {name: str(value) for name, value in given.items() if value is not None}
            await self.asked(interaction, offer, {**fixed, **known})

        _sign(callback, options)
        for decorate in self._decorations(offer, options):
            decorate(callback)
        return app_commands.Command(
            name=self._text(f"command-{path}"),
            description=self._text(f"describe-{path}"),
            callback=callback,
        )

    def _decorations(
        self, offer: Offer, options: tuple[Option, ...]
    ) -> list[Callable[[Callable[..., Any]], Any]]:
        """Return what names, describes and completes the options of a callback."""
        names = {its.name: self._text(f"option-{its.name}") for its in options}
        described = {its.name: self._text(f"describe-{offer.name}-{its.name}") for its in options}
        choices = {its.name: self._choices(its) for its in options if its.choices}
        typed = {its.name: self._completion(its) for its in options if its.takes in TYPED}
        return [
            app_commands.rename(**names),
            app_commands.describe(**described),
            app_commands.choices(**choices),
            app_commands.autocomplete(**typed),
        ]

    def _choices(self, option: Option) -> list[app_commands.Choice[str]]:
        values = option.choices
        return [app_commands.Choice(name=self._label(option, its), value=its) for its in values]

    def _label(self, option: Option, value: str) -> str | app_commands.locale_str:
        """Return what a choice is called: a metric, a rhythm by its name, a language by its own."""
        if option.takes is Takes.METRIC:
            return self._text(f"metric-{value}")
        if option.takes is Takes.RHYTHM:
            return self._text(f"rhythm-{value}")
        if option.takes is Takes.LANGUAGE:
            return self.reception.text("language-name", value)
        return value

    def _completion(self, option: Option) -> Callable[..., Any]:
        async def complete(
            interaction: discord.Interaction, current: str
        ) -> list[app_commands.Choice[str]]:
            return self.completed(interaction, option, current)

        return complete

    def _text(self, key: str) -> app_commands.locale_str:
        return app_commands.locale_str(self.reception.text(key, self.language), key=key)


def _sign(callback: Callable[..., Any], options: tuple[Option, ...]) -> None:
    """Give a callback the parameters that discord.py reads its options from."""
    interaction = Parameter(
        "interaction", Parameter.POSITIONAL_OR_KEYWORD, annotation=discord.Interaction
    )
    own = [
        Parameter(
            its.name,
            Parameter.KEYWORD_ONLY,
            annotation=_annotation(its),
            default=Parameter.empty if its.required else None,
        )
        for its in options
    ]
    vars(callback)["__signature__"] = Signature([interaction, *own])


def _annotation(option: Option) -> Any:  # noqa: ANN401 - a type, or what typing makes of one
    kind: Any = str
    if option.takes is Takes.NUMBER and not option.choices:
        kind = app_commands.Range[int, option.least, option.most]
    return kind if option.required else kind | None


# --- registering


async def sync(tree: Tree, reception: Reception, application: int | None) -> int:
    """Give Discord the commands if they changed since last time; return how many it was given.

    Raises discord.HTTPException.
    """
    translator = tree.translator
    commands = tree.get_commands()
    payload = [await its.get_translated_payload(tree, translator) for its in commands if translator]
    known = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
    name = f"discord-commands-{application}"
    if await reception.recall(name) == known:
        return 0
    await tree.sync()
    await reception.remember(name, known)
    return len(payload)
