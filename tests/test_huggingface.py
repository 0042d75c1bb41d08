"""The Hub as a source, over a small one that works: its boards, namespaces, models and odd rows."""

import json
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path

import httpx2
import pytest
from aiohttp import web

from adapters.sources.huggingface.transport import proxy_of
from bot.model import Board, Listing, Metric
from bot.ports import SourceError
from tests.asking import Asking, names, row, served
from tests.hub import Fault, Hub, Row, world

PAGES = Path(__file__).parents[2] / "shared" / "data" / "raw-pages"
TRENDING = Board("trending", Metric.TRENDING, depth=100)
LIKES = Board("likes", Metric.LIKES, depth=100)


# --- what the Hub lists


async def test_a_board_is_in_the_hubs_order_where_scores_tie_or_are_fractions(
    hub: Hub, asking: Asking
) -> None:
    scores = {"a/z": 7.5, "a/tied-second": 7.25, "a/tied-first": 7.25, "a/b": 7, "a/unscored": None}
    hub.models = [row(name, trendingScore=score) for name, score in scores.items()]
    hub.orders["trendingScore"] = ["a/z", "a/tied-first", "a/tied-second"]
    hub.page = 2
    found = await asking(hub.url).board(TRENDING)
    assert {its.name: its.counts.trending for its in found} == scores
    assert names(found) == ["a/z", "a/tied-first", "a/tied-second", "a/b", "a/unscored"]


async def test_a_board_is_no_deeper_than_asked_and_no_page_is_read_in_vain(
    hub: Hub, asking: Asking
) -> None:
    source = asking(hub.url)
    found = await source.board(Board("likes", Metric.LIKES, depth=7))
    assert names(found) == [its["id"] for its in hub.models[:7]]
    assert source.calls == len(hub.calls) == 2


async def test_a_board_of_several_tasks_is_one_list_by_downloads(hub: Hub, asking: Asking) -> None:
    tasks = ("text-generation", "image-text-to-text", "text-to-image")
    for place, its in enumerate(hub.models):
        its["pipeline_tag"] = tasks[place % 3]
    hub.page = 2
    found = await asking(hub.url).board(Board("llm", Metric.DOWNLOADS, tasks[:2], depth=6))
    wanted = [its for its in hub.models if its["pipeline_tag"] in tasks[:2]]
    assert names(found) == [its["id"] for its in wanted[:6]]


async def test_a_board_that_the_hub_cannot_sort_is_refused_for_good_and_unasked(
    hub: Hub, asking: Asking
) -> None:
    with pytest.raises(SourceError, match="no list by all-time") as refused:
        await asking(hub.url).board(Board("ever", Metric.ALL_TIME))
    assert refused.value.lasting
    assert hub.calls == []


async def test_a_namespace_is_listed_in_full_over_all_its_pages(hub: Hub, asking: Asking) -> None:
    hub.models, hub.page = world(40), 4
    found = await asking(hub.url).namespace("Qwen")
    assert sorted(names(found)) == sorted(i["id"] for i in hub.models if i["id"][:5] == "Qwen/")
    assert len(hub.calls) == 4
    assert await asking(hub.url).namespace("nobody") == []


@pytest.mark.parametrize("whole", [False, True], ids=["board", "namespace"])
async def test_a_row_that_repeats_on_the_next_page_counts_once(
    hub: Hub, asking: Asking, *, whole: bool
) -> None:
    hub.models = [row(f"a/m{number}") for number in range(12)]
    hub.fault = lambda call: Fault.SHIFTED if call.number == 2 else None
    source = asking(hub.url)
    found = names(await (source.namespace("a") if whole else source.board(LIKES)))
    ids = [its["id"] for its in hub.models]
    assert found == [*ids[:7], *ids[8:]]  # the one that slipped between the pages is not known


# --- rows that are not what they should be

CREATED = datetime(2025, 3, 1, 6, 4, 45, tzinfo=UTC)
FIELDS = {
    "_id": "hub_id",
    "createdAt": "created_at",
    "downloads": "counts.downloads",
    "downloadsAllTime": "counts.all_time",
    "library_name": "library",
    "likes": "counts.likes",
    "pipeline_tag": "pipeline_tag",
    "trendingScore": "counts.trending",
}
GONE = object()
ODD: list[tuple[str, object, object]] = [
    *((key, value, None) for key in FIELDS for value in (GONE, None, [], {})),
    *((key, "many", None) for key in FIELDS if "counts" in FIELDS[key]),
    *((key, float("nan"), None) for key in FIELDS if "counts" in FIELDS[key]),
    *((key, float("inf"), None) for key in FIELDS if "counts" in FIELDS[key]),
    *((key, -3, None) for key in ("downloads", "downloadsAllTime", "likes")),
    *((key, True, None) for key in ("downloads", "likes", "trendingScore")),
    *((key, 7, None) for key in ("_id", "pipeline_tag", "library_name")),
    ("downloads", 12.0, 12),
    ("likes", 10**30, None),
    ("trendingScore", 8.125, 8.125),
    ("library_name", "", None),
    *(
        ("createdAt", value, None)
        for value in ("", "yesterday", 5, "2025-02-30T06:04:45.000Z", "2025-W01-1T00:00Z", "Z")
    ),
    ("createdAt", "2025-03-01T06:04:45Z", CREATED),
    ("createdAt", "2025-03-01T06:04:45.000000001Z", CREATED),
]


@pytest.mark.parametrize("key", FIELDS)
async def test_an_odd_value_is_unknown_and_spoils_neither_its_row_nor_the_page(
    asking: Asking, key: str
) -> None:
    odd = [(value, read) for its, value, read in ODD if its == key]
    rows = [
        row("google/usual"),
        *(row(f"google/odd{n}", **{key: odd[n][0]}) for n in range(len(odd))),
    ]
    given = [{its: value for its, value in each.items() if value is not GONE} for each in rows]

    async def answer(_: web.Request) -> web.Response:
        return web.json_response(given)

    async with served(answer) as url:
        usual, *found = await asking(url).namespace("google")
    assert names(found) == [its["id"] for its in rows[1:]]
    for listing, (value, read) in zip(found, odd, strict=True):
        told = {its: attrgetter(its)(listing) for its in FIELDS.values()}
        expected = {its: attrgetter(its)(usual) for its in FIELDS.values()}
        assert None not in expected.values()
        expected |= {"hub_id": f"id of {listing.name}", FIELDS[key]: read}
        assert told == expected, value


@pytest.mark.parametrize("odd", [{}, {"id": None}, {"id": ""}, {"id": 5}])
async def test_a_row_without_a_name_is_left_out(asking: Asking, odd: Row) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response([odd, {"id": "a/b"}])

    async with served(answer) as url:
        assert await asking(url).board(LIKES) == [Listing("a/b")]


@pytest.mark.parametrize("body", ["null", "5", '{"error": 1}', '["a/b"]', "[" * 100_000, "[NaN]"])
async def test_an_answer_that_holds_no_models_is_no_empty_board(asking: Asking, body: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=body, content_type="application/json")

    async with served(answer) as url:
        with pytest.raises(SourceError):
            await asking(url).board(LIKES)


@pytest.mark.recorded
@pytest.mark.skipif(not PAGES.is_dir(), reason=f"{PAGES} is not here")
@pytest.mark.parametrize("name", sorted(path.name for path in PAGES.glob("*.json")))
async def test_a_page_as_the_hub_gave_it_is_read(hub: Hub, asking: Asking, name: str) -> None:
    hub.models = json.loads((PAGES / name).read_text())
    hub.orders["trendingScore"] = [its["id"] for its in hub.models]
    hub.page = 1000
    found = await asking(hub.url).board(TRENDING)
    assert names(found) == hub.orders["trendingScore"]
    for its, said in zip(found, hub.models, strict=True):
        counts = (its.counts.trending, its.counts.downloads, its.counts.likes)
        assert counts == (said["trendingScore"], said["downloads"], said["likes"])
        assert its.created_at == datetime.fromisoformat(said["createdAt"])
        assert (its.hub_id, its.library) == (said["_id"], said.get("library_name"))
        assert its.pipeline_tag == said.get("pipeline_tag")


# --- one model


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (7, 7),
        ({"finetune": 3, "quantized": 4}, 7),
        ({"merge": "x"}, None),
        ({}, None),
        (None, None),
    ],
)
async def test_derivatives_are_one_number_or_one_for_each_relation(
    hub: Hub, asking: Asking, said: object, read: int | None
) -> None:
    hub.models = [row("a/b", childrenModelCount=said)]
    found = await asking(hub.url).look_up("a/b")
    assert found is not None
    assert found.counts.derivatives == read
    assert found.counts.likes == hub.models[0]["likes"]


async def test_a_renamed_model_is_found_by_its_old_name(hub: Hub, asking: Asking) -> None:
    hub.models, hub.renamed = [row("a/new")], {"a/old": "a/new"}
    source = asking(hub.url)
    found = await source.look_up("a/old")
    assert found is not None
    assert (found.name, found.hub_id) == ("a/new", "id of a/new")
    assert source.calls == 2


async def test_a_model_that_is_not_there_is_gone(hub: Hub, asking: Asking) -> None:
    hub.gone = {hub.models[0]["id"]}
    source = asking(hub.url)
    assert await source.look_up(hub.models[0]["id"]) is None
    assert await source.look_up("nobody/nothing") is None
    assert source.calls == 2  # a 404 is an answer


@pytest.mark.parametrize("code", ["RepoNotFound", "GatedRepo", ""])
@pytest.mark.parametrize("status", [401, 403])
async def test_a_model_that_we_may_not_see_is_not_said_to_be_gone(
    asking: Asking, status: int, code: str
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response({}, status=status, headers={"X-Error-Code": code})

    async with served(answer) as url:
        with pytest.raises(SourceError, match=f"answered {status}"):
            await asking(url).look_up("a/b")


async def test_a_name_that_can_be_none_is_refused_for_good(hub: Hub, asking: Asking) -> None:
    with pytest.raises(SourceError) as refused:
        await asking(hub.url).look_up("../etc/passwd")
    assert refused.value.lasting
    assert hub.calls == []


async def test_half_a_letter_in_a_row_spoils_no_page(hub: Hub, asking: Asking) -> None:
    """A lone surrogate is JSON, but no text that can be stored."""
    hub.models[0]["library_name"] = "\ud800x"
    hub.models[1]["id"] = "google/\udfff"
    found = await asking(hub.url).board(LIKES)
    assert len(found) == len(hub.models) - 1
    assert all(str(listing).encode() for listing in found)


@pytest.mark.parametrize(
    ("variables", "proxy"),
    [
        ({"HTTPS_PROXY": "http://proxy:1"}, "http://proxy:1"),
        ({"ALL_PROXY": "http://proxy:2"}, "http://proxy:2"),
        ({"HTTPS_PROXY": "http://proxy:1", "NO_PROXY": "hub.example"}, None),
        ({}, None),
    ],
)
def test_the_environments_proxy_is_heeded(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], proxy: str | None
) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert proxy_of(httpx2.URL("https://hub.example")) == proxy
