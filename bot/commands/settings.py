"""The alerts of a channel as a form: every wish of `alerts on`, with what stands now."""

from collections.abc import Callable

from bot.commands.alerts import (
    ALERTS,
    check_asker,
)
from bot.commands.ask import Desk
from bot.commands.wishes import BOARDS, FAMILIES, LANGUAGE, PLACES, RHYTHM, RULES, TOP
from bot.model import Ask, Field, Form, Option, Subscription, Suggestion
from bot.texts import Words, nearest, words
from bot.views.names import named

Offered = Callable[[Option], tuple[Suggestion, ...]]
"""What may be chosen for an option."""


async def settings(desk: Desk, ask: Ask, offered: Offered) -> Form:
    """Return a channel's alerts to be filled in; saving turns on what is off. Raises AskError."""
    check_asker(desk, ask, "on")
    known = await desk.store.subscription(ask.channel)
    its = known or Subscription(ask.channel, language=nearest(desk.language))
    said = desk.words
    stands = "form-off" if known is None else "form-paused" if known.paused else "form-on"
    chosen = {
        BOARDS: its.boards,
        RULES: tuple(rule.value for rule in its.rules),
        FAMILIES: its.families,
        TOP: (str(its.top),),
        PLACES: (str(its.places),),
        RHYTHM: (its.rhythm.value,),
        LANGUAGE: (its.language,),
    }
    fields = tuple(
        Field(
            name=option.name,
            label=said.text(f"label-{option.name}"),
            offered=_with(_offered(said, option, offered), values),
            chosen=values,
            many=option.many,
        )
        for option, values in chosen.items()
    )
    return Form(
        title=said.text("alerts-list-title"),
        intro=said.say(stands, channel=named(ask.channel)),
        fields=fields,
        command=ALERTS.name,
        given={"action": "on"},
        submit=said.text("form-save"),
        cancel=said.text("form-cancel"),
    )


def _offered(said: Words, option: Option, offered: Offered) -> tuple[Suggestion, ...]:
    """Return what may be chosen: a language by its own name, a number as it is."""
    if option == RHYTHM:
        return tuple(Suggestion(said.text(f"rhythm-{it}"), it) for it in option.choices)
    if option == LANGUAGE:
        return tuple(Suggestion(words(it).text("language-name"), it) for it in option.choices)
    return tuple(Suggestion(it, it) for it in option.choices) or offered(option)


def _with(offered: tuple[Suggestion, ...], chosen: tuple[str, ...]) -> tuple[Suggestion, ...]:
    """Return what may be chosen, and what is chosen though it is offered no more."""
    known = {its.value for its in offered}
    return (*offered, *(Suggestion(it, it) for it in chosen if it not in known))
