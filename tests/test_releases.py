"""New official models: one event for a release, and nothing that only looks like one."""

from bot.model import Event, Kind, Listing, Reason, State
from tests.make import Machine, day, later, model, names, on

OLD = "Qwen/Qwen4-8B"


async def listed(overtake: Machine, *days: tuple[str, ...], **more: object) -> list[Event]:
    """List Qwen's namespace in full from 05-01 on, a day for each; return what was released."""
    for number, found in enumerate(days):
        rows = [row(name, number, **more) for name in found]
        await overtake.take(day(later("05-01", number), *rows, namespaces=["Qwen"]))
    return await overtake.told(Kind.RELEASED)


def row(name: str, number: int, **more: object) -> Listing:
    return model(name, **{"downloads": 5_000 + number, "created": "04-01", **more})


async def test_a_new_model_of_a_family_is_a_release(overtake: Machine) -> None:
    [event] = await listed(overtake, (OLD,), (OLD, "Qwen/Qwen5-8B"))
    assert (event.subject, event.day, event.facts.family) == ("Qwen/Qwen5-8B", on("05-02"), "qwen")


async def test_sizes_and_variants_of_one_release_are_one_event(overtake: Machine) -> None:
    new = ("Qwen/Qwen5-8B", "Qwen/Qwen5-70B", "Qwen/Qwen5-8B-Instruct", "Qwen/Qwen5-70B-FP8")
    [event] = await listed(overtake, (OLD,), (OLD, *new))
    assert set(event.facts.models) == set(new)


async def test_two_releases_of_a_day_are_two_events(overtake: Machine) -> None:
    new = ("Qwen/Qwen5-8B", "Qwen/Qwen5-Coder-8B")
    assert len(await listed(overtake, (OLD,), (OLD, *new))) == 2


async def test_later_sizes_are_part_of_the_release_that_was_told(overtake: Machine) -> None:
    first = (OLD, "Qwen/Qwen5-8B")
    assert len(await listed(overtake, (OLD,), first, (*first, "Qwen/Qwen5-70B"))) == 1
    [dropped] = await overtake.events(Kind.RELEASED, State.DROPPED)
    assert (dropped.subject, dropped.reason) == ("Qwen/Qwen5-70B", Reason.SAME_RELEASE)


async def test_copies_guards_embedders_and_adapters_are_no_release(overtake: Machine) -> None:
    copies = ("GGUF", "AWQ", "MLX", "GPTQ-Int4", "ONNX", "Guard", "Embedding", "Reranker", "LoRA")
    new = tuple(f"Qwen/Qwen5-8B-{copy}" for copy in copies)
    assert await listed(overtake, (OLD,), (OLD, *new)) == []


async def test_the_first_snapshot_ever_releases_nothing(overtake: Machine) -> None:
    assert await listed(overtake, (OLD,), created="04-30") == []


async def test_a_namespace_listed_for_the_first_time_releases_nothing(overtake: Machine) -> None:
    await overtake.take(day("05-01", trending=names(20)))
    rows = [row(f"Qwen/Qwen{n}-8B", n, created="04-30") for n in range(3)]
    await overtake.take(day("05-02", *rows, namespaces=["Qwen"], trending=names(20)))
    assert await overtake.events(Kind.RELEASED) == []


async def test_an_old_model_that_reaches_a_board_is_no_release(overtake: Machine) -> None:
    await overtake.take(day("05-01", trending=names(20)))
    old = model(OLD, created="01-01", trending=990)
    await overtake.take(day("05-02", old, trending=[OLD, *names(20)]))
    assert await overtake.events(Kind.RELEASED) == []


async def test_a_fresh_model_that_reaches_a_board_is_a_release(overtake: Machine) -> None:
    """Its repository can be created a month before it is made public."""
    await overtake.take(day("05-01", trending=names(20)))
    new = model(OLD, created="04-10", trending=990)
    await overtake.take(day("05-02", new, trending=[OLD, *names(20)]))
    [event] = await overtake.told(Kind.RELEASED)
    assert (event.subject, event.facts.age_days) == (OLD, 22)


async def test_a_stranger_that_calls_itself_qwen_releases_nothing(overtake: Machine) -> None:
    await overtake.take(day("05-01", trending=names(20)))
    fake = model("qwen-official/Qwen5-8B", created="05-01", trending=990)
    await overtake.take(*(day(f"05-0{n}", fake, trending=[fake.name, *names(20)]) for n in (2, 3)))
    assert await overtake.events(Kind.RELEASED) == []


async def test_a_rename_is_no_release(overtake: Machine) -> None:
    await overtake.take(day("05-01", model(OLD, id="q", likes=5), namespaces=["Qwen"]))
    await overtake.take(day("05-02", model("Qwen/Qwen-4-8B", id="q", likes=6), namespaces=["Qwen"]))
    assert await overtake.events(Kind.RELEASED) == []


async def test_a_model_that_vanished_and_came_back_is_no_release(overtake: Machine) -> None:
    other = "Qwen/Qwen5-8B"
    assert await listed(overtake, (OLD, other), (OLD,), (OLD, other)) == []


async def test_a_release_seen_only_in_a_rejected_list_waits_until_it_is_believed(
    overtake: Machine,
) -> None:
    new = model(OLD, created="05-01", trending=990)
    await overtake.take(day("05-01", trending=names(30)))
    await overtake.take(day("05-02", new, trending=[OLD, *names(5)]))
    assert await overtake.events(Kind.RELEASED) == []
    await overtake.take(day("05-02", new, trending=[OLD, *names(29)], at="15:30"))
    assert [e.subject for e in await overtake.told(Kind.RELEASED)] == [OLD]
