"""The questions: whom a name means, changes over days, movers, releases, pace, and receipts."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from bot.commands import COMMANDS
from bot.commands.ask import Answer, AskError, Desk, parse
from bot.commands.find import find
from bot.commands.why import known_facts
from bot.families import load
from bot.findings import CompareFacts, MoversFacts, RankFacts, ReleaseFacts, TopFacts, WhyFacts
from bot.memory import load_directory
from bot.model import Ask, Facts, Fetch, Kind, Metric, Reason, State, View
from bot.texts import plain
from tests.make import (
    BOARDS,
    FAMILIES,
    Machine,
    counted,
    crowd,
    day,
    later,
    model,
    moment,
    names,
    on,
)

HERO, STRANGER = "Qwen/Qwen4-8B", "0pen-oss/too-good"
RIVAL = "meta-llama/Llama-5"
SHIPPED = load()


def desk(overtake: Machine, now: datetime | None = None, *, shipped: bool = False) -> Desk:
    """Return where questions are answered; with the families that we ship, if told so."""
    return Desk(
        store=overtake.store,
        families=SHIPPED if shipped else FAMILIES,
        boards={board.name: board for board in BOARDS},
        now=now or moment("06-30"),
        language="en",
    )


async def asked(overtake: Machine, command: str, *words: str, shipped: bool = False) -> Answer:
    at = desk(overtake, shipped=shipped)
    question = COMMANDS[command]
    return await question.answer(at, parse(question, words, at, "console"))


async def refused(overtake: Machine, command: str, *words: str, shipped: bool = False) -> str:
    """Return the sentence that says why there is no answer."""
    with pytest.raises(AskError) as caught:
        await asked(overtake, command, *words, shipped=shipped)
    return str(caught.value)


async def rank(overtake: Machine, *words: str, shipped: bool = False) -> RankFacts:
    facts = (await asked(overtake, "rank", *words, shipped=shipped)).facts
    assert isinstance(facts, RankFacts)
    return facts


def said(view: View) -> str:
    """Return all that a view says."""
    cells = [cell for table in view.tables for row in table.rows for cell in row]
    lines = [view.title, *(row.line for row in view.rows), *cells, view.more, *view.notes]
    return "\n".join("".join(span.text for span in line) for line in lines)


def links(view: View) -> set[str]:
    """Return the names that open a page."""
    cells = [cell for table in view.tables for row in table.rows for cell in row]
    lines = [view.title, *(row.line for row in view.rows), *cells, view.more, *view.notes]
    return {span.text for line in lines for span in line if span.url}


def trending(when: str, *first: str, depth: int = 30, **more: object) -> Fetch:
    return day(when, trending=[*first, *names(depth - len(first))], **more)  # type: ignore[arg-type]


# --- whom does a name mean?


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("qwen", "qwen"),
        ("QWEN", "qwen"),
        ("  Qwen ", "qwen"),
        ("通义", "qwen"),
        ("通义千问", "qwen"),
        ("tongyi", "qwen"),
        ("alibaba", "qwen"),
        ("meta", "llama"),
        ("deepseek", "deepseek"),
        ("openai", "gpt-oss"),
    ],
)
async def test_what_people_type_finds_the_family(
    overtake: Machine, name: str, subject: str
) -> None:
    """SPEC 2: the aliases people type (`alibaba`, `tongyi`, `通义` for Qwen; `meta` for Llama)."""
    await overtake.take(trending("05-01", HERO))
    found = await rank(overtake, name, shipped=True)
    assert (found.query, found.kind, found.subject) == (name, "family", subject)


@pytest.mark.parametrize(
    ("name", "kind", "subject"),
    [
        ("china", "country", "CN"),
        ("Alibaba", "organisation", "alibaba"),
        (HERO, "model", HERO),
        (HERO.lower(), "model", HERO),
        ("qwen4-8b", "model", HERO),
    ],
)
async def test_a_country_an_organisation_and_a_model_are_found(
    overtake: Machine, name: str, kind: str, subject: str
) -> None:
    await overtake.take(trending("05-01", HERO))
    found = await rank(overtake, name)
    assert (found.kind, found.subject) == (kind, subject)


async def test_a_renamed_model_is_found_by_its_former_names(overtake: Machine) -> None:
    for number, name in enumerate(["THUDM/glm-x", "zai-org/glm-x", "zai-org/glm-y"], start=1):
        row = model(name, id="g", trending=1000 - number)
        await overtake.take(day(f"05-0{number}", row, trending=[name, *names(29)]))
    for name in ("THUDM/glm-x", "zai-org/glm-x", "zai-org/GLM-Y", "glm-y"):
        assert (await rank(overtake, name)).subject == "zai-org/glm-y"


async def test_an_ambiguous_name_gets_a_short_choice_and_each_of_it_answers(
    overtake: Machine,
) -> None:
    twins = [f"{owner}/gpt2" for owner in ("one", "two", "three", "four", "five", "six")]
    await overtake.take(day("05-01", trending=[*twins, *names(24)]))
    sentence = await refused(overtake, "rank", "gpt2")
    offered = [name for name in twins if name in sentence]
    assert 2 <= len(offered) <= 5
    for name in offered:
        assert (await rank(overtake, name)).subject == name


async def test_of_models_with_the_same_name_a_known_publishers_is_meant(overtake: Machine) -> None:
    await overtake.take(day("05-01", trending=[STRANGER, "someone/Qwen4-8B", HERO, *names(20)]))
    assert (await rank(overtake, "Qwen4-8B")).subject == HERO


async def test_no_choice_that_is_offered_leads_back_to_the_same_choice(overtake: Machine) -> None:
    """Whoever asks for a family or an organisation by its label gets an answer in the end."""
    await overtake.take(trending("05-01", HERO))
    at, directory = desk(overtake, shipped=True), await load_directory(overtake.store)
    labels = [its.label for groups in SHIPPED.groups.values() for its in groups.values()]
    dead = []
    for label in labels:
        try:
            find(at, directory, label)
        except AskError as error:
            dead += [label] if str(error).count(label) > 1 else []
    assert dead == []


async def test_an_unknown_name_gets_the_nearest_ones(overtake: Machine) -> None:
    await overtake.take(trending("05-01", HERO))
    assert "Qwen" in await refused(overtake, "rank", "qwenn")
    assert HERO in await refused(overtake, "rank", "Qwen4-8")
    sentence = await refused(overtake, "rank", "is anybody there")
    assert "did you mean" not in sentence


@pytest.mark.parametrize(
    "name", ["是什么", "🤖", "مرحبا", "x" * 10_000, "", "\u202eevil", "/", "a\nb"]
)
async def test_any_question_is_answered_in_one_short_line(overtake: Machine, name: str) -> None:
    await overtake.take(trending("05-01", HERO))
    sentence = await refused(overtake, "rank", name)
    assert len(sentence) < 300
    assert not {"\n", "\u202e"} & set(sentence)


@pytest.mark.parametrize(
    "question",
    ["rank qwen", "rank some/thing", "top", "compare qwen llama", "movers", "releases"],
)
async def test_before_the_first_day_it_says_when_that_is_due(
    overtake: Machine, question: str
) -> None:
    command, *words = question.split()
    sentence = await refused(overtake, command, *words)
    assert "No rankings yet" in sentence
    assert "Jun 30, 2026, 13:30 UTC" in sentence or "Jul 1, 2026, 13:30 UTC" in sentence


def test_too_many_words_and_missing_ones_are_explained(overtake: Machine) -> None:
    at = desk(overtake)
    for command, words in (("status", ["now"]), ("compare", ["qwen"]), ("why", [])):
        with pytest.raises(AskError, match=command):
            parse(COMMANDS[command], words, at, "console")
    assert parse(COMMANDS["rank"], ["deep", "seek"], at, "console") == Ask({"name": "deep seek"})


# --- rank and top: changes over days


async def test_changes_over_a_day_a_week_and_a_month_with_missing_days_unknown(
    overtake: Machine,
) -> None:
    """On the board at 20 on the first day, 12 on the 24th, 5 on the 30th and 3 on the 31st."""
    places = {1: 20, 24: 12, 30: 5, 31: 3}
    for number in range(1, 32):
        if number not in {*places, 2, 3, 29}:
            continue
        listing = names(30)
        if number in places:
            listing.insert(places[number] - 1, HERO)
        await overtake.take(day(later("05-01", number - 1), trending=listing[:30]))
    [place] = (await rank(overtake, HERO)).boards
    assert (place.board, place.rank, place.day) == ("trending", 3, on("05-31"))
    assert place.change == {"1": 2, "7": 9, "30": 17}
    await overtake.take(day("06-02", trending=[HERO, *names(29)]))
    [place] = (await rank(overtake, HERO)).boards
    assert (place.rank, place.day) == (1, on("06-02"))
    assert place.change == {"1": None, "7": None, "30": None}  # 06-01, 05-26 and 05-03: not seen


async def test_a_fall_is_negative_and_standing_still_is_zero(overtake: Machine) -> None:
    for number, listing in enumerate(([HERO, RIVAL], [RIVAL, HERO], [RIVAL, HERO]), start=1):
        await overtake.take(trending(f"05-0{number}", *listing))
        [place] = (await rank(overtake, HERO)).boards
        assert place.change["1"] == {1: None, 2: -1, 3: 0}[number]


async def test_a_family_shows_its_best_placed_model_on_each_board(overtake: Machine) -> None:
    rows = [
        model("Qwen/small", trending=10, likes=900, downloads=50, all_time=70),
        model("Qwen/large", trending=90, likes=100, downloads=60, all_time=80),
        model(RIVAL, trending=50, likes=500, downloads=500, all_time=100),
    ]
    fetch = day(
        "05-01",
        *rows,
        namespaces=["Qwen", "meta-llama"],
        trending=["Qwen/large", RIVAL, "Qwen/small"],
        likes=["Qwen/small", RIVAL],
    )
    await overtake.take(fetch)
    found = await rank(overtake, "qwen")
    assert [(b.board, b.model, b.rank, b.value) for b in found.boards] == [
        ("trending", "Qwen/large", 1, 90),
        ("likes", "Qwen/small", 1, 900),
    ]
    totals = {t.metric: (t.value, t.place, t.cohort, t.complete) for t in found.totals}
    assert totals == {
        "all-time": (150, 1, 2, True),
        "downloads": (110, 2, 2, True),
        "likes": (1_000, 1, 2, True),
    }


async def test_rank_in_a_shock_says_that_the_numbers_are_not_to_be_believed(
    overtake: Machine,
) -> None:
    for number, scale in enumerate((1.0, 1.001, 0.8), start=1):
        await overtake.take(counted(f"05-0{number}", crowd(scale), board="downloads"))
    assert "shock" in said((await asked(overtake, "top", "downloads")).view)
    assert "shock" in said((await asked(overtake, "rank", "person3/model")).view)


async def test_top_shows_movements_and_seats(overtake: Machine) -> None:
    await overtake.take(trending("05-01"), trending("05-02", HERO, STRANGER))
    facts = (await asked(overtake, "top", "trending", "4")).facts
    assert isinstance(facts, TopFacts)
    assert [(r.rank, r.model, r.change) for r in facts.rows] == [
        (1, HERO, None),
        (2, STRANGER, None),
        (3, "google/m1", -2),
        (4, "google/m2", -2),
    ]
    seats = {seat.organisation: seat.count for seat in facts.seats}
    assert seats == {"google": 2, "alibaba": 1, "unknown": 1}


async def test_top_is_the_trending_board_unless_another_is_asked_for(overtake: Machine) -> None:
    await overtake.take(day("05-01", likes=names(30), trending=names(30)))
    facts = (await asked(overtake, "top")).facts
    assert isinstance(facts, TopFacts)
    assert (facts.board, len(facts.rows)) == ("trending", 10)
    assert "likes" in await refused(overtake, "top", "fame")
    for count in ("0", "501", "many", "-3", "9" * 30):
        assert "1" in await refused(overtake, "top", "trending", count)


# --- no direct link before a publisher is known (SPEC 4)


async def test_a_strangers_model_has_no_direct_link_at_first(overtake: Machine) -> None:
    await overtake.take(trending("05-01"), trending("05-02", STRANGER, HERO))
    for question in (("top",), ("rank", STRANGER), ("movers", "trending", "1")):
        view = (await asked(overtake, *question)).view
        assert STRANGER in said(view)
        assert STRANGER not in links(view)
    assert HERO in links((await asked(overtake, "top")).view)
    await overtake.take(trending("05-03", STRANGER, HERO))
    assert STRANGER in links((await asked(overtake, "top")).view)


async def test_an_impostor_that_has_gone_never_has_a_direct_link(overtake: Machine) -> None:
    await overtake.take(trending("05-01"), trending("05-02", STRANGER), trending("05-03", HERO))
    view = (await asked(overtake, "rank", STRANGER)).view
    assert STRANGER in said(view)
    assert links(view) == set()


async def test_a_board_that_waits_for_its_first_day_is_not_said_to_be_none(
    overtake: Machine,
) -> None:
    await overtake.take(trending("05-01"), trending("05-02"))
    sentence = await refused(overtake, "top", "likes")
    assert "likes" in sentence
    assert "no snapshot yet" in sentence


async def test_the_whole_of_a_deep_board_can_be_asked_for(overtake: Machine) -> None:
    await overtake.take(day("05-01", trending=names(120)))
    facts = (await asked(overtake, "top", "trending", "100")).facts
    assert isinstance(facts, TopFacts)
    assert len(facts.rows) == 100


async def test_a_family_is_no_publisher_that_is_not_known_yet(overtake: Machine) -> None:
    await overtake.take(trending("05-01", HERO), trending("05-02", HERO))
    view = (await asked(overtake, "rank", "qwen")).view
    assert HERO in links(view)
    assert "without a link" not in said(view)


def test_a_receipt_for_programs_keeps_its_zeros() -> None:
    """A shock that closes with no alert held says so: 0 is a fact, not an absence."""
    assert known_facts(Facts(held=0, age_days=0, complete=False)) == {
        "held": 0,
        "age_days": 0,
        "complete": False,
    }


async def test_the_receipt_of_what_is_held_has_no_direct_link(overtake: Machine) -> None:
    await overtake.take(trending("05-01"), trending("05-02", STRANGER))
    held = await overtake.events(Kind.LEADER, State.HELD)
    view = (await asked(overtake, "why", str(held[0].id))).view
    assert STRANGER in said(view)
    assert STRANGER not in links(view)


# --- movers


async def movers(overtake: Machine, *words: str) -> MoversFacts:
    facts = (await asked(overtake, "movers", *words)).facts
    assert isinstance(facts, MoversFacts)
    return facts


async def test_movers_are_the_biggest_climbs_and_falls_first(overtake: Machine) -> None:
    before = names(30)
    after = [before[20], before[9], *(n for n in before if n not in {before[20], before[9]})]
    after.insert(29, after.pop(2))  # the former first is last
    await overtake.take(day("05-01", trending=before), day("05-08", trending=after))
    facts = await movers(overtake)
    assert (facts.since, facts.day) == (on("05-01"), on("05-08"))
    climbs = [(m.model, m.before, m.after, m.change) for m in facts.climbs]
    assert climbs[:2] == [("google/m21", 21, 1, 20), ("google/m10", 10, 2, 8)]
    assert facts.falls[0].model == "google/m1"
    assert facts.falls[0].change == -29
    assert [m.change for m in facts.falls] == sorted(m.change or 0 for m in facts.falls)


async def test_a_mover_from_outside_the_list_has_no_rank_there(overtake: Machine) -> None:
    await overtake.take(trending("05-01"), trending("05-08", HERO))
    facts = await movers(overtake)
    [new] = facts.climbs
    assert (new.model, new.before, new.after, new.change) == (HERO, None, 1, None)
    [gone] = [m for m in facts.falls if m.after is None]
    assert (gone.model, gone.before, gone.change) == ("google/m30", 30, None)
    assert "below 30" in said((await asked(overtake, "movers")).view)


async def test_a_model_that_a_deeper_list_shows_for_the_first_time_did_not_fall(
    overtake: Machine,
) -> None:
    """A list of 30 rows, then one of 100: nobody knows where the other 70 were."""
    await overtake.take(trending("05-01"), trending("05-08", depth=100))
    facts = await movers(overtake)
    assert facts.falls == ()


async def test_movers_start_at_the_next_day_known(overtake: Machine) -> None:
    for number in (1, 4, 8):
        await overtake.take(trending(f"05-0{number}"))
    assert (await movers(overtake, "trending", "5")).since == on("05-04")
    assert (await movers(overtake, "trending", "300")).since == on("05-01")
    assert "365" in await refused(overtake, "movers", "trending", "366")


# --- releases


async def releases(overtake: Machine, *words: str) -> tuple[ReleaseFacts, ...]:
    facts = (await asked(overtake, "releases", *words)).facts
    assert isinstance(facts, tuple)
    return facts


async def test_releases_of_a_family_or_of_all_newest_first(overtake: Machine) -> None:
    base = [model("Qwen/Qwen3-8B", likes=1), model("meta-llama/Llama-4", likes=1)]
    spaces = ["Qwen", "meta-llama"]
    await overtake.take(day("05-01", *base, namespaces=spaces))
    sizes = [model(f"Qwen/Qwen4-{size}B", likes=2) for size in (8, 32)]
    await overtake.take(day("05-02", *base, *sizes, namespaces=spaces))
    llama = model(RIVAL, likes=3)
    await overtake.take(day("05-20", *base, *sizes, llama, namespaces=spaces))
    found = await releases(overtake)
    assert [(r.day, r.family, set(r.models)) for r in found] == [
        (on("05-20"), "llama", {RIVAL}),
        (on("05-02"), "qwen", {"Qwen/Qwen4-8B", "Qwen/Qwen4-32B"}),
    ]
    assert [r.family for r in await releases(overtake, "qwen")] == ["qwen"]
    assert [r.family for r in await releases(overtake, "7")] == ["llama"]
    assert await releases(overtake, "qwen", "7") == ()
    assert await releases(overtake, "gemma") == ()
    sentence = await refused(overtake, "releases", "qwenn")
    assert "Qwen" in sentence


# --- compare: the gap and the pace


async def compare(overtake: Machine, *words: str) -> CompareFacts:
    facts = (await asked(overtake, "compare", *words)).facts
    assert isinstance(facts, CompareFacts)
    return facts


async def take_totals(overtake: Machine, totals: Mapping[str, Sequence[int]]) -> None:
    """Take in one all-time total for each family and day; 0 is a day that nobody saw."""
    for number, values in enumerate(zip(*totals.values(), strict=True)):
        if all(values):
            rows = dict(zip(totals, values, strict=True))
            fetch = counted(
                later("05-01", number),
                rows,
                metric=Metric.LIKES,
                namespaces=["Qwen", "meta-llama"],
            )
            await overtake.take(fetch)


async def test_the_pace_is_over_calendar_days_whatever_days_are_missing(overtake: Machine) -> None:
    await take_totals(
        overtake,
        {HERO: [1_000, 1_100, 0, 0, 1_400], RIVAL: [2_000, 2_010, 0, 0, 2_040]},
    )
    facts = await compare(overtake, "qwen", "llama")
    assert (facts.metric, facts.day) == ("likes", on("05-05"))
    assert (facts.a.subject, facts.a.value, facts.a.pace) == ("qwen", 1_400, 100)
    assert (facts.b.subject, facts.b.value, facts.b.pace) == ("llama", 2_040, 10)
    assert facts.gap == -640
    mirrored = await compare(overtake, "llama", "qwen", "likes")
    assert mirrored.gap == 640


async def test_the_pace_is_that_of_the_last_fourteen_good_days(overtake: Machine) -> None:
    slow, fast = [1_000 + n for n in range(10)], [1_010 + 50 * n for n in range(14)]
    await take_totals(overtake, {HERO: [*slow, *fast], RIVAL: [9_000 + n for n in range(24)]})
    facts = await compare(overtake, "qwen", "llama")
    assert (facts.days, facts.a.pace, facts.b.pace) == (14, 50, 1)


async def test_one_day_has_no_pace(overtake: Machine) -> None:
    await take_totals(overtake, {HERO: [1_000], RIVAL: [2_000]})
    facts = await compare(overtake, "qwen", "llama")
    assert (facts.a.pace, facts.b.pace) == (None, None)


async def test_a_list_that_holds_other_models_is_no_pace(overtake: Machine) -> None:
    """Qwen's total drops as one of its models leaves the list: nothing fell."""
    second = "Qwen/Qwen4-1B"
    for n, row in enumerate(({HERO: 1_000, second: 500}, {HERO: 1_010}, {HERO: 1_020})):
        rows = {**row, RIVAL: 2_000 + n}
        await overtake.take(counted(later("05-01", n), rows, metric=Metric.LIKES))
    facts = await compare(overtake, "qwen", "llama", "likes")
    assert (facts.a.pace, facts.b.pace, facts.b.complete) == (None, 1, False)
    assert (await compare(overtake, HERO, RIVAL, "likes")).a.pace == 10


async def test_a_model_can_be_compared_with_a_model(overtake: Machine) -> None:
    await take_totals(overtake, {HERO: [1_000, 1_010], RIVAL: [2_000, 2_030]})
    facts = await compare(overtake, HERO, RIVAL)
    assert [(s.kind, s.value, s.pace) for s in (facts.a, facts.b)] == [
        ("model", 1_010, 10),
        ("model", 2_030, 30),
    ]


async def test_what_has_no_such_metric_is_explained(overtake: Machine) -> None:
    await take_totals(overtake, {HERO: [1_000], RIVAL: [2_000]})
    assert "all-time" in await refused(overtake, "compare", "qwen", "llama", "all-time")
    assert "likes" in await refused(overtake, "compare", "qwen", "llama", "fame")
    assert await refused(overtake, "compare", "qwen", "gemma") == (
        "Gemma has no counts in the data of May 1, 2026."
    )
    assert await refused(overtake, "compare", "qwen", "gemma", "likes") == (
        "Gemma has no likes in the data of May 1, 2026."
    )
    assert await refused(overtake, "compare", "qwen", "gemma", "mistral", "likes") == (
        "Gemma and Mistral have no likes in the data of May 1, 2026."
    )


async def test_a_metric_that_is_refused_is_not_offered(overtake: Machine) -> None:
    await take_totals(overtake, {HERO: [1_000], RIVAL: [2_000]})
    names = "all-time, downloads, likes and derivatives"
    for asked_for in ("xyzzy", "trending"):
        sentence = await refused(overtake, "compare", "qwen", "llama", asked_for)
        assert sentence == f"There is no metric “{asked_for}”: take one of {names}."
    sentence = await refused(overtake, "compare", "qwen", "llama", "mistrall")
    assert sentence.startswith("Nothing is known as “mistrall”: did you mean Mistral or ")
    assert sentence.endswith(f"? The metrics are {names}.")


async def test_who_share_no_metric_are_told_so(overtake: Machine) -> None:
    rows = counted("05-01", {HERO: 1_000}, metric=Metric.LIKES)
    await overtake.take(rows, counted("05-02", {RIVAL: 1_000}, board="llm"))
    assert await refused(overtake, "compare", HERO, RIVAL) == (
        f"{HERO} and {RIVAL} have no count in common in the data of May 2, 2026."
    )


async def test_three_to_five_are_compared(overtake: Machine) -> None:
    gemma, mistral = "google/gemma-9", "mistralai/Large-9"
    days = {HERO: [1_000, 1_010], RIVAL: [2_000, 2_030], gemma: [3_000, 3_000]}
    await take_totals(overtake, {**days, mistral: [3_000, 3_000]})
    answer = await asked(overtake, "compare", "qwen", "llama", "gemma", "mistral", "qwen", "likes")
    facts = answer.facts
    assert isinstance(facts, CompareFacts)
    assert (facts.metric, facts.gap) == ("likes", -1_020)
    assert [(s.subject, s.value) for s in (facts.a, facts.b, *facts.more)] == [
        ("qwen", 1_010),
        ("llama", 2_030),
        ("gemma", 3_000),
        ("mistral", 3_000),
    ]
    assert plain(answer.view.rows[0].line) == (
        "Gemma leads in likes; Mistral has as many, Llama is 970 behind and Qwen 1,990"
    )
    assert plain(answer.view.title) == "Qwen, Llama, Gemma and Mistral"
    assert len(answer.view.tables[0].rows) == 4
    assert answer.view.figure
    assert len(answer.view.figure.curves) == 4


async def test_of_more_than_two_a_forecast_says_of_whom(overtake: Machine) -> None:
    """Llama will pass Gemma; Qwen is far ahead of both."""
    far, behind, ahead = (
        [90_000_000 + n for n in range(14)],
        [850_000 + 9_000 * n + 500 * n * n for n in range(14)],
        [1_100_000 + 10 * n for n in range(14)],
    )
    for number in range(14):
        rows = {HERO: far[number], RIVAL: behind[number], "google/gemma-9": ahead[number]}
        await overtake.take(
            counted(
                later("05-01", number),
                rows,
                metric=Metric.LIKES,
                namespaces=["Qwen", "meta-llama", "google", "deepmind"],
            )
        )
    answer = await asked(overtake, "compare", "qwen", "llama", "gemma")
    assert isinstance(answer.facts, CompareFacts)
    assert answer.facts.forecast
    assert answer.facts.forecast_of == ("llama", "gemma")
    assert "Llama passes Gemma in about" in plain(answer.view.rows[1].line)
    two = await asked(overtake, "compare", "gemma", "llama")
    assert isinstance(two.facts, CompareFacts)
    assert (two.facts.forecast, two.facts.forecast_of) == (answer.facts.forecast, ())


# --- why: the receipt


async def why(overtake: Machine, number: int) -> tuple[WhyFacts, str]:
    answer = await asked(overtake, "why", str(number))
    assert isinstance(answer.facts, WhyFacts)
    return answer.facts, said(answer.view)


async def test_the_receipt_of_what_was_told(overtake: Machine) -> None:
    await overtake.take(trending("05-01"), trending("05-02", HERO, at="13:37"))
    [event] = await overtake.told(Kind.ENTERED, top=10)
    facts, text = await why(overtake, event.id)
    assert facts.event.state == "told"
    assert facts.before is not None
    assert (facts.before.day, facts.before.taken_at) == (on("05-01"), moment("05-01"))
    assert (facts.after.day, facts.after.taken_at) == (on("05-02"), moment("05-02", "13:37"))
    assert (facts.before.quality, facts.after.quality) == ("ok", "ok")
    assert (facts.before.value, facts.after.value) == (None, 1)
    for part in (HERO, "told", "13:37", "May 2", "7 days"):
        assert part in text


async def test_the_receipt_of_what_is_held_says_what_it_waits_for(overtake: Machine) -> None:
    await overtake.take(trending("05-01"), trending("05-02", STRANGER))
    [event] = await overtake.events(Kind.LEADER, State.HELD)
    facts, text = await why(overtake, event.id)
    assert (facts.event.state, facts.event.reason) == ("held", Reason.UNKNOWN_PUBLISHER)
    assert facts.event.told_on is None
    assert "held" in text
    assert "two good snapshots" in text


async def test_the_receipt_of_what_was_dropped_says_why(overtake: Machine) -> None:
    await overtake.take(trending("05-01"), trending("05-02", HERO))
    await overtake.take(trending("05-03"), trending("05-04", HERO))
    dropped = await overtake.events(Kind.ENTERED, State.DROPPED)
    facts, text = await why(overtake, dropped[0].id)
    assert (facts.event.state, facts.event.reason) == ("dropped", Reason.RESTING)
    assert "dropped" in text
    assert "7 days" in text


async def test_a_leader_is_not_said_to_rest(overtake: Machine) -> None:
    """SPEC 5: `leader` never rests."""
    await overtake.take(trending("05-01"), trending("05-02", HERO))
    [event] = await overtake.told(Kind.LEADER)
    _, text = await why(overtake, event.id)
    assert "7 days" not in text


@pytest.mark.parametrize("number", ["0", "99", "abc", "", "9" * 40, "1.5", "#", "²"])
async def test_an_event_that_is_none_is_refused(overtake: Machine, number: str) -> None:
    await overtake.take(trending("05-01"), trending("05-02", HERO))
    assert await refused(overtake, "why", number)


async def test_an_events_number_may_be_written_as_it_is_shown(overtake: Machine) -> None:
    await overtake.take(trending("05-01"), trending("05-02", HERO))
    facts = (await asked(overtake, "why", "#1")).facts
    assert isinstance(facts, WhyFacts)
    assert facts.event.id == 1


# --- every command


async def test_each_command_is_in_the_help_and_answers_for_itself(overtake: Machine) -> None:
    await overtake.take(trending("05-01", HERO), trending("05-02", HERO, RIVAL))
    help_ = said((await asked(overtake, "help")).view)
    assert all(name in help_ for name in COMMANDS)
    assert {"rank", "top", "compare", "movers", "releases", "alerts", "why", "status"} < set(
        COMMANDS
    )
    status = said((await asked(overtake, "status")).view)
    assert "13:30" in status
    assert "May 2" in status


async def test_only_settings_receipts_and_help_are_for_the_asker_alone(overtake: Machine) -> None:
    await overtake.take(trending("05-01", HERO), trending("05-02", HERO))
    for question in ("rank qwen", "top", "movers"):
        assert not (await asked(overtake, *question.split())).view.private
    for question in ("alerts list", "alerts on", "alerts off", "help"):
        assert (await asked(overtake, *question.split())).view.private


async def test_alerts_are_the_asking_channels_own(overtake: Machine) -> None:
    at = desk(overtake)
    alerts = COMMANDS["alerts"]
    for channel in ("discord:1", "discord:2"):
        await alerts.answer(at, Ask({"action": "on", "top": "3"}, channel))
    await alerts.answer(at, Ask({"action": "pause"}, "discord:1"))
    await alerts.answer(at, Ask({"action": "off"}, "discord:2"))
    [left] = await overtake.store.subscriptions()
    assert (left.channel, left.top, bool(left.paused)) == ("discord:1", 3, True)
    await alerts.answer(at, Ask({"action": "on"}, "discord:1"))
    [left] = await overtake.store.subscriptions()
    assert (left.top, left.paused) == (3, None)  # what was wished for stays


async def test_the_next_snapshot_is_today_before_it_is_due_and_tomorrow_after(
    overtake: Machine,
) -> None:
    await overtake.take(trending("05-01"))
    for at, due in (("13:29", "May 1, 2026, 13:30 UTC"), ("13:30", "May 2, 2026, 13:30 UTC")):
        desk_then = desk(overtake, moment("05-01", at) + timedelta(seconds=1))
        answer = await COMMANDS["status"].answer(desk_then, Ask())
        assert due in said(answer.view)
