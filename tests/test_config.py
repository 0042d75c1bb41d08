"""Settings: one file and the environment, which wins; what is wrong is named and stops it."""

from pathlib import Path

import pytest

from bot.config import ConfigError, Settings, load_secrets, load_settings
from bot.model import Metric


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no settings file is, unless a test writes one."""
    monkeypatch.chdir(tmp_path)


def settings(text: str = "", **environment: str) -> Settings:
    Path("overtake.toml").write_text(text, encoding="utf-8")
    return load_settings(environment)


def refused(text: str = "", **environment: str) -> str:
    """Return the one sentence that says what is wrong."""
    with pytest.raises(ConfigError) as caught:
        settings(text, **environment)
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def test_without_any_setting_it_watches_the_four_default_boards() -> None:
    its = load_settings({})
    assert its.database == Path("data/overtake.db")
    assert (its.language, its.families) == ("en", None)
    assert [(b.name, b.metric, set(b.tags), b.depth) for b in its.boards] == [
        ("trending", Metric.TRENDING, set(), 100),
        (
            "llm",
            Metric.DOWNLOADS,
            {"text-generation", "image-text-to-text", "any-to-any"},
            500,
        ),
        ("downloads", Metric.DOWNLOADS, set(), 300),
        ("likes", Metric.LIKES, set(), 300),
    ]


def test_the_file_says_and_the_environment_wins() -> None:
    text = 'database = "file.db"\nfamilies = "mine.toml"\n'
    assert settings(text).database == Path("file.db")
    its = settings(text, OVERTAKE_DATABASE="environment.db")
    assert (its.database, its.families) == (Path("environment.db"), Path("mine.toml"))


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    """Compose files and systemd units pass `NAME=` for what was left out."""
    assert settings('database = "file.db"', OVERTAKE_DATABASE="").database == Path("file.db")


def test_boards_are_configuration_with_any_task() -> None:
    [board] = settings(
        '[[boards]]\nname = "speech"\nmetric = "likes"\n'
        'tags = ["automatic-speech-recognition"]\ndepth = 50\n'
    ).boards
    its = board.board()
    assert (its.name, its.metric, its.depth) == ("speech", Metric.LIKES, 50)
    assert its.tags == ("automatic-speech-recognition",)


def test_another_file_is_named_by_the_environment(tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('database = "other.db"\n')
    its = settings('database = "file.db"', OVERTAKE_CONFIG=str(other))
    assert its.database == Path("other.db")


def test_variables_of_others_are_none_of_our_business() -> None:
    its = load_settings({"PATH": "/bin", "DISCORD_TOKEN": "x", "SLACK_BOT_TOKEN": "y", "HOME": "/"})
    assert its == Settings()


def test_a_proxy_or_a_test_server_can_stand_for_a_platform() -> None:
    its = settings(
        OVERTAKE_DISCORD_API="http://127.0.0.1:8080/api/v10",
        OVERTAKE_SLACK_API="http://127.0.0.1:8080/api/",
    )
    assert str(its.discord_api) == "http://127.0.0.1:8080/api/v10"
    assert str(its.slack_api) == "http://127.0.0.1:8080/api/"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('databse = "x"', "`databse`"),
        ('language = "klingon"', "`language`"),
        ("language = 5", "`language`"),
        ("boards = 5", "`boards`"),
        ('[[boards]]\nname = "a"\n', "boards.0.metric"),
        ('[[boards]]\nname = "a"\nmetric = "fame"\n', "boards.0.metric"),
        ('[[boards]]\nname = "a"\nmetric = "likes"\ndeep = 5\n', "boards.0.deep"),
        ('[[boards]]\nname = "a"\nmetric = "likes"\ndepth = 0\n', "boards.0.depth"),
        ('[[boards]]\nname = ""\nmetric = "likes"\n', "boards.0.name"),
        ('[[boards]]\nname = "a"\nmetric = "likes"\n' * 2, "two boards are named a"),
        ('discord_api = "not an address"', "`discord_api`"),
        ("[database]\nx = 1", "`database`"),
    ],
)
def test_a_wrong_setting_in_the_file_is_named(text: str, named: str) -> None:
    sentence = refused(text)
    assert "overtake.toml" in sentence
    assert named in sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OVERTAKE_DATABSE", "x.db"),
        ("OVERTAKE_LANGUAGE", "klingon"),
        ("OVERTAKE_DISCORD_API", "not an address"),
        ("OVERTAKE_CONFIG", "nowhere.toml"),
    ],
)
def test_a_wrong_setting_in_the_environment_is_named(name: str, value: str) -> None:
    sentence = refused(**{name: value})
    assert (value if name == "OVERTAKE_CONFIG" else name) in sentence


def test_a_file_that_is_not_toml_is_named_with_its_line() -> None:
    sentence = refused('language = "en"\ndatabase = \n')
    assert "overtake.toml" in sentence
    assert "line 2" in sentence


def test_a_file_that_is_not_text_is_named() -> None:
    Path("overtake.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"overtake\.toml"):
        load_settings({})


def test_a_file_from_a_windows_editor_is_read() -> None:
    """Such editors put a byte order mark first."""
    Path("overtake.toml").write_bytes(b'\xef\xbb\xbfdatabase = "file.db"\r\n')
    assert load_settings({}).database == Path("file.db")


def test_a_secret_in_the_file_is_refused_and_not_repeated() -> None:
    sentence = refused('discord_token = "hush-hush"\n')
    assert "discord_token" in sentence
    assert "environment" in sentence
    assert "hush-hush" not in sentence


def test_settings_cannot_be_changed_while_it_runs() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().language = "es"  # type: ignore[misc]


# --- secrets


def secret_refused(environment: dict[str, str]) -> str:
    with pytest.raises(ConfigError) as caught:
        load_secrets(environment)
    return str(caught.value)


def test_a_token_comes_from_the_environment_and_never_shows_itself() -> None:
    its = load_secrets({"HF_TOKEN": " hush-hush\n"})
    assert its.hf_token
    assert its.hf_token.get_secret_value() == "hush-hush"
    assert "hush" not in f"{its} {its!r} {its.model_dump()}"


def test_a_token_can_stand_in_a_file() -> None:
    Path("token").write_text("hush-hush\n", encoding="utf-8")
    its = load_secrets({"DISCORD_TOKEN_FILE": "token"})
    assert its.discord_token
    assert its.discord_token.get_secret_value() == "hush-hush"


def test_an_empty_token_is_none() -> None:
    assert load_secrets({"HF_TOKEN": "", "SLACK_BOT_TOKEN": " "}).hf_token is None


def test_a_token_that_cannot_be_read_is_named_without_it() -> None:
    assert "HF_TOKEN_FILE" in secret_refused({"HF_TOKEN_FILE": "nowhere"})
    assert "both" in secret_refused({"HF_TOKEN": "hush", "HF_TOKEN_FILE": "nowhere"})
    torn = secret_refused({"HF_TOKEN": "hush hush"})
    assert "HF_TOKEN" in torn
    assert "hush" not in torn


@pytest.mark.parametrize("text", ["U1,W2", " U1 , W2 ,"])
def test_slacks_managers_are_listed_with_commas(text: str) -> None:
    its = load_settings({"OVERTAKE_SLACK_MANAGERS": text})
    assert its.slack_managers == ("U1", "W2")


def test_a_manager_who_is_no_user_of_slack_is_named() -> None:
    with pytest.raises(
        ConfigError, match="OVERTAKE_SLACK_MANAGERS is wrong: @boss is no member id"
    ):
        load_settings({"OVERTAKE_SLACK_MANAGERS": "@boss"})
