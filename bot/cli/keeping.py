"""The bot put together and kept going: the work of `run` and `snapshot`."""

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from adapters.sources.huggingface import HubSource, Limits
from adapters.sources.huggingface.transport import ANONYMOUS_CALLS, TOKEN_CALLS
from bot.cli.hearing import hear
from bot.cli.logs import log_for
from bot.cli.platforms import PLATFORMS, Means, what_turns_on
from bot.cli.running import Parts, fail, now, parts
from bot.cli.watching import watched
from bot.collect import Collector
from bot.config import Secrets, load_secrets
from bot.daily import Outcome
from bot.delivery import deliver
from bot.drawing import Studio
from bot.keeper import Chore, Keeper, Stored, Taker
from bot.model import Step, Subscription
from bot.ports import Drawer, Log, Platform
from bot.reception import DeskReception
from bot.upkeep import Thinner
from bot.watch import Tally
from storage.copies import Nightly

GRACE = timedelta(minutes=2)
"""A collection ends this long after its time at the latest, unless the machine slept."""


@dataclass(frozen=True, slots=True)
class Live:
    """What a live day needs, beside the parts of every command."""

    parts: Parts
    secrets: Secrets
    taker: Taker
    log: Tally
    drawer: Drawer
    """Who draws the charts."""

    @property
    def means(self) -> Means:
        """Return what platforms are made of."""
        return Means(self.parts.settings, self.secrets, self.log, self.drawer)


@asynccontextmanager
async def live() -> AsyncIterator[Live]:
    """Put everything together for a live day; at the end nothing waits for the Hub any more."""
    secrets = load_secrets()
    async with parts(exclusive=True, create=True) as its:
        its.schedule.check()
        log = Tally(log_for(its.desk().words, its.console.for_progress()))
        source = _source(its, secrets, log)
        boards = [setting.board() for setting in its.settings.boards]
        collector = Collector(source, its.store, boards, its.families, log, its.settings.hub_calls)
        longest = timedelta(seconds=its.settings.hub_run_timeout) + GRACE
        taker, drawer = Taker(collector, its.daily(), now, log, longest), Studio(log)
        try:
            yield Live(its, secrets, taker, log, drawer)
        finally:
            source.close()
            await drawer.close()


def _source(its: Parts, secrets: Secrets, log: Log) -> HubSource:
    settings, token = its.settings, secrets.hf_token
    limits = Limits(
        page=settings.hub_timeout,
        run=settings.hub_run_timeout,
        pause=settings.hub_pause,
        calls=TOKEN_CALLS if token else ANONYMOUS_CALLS,
    )
    secret = token.get_secret_value() if token else None
    return HubSource(str(settings.hf_endpoint), secret, limits, log)


# --- run


async def keep() -> None:
    """Run the bot until SIGTERM or Ctrl-C, which end it with nothing half-done."""
    async with live() as its:
        platforms = await _platforms(its)
        reception = DeskReception(its.parts.desk, platforms, its.log, its.parts.settings.language)
        address = its.means.opened("ping_url")

        def is_done(day: date) -> bool:
            return keeper.today.day == day and keeper.today.done

        async with watched(its.parts, platforms, address, is_done, its.log) as watching:
            chores = (*_chores(its), *watching)
            keeper = Keeper(its.taker, platforms, its.parts.schedule, reception, chores)
            running = asyncio.create_task(keeper.run())
            for number in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(number, running.cancel)
            await asyncio.wait([running])
    its.log(Step.STOPPED)  # last: by now nothing is asked and the database is closed
    if not running.cancelled():
        running.result()


def _chores(its: Live) -> Sequence[Chore]:
    """Return what is seen to beside the days and the posts; a new chore is an entry here."""
    settings = its.parts.settings
    nightly = Nightly(settings.database, settings.copies, settings.backups, its.log)
    return (*([nightly] if settings.backups else []), Thinner(its.parts.store, its.log))


async def _platforms(its: Live) -> Mapping[str, Platform]:
    """Return every platform that has its token, and the terminal; say which are off, and why."""
    platforms: list[Platform] = [its.parts.console]
    for kind in PLATFORMS:
        if missing := what_turns_on(kind, its.means.has):
            its.log(Step.PLATFORM_OFF, platform=kind.name, variables=", ".join(missing))
            continue
        for library in kind.libraries:
            hear(library, its.log, kind.name)
        platforms.append(kind.make(its.means))
    if not platforms[1:]:
        await _post_here(its)
    return {platform.name: platform for platform in platforms}


async def _post_here(its: Live) -> None:
    """Turn the terminal's alerts on: nobody else would hear anything."""
    console = its.parts.console.name
    if await its.parts.store.subscription(console) is None:
        language = its.parts.settings.language
        await its.parts.store.subscribe(Subscription(console, language=language))
    its.log(Step.NO_PLATFORM, channel=console)


# --- snapshot


async def snap() -> int:
    """Take today's snapshot now, what is missing of it; return the exit status."""
    async with live() as its:
        plan = await its.taker.collector.plan(now().date())
        if plan.is_empty:
            its.log(Step.UNCHANGED, day=plan.day.isoformat())
            return 0
        tries = [await its.taker.take(plan)]
        if _is_worth_another(tries[0]):  # nobody comes back later
            tries.append(await its.taker.take(tries[0].left))
        console = its.parts.console
        await deliver(its.parts.store, {console.name: console}, now())
        if tries[-1].is_whole and not tries[-1].collected.failures:
            return 0
        fail(_what_is_missing(tries))
        return 1


def _is_worth_another(stored: Stored) -> bool:
    """Return whether to ask once more at once: the Hub is there, and it is still the same day."""
    same_day = stored.left.day == now().date()
    return not stored.is_whole and stored.taken.outcome is Outcome.STORED and same_day


def _what_is_missing(tries: Sequence[Stored]) -> str:
    """Return one sentence about what could not be had, and what to do."""
    stored = any(its.taken.outcome is Outcome.STORED for its in tries)
    kept = "what was had is stored" if stored else "nothing was stored"
    if not tries[-1].is_whole:  # else the rest is not to be had today, whoever asks
        kept += "; `overtake snapshot` later today asks for the rest"
    failures = tries[-1].collected.failures
    if not failures:
        return f"a list is not believed (`overtake quality` says why); {kept}"
    first, *others = failures
    more = f" (and {len(others)} more)" if others else ""
    return f"{first.part} can't be had from the Hub: {first.reason}{more}; {kept}"
