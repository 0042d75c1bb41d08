"""What real Discord would not accept, found in bodies; by its own file and by our summary."""

from collections.abc import Iterator

import pytest

from tests.discord_server.checks import bodies, messages, schema
from tests.discord_server.routes import CALLBACK, COMMANDS, MESSAGES, ONE_MESSAGE, ORIGINAL
from tests.discord_server.world import Json

QUIET: Json = {"allowed_mentions": {"parse": []}}

BUTTON = {"type": 2, "style": 1, "label": "Go", "custom_id": "go"}
CHOICE = {"label": "a", "value": "a"}
LIST = {"type": 3, "custom_id": "which"}
WRONG_MESSAGES: list[tuple[Json, str]] = [
    ({}, "an empty message"),
    ({"content": "x" * 2001}, "content: 2001 characters"),
    ({"content": "x", "nonce": "n" * 26}, "nonce"),
    ({"content": "x", "colour": 5}, "unknown properties colour"),
    ({"content": "x", "allowed_mentions": {"parse": ["users"]}}, "allowed_mentions"),
    ({"content": "x", "allowed_mentions": {"parse": [], "users": ["1"]}}, "pinged"),
    ({"content": "x", "allowed_mentions": None}, "allowed_mentions: None"),
    ({"embeds": [{"title": "t", "url": "hf.co"}]}, "embeds[0].url: not a link"),
    ({"embeds": [{"fields": [{"name": "", "value": "v"}]}]}, "fields[0].name: 0 characters"),
    ({"embeds": [{"description": "d" * 3001}] * 2}, "6002 characters together"),
    ({"embeds": [{"title": "t"}] * 11}, "11 of them"),
    ({"embeds": [{"title": 5}]}, "embeds.0.title"),
    ({"components": [{"type": 1, "components": [BUTTON, BUTTON]}]}, "custom_id twice: go"),
    ({"components": [{"type": 1, "components": [BUTTON | {"label": "x" * 81}]}]}, "label"),
    ({"components": [{"type": 1, "components": [LIST | {"options": [CHOICE] * 2}]}]}, "twice: a"),
    ({"components": [{"type": 1, "components": [BUTTON | {"style": 5}]}]}, "a link button"),
    ({"components": [{"type": 10, "content": "x"}]}, "flag of Components V2"),
    ({"content": "x", "components": [{"type": 10, "content": "x"}], "flags": 1 << 15}, "beside"),
]


def option(name: str, **more: object) -> Json:
    return {"name": name, "description": "d", "type": 3, **more}


COMMAND: Json = {"name": "rank", "description": "d", "type": 1}
SUBCOMMAND: Json = {"name": "on", "description": "d", "type": 1}
MANY = [{"name": f"{n}", "value": f"{n}"} for n in range(26)]
WRONG_COMMANDS: list[tuple[Json, str]] = [
    ({"name": "Rank"}, "not a command's name"),
    ({"name": "a b"}, "not a command's name"),
    ({"description": ""}, "description: 0 characters"),
    ({"description": "d" * 101}, "description: 101 characters"),
    ({"name_localizations": {"es": "rango"}}, "languages that Discord does not have: es"),
    ({"name_localizations": {"es-ES": "El Rango"}}, "not a command's name"),
    ({"options": [option("a"), option("b", required=True)]}, "a required option after"),
    ({"options": [option("a"), option("a")]}, "the same name twice"),
    ({"options": [option("a"), SUBCOMMAND]}, "subcommands beside options"),
    ({"options": [option("a", choices=MANY)]}, "choices: 26 of them"),
    ({"options": [option(f"o{n}") for n in range(26)]}, "options: 26 of them"),
]


@pytest.fixture(params=["openapi", "summary"])
def spec(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Discord's own file and, as if that were absent, our summary."""
    if request.param == "openapi" and not schema.SPEC.exists():
        pytest.skip("Discord's OpenAPI file is not here")
    if request.param == "summary":
        monkeypatch.setattr(schema, "SPEC", schema.SPEC.with_name("absent"))
    forget()
    yield
    forget()


def forget() -> None:
    """Look at every body anew."""
    for cached in (schema.spec, schema.validator, schema.against_outline, bodies.look):
        cached.cache_clear()


@pytest.mark.usefixtures("spec")
def test_what_is_wrong_with_a_message_is_said() -> None:
    for wrong, why in WRONG_MESSAGES:
        said = [str(flaw) for flaw in bodies.flaws("POST", MESSAGES, {**QUIET, **wrong})]
        assert any(why in each for each in said), (wrong, said)
    right: Json = {
        **QUIET,
        "content": "x" * 2000,
        "embeds": [{"title": "t", "fields": [{"name": "n", "value": "v", "inline": True}]}],
        "components": [
            {
                "type": 1,
                "components": [
                    BUTTON,
                    {"type": 2, "style": 5, "label": "Docs", "url": "https://hf.co"},
                ],
            },
            {"type": 1, "components": [LIST | {"options": [CHOICE]}]},
        ],
        "attachments": [{"id": 0, "filename": "a.png", "description": "A chart"}],
        "nonce": "n" * 25,
        "enforce_nonce": True,
        "tts": False,
    }
    assert not bodies.flaws("POST", MESSAGES, right, ((0, "a.png"),))
    answer = {name: its for name, its in right.items() if "nonce" not in name}
    assert not bodies.flaws("POST", CALLBACK, {"type": 4, "data": answer}, ((0, "a.png"),))
    assert not bodies.flaws("PATCH", ORIGINAL, {"content": "x", **QUIET})


A, B = (0, "a.png"), (1, "b.png")
TOLD: Json = {"id": 0, "filename": "a.png", "description": "A chart"}
SHOWING: Json = {"embeds": [{"image": {"url": "attachment://a.png"}}], **QUIET}


@pytest.mark.usefixtures("spec")
@pytest.mark.parametrize(
    ("method", "body", "files", "why"),
    [
        ("POST", {"attachments": [TOLD]}, (), "no such file was sent: 0"),
        ("POST", {"attachments": [TOLD | {"id": 1}]}, (A,), "no such file was sent: 1"),
        ("POST", {"attachments": [TOLD | {"filename": "b.png"}]}, (A,), "which is called b.png"),
        ("POST", {"attachments": [TOLD | {"description": "d" * 1025}]}, (A,), "1025 characters"),
        ("POST", {}, (A,), "nothing is said of it in words"),
        ("POST", {"attachments": [TOLD | {"description": ""}]}, (A,), "nothing is said of it"),
        ("POST", {"attachments": [TOLD]}, tuple((n, f"{n}.png") for n in range(11)), "11 of them"),
        ("POST", SHOWING, (), "a.png is shown and not sent"),
        ("POST", SHOWING, (B,), "a.png is shown and not sent"),
        ("PATCH", {**SHOWING, "attachments": []}, (), "a.png is shown and not sent"),
        ("PATCH", {**SHOWING, "attachments": [TOLD]}, (A,), ""),
        ("PATCH", {**SHOWING, "attachments": [{"id": "1234567890"}]}, (), ""),
        ("PATCH", SHOWING, (), ""),
    ],
)
def test_what_is_wrong_with_files_is_said(
    method: str, body: Json, files: messages.Files, why: str
) -> None:
    route = MESSAGES if method == "POST" else ONE_MESSAGE
    said = [
        str(flaw) for flaw in bodies.flaws(method, route, {"content": "x", **QUIET, **body}, files)
    ]
    assert any(why in each for each in said) if why else not said, said


@pytest.mark.usefixtures("spec")
def test_what_is_wrong_with_a_command_is_said() -> None:
    for wrong, why in WRONG_COMMANDS:
        said = [str(flaw) for flaw in bodies.flaws("PUT", COMMANDS, [COMMAND | wrong])]
        assert any(why in each for each in said), (wrong, said)
    words = {"name_localizations": {"es-ES": "rango"}, "description_localizations": {"ja": "順位"}}
    right = COMMAND | words | {"options": [option("名前", required=True), option("top", type=4)]}
    assert not bodies.flaws("PUT", COMMANDS, [right])
    long = [option(f"o{n}", description="d" * 100, choices=MANY[:25]) for n in range(25)]
    assert not bodies.flaws("PUT", COMMANDS, [COMMAND | {"options": long}])
    for its in long:
        its["description_localizations"] = {"de": "d" * 100}
        its["choices"] = [{"name": f"{n}" * 8, "value": f"{n}" * 4} for n in range(10, 35)]
    told = str(bodies.flaws("PUT", COMMANDS, [COMMAND | {"options": long}]))
    assert "characters in all, at most 8000" in told
    choices = {"type": 8, "data": {"choices": MANY}}
    assert "26 of them" in str(bodies.flaws("POST", CALLBACK, choices))
    assert not bodies.flaws("POST", CALLBACK, {"type": 8, "data": {"choices": MANY[:25]}})
