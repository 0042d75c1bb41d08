"""What a platform's people ask, answered; and what becomes of its channels. SPEC 6, 8, 9.

One reception serves every platform. Whatever goes wrong in an answer, the asker gets a sentence.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.allowance import Allowance
from bot.commands import COMMANDS
from bot.commands.ask import Answer, AskError, Command, Desk
from bot.commands.home import home
from bot.commands.reading import read
from bot.commands.settings import settings
from bot.delivery import address, check_refused, is_there, pause, tell_owners
from bot.faults import fault
from bot.memory import Memory
from bot.model import Ask, Asker, Form, Next, Offer, Option, Question, Step, Suggestion, View
from bot.ports import Log, OvertakeError, Platform, PostError
from bot.suggest import Names, choices, read_names, suggestions
from bot.texts import DEFAULT, languages, nearest, words
from bot.views.answers import notice, sentence

T = TypeVar("T")
REMOVED = "refused-removed"
"""The reason of alerts that pause because the bot was taken away."""


class DeskReception:
    """Gives every question a desk; implements `bot.ports.Reception`."""

    def __init__(
        self,
        desk: Callable[[str], Desk],
        platforms: Mapping[str, Platform],
        log: Log,
        default: str = DEFAULT,
    ) -> None:
        """Answer at the desk of a language, which has the time of the moment."""
        self._desk, self.default = desk, default
        self.store, self.platforms, self.log = desk(DEFAULT).store, platforms, log
        self.memory = Memory(self.store)
        self.offers: Sequence[Offer] = tuple(command.offer for command in COMMANDS.values())
        self.languages: Sequence[str] = languages()
        self.allowance = Allowance()
        self.names = Names(desk(DEFAULT).families)
        self._learnt = -1
        """The reading of the Hub that the names are of."""

    def desk(self, language: str) -> Desk:
        """Return where questions in a language are answered now."""
        return replace(self._desk(nearest(language)), memory=self.memory)

    async def refresh(self) -> None:
        """Learn what can be asked for: at the start and after each reading of the Hub."""
        reading = await self.store.last_reading()
        if reading != self._learnt:
            self.names, self._learnt = await read_names(self.desk(DEFAULT)), reading

    def text(self, key: str, language: str) -> str:
        """Return a sentence of `bot/texts`. Raises KeyError."""
        return words(language).text(key)

    # --- questions

    async def language(self, channel: str) -> str:
        """Return the language of a channel's alerts, or the one that is set for all."""
        known = await self.store.subscription(channel)
        return known.language if known else self.default

    async def read(self, text: str, language: str) -> Question | View:
        """Return what a line of words asks for, a near miss corrected; or what is wrong with it."""
        desk = self.desk(language)
        return await self._or_sorry(desk, lambda: read(desk, text))

    async def form(self, ask: Ask, language: str) -> Form | View:
        """Return a channel's alerts to be filled in, or why this asker can't; never raises."""
        desk = self.desk(language)

        def offered(option: Option) -> tuple[Suggestion, ...]:
            return choices(self.names, option, desk.words)

        return await self._or_sorry(desk, lambda: settings(desk, ask, offered))

    async def home(self, asker: Asker, language: str) -> Sequence[View]:
        """Return the parts of the page that is the bot's own; never raises."""
        desk = self.desk(language)
        found = await self._or_sorry(desk, lambda: home(desk, asker))
        return (found,) if isinstance(found, View) else found

    async def _or_sorry(self, desk: Desk, work: Callable[[], Awaitable[T]]) -> T | View:
        """Do work, or return what goes wrong in it as a sentence."""
        try:
            return await work()
        except AskError as error:
            return sentence(error.line)
        except OvertakeError as error:
            self.log(Step.TROUBLE, reason=str(error))
        except Exception as error:  # noqa: BLE001 - a fault of ours is said, and the bot goes on
            self.log(Step.TROUBLE, reason=fault(error))
        return notice(desk.words, "out-of-order")

    async def answer(self, command: str, ask: Ask, language: str) -> View:
        """Return what an asker is to see, whatever goes wrong; never raises."""
        desk = self.desk(language)
        try:
            self._admit(desk, command, ask)
            found = await _command(desk, command).answer(desk, ask)
            await self._post(desk, ask, found)
        except AskError as error:
            return _instead(command, ask, error)
        except OvertakeError as error:
            self.log(Step.TROUBLE, reason=str(error))
            return notice(desk.words, "out-of-order")
        except Exception as error:  # noqa: BLE001 - a fault of ours is said, and the bot goes on
            self.log(Step.TROUBLE, reason=fault(error))
            return notice(desk.words, "out-of-order")
        return _shown(desk, command, ask, found.view)

    def _admit(self, desk: Desk, command: str, ask: Ask) -> None:
        """Count a question, not a setting, against the person's allowance. Raises AskError."""
        is_counted = ask.asker.person and not (command in COMMANDS and COMMANDS[command].manages)
        wait = self.allowance.wait(ask.asker.person, desk.now) if is_counted else 0
        if wait:
            raise desk.error("too-many-questions", seconds=round(wait) or 1)

    async def _post(self, desk: Desk, ask: Ask, found: Answer) -> None:
        """Post what an answer has for the channel. Raises AskError where it isn't taken."""
        if found.post is None:
            return
        platform = self.platforms[ask.channel.partition(":")[0]]
        try:
            await platform.post(address(ask.channel, ask.asker.place), found.post, "")
        except PostError as error:
            reason = desk.words.reason(str(error))
            raise desk.error("not-posted", reason=reason) from error

    def suggest(self, option: Option, typed: str, language: str) -> Sequence[Suggestion]:
        """Return what an option may be given that begins or looks like what was typed."""
        return suggestions(self.names, option, typed, words(language))

    # --- channels

    async def left(self, where: Collection[str], reason: str = REMOVED) -> None:
        """Pause the alerts of closed channels, or of all of a place, and tell their owners."""
        closed = []
        for its in await self.store.subscriptions():
            paused = await pause(self.store, its.channel, reason) if is_there(its, where) else None
            if paused is not None:
                closed.append(paused)
                said = words(DEFAULT).reason(reason)
                self.log(Step.PAUSED, channel=its.channel, reason=said)
        await tell_owners(self.store, self.platforms, closed)

    async def returned(self, where: Collection[str] | None) -> None:
        """Try what a refusal paused: channels, all of a place, or all; what is open goes on."""
        for channel in await check_refused(self.store, self.platforms, where):
            self.log(Step.RESUMED, channel=channel)

    async def moved(self, channel: str, to: str) -> None:
        """Take a channel's alerts and posts to the name that it has now."""
        await self.store.move_channel(channel, to)

    # --- what a platform must not forget

    async def recall(self, name: str) -> str:
        """Return what was remembered under a name, or nothing."""
        return await self.store.recall(name)

    async def remembered(self, prefix: str) -> Mapping[str, str]:
        """Return all that was remembered under names that begin so."""
        return await self.store.remembered(prefix)

    async def remember(self, name: str, value: str) -> None:
        """Keep a value under a name; an empty one is forgotten."""
        await self.store.remember(name, value)


def _command(desk: Desk, name: str) -> Command:
    """Return a command by name. Raises AskError."""
    if name not in COMMANDS:
        raise desk.error("unknown-command", name=name[:80], names=", ".join(COMMANDS))
    return COMMANDS[name]


def _shown(desk: Desk, name: str, ask: Ask, view: View) -> View:
    """Return an answer as its asker sees it: what is theirs alone can be shown to the channel."""
    if COMMANDS[name].manages or not (ask.asker.may_show and (ask.show or view.private)):
        return view
    if ask.show:
        return replace(view, private=False, next=())
    show = Next(desk.words.text("show-to-channel"), name, ask.given, show=True)
    return replace(view, next=(show, *view.next))


def _instead(name: str, ask: Ask, error: AskError) -> View:
    """Return what is wrong with a question, and what can be asked instead with one press."""
    offered = []
    for other in error.instead:
        given = {key: other if it == error.asked else it for key, it in ask.given.items()}
        if given != ask.given:
            offered.append(Next(other, name, given))
    return replace(sentence(error.line), next=tuple(offered))
