"""Recorded days: what is read, what is forgiven, what is refused and in which words."""

import csv
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.sources.recorded import (
    RecordedError,
    find_days,
    read_day,
    write_csv,
    write_day,
)
from bot.model import Board, Counts, Fetch, Listing, Metric

SHARED = Path(__file__).parents[2] / "shared" / "data"
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def recorded(folder: Path, name: str = "day.json", **keys: object) -> Path:
    """Write a small file of a day; a key that is given as `...` is left out."""
    day = {"taken_at": "2026-05-04T12:00:00Z", "lists": {}, "models": [], **keys}
    path = folder / name
    path.write_text(json.dumps({key: x for key, x in day.items() if x is not ...}), "utf-8")
    return path


def read_model(folder: Path, **keys: object) -> Listing:
    [listing] = read_day(recorded(folder, models=[{"id": "a/b", **keys}])).models
    return listing


def fault(path: Path) -> str:
    with pytest.raises(RecordedError) as raised:
        read_day(path)
    return str(raised.value)


# --- what is read ----------------------------------------------------------------------------


def test_a_day_is_read_with_everything_it_can_hold(tmp_path: Path) -> None:
    model = {
        "_id": "65f1",
        "id": "Qwen/Qwen4-8B",
        "downloads": 12,
        "downloadsAllTime": 340,
        "likes": 5,
        "trendingScore": 92.5,
        "pipeline_tag": "text-generation",
        "createdAt": "2026-04-01T08:00:00.000Z",
        "tags": ["license:apache-2.0"],
        "childrenModelCount": 7,
        "library_name": "transformers",
    }
    path = recorded(
        tmp_path,
        lists={"trending": ["Qwen/Qwen4-8B"]},
        namespaces=["Qwen"],
        gone=["a/deleted"],
        models=[model],
    )
    assert read_day(path) == Fetch(
        taken_at=NOON,
        lists={"trending": ("Qwen/Qwen4-8B",)},
        models=(
            Listing(
                name="Qwen/Qwen4-8B",
                counts=Counts(12, 340, 5, 7, 92.5),
                hub_id="65f1",
                created_at=datetime(2026, 4, 1, 8, tzinfo=UTC),
                pipeline_tag="text-generation",
                library="transformers",
            ),
        ),
        namespaces=frozenset({"Qwen"}),
        gone=frozenset({"a/deleted"}),
    )


def test_a_model_may_have_a_name_and_nothing_else(tmp_path: Path) -> None:
    assert read_model(tmp_path) == Listing("a/b")


def test_null_is_as_good_as_missing(tmp_path: Path) -> None:
    keys = "_id kind downloads downloadsAllTime likes trendingScore pipeline_tag createdAt tags"
    more = "childrenModelCount library_name"
    assert read_model(tmp_path, **dict.fromkeys(f"{keys} {more}".split())) == Listing("a/b")


def test_keys_that_nobody_knows_are_passed_over(tmp_path: Path) -> None:
    path = recorded(tmp_path, models=[{"id": "a/b", "gated": "manual"}], mood=["fine"])
    assert read_day(path).models == (Listing("a/b"),)


@pytest.mark.parametrize(("written", "count"), [(5, 5), (5.0, 5), (5.7, 5), (0, 0), (1e6, 10**6)])
def test_a_float_where_an_int_belongs_loses_its_fraction(
    tmp_path: Path, written: float, count: int
) -> None:
    downloads = read_model(tmp_path, downloads=written).counts.downloads
    assert (downloads, type(downloads)) == (count, int)


@pytest.mark.parametrize(
    ("written", "count"),
    [
        (9, 9),
        ({"finetune": 3, "adapter": 2.0, "merge": None}, 5),
        ({}, None),
        ({"merge": None}, None),
    ],
)
def test_derivatives_come_as_one_number_or_by_relation(
    tmp_path: Path, written: object, count: int | None
) -> None:
    assert read_model(tmp_path, childrenModelCount=written).counts.derivatives == count


def test_a_score_keeps_its_half_and_a_whole_one_stays_an_int(tmp_path: Path) -> None:
    assert read_model(tmp_path, trendingScore=92.5).counts.trending == 92.5
    assert type(read_model(tmp_path, trendingScore=92).counts.trending) is int


@pytest.mark.parametrize("written", ["last spring", "", 5, ["2026"], "0001-01-01T00:00:00+14:00"])
def test_a_creation_date_that_makes_no_sense_is_unknown(tmp_path: Path, written: object) -> None:
    assert read_model(tmp_path, createdAt=written).created_at is None


@pytest.mark.parametrize(
    "written",
    [
        "2026-05-04T12:00:00Z",
        "2026-05-04T12:00:00",
        "2026-05-04T14:00:00+02:00",
        "2026-05-03T22:00:00-14:00",
    ],
)
def test_the_time_is_told_in_utc(tmp_path: Path, written: str) -> None:
    taken_at = read_day(recorded(tmp_path, taken_at=written)).taken_at
    assert (taken_at, taken_at.tzinfo) == (NOON, UTC)


def test_a_model_that_is_repeated_counts_once_with_what_each_line_knew(tmp_path: Path) -> None:
    models = [
        {"id": "a/b", "likes": 5, "downloads": None},
        {"id": "c/d"},
        {"id": "a/b", "likes": 6, "downloads": 7, "_id": "65f1"},
    ]
    assert read_day(recorded(tmp_path, models=models)).models == (
        Listing("a/b", Counts(likes=5, downloads=7), hub_id="65f1"),
        Listing("c/d"),
    )


def test_a_model_and_a_space_of_one_name_are_two(tmp_path: Path) -> None:
    models = [{"id": "a/b", "likes": 1}, {"id": "a/b", "kind": "space", "likes": 2}]
    assert [x.counts.likes for x in read_day(recorded(tmp_path, models=models)).models] == [1, 2]


def test_a_name_that_is_repeated_in_a_list_keeps_its_first_place(tmp_path: Path) -> None:
    path = recorded(tmp_path, lists={"trending": ["a/b", "c/d", "a/b", "e/f"]})
    assert read_day(path).lists["trending"] == ("a/b", "c/d", "e/f")


def test_a_name_that_only_a_list_knows_becomes_a_bare_listing(tmp_path: Path) -> None:
    path = recorded(
        tmp_path, lists={"x": ["a/b", "gpt2"], "y": ["gpt2"]}, models=[{"id": "a/b", "likes": 1}]
    )
    assert read_day(path).models == (Listing("a/b", Counts(likes=1)), Listing("gpt2"))


def test_a_list_that_was_fetched_empty_is_not_one_that_was_not_asked(tmp_path: Path) -> None:
    assert read_day(recorded(tmp_path, lists={"trending": []})).lists == {"trending": ()}


def test_an_empty_id_of_the_hub_makes_no_two_models_the_same(tmp_path: Path) -> None:
    assert read_model(tmp_path, _id="").hub_id is None


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = recorded(tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_day(path).taken_at == NOON


# --- what is refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ({}, "`models.1.id` is missing"),
        ({"id": None}, "`models.1.id` must be text"),
        ({"id": ""}, "`models.1.id` must not be empty"),
        ({"id": "  "}, "`models.1.id` must not be empty"),
        ({"id": 5}, "`models.1.id` must be text"),
        ({"id": "a/\ud800"}, "`models.1.id` holds broken characters"),
        ("a/b", "`models.1` must be an object"),
        ({"id": "a/b", "downloads": "5"}, "`models.1.downloads` must be a number"),
        ({"id": "a/b", "likes": True}, "`models.1.likes` must be a number"),
        ({"id": "a/b", "likes": [5]}, "`models.1.likes` must be a number"),
        ({"id": "a/b", "likes": -1}, "`models.1.likes` must be 0 or more"),
        ({"id": "a/b", "likes": -0.5}, "`models.1.likes` must be 0 or more"),
        ({"id": "a/b", "likes": float("nan")}, "`models.1.likes` must be a number that can be"),
        ({"id": "a/b", "likes": float("inf")}, "`models.1.likes` must be a number that can be"),
        ({"id": "a/b", "likes": 10**400}, "`models.1.likes` must be a number that can be"),
        ({"id": "a/b", "downloadsAllTime": 2**63}, "`models.1.downloadsAllTime` must be a number"),
        ({"id": "a/b", "trendingScore": "92"}, "`models.1.trendingScore` must be a number"),
        ({"id": "a/b", "trendingScore": float("nan")}, "`models.1.trendingScore` must be a number"),
        ({"id": "a/b", "childrenModelCount": {"merge": "2"}}, "`models.1.childrenModelCount` must"),
        ({"id": "a/b", "childrenModelCount": {"x": -2}}, "`models.1.childrenModelCount` must be 0"),
        ({"id": "a/b", "pipeline_tag": 5}, "`models.1.pipeline_tag` must be text"),
        ({"id": "a/b", "_id": 5}, "`models.1._id` must be text"),
    ],
)
def test_a_wrong_value_is_named_by_its_key(tmp_path: Path, model: object, said: str) -> None:
    path = recorded(tmp_path, models=[{"id": "fine/one"}, model])
    assert f"{path}: {said}" in fault(path)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("taken_at", ..., "`taken_at` is missing"),
        ("taken_at", "yesterday", "`taken_at` must be a time such as"),
        ("taken_at", None, "`taken_at` must be a time such as"),
        ("taken_at", 1777896000, "`taken_at` must be a time such as"),
        ("taken_at", "0001-01-01T00:00:00+14:00", "`taken_at` must be a time such as"),
        ("taken_at", "0001-01-01T00:00:00Z", "`taken_at` must be of a year in which"),
        ("taken_at", "9999-12-31T23:59:59Z", "`taken_at` must be of a year in which"),
        ("lists", ..., "`lists` is missing"),
        ("lists", ["a/b"], "`lists` must be an object"),
        ("lists", {"trending": "a/b"}, "`lists.trending` must be a list"),
        ("lists", {"trending": None}, "`lists.trending` must be a list"),
        ("lists", {"trending": ["a/b", 5]}, "`lists.trending.1` must be text"),
        ("lists", {"trending": ["a/b", ""]}, "`lists.trending.1` must not be empty"),
        ("lists", {"": ["a/b"]}, "a name in `lists` must not be empty"),
        ("lists", {"\x1b[2J": 5}, "`lists.?[2J` must be a list"),
        ("models", ..., "`models` is missing"),
        ("models", None, "`models` must be a list"),
        ("models", {"id": "a/b"}, "`models` must be a list"),
        ("namespaces", "Qwen", "`namespaces` must be a list"),
        ("namespaces", [""], "`namespaces.0` must not be empty"),
        ("gone", [None], "`gone.0` must be text"),
    ],
)
def test_a_wrong_shape_is_named_by_its_key(
    tmp_path: Path, key: str, value: object, said: str
) -> None:
    path = recorded(tmp_path, "day.json", **{key: value})
    assert f"{path}: {said}" in fault(path)


def test_of_many_faults_the_first_is_named_and_the_others_counted(tmp_path: Path) -> None:
    path = recorded(tmp_path, models=[{}, {}, {}])
    assert "`models.0.id` is missing (and 2 more like it); correct it" in fault(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", ", line 1, column 1: not JSON"),
        (b'{\n "taken_at": 5\n "lists": {}}', ", line 3, column 2: not JSON"),
        (b'{"models": [', ", line 1, column 13: not JSON"),
        (b"\xff\xfe{}", ": not UTF-8 at byte 0; save it as UTF-8"),
        (b"[]", ": the file must be an object"),
        (b"null", ": the file must be an object"),
        (b"[" * 200_000, ": a number too long or brackets too deep"),
        (b"9" * 5_000, ": a number too long or brackets too deep"),
    ],
)
def test_a_file_that_is_no_day_is_named_with_its_line(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "day.json"
    path.write_bytes(content)
    assert f"{path}{said}" in fault(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert fault(tmp_path / "no.json") == (
        f"{tmp_path / 'no.json'}: can't be read (No such file or directory); "
        "check that it is there and yours to read"
    )


def test_a_folder_is_no_day(tmp_path: Path) -> None:
    assert "Is a directory" in fault(tmp_path)


# --- finding days ----------------------------------------------------------------------------


def test_days_come_in_their_own_order_whatever_the_order_given(tmp_path: Path) -> None:
    late = recorded(tmp_path, "a.json", taken_at="2026-05-06T12:00:00Z")
    early = recorded(tmp_path, "b.json", taken_at="2026-05-04T12:00:00Z")
    same = recorded(tmp_path, "c.json", taken_at="2026-05-04T12:00:00Z")
    # Later than `early` by the clock on the wall, earlier in UTC.
    first = recorded(tmp_path, "d.json", taken_at="2026-05-04T13:00:00+02:00")
    assert find_days([late, same, first, early]) == ([first, early, same, late], [])


def test_a_folder_stands_for_its_json_files_but_not_for_those_below(tmp_path: Path) -> None:
    day = recorded(tmp_path)
    below = tmp_path / "below.json"
    below.mkdir()
    recorded(below)
    (tmp_path / "notes.txt").write_text("no day")
    (tmp_path / "._day.json").write_text("what macOS leaves behind")
    assert find_days([tmp_path]) == ([day], [])


def test_a_file_that_is_named_twice_counts_once(tmp_path: Path) -> None:
    day = recorded(tmp_path)
    link = tmp_path / "link.json"
    link.symlink_to(day)
    around = tmp_path / ".." / tmp_path.name / "day.json"
    assert find_days([day, tmp_path, around, day]) == ([day], [])


def test_a_faulty_file_does_not_lose_the_others(tmp_path: Path) -> None:
    day = recorded(tmp_path, "fine.json")
    recorded(tmp_path, "timeless.json", taken_at=...)
    (tmp_path / "broken.json").write_text("{")
    days, faults = find_days([tmp_path / "gone.json", tmp_path])
    assert days == [day]
    assert [str(x).removeprefix(f"{tmp_path}/").split(",")[0][:30] for x in faults] == [
        "gone.json: can't be read (No s",
        "broken.json",
        "timeless.json: `taken_at` is m",
    ]


def test_an_empty_folder_is_a_fault(tmp_path: Path) -> None:
    days, [error] = find_days([tmp_path])
    assert not days
    assert f"no recorded days in {tmp_path}" in str(error)


def test_a_folder_that_is_closed_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(_self: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", closed)  # root, who runs CI, may open every folder
    _, [error] = find_days([tmp_path])
    assert f"{tmp_path}: can't be read (Permission denied)" in str(error)


# --- writing ---------------------------------------------------------------------------------


def test_a_day_is_written_in_the_documented_keys_and_order(tmp_path: Path) -> None:
    listing = Listing("a/b", Counts(12, 340, 5, 7, 92.0), "65f1", "model", NOON, "asr", "nemo")
    fetch = Fetch(
        NOON, {"trending": ("a/b",)}, (listing,), frozenset({"b", "a"}), frozenset({"c/d"})
    )
    path = write_day(tmp_path / "new" / "folder", fetch)
    assert path == tmp_path / "new" / "folder" / "2026-05-04.json"
    assert path.read_text("utf-8") == (
        '{"taken_at": "2026-05-04T12:00:00Z", "lists": {"trending": ["a/b"]}, '
        '"namespaces": ["a", "b"], "gone": ["c/d"], "models": [{"_id": "65f1", "id": "a/b", '
        '"downloads": 12, "downloadsAllTime": 340, "likes": 5, "trendingScore": 92, '
        '"pipeline_tag": "asr", "createdAt": "2026-05-04T12:00:00Z", "childrenModelCount": 7, '
        '"library_name": "nemo"}]}\n'
    )


def test_what_is_not_known_is_not_written(tmp_path: Path) -> None:
    path = write_day(tmp_path, Fetch(NOON, {"x": ()}, (Listing("a/b", kind="space"),)))
    assert json.loads(path.read_bytes()) == {
        "taken_at": "2026-05-04T12:00:00Z",
        "lists": {"x": []},
        "models": [{"id": "a/b", "kind": "space"}],
    }


def test_each_fetch_of_a_day_has_a_file_of_its_own(tmp_path: Path) -> None:
    moments = [NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=1, microseconds=5)]
    paths = [write_day(tmp_path, Fetch(x)) for x in moments]
    assert [path.name for path in paths] == [
        "2026-05-04.json",
        "2026-05-04T130000Z.json",
        "2026-05-04T130000.000005Z.json",
    ]
    assert [read_day(path).taken_at for path in paths] == moments
    assert [write_day(tmp_path, Fetch(x)) for x in moments] == paths
    assert find_days([tmp_path]) == (paths, [])


def test_the_day_in_the_name_is_that_of_utc(tmp_path: Path) -> None:
    tokyo = datetime(2026, 5, 4, 8, tzinfo=timezone(timedelta(hours=9)))
    assert write_day(tmp_path, Fetch(tokyo)).name == "2026-05-03.json"


def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / "2026-05-04.json"
    theirs.write_text("my notes")
    assert write_day(tmp_path, Fetch(NOON)).name == "2026-05-04T120000Z.json"
    assert theirs.read_text() == "my notes"


def test_names_that_are_all_taken_are_not_written_over(tmp_path: Path) -> None:
    for name in ("2026-05-04", "2026-05-04T120000Z", "2026-05-04T120000.000000Z"):
        (tmp_path / f"{name}.json").write_text("mine")
    with pytest.raises(RecordedError, match="its names are taken by other files; move them"):
        write_day(tmp_path, Fetch(NOON))


def test_nothing_unfinished_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_day(tmp_path, Fetch(NOON))
    before = path.read_bytes()

    def full(_self: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(RecordedError, match=r"can't be written to \(No space left on device\)"):
        write_day(tmp_path, Fetch(NOON, {"x": ("a/b",)}))
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == before


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    path = recorded(tmp_path)
    with pytest.raises(RecordedError, match=r"day\.json: can't be written to"):
        write_day(path, Fetch(NOON))
    with pytest.raises(RecordedError, match=r"day\.json: can't be written to"):
        write_csv(path, [])


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)
COUNTERS = st.none() | st.integers(0, 2**63 - 1)
SCORES = st.none() | st.floats(-1e9, 1e9)
MOMENTS = st.datetimes(timezones=st.just(UTC)).map(
    lambda moment: moment.replace(year=2016 + moment.year % 180, day=min(moment.day, 28))
)
LISTINGS = st.builds(
    Listing,
    name=NAMES,
    counts=st.builds(Counts, COUNTERS, COUNTERS, COUNTERS, COUNTERS, SCORES),
    hub_id=st.none() | NAMES,
    kind=st.sampled_from(["model", "space", "dataset"]),
    created_at=st.none() | MOMENTS,
    pipeline_tag=st.none() | st.text(st.characters(exclude_categories=["Cs"])),
    library=st.none() | NAMES,
)


@st.composite
def fetches(draw: st.DrawFn) -> Fetch:
    models = draw(st.lists(LISTINGS, unique_by=lambda x: (x.kind, x.name), max_size=5))
    names = [listing.name for listing in models]
    lists = st.lists(st.sampled_from(names), unique=True) if names else st.just([])
    return Fetch(
        taken_at=draw(MOMENTS),
        lists=draw(st.dictionaries(NAMES, lists.map(tuple), max_size=3)),
        models=tuple(models),
        namespaces=draw(st.frozensets(NAMES, max_size=3)),
        gone=draw(st.frozensets(NAMES, max_size=3)),
    )


@settings(deadline=None)  # it writes files, and a busy disk is no fault of ours
@given(fetches())
def test_what_is_written_is_read_again(fetch: Fetch) -> None:
    with TemporaryDirectory() as folder:
        assert read_day(write_day(Path(folder), fetch)) == fetch


# --- tables ----------------------------------------------------------------------------------


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_a_table_has_a_row_for_each_place_of_each_day(tmp_path: Path) -> None:
    models = (Listing("a/b", Counts(downloads=7, trending=92.5)), Listing("c/d"))
    days = [
        Fetch(NOON, {"trending": ("a/b", "c/d"), "llm": ("a/b",)}, models),
        Fetch(
            NOON + timedelta(days=1),
            {"trending": ("c/d",)},
            (Listing("c/d", Counts(trending=3.0)),),
        ),
    ]
    trending, llm = write_csv(tmp_path / "out", iter(days))
    assert trending == tmp_path / "out" / "trending.csv"
    assert rows(trending) == [
        ["day", "rank", "model", "value"],
        ["2026-05-04", "1", "a/b", "92.5"],
        ["2026-05-04", "2", "c/d", ""],
        ["2026-05-05", "1", "c/d", "3"],
    ]
    assert rows(llm)[1:] == [["2026-05-04", "1", "a/b", "7"]]
    assert sorted(x.name for x in (tmp_path / "out").iterdir()) == ["llm.csv", "trending.csv"]


def test_a_board_of_ones_own_has_its_own_metric(tmp_path: Path) -> None:
    fetch = Fetch(NOON, {"vision": ("a/b",), "x": ("a/b",)}, (Listing("a/b", Counts(likes=4)),))
    vision, unknown = write_csv(tmp_path, [fetch], [Board("vision", Metric.LIKES), Board("x")])
    assert rows(vision)[1][3] == "4"
    assert rows(unknown)[1][3] == ""


def test_of_two_fetches_of_a_day_the_first_that_is_not_empty_counts(tmp_path: Path) -> None:
    lists = [(), ("a/b",), ("c/d",)]
    fetches = [Fetch(NOON + timedelta(hours=n), {"x": x}) for n, x in enumerate(lists)]
    [table] = write_csv(tmp_path, fetches)
    assert [row[2] for row in rows(table)] == ["model", "a/b"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_name_is_never_run_as_a_formula(tmp_path: Path, start: str) -> None:
    name = f'{start}HYPERLINK("evil")'
    [table] = write_csv(tmp_path, [Fetch(NOON, {"x": (name,)}, (Listing(name),))])
    assert rows(table)[1][2] == f"'{name}"


def test_a_boards_name_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    boards = ["../../up", "..", "Likes", "likes", "趋势", "热门", "x" * 300]
    paths = write_csv(tmp_path / "out", [Fetch(NOON, dict.fromkeys(boards, ("a/b",)))])
    assert [path.parent for path in paths] == [tmp_path / "out"] * len(boards)
    assert [path.name for path in paths] == [
        "______up.csv",
        "__.csv",
        "Likes.csv",
        "likes-2.csv",
        "__-2.csv",
        "__-3.csv",
        f"{'x' * 80}.csv",
    ]


# --- real days -------------------------------------------------------------------------------


@pytest.mark.recorded
@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no recorded days in {SHARED}")
@pytest.mark.parametrize(("folder", "count"), [("hub-days", 123), ("wide-days", 8)])
def test_real_days_are_read_and_written_as_they_are(
    folder: str, count: int, tmp_path: Path
) -> None:
    paths, faults = find_days([SHARED / folder])
    assert (len(paths), faults) == (count, [])
    for path in paths:
        fetch = read_day(path)
        assert fetch.day.isoformat() == path.stem
        assert all(fetch.lists.values())
        assert read_day(write_day(tmp_path, fetch)) == fetch
