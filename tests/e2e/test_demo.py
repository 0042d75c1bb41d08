"""`overtake demo`: three invented months, each moment of the story told as a channel sees it."""

import re
import time

import pytest

from tests.e2e.program import Overtake, Run

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

QUESTIONS = ("rank qwen", "/compare qwen llama", "top llm 3", "nonsense", "rank 'open quote", "")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The demo with some questions, played once."""
    its = Overtake(tmp_path_factory.mktemp("demo"))
    start = time.perf_counter()
    run = its.cold("demo", *QUESTIONS)
    print(f"the demo took {time.perf_counter() - start:.1f} s; SPEC: under 10 s")
    assert [path.name for path in its.folder.iterdir()] == []  # all of it was temporary
    return run


@pytest.fixture(scope="module")
def posts(played: Run) -> dict[str, str]:
    """The posts by date, their rows in one line each."""
    found: dict[str, str] = {}
    for frame in re.findall(r"╭─+ (.*?)╰─", played.out, re.DOTALL):
        title, _, body = frame.partition("─")
        day = title.removeprefix("Open-model rankings, ").strip()
        assert day not in found  # one post a day
        lines = (line.strip("│ ") for line in body.splitlines()[1:])
        found[day] = " ".join(" ".join(lines).split())
    return found


def days(posts: dict[str, str], text: str) -> list[str]:
    """The days whose post says that."""
    return [day for day, said in posts.items() if text in said]


def test_it_ends_well_and_says_that_the_data_are_invented(played: Run) -> None:
    assert (played.status, played.err) == (0, "")
    assert "invented" in played.out.splitlines()[0].casefold()


def test_qwen_passes_llama_in_all_time_downloads_once(posts: dict[str, str]) -> None:
    """It is ahead on Nov 2 or 3, and that is told on the second good day."""
    [day] = days(posts, "Qwen passed Llama in all-time downloads")
    assert day in {"Nov 3, 2025", "Nov 4, 2025", "Nov 5, 2025"}
    assert days(posts, "Llama took the lead back") == []


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("Oct 20, 2025", "deepseek-ai/DeepSeek-OCR"),
        ("Nov 7, 2025", "moonshotai/Kimi-K2-Thinking"),
        ("Nov 26, 2025", "Tongyi-MAI/Z-Image-Turbo"),
    ],
)
def test_a_release_goes_straight_to_first(posts: dict[str, str], day: str, name: str) -> None:
    assert days(posts, f"{name} is the new #1 of trending") == [day]
    assert re.search(rf"{name} [^♛⇄◫▲]*top 10 of trending at 1, from below", posts[day])


def test_the_shock_has_a_note_when_it_opens_and_one_when_it_closes(posts: dict[str, str]) -> None:
    notes = {
        (day, word, board)
        for day, said in posts.items()
        for word in ("moved together", "back to normal")
        for board in ("LLMs by 30-day downloads", "the families' listings")
        if re.search(rf"⚠ [^⚠]*{board}[^⚠]*{word}|⚠ [^⚠]*{word}[^⚠]*{board}", said)
    }
    assert {(day, word) for day, word, _ in notes} == {
        ("Sep 8, 2025", "moved together"),
        ("Sep 17, 2025", "back to normal"),  # all-time counters
        ("Sep 18, 2025", "back to normal"),  # 30-day ones
    }
    for day in (f"Sep {day}, 2025" for day in range(8, 19)):
        for event in re.findall(r"[⇄✦][^♛⇄◫▲✦✚↕◔▼⚠]*", posts.get(day, "")):
            assert "downloads" not in event, day


def test_the_impostor_is_never_told(played: Run) -> None:
    assert "0pen-oss" not in played.out


def test_five_of_the_top_ten(posts: dict[str, str]) -> None:
    assert days(posts, "Alibaba now holds 5 of the top 10 of trending")


def test_a_model_passes_100_k_downloads_within_days(posts: dict[str, str]) -> None:
    pattern = r"passed 100K 30-day downloads[^✦]*?, (\d+) days? after its release"
    ages = [int(age) for said in posts.values() for age in re.findall(pattern, said)]
    assert min(ages) <= 7


def test_a_flapping_model_is_told_once_a_week(posts: dict[str, str]) -> None:
    """It goes in and out of the top 10 every day from Oct 2 to 11; back on the 7th day at best."""
    name = "moondream/moondream3-preview"
    told = days(posts, f"{name} entered the top 10") + days(posts, f"{name} is in the top 10")
    assert 1 <= sum(day.startswith("Oct") for day in told) <= 2


def test_missing_days_are_named_and_a_stale_one_is_silent(posts: dict[str, str]) -> None:
    assert days(posts, "2 days of trending are missing") == ["Nov 14, 2025 (since 3 days ago)"]
    assert not {"Nov 12, 2025", "Nov 13, 2025"} & posts.keys()
    stale = posts.get("Oct 14, 2025", "")
    assert "downloads" not in stale.replace("Open-model", "")


def test_a_post_has_ten_rows_at_most(played: Run) -> None:
    for frame in re.findall(r"╭─+ Open-model(.*?)╰─", played.out, re.DOTALL):
        assert len(re.findall(r"^│ [♛⇄◫▲✦✚↕◔▼⚠]", frame, re.MULTILINE)) <= 10


def test_it_answers_the_questions_given(played: Run) -> None:
    _, *answers = played.out.split("\n> ")
    assert len(answers) == len(QUESTIONS)
    rank, compare, top, nonsense, quote, nothing = answers
    assert "Qwen (family)" in rank
    assert re.search(r"all-time downloads +38\d(\.\d+)?M|all-time downloads +39\d(\.\d+)?M", rank)
    assert "Qwen is ahead of Llama in all-time downloads" in compare
    assert "Top 3 of" in top
    assert "nonsense" in nonsense
    assert "Nothing is known" in quote
    assert "no command" in nothing
