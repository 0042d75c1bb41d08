"""An interaction to a question, and its answer back, within the time that Discord gives."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

import discord
from discord import app_commands

from adapters.platforms.discord.markdown import cut
from adapters.platforms.discord.permissions import lacking
from adapters.platforms.discord.pictures import Change, Later
from adapters.platforms.discord.refusals import FAILURES, is_of_file
from adapters.platforms.discord.render import CHOICE, CHOICES, Message, render
from bot.model import Ask, Asker, Offer, Option, View
from bot.model.presses import decode
from bot.ports import Drawer, Reception

DEFER_AFTER = 1.0
"""Seconds until an answer that isn't there is announced: Discord waits 3 (PLATFORMS), and one that
may take over 2 is to be deferred."""
NO_MENTIONS = discord.AllowedMentions.none()
Sent = TypeVar("Sent", bound=discord.Message)


class Answering:
    """Takes interactions to a reception and its answers back."""

    def __init__(self, reception: Reception, drawer: Drawer) -> None:
        """Ask this reception, and have the pictures drawn by somebody."""
        self.reception, self.later = reception, Later(drawer)

    async def command(
        self, interaction: discord.Interaction, offer: Offer, given: Mapping[str, str]
    ) -> None:
        """Answer a slash command."""
        ask = self._ask(interaction, offer.name, given)
        await self._answer(interaction, offer.name, ask, private=offer.private)

    async def press(self, interaction: discord.Interaction) -> None:
        """Answer a press of a button or a choice from a menu, whichever process sent it."""
        data: Mapping[str, Any] = interaction.data or {}
        chosen = data.get("values") or (data.get("custom_id"),)
        press = decode(str(chosen[0]))
        if press is None:
            await self.sorry(interaction, "old-button")
            return
        ask = replace(self._ask(interaction, press.command, press.given), show=press.show)
        await self._answer(interaction, press.command, ask, private=not press.show)

    async def sorry(self, interaction: discord.Interaction, key: str = "out-of-order") -> None:
        """Say that there is no answer, where there is anybody left to say it to; never raises."""
        if interaction.type is discord.InteractionType.autocomplete:
            return
        text = self.reception.text(key, interaction.locale.value)
        with suppress(*FAILURES):
            if interaction.response.is_done():
                await interaction.edit_original_response(
                    content=text,
                    embed=None,
                    view=None,
                    attachments=[],
                    allowed_mentions=NO_MENTIONS,
                )
            else:
                await interaction.response.send_message(
                    text, ephemeral=True, allowed_mentions=NO_MENTIONS
                )

    def complete(
        self, interaction: discord.Interaction, option: Option, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Return what an option may be given, from memory."""
        found = self.reception.suggest(option, typed, interaction.locale.value)
        return [
            app_commands.Choice(name=cut(its.label, CHOICE), value=its.value)
            for its in found[:CHOICES]
        ]

    def _ask(self, interaction: discord.Interaction, command: str, given: Mapping[str, str]) -> Ask:
        """Return a question with what Discord says of its asker and of the place."""
        manages = any(its.name == command and its.manages for its in self.reception.offers)
        asker = _asker(interaction)
        if manages and "list" in given.values():
            asker = _with_channels(asker, interaction)
        return Ask(given, f"discord:{interaction.channel_id}", asker)

    async def _answer(
        self, interaction: discord.Interaction, command: str, ask: Ask, *, private: bool
    ) -> None:
        """Answer; announce the answer first where it takes its time."""
        asked = self.reception.answer(command, ask, interaction.locale.value)
        answering = asyncio.create_task(asked)
        with suppress(discord.NotFound):  # the asker's client gave up waiting: nobody is there
            done, _ = await asyncio.wait([answering], timeout=DEFER_AFTER)
            if not done:
                await interaction.response.defer(ephemeral=private, thinking=True)
            await self._show(interaction, await answering, announced=private)

    async def _show(self, interaction: discord.Interaction, view: View, *, announced: bool) -> None:
        """Show an answer: with its picture if that is there, else the picture follows."""
        if interaction.message and _takes_place(interaction, private=view.private):
            self.later.forget(interaction.message.id)
        draws = view.figure is not None and interaction.app_permissions.attach_files
        picture = await self.later.at_once(view) if draws else None
        try:
            number, change = await _send(
                interaction, render(view, picture), private=view.private, announced=announced
            )
        except discord.HTTPException as error:
            if picture is None or not is_of_file(error):
                raise
            await _send(interaction, render(view), private=view.private, announced=announced)
            return
        if draws and picture is None:
            self.later.add(number, view, change)


def _takes_place(interaction: discord.Interaction, *, private: bool) -> bool:
    """Return whether a row was chosen from the menu of a receipt: its answer takes its place."""
    data: Mapping[str, Any] = interaction.data or {}
    is_choice = bool(data.get("values")) and _is_private(interaction)
    return private and is_choice and not interaction.response.is_done()


async def _send(
    interaction: discord.Interaction, message: Message, *, private: bool, announced: bool
) -> tuple[int, Change]:
    """Send an answer: at once, or in place of its announcement.

    Returns the message's id, and what shows another one in its place.
    """
    if interaction.response.is_done():
        return await _send_late(interaction, message, private=private, announced=announced)
    if _takes_place(interaction, private=private):
        sent = await interaction.response.edit_message(
            embed=message.embed,
            view=message.buttons(),
            attachments=message.files(),
            allowed_mentions=NO_MENTIONS,
        )
    else:
        sent = await interaction.response.send_message(
            embed=message.embed,
            view=message.buttons() or discord.utils.MISSING,
            files=message.files(),
            ephemeral=private,
            allowed_mentions=NO_MENTIONS,
        )
    number = sent.message_id if sent else None
    return number or interaction.id, _changing(interaction.edit_original_response)


async def _send_late(
    interaction: discord.Interaction, message: Message, *, private: bool, announced: bool
) -> tuple[int, Change]:
    """Send an answer that was announced, perhaps to others than will see it."""
    change = _changing(interaction.edit_original_response)
    if private == announced:
        return (await change(message)).id, change
    # What follows an announcement first takes its place, and is seen by whoever saw that.
    await interaction.edit_original_response(content="…", allowed_mentions=NO_MENTIONS)
    sent = await interaction.followup.send(
        embed=message.embed,
        view=message.buttons() or discord.utils.MISSING,
        files=message.files(),
        ephemeral=private,
        allowed_mentions=NO_MENTIONS,
        wait=True,
    )
    await interaction.delete_original_response()
    return sent.id, _changing(sent.edit)


def _changing(edit: Callable[..., Awaitable[Sent]]) -> Callable[[Message], Awaitable[Sent]]:
    """Return what shows a message by one of discord.py's ways to edit one; never a mention."""

    def change(message: Message) -> Awaitable[Sent]:
        return edit(
            embed=message.embed,
            view=message.buttons(),
            attachments=message.files(),
            allowed_mentions=NO_MENTIONS,
        )

    return change


def _is_private(interaction: discord.Interaction) -> bool:
    """Return whether a press was on a message that only its reader sees."""
    return interaction.message is not None and interaction.message.flags.ephemeral


def _asker(interaction: discord.Interaction) -> Asker:
    """Return what Discord says of who asks and where; a person is an id and nothing else."""
    thread = isinstance(interaction.channel, discord.Thread)
    guild = _guild(interaction)
    allowed = interaction.permissions
    return Asker(
        person=f"discord:{interaction.user.id}",
        may_manage=allowed.manage_channels,
        may_show=allowed.send_messages_in_threads if thread else allowed.send_messages,
        is_member=guild is not None,
        lacks=lacking(interaction.app_permissions, in_thread=thread),
        language=_spoken(interaction),
        place=f"discord:{guild.id}" if guild else "",
        sees=frozenset(),
    )


def _guild(interaction: discord.Interaction) -> discord.Guild | None:
    """Return the server that is asked in, None where the bot is no member of it."""
    return interaction.client.get_guild(interaction.guild_id or 0)


def _spoken(interaction: discord.Interaction) -> str:
    """Return the language of the place; only a community says it, elsewhere it is the asker's."""
    guild, locale = _guild(interaction), interaction.guild_locale
    is_said = guild is not None and "COMMUNITY" in guild.features
    return locale.value if is_said and locale else interaction.locale.value


def _with_channels(asker: Asker, interaction: discord.Interaction) -> Asker:
    """Return an asker with the channels of the server that they may see, and may not."""
    guild, person = _guild(interaction), interaction.user
    if guild is None or not isinstance(person, discord.Member):
        return asker
    channels = (*guild.channels, *guild.threads)
    sees = frozenset(f"discord:{its.id}" for its in channels if _sees(person, its))
    hidden = frozenset(f"discord:{its.id}" for its in channels) - sees
    return replace(asker, sees=sees, hidden=hidden)


def _sees(person: discord.Member, place: discord.abc.GuildChannel | discord.Thread) -> bool:
    """Return whether a person may see a place; of private threads only who manages threads."""
    try:
        allowed = place.permissions_for(person)
    except discord.ClientException:  # a thread whose channel is not known here
        return False
    is_private = isinstance(place, discord.Thread) and place.is_private()
    return allowed.view_channel and (allowed.manage_threads or not is_private)
