"""The image, what starts it and what builds it, read as data; `make image-check` does the rest."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import IN_ENVIRONMENT, SECRETS, load_secrets, load_settings
from tests.image.container import BUILDER, FINAL, GROUP, USER, VOLUME
from tests.image.reading import ROOT, is_let_through, stages

CI, IMAGE = ".github/workflows/ci.yml", ".github/workflows/image.yml"
IGNORE = (ROOT / ".dockerignore").read_text(encoding="utf-8")
IN_CONTAINER = "/run/secrets/"
SUBSTITUTED = re.compile(r"\$\{(\w+):([-+])([^}]*)\}")


def read(name: str) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    return found


COMPOSE = read("compose.yaml")
[SERVICE] = COMPOSE["services"].values()


# --- the Dockerfile


def test_both_stages_start_from_one_slim_python_by_its_tag() -> None:
    assert BUILDER.base == FINAL.base
    assert re.fullmatch(r"python:3\.\d+-slim-\w+", FINAL.base)


def test_the_image_ships_the_python_that_is_tested() -> None:
    [shipped] = re.findall(r":([\d.]+)-", FINAL.base)
    steps = [step for job in read(CI)["jobs"].values() for step in job["steps"]]
    set_up = [step["with"]["python-version"] for step in steps if "setup-python" in str(step)]
    assert set_up == [shipped]
    assert {"run": "bash .ci/run"} in steps
    assert f'python_version = "{shipped}"' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_only_what_is_pinned_and_hashed_is_installed_and_the_program() -> None:
    installs = [step.text for step in BUILDER.all("RUN") if " install " in step.text]
    libraries, program = (text.split(" && ")[0] for text in installs)
    assert "--require-hashes --no-deps -r requirements.txt" in libraries
    assert program.endswith("install --no-deps --no-build-isolation .")
    assert not [step for step in FINAL.all("RUN") if "pip" in step.text or "apt" in step.text]


def test_the_image_has_of_the_builder_only_the_environment() -> None:
    copied = [step.words for step in FINAL.all("COPY")]
    environment = BUILDER.all("RUN")[0].words[-1]
    assert copied == [[f"--from={BUILDER.name}", environment, environment]]
    assert FINAL.environment["PATH"] == f"{environment}/bin:$PATH"


def test_it_is_nobody_and_its_volume_is_its_own() -> None:
    assert USER == GROUP
    assert int(USER) > 1000
    words = [step.word for step in FINAL.steps]
    [made] = [at for at, step in enumerate(FINAL.steps) if "install --directory" in step.text]
    assert f"--owner={USER} --group={GROUP} {VOLUME}" in FINAL.steps[made].text
    assert made < words.index("USER") < words.index("VOLUME")
    assert VOLUME == FINAL.only("WORKDIR").text == "/data"


def test_without_a_setting_all_is_kept_in_the_volume() -> None:
    ours = {name: its for name, its in FINAL.environment.items() if name.startswith("OVERTAKE_")}
    assert Path(VOLUME) in load_settings(ours).database.parents
    assert FINAL.environment["HF_HOME"].startswith("/tmp/")  # noqa: S108 - the container's own


def test_it_is_started_stopped_and_asked_without_a_shell_between() -> None:
    assert FINAL.only("ENTRYPOINT").words == ["overtake"]
    assert FINAL.only("CMD").words == ["run"]
    assert FINAL.only("STOPSIGNAL").text == "SIGTERM"
    assert FINAL.health.words == ["overtake", "health"]
    assert FINAL.health.text.startswith("[")


# --- what goes into the build


def test_whatever_is_copied_is_there_and_let_through() -> None:
    sources = [source for sources, _ in BUILDER.copies for source in sources]
    assert {"bot", "adapters", "storage", "requirements.txt", "pyproject.toml"} <= set(sources)
    for source in sources:
        assert (ROOT / source).exists(), source
        assert is_let_through(source, IGNORE), source
    for file in ("bot/__main__.py", "bot/texts/es.ftl", "storage/queries/boards.sql"):
        assert is_let_through(file, IGNORE), file


@pytest.mark.parametrize(
    "path",
    [
        *(".env", ".env.example", ".git/config", ".venv/bin/python", ".github/workflows/ci.yml"),
        *("data/overtake.db", "overtake.db", "overtake.toml", "secrets/discord_token", "monday.db"),
        *("tests/hub.py", "docs/index.md", "bench/noise.py", "compose.yaml", "Dockerfile"),
        *("bot/__pycache__/config.cpython-311.pyc", "bot/texts/.en.ftl.swp", "storage/.env"),
    ],
)
def test_nothing_else_goes_into_the_build(path: str) -> None:
    assert not is_let_through(path, IGNORE)


def test_the_last_line_that_fits_a_file_or_a_folder_above_it_says() -> None:
    assert is_let_through("a/b.py", "")
    assert not is_let_through("a/b.py", "*.txt\na")
    assert is_let_through("a/b.py", "*\n!a")
    assert not is_let_through("a/b.py", "*\n!a\n**/b.*")
    assert is_let_through("a/b.py", "# a\nb.py\n*/b")


def test_secrets_are_kept_out_of_git_too() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"/.env", "/secrets/", "/data/"} <= set(ignored)


def test_a_dockerfile_is_read_as_an_engine_reads_it() -> None:
    text = (
        "# a comment\nARG B=x:1-slim\nFROM ${B} AS one\nRUN a \\\n    # within\n    && b\n"
        'FROM ${B}\nENV A=1 \\\n    C="d e"\nHEALTHCHECK --retries=3 CMD ["a", "b"]\n'
    )
    one, two = stages(text)
    assert (one.base, one.name, two.base) == ("x:1-slim", "one", "x:1-slim")
    assert one.only("RUN").text == "a && b"
    assert two.environment == {"A": "1", "C": "d e"}
    assert two.health.words == ["a", "b"]


# --- compose.yaml


def test_the_service_writes_to_its_volume_only_and_has_no_privilege() -> None:
    assert SERVICE["read_only"] is True
    assert SERVICE["volumes"] == [f"{next(iter(COMPOSE['volumes']))}:{VOLUME}"]
    assert len(COMPOSE["volumes"]) == 1
    assert [its.partition(":")[0] for its in SERVICE["tmpfs"]] == ["/tmp"]  # noqa: S108
    assert SERVICE["cap_drop"] == ["ALL"]
    assert SERVICE["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "user", "network_mode", "pid", "ports"} & SERVICE.keys()


def test_the_service_comes_back_and_stays_within_limits() -> None:
    assert SERVICE["restart"] == "unless-stopped"
    assert SERVICE["stop_grace_period"] == "10s"
    assert SERVICE["mem_limit"] == "512m"
    assert 64 <= SERVICE["pids_limit"] <= 1024
    assert {"max-size", "max-file"} <= SERVICE["logging"]["options"].keys()


def test_the_image_is_made_here_and_never_looked_for_elsewhere() -> None:
    assert SERVICE["build"] == "."
    assert SERVICE["pull_policy"] == "build"


def composed(given: dict[str, str], text: str) -> str:
    """Return what Compose makes of `${NAME:-else}` and `${NAME:+then}`."""

    def put(found: re.Match[str]) -> str:
        name, sign, other = found.groups()
        value = given.get(name, "")
        return value or other if sign == "-" else other if value else ""

    return SUBSTITUTED.sub(put, text)


def test_every_secret_can_be_a_file() -> None:
    assert {f"{name}_FILE" for name in SECRETS} == SERVICE["environment"].keys()
    assert SERVICE["secrets"] == list(COMPOSE["secrets"])
    for name in SECRETS:
        given = {f"{name}_FILE": "./secrets/one"}
        inside = composed(given, SERVICE["environment"][f"{name}_FILE"])
        assert inside.startswith(IN_CONTAINER)
        source = COMPOSE["secrets"][inside.removeprefix(IN_CONTAINER)]["file"]
        assert composed(given, source) == "./secrets/one"


def test_a_secret_that_nobody_gave_is_not_set_and_stops_nothing(tmp_path: Path) -> None:
    token = tmp_path / "discord_token"
    token.write_text("a.b.c\n", encoding="utf-8")
    given = {"DISCORD_TOKEN_FILE": str(token)}
    inside = {name: composed(given, its) for name, its in SERVICE["environment"].items()}
    assert inside.pop("DISCORD_TOKEN_FILE") == f"{IN_CONTAINER}discord_token"
    secrets = load_secrets({**inside, **given})
    assert [name for name, its in secrets if its is not None] == ["discord_token"]
    for its in COMPOSE["secrets"].values():  # an engine wants each to be there, set or not
        assert (ROOT / composed({}, its["file"])).is_file()


def test_a_token_in_env_itself_is_taken_too() -> None:
    inside = {name: composed({}, its) for name, its in SERVICE["environment"].items()}
    secrets = load_secrets({**inside, "DISCORD_TOKEN": "a.b.c"})
    assert secrets.discord_token
    assert SERVICE["env_file"] == [{"path": ".env", "required": False}]


def test_the_example_of_env_names_what_there_is() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    lines = [line.removeprefix("# ") for line in text.splitlines()]
    named = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))
    files = {name: its for name, its in named.items() if name.endswith("_FILE")}
    assert files.keys() == {f"{name}_FILE" for name in SECRETS}
    assert all(its.startswith("./secrets/") for its in files.values())
    assert named.keys() - files.keys() <= IN_ENVIRONMENT.keys()
    load_settings({name: its for name, its in named.items() if name not in files})


# --- the workflows


def steps(workflow: str, action: str) -> list[dict[str, Any]]:
    jobs = read(workflow)["jobs"].values()
    return [its for job in jobs for its in job["steps"] if its.get("uses", "").startswith(action)]


def test_the_image_is_made_for_both_architectures_with_its_parts_and_where_it_is_from() -> None:
    [built] = steps(IMAGE, "docker/build-push-action@")
    assert set(built["with"]["platforms"].split(",")) == {"linux/amd64", "linux/arm64"}
    assert built["with"]["sbom"] is True
    assert built["with"]["provenance"] == "mode=max"


def test_only_a_version_is_pushed_and_what_was_tried() -> None:
    triggers = read(IMAGE)[True]  # YAML takes `on` for yes
    assert triggers == {"push": {"tags": ["v*"]}, "pull_request": None}
    [built] = steps(IMAGE, "docker/build-push-action@")
    [login] = steps(IMAGE, "docker/login-action@")
    assert built["with"]["push"] == "${{ github.event_name == 'push' }}"
    assert login["if"] == "github.event_name == 'push'"
    assert read(IMAGE)["jobs"]["image"]["needs"] == "try"


@pytest.mark.parametrize("workflow", [CI, IMAGE])
def test_a_workflow_may_no_more_than_it_needs(workflow: str) -> None:
    its = read(workflow)
    assert its["permissions"] in ({}, {"contents": "read"})
    writes = [
        f"{name}: {what}"
        for name, job in its["jobs"].items()
        for what, how in job.get("permissions", {}).items()
        if how == "write"
    ]
    assert writes == (["image: packages"] if workflow == IMAGE else [])
    for step in steps(workflow, ""):
        assert "uses" not in step or re.search(r"@(v\d+|[0-9a-f]{40})$", step["uses"]), step
    for step in steps(workflow, "actions/checkout@"):
        assert step["with"]["persist-credentials"] is False
    assert all("timeout-minutes" in job for job in its["jobs"].values())
