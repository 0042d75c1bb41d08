"""What is wrong with a message or a view is found, and what is right is let pass."""

from typing import Any

import pytest

from tests.slack_server import plain
from tests.slack_server.checks import schema
from tests.slack_server.checks.messages import check_answer, check_message
from tests.slack_server.checks.options import check_offered
from tests.slack_server.checks.views import check_view
from tests.slack_server.requests import Call
from tests.slack_server.sample import ANSWER, BUTTON, QUIET, modal, words
from tests.slack_server.world import Json


def section(text: str = "x", **more: object) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def rich(*inline: Json) -> Json:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": list(inline)}],
    }


def table(*rows: list[str]) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": t} for t in r] for r in rows]}


def actions(*elements: Json, **more: object) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


RICH: Json = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "See "},
                {"type": "link", "url": "https://hf.co/a", "text": "a"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "text", "text": "one", "style": {"bold": True}}],
                },
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "two"}]},
            ],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a  b\nc  d"}]},
    ],
}
ALL: list[Json] = [
    {"type": "header", "text": words("Overtake")},
    section("*qwen* beats <https://hf.co/x|x &amp; y>", fields=[words("Likes"), words("9")]),
    {"type": "divider"},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "_since_ a_b_c"}, words("now")]},
    actions(BUTTON, {**BUTTON, "action_id": "docs", "url": "https://hf.co"}),
    {"type": "image", "image_url": "https://hf.co/a.png", "alt_text": "A chart"},
    {"type": "markdown", "text": "see [x](https://hf.co/x)"},
    RICH,
    table(["name", "likes"], ["qwen", "9"]),
]


def test_all_nine_blocks_are_read_as_people_read_them() -> None:
    assert plain({"blocks": ALL, "text": "not shown"}).splitlines() == [
        "Overtake",
        "qwen beats x & y <https://hf.co/x>",
        "Likes",
        "9",
        "since a_b_c now",
        "[Why?] [Why? <https://hf.co>]",
        "[A chart]",
        "see x <https://hf.co/x>",
        "See a <https://hf.co/a>",
        "1. one",
        "2. two",
        "> said",
        "a  b",
        "c  d",
        "name | likes",
        "qwen | 9",
    ]
    assert plain({"text": "a &lt; b"}) == "a < b"


def found(**args: Any) -> list[str]:  # noqa: ANN401 - what a bot might send
    call = Call(0.0, "chat.postMessage", args={"channel": "C1", "text": "x", **QUIET, **args})
    return [
        str(flaw) + (f" ({flaw.refused})" if flaw.refused else "") for flaw in check_message(call)
    ]


def test_what_is_right_is_let_pass() -> None:
    assert found(blocks=ALL) == []
    assert found(blocks=ANSWER, text="a &lt; b") == []
    assert found(text="See <https://hf.co|the Hub>, <#C0123456> and\n> a quote") == []
    assert not list(check_answer({"text": "x", "blocks": ANSWER, "replace_original": True}))
    assert not list(check_view(modal(), "modal"))
    assert not list(check_view({"type": "home", "blocks": ALL[:6]}, "home"))
    assert not list(check_offered({"options": []}))


BESIDE = [
    ({"unfurl_links": True}, "unfold"),
    ({"text": "x" * 4001}, "over 4000"),
    ({"text": "x" * 40_001}, "(msg_too_long)"),
    ({"blocks": ANSWER, "text": ""}, "no text beside"),
    *(
        ({"blocks": ANSWER, "text": bad}, "a bare")
        for bad in ("<!here>", "<@U0123456>", "<#C0123456>", "<https://x>", "a & b", "a > b")
    ),
    ({"text": "<!channel> hi"}, "calls the whole channel"),
    ({"text": "a < b"}, "a bare '<'"),
    ({"metadata": {"event_type": "x"}}, "(invalid_metadata_format)"),
    ({"blocks": {"type": "section"}}, "a list of objects (invalid_blocks)"),
]
BLOCKS: list[tuple[list[Json], str]] = [
    ([section()] * 51, "51 blocks"),
    ([section(block_id="a"), section(block_id="a")], "'a' is there twice (invalid_blocks)"),
    ([actions(BUTTON, BUTTON)], "the action_id 'why' is there twice (invalid_blocks)"),
    ([section("x" * 2900)] * 5, "14500 characters in all, of 13200 (msg_blocks_too_long)"),
    ([table(["a"]), table(["b"])], "only one table"),
    ([table(["a", "b"], ["c"])], "1 cells, and 2 in the first row"),
    ([rich({"type": "text", "text": ""})], "/text: it is empty"),
    ([rich({"type": "link", "url": "hf.co"})], "is no address"),
    ([rich({"type": "nonsense"})], "no such element: 'nonsense'"),
    ([rich({"type": "broadcast", "range": "here"})], "calls the whole channel"),
    ([rich({"type": "text", "text": "x", "style": {"loud": True}})], "no such style"),
    ([{"type": "rich_text", "elements": []}], "at least one element"),
    ([section("a & b")], "a bare '&'"),
    ([section("<!here>")], "calls the whole channel"),
    ([section(colour="red")], "/blocks/0/colour: slack_sdk knows nothing of it"),
    ([{"type": "nonsense"}], "slack_sdk refuses it"),
]


@pytest.mark.parametrize(("args", "why"), BESIDE)
def test_what_is_wrong_beside_blocks_is_said(args: Json, why: str) -> None:
    assert any(why in each for each in found(**args)), found(**args)


@pytest.mark.parametrize(("blocks", "why"), BLOCKS)
def test_what_is_wrong_with_blocks_is_said(blocks: list[Json], why: str) -> None:
    told = found(blocks=blocks)
    assert any(why in each for each in told), told


@pytest.mark.skipif(not schema.FILE.is_file(), reason="there is no schema beside this repository")
def test_the_schema_is_asked_too() -> None:
    assert len(schema.validators()) == 9
    told = found(blocks=[{"type": "context", "elements": [words("x")], "colour": "red"}])
    assert any("'colour' was unexpected) (invalid_blocks)" in each for each in told), told


def test_what_is_wrong_with_an_answer_is_said() -> None:
    wrong: dict[str, Json] = {
        "no such thing": {"text": "x", "channel": "C1"},
        "neither": {"text": "x", "response_type": "loud"},
        "unfold": {"text": "x", "response_type": "in_channel"},
        "nothing to say": {"replace_original": True},
    }
    for why, body in wrong.items():
        assert why in str(list(check_answer(body)))


def view(**changes: object) -> str:
    return "\n".join(map(str, check_view(modal() | changes, "modal")))


def with_input(element: Json, **more: object) -> str:
    block = {"type": "input", "label": words("x"), "element": element, **more}
    return view(blocks=[block])


def options(number: int, **more: object) -> Json:
    listed = [{"text": words(f"o{n}"), "value": f"v{n}"} for n in range(number)]
    return {"type": "static_select", "action_id": "a", "options": listed, **more}


def test_what_is_wrong_with_a_view_is_said() -> None:
    other: Json = {"text": words("other"), "value": "other"}
    long: Json = {"text": words("x" * 76), "value": "x" * 151}
    told = {
        view(title=words("x" * 25)): "/title: 1 to 24 characters",
        view(submit=words("")): "/submit: 1 to 24",
        view(submit=None): "can be submitted",
        view(close={"type": "mrkdwn", "text": "x"}): "/close: a plain_text",
        view(private_metadata="x" * 3001): "over 3000",
        view(callback_id="x" * 256): "over 255",
        view(colour="red"): "no such thing",
        view(type="home"): "is not 'modal'",
        view(blocks=[section()] * 101): "101 blocks, of 1 to 100",
        view(blocks=[{"type": "nonsense"}]): "no such block",
        with_input({"type": "button"}): "no such input",
        with_input(options(101)): "101 options",
        with_input(options(1), label=words("x" * 2001)): "1 to 2000",
        with_input(options(2, initial_option=other)): "none of the options",
        with_input(options(0)): "0 options",
        with_input(options(1, options=[long])): "1 to 75",
        with_input(options(1, options=[long, long])): "the same value",
        with_input({"type": "multi_external_select", "initial_options": []}): "it is left out",
        view(blocks=[section("x" * 2000)] * 100 + [section()] * 30): "blocks, of 1",
    }
    for said, why in told.items():
        assert why in said, (why, said)
    assert "0 groups" in str(list(check_offered({"option_groups": []})))
    assert "101 options" in str(list(check_offered(options(101))))
    assert "options are a list" in str(list(check_offered({})))
