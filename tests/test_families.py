"""Families: who makes a model, does it count, and what happens when a families file is wrong."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.families import COUNTRIES, UNKNOWN, FamiliesError, Why, load, parse
from bot.model import Grouping

RECORDED = Path(__file__).parents[2] / "shared" / "data"
OURS = load()

SMALL = """\
[families.otter]
label = "Otter"
organisation = "river"
namespaces = ["river-ai"]
patterns = ['^otter']
aliases = ["lutra"]

[families.heron]
label = "Heron"
organisation = "river"
namespaces = ["river-ai"]
patterns = ['^heron']

[organisations.river]
label = "River AI"
country = "FR"
namespaces = ["river-ai", "river-labs"]
former = ["stream-ai"]

[countries.FR]
label = "France"
"""
"""Invented, so that a test rests on nothing that our own file may come to say."""


def mistake(text: str) -> str:
    """Give what a person is told of a file of theirs on top of SMALL."""
    with pytest.raises(FamiliesError) as caught:
        parse(text, "mine.toml", parse(SMALL, "small.toml"))
    return str(caught.value)


# --- where a model belongs -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "family", "organisation", "country"),
    [
        ("Qwen/Qwen3.6-27B", "qwen", "alibaba", "CN"),
        ("Qwen/QwQ-32B", "qwen", "alibaba", "CN"),
        ("meta-llama/Llama-3.1-8B-Instruct", "llama", "meta", "US"),
        ("deepseek-ai/DeepSeek-R1-Distill-Qwen-32B", "deepseek", "deepseek", "CN"),
        ("google/gemma-4-31B-it", "gemma", "google", "US"),
        ("google/medgemma-4b-it", "gemma", "google", "US"),
        ("google/flan-t5-base", "t5", "google", "US"),
        ("google/t5gemma-2b-2b-ul2", "gemma", "google", "US"),
        ("mistralai/Mixtral-8x7B-Instruct-v0.1", "mistral", "mistral", "FR"),
        ("mistralai/Voxtral-Mini-3B-2507", "mistral", "mistral", "FR"),
        ("zai-org/GLM-5.2", "glm", "zhipu", "CN"),
        ("zai-org/CogVideoX-5b", "cogvideo", "zhipu", "CN"),
        ("CohereLabs/c4ai-command-r-plus", "command", "cohere", "CA"),
        ("CohereLabs/aya-expanse-8b", "aya", "cohere", "CA"),
        ("microsoft/Phi-4-multimodal-instruct", "phi", "microsoft", "US"),
        ("nvidia/Llama-3.1-Nemotron-70B-Instruct-HF", "nemotron", "nvidia", "US"),
        ("openai/gpt-oss-120b", "gpt-oss", "openai", "US"),
        ("openai/whisper-large-v3", "whisper", "openai", "US"),
        ("tencent/Hy3-preview", "hunyuan", "tencent", "CN"),
        ("black-forest-labs/FLUX.2-dev", "flux", "black-forest-labs", "DE"),
        ("LGAI-EXAONE/EXAONE-4.5-33B", "exaone", "lg", "KR"),
        ("google-bert/bert-base-uncased", "bert", "google", "US"),
        ("bigscience/bloom", "bloom", "bigscience", UNKNOWN),
    ],
)
def test_a_release_counts_for_its_family(
    name: str, family: str, organisation: str, country: str
) -> None:
    placement = OURS.place(name)
    assert (placement.family, placement.organisation, placement.country) == (
        family,
        organisation,
        country,
    )
    assert (placement.official, placement.why, placement.known) == (True, Why.OFFICIAL, True)


@pytest.mark.parametrize(
    "name",
    [
        "Qwen/Qwen3.6-27B-FP8",
        "nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B-BF16",
        "nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B-NVFP4",
        "openai/gpt-oss-20b-MXFP4",
        "tencent/HY-Embodied-0.5",
    ],
)
def test_a_precision_variant_counts(name: str) -> None:
    assert OURS.place(name).official


@pytest.mark.parametrize(
    ("name", "family", "why"),
    [
        ("Qwen/Qwen3-8B-GGUF", "qwen", Why.RUNTIME_COPY),
        ("Qwen/Qwen3-8B-AWQ", "qwen", Why.RUNTIME_COPY),
        ("Qwen/Qwen2.5-7B-Instruct-GPTQ-Int4", "qwen", Why.RUNTIME_COPY),
        ("Qwen/Qwen3-8B-MLX-4bit", "qwen", Why.RUNTIME_COPY),
        ("google/gemma-3n-E4B-it-litert-preview", "gemma", Why.RUNTIME_COPY),
        ("google/gemma-4-12B-it-qat-q4_0-gguf", "gemma", Why.RUNTIME_COPY),
        ("microsoft/Phi-3-mini-4k-instruct-onnx", "phi", Why.RUNTIME_COPY),
        ("meta-llama/Llama-3.2-1B-Instruct-SpinQuant_INT4_EO8", "llama", Why.RUNTIME_COPY),
        ("meta-llama/Prompt-Guard-86M", "llama", Why.GUARD),
        ("Qwen/Qwen3Guard-Gen-8B", "qwen", Why.GUARD),
        ("openai/gpt-oss-safeguard-20b", "gpt-oss", Why.GUARD),
        ("google/shieldgemma-2b", "gemma", Why.GUARD),
        ("Qwen/Qwen3-Embedding-8B", "qwen", Why.EMBEDDER),
        ("google/embeddinggemma-300m", "gemma", Why.EMBEDDER),
        ("LiquidAI/LFM2.5-ColBERT-350M", "lfm", Why.EMBEDDER),
        ("Qwen/Qwen3-Reranker-4B", "qwen", Why.RERANKER),
        ("Qwen/Qwen3-TTS-Tokenizer-12Hz", "qwen", Why.TOKENIZER),
        ("black-forest-labs/FLUX.1-Depth-dev-lora", "flux", Why.ADAPTER),
        ("baidu/ERNIE-4.5-21B-A3B-Paddle", "ernie", Why.EXCLUDED),
    ],
)
def test_what_is_no_release_is_left_out_but_keeps_its_family(
    name: str, family: str, why: Why
) -> None:
    placement = OURS.place(name)
    assert (placement.family, placement.official, placement.why) == (family, False, why)
    assert placement.group(Grouping.FAMILY) is None
    assert placement.group(Grouping.ORGANISATION) == placement.organisation


def test_the_hubs_own_marks_leave_a_model_out_too() -> None:
    assert OURS.place("Qwen/Qwen3-8B", library="gguf").why is Why.RUNTIME_COPY
    assert OURS.place("Qwen/Qwen3-8B", library="peft").why is Why.ADAPTER
    assert OURS.place("Qwen/Qwen3-8B", "sentence-similarity").why is Why.EMBEDDER
    assert OURS.place("Qwen/Qwen3-8B", "text-ranking").why is Why.RERANKER
    assert OURS.place("Qwen/Qwen3-8B", "text-generation", "transformers").official


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("sentence-transformers/all-MiniLM-L6-v2", "sentence-similarity"),
        ("cross-encoder/ms-marco-MiniLM-L6-v2", "text-ranking"),
        ("BAAI/bge-reranker-v2-m3", "text-ranking"),
        ("nomic-ai/nomic-embed-text-v1.5", "sentence-similarity"),
        ("jinaai/jina-embeddings-v3", "feature-extraction"),
    ],
)
def test_a_family_of_embedders_counts_its_own(name: str, tag: str) -> None:
    assert OURS.place(name, tag).official
    assert OURS.place(f"{name}-GGUF", tag).why is Why.RUNTIME_COPY


@pytest.mark.parametrize(
    "name", ["nvidia/Qwen3.6-27B-NVFP4", "google/vit-base-patch16-224", "unsloth/gemma-4-31B-GGUF"]
)
def test_a_known_publishers_other_models_are_no_familys(name: str) -> None:
    placement = OURS.place(name)
    assert (placement.family, placement.official) == (None, False)
    assert placement.why is Why.OTHER_NAME
    assert placement.known


@pytest.mark.parametrize("name", ["somebody/Qwen3-8B", "gpt2", "", "/", "meta-models/Llama-5"])
def test_nobody_we_know_is_of_no_group(name: str) -> None:
    placement = OURS.place(name)
    assert (placement.organisation, placement.country) == (UNKNOWN, UNKNOWN)
    assert (placement.known, placement.why) == (False, Why.UNKNOWN_PUBLISHER)
    assert [placement.group(grouping) for grouping in Grouping] == [None, None, None]


def test_an_unknown_country_is_no_group_although_the_publisher_is_known() -> None:
    placement = OURS.place("bigscience/bloom")
    assert placement.group(Grouping.ORGANISATION) == "bigscience"
    assert placement.group(Grouping.COUNTRY) is None
    assert UNKNOWN not in OURS.groups[Grouping.COUNTRY]


@pytest.mark.parametrize(
    ("former", "today"),
    [
        ("THUDM/glm-4-9b", "zai-org/glm-4-9b"),
        ("CohereForAI/c4ai-command-r-v01", "CohereLabs/c4ai-command-r-v01"),
        ("vikhyatk/moondream2", "moondream/moondream2"),
        ("qwen/qwen3-8b", "Qwen/Qwen3-8B"),
    ],
)
def test_a_former_name_and_another_case_place_a_model_just_the_same(
    former: str, today: str
) -> None:
    assert OURS.place(former) == OURS.place(today)
    assert OURS.place(former).family


def test_a_former_name_need_not_be_listed_for_a_family_to_be_complete() -> None:
    assert OURS.groups[Grouping.FAMILY]["glm"].namespaces == {"zai-org"}
    assert "THUDM" not in OURS.namespaces()
    assert {"Qwen", "meta-llama", "deepseek-ai", "google"} <= OURS.namespaces()


@given(st.text(), st.none() | st.text(), st.none() | st.text())
def test_any_text_has_a_place(name: str, tag: str | None, library: str | None) -> None:
    assert OURS.place(name, tag, library) == OURS.place(name, tag, library)
    assert OURS.place(f"Qwen/{name}", tag, library).family == "qwen"


# --- what one release is ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "release"),
    [
        (("Qwen/Qwen3.6-27B-FP8", "Qwen/Qwen3.6-35B-A3B-Instruct", "Qwen/Qwen3.6-0.6B"), "Qwen3.6"),
        (("Qwen/Qwen3-4B-Instruct-2507", "Qwen/Qwen3-30B-A3B-Thinking-2507"), "Qwen3-2507"),
        (("google/gemma-4-E4B-it", "google/gemma-4-31B", "google/gemma-4-12B-it-qat-w4a16-ct"),
         "gemma-4"),
        (("google/gemma-4-12B-it-qat-q4_0-gguf", "google/gemma-4-31B-it-assistant"), "gemma-4"),
        (("google/gemma-2-2b-it", "google/gemma-2-27b"), "gemma-2"),
        (("mistralai/Mixtral-8x7B-v0.1", "mistralai/Mixtral-8x22B-Instruct-v0.1"), "Mixtral-v0.1"),
        (("meta-llama/Llama-4-Maverick-17B-128E", "meta-llama/Llama-4-Maverick-17B-128E-Instruct"),
         "Llama-4-Maverick"),
        (("meta-llama/Llama-2-7b-chat-hf", "meta-llama/Llama-2-70b"), "Llama-2"),
        (("HuggingFaceTB/SmolLM2-135M", "HuggingFaceTB/SmolLM2-1.7B-Instruct"), "SmolLM2"),
        (("openai/gpt-oss-20b", "openai/gpt-oss-120b"), "gpt-oss"),
        (("nvidia/Nemotron-3-Ultra-550B-A55B-BF16", "nvidia/Nemotron-3-Ultra-550B-A55B-NVFP4"),
         "Nemotron-3-Ultra"),
        (("microsoft/Phi-3-mini-4k-instruct", "microsoft/Phi-3-mini-128k-instruct"), "Phi-3-mini"),
        (("deepseek-ai/DeepSeek-V4-Pro", "deepseek-ai/DeepSeek-V4-Pro-Base"), "DeepSeek-V4-Pro"),
        (("openbmb/MiniCPM-V-4_5",), "MiniCPM-V-4_5"),
        (("internlm/Intern-S2-Preview",), "Intern-S2-Preview"),
        (("gpt2",), "gpt2"),
        (("someone/7B-Instruct",), "7B"),
    ],
)  # fmt: skip
def test_sizes_and_variants_are_one_release(names: tuple[str, ...], release: str) -> None:
    assert {OURS.release(name) for name in names} == {release}


@given(st.text(min_size=1))
def test_a_name_is_never_stripped_to_nothing(name: str) -> None:
    assert OURS.release(f"org/{name}")


# --- what people type ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "family"),
    [
        ("alibaba", "qwen"),
        ("通义", "qwen"),
        ("千问", "qwen"),
        ("meta", "llama"),
        ("z.ai", "glm"),
        ("mistral", "mistral"),
        ("stable diffusion", "stable-diffusion"),
        ("openai", "gpt-oss"),
    ],
)
def test_a_family_is_meant_before_an_organisation(typed: str, family: str) -> None:
    assert OURS.names()[typed][0] == OURS.groups[Grouping.FAMILY][family]


def test_whoever_else_is_called_so_comes_after() -> None:
    meant = OURS.names()["alibaba"]
    assert [(group.grouping, group.key) for group in meant] == [
        (Grouping.FAMILY, "qwen"),
        (Grouping.ORGANISATION, "alibaba"),
    ]
    assert OURS.names()["china"][0].key == "CN"


def test_no_two_groups_of_a_kind_share_a_name() -> None:
    for text, groups in OURS.names().items():
        assert text == text.casefold()
        kinds = [group.grouping for group in groups]
        assert len(kinds) == len(set(kinds)), text


def test_labels_are_how_people_write_it() -> None:
    assert OURS.label(Grouping.FAMILY, "gpt-oss") == "gpt-oss"
    assert OURS.label(Grouping.ORGANISATION, "zhipu") == "Z.ai"
    assert OURS.label(Grouping.COUNTRY, "KR") == "South Korea"


def test_a_group_that_no_file_names_any_more_still_has_a_label() -> None:
    assert OURS.label(Grouping.FAMILY, "otter") == "otter"
    assert OURS.label(Grouping.COUNTRY, UNKNOWN) == UNKNOWN


# --- our own file ----------------------------------------------------------------------------


def test_the_best_known_families_and_namespaces_are_there() -> None:
    owners = OURS.organisations.values()
    assert len(OURS.families) >= 40
    assert sum(len(owner.namespaces) for owner in owners) >= 100


def test_every_country_of_ours_has_a_label() -> None:
    assert len(COUNTRIES) == 249
    unlabelled = [it.key for it in OURS.groups[Grouping.COUNTRY].values() if it.label == it.key]
    assert not unlabelled


def test_every_namespace_of_a_family_is_placed_at_its_organisation() -> None:
    for family in OURS.families.values():
        for namespace in family.namespaces + family.former:
            assert OURS.place(f"{namespace}/x").organisation == family.organisation


@pytest.mark.recorded
def test_half_of_the_recorded_models_have_a_known_publisher() -> None:
    days = sorted((RECORDED / "wide-days").glob("*.json"))
    if not days:
        pytest.skip(f"the recorded days are not in {RECORDED}")
    names = [model["id"] for model in json.loads(days[-1].read_text("utf-8"))["models"]]
    known = [name for name in names if OURS.place(name).known]
    assert len(known) > len(names) / 2


# --- a file of the operator's own ------------------------------------------------------------


def test_a_value_replaces_ours_and_the_rest_stays() -> None:
    mine = parse('[families.qwen]\naliases = ["q"]\n', "mine.toml", OURS)
    assert mine.families["qwen"].aliases == ("q",)
    assert mine.families["qwen"].label == "Qwen"
    assert mine.place("Qwen/Qwen3-8B") == OURS.place("Qwen/Qwen3-8B")
    assert "通义" not in mine.names()


def test_a_new_family_takes_the_names_it_asks_for_from_ours() -> None:
    mine = parse(
        '[families.code]\nlabel = "Mistral Code"\norganisation = "mistral"\n'
        "namespaces = ['mistralai']\npatterns = ['^codestral']\n",
        "mine.toml",
        OURS,
    )
    assert mine.place("mistralai/Codestral-22B-v0.1").family == "code"
    assert mine.place("mistralai/Mixtral-8x7B-v0.1").family == "mistral"


def test_a_new_organisation_needs_no_family_and_its_country_no_label() -> None:
    mine = parse(
        '[organisations.lake]\nlabel = "Lake"\ncountry = "NO"\nnamespaces = ["lake"]\n',
        "mine.toml",
        OURS,
    )
    assert mine.place("Lake/tiny").group(Grouping.COUNTRY) == "NO"
    assert mine.label(Grouping.COUNTRY, "NO") == "NO"


def test_a_family_keeps_the_kinds_its_entry_names() -> None:
    mine = parse("[families.otter]\nkinds = ['guard']\n", "mine.toml", parse(SMALL, "small.toml"))
    assert mine.place("river-ai/otter-guard").official
    assert mine.place("river-ai/otter-guard-GGUF").why is Why.RUNTIME_COPY


def test_the_operators_file_is_read_from_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b'\xef\xbb\xbf[families.qwen]\r\nlabel = "QWEN"\r\n')
    assert load(path).label(Grouping.FAMILY, "qwen") == "QWEN"
    path.write_text("[families.qwen]\nlabel = 3\n", "utf-8")
    with pytest.raises(FamiliesError, match=r"mine\.toml, line 2: label must be a text"):
        load(path)


def test_a_file_that_cant_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.toml", tmp_path):
        with pytest.raises(FamiliesError) as caught:
            load(path)
        assert str(path) in str(caught.value)


def test_a_file_that_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"# one\n# tr\xe8s bien\n")
    with pytest.raises(FamiliesError, match=r"mine\.toml, line 2: not UTF-8 text"):
        load(path)


HERON = '[families.{}]\nlabel = "{}"\norganisation = "river"\nnamespaces = ["river-ai"]\n'


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[families.otter]\nlabel = "Otter\n', 2, "not TOML"),
        ('[families.otter]\nlabel = "a"\n\n[families.otter]\n', 4, "not TOML"),
        ("label = [\n", 1, "not TOML"),
        ('\n[familys.otter]\nlabel = "a"\n', 2, "did you mean families?"),
        ('[families.otter]\n# a note\nalias = ["a"]\n', 3, "did you mean aliases?"),
        ('[families.otter]\nxyz = "a"\n', 2, "known are label, organisation"),
        ("[families.otter]\nlabel = 3\n", 2, "label must be a text"),
        ('[families.otter]\nnamespaces = "river-ai"\n', 2, "must be a list of texts"),
        ("[families.otter]\naliases = ['a', 3]\n", 2, "must be a list of texts"),
        ("[families.otter]\naliases = [\n  'a',\n  '',\n]\n", 4, "empty text"),
        ("[families]\notter.label = 3\n", 2, "label must be a text"),
        ("[families]\notter = 3\n", 2, "must be a table"),
        ("families = 3\n", 1, "must hold tables"),
        ("[[families]]\nlabel = 'a'\n", 1, "must hold tables"),
        ("[families.Otter]\nlabel = 'a'\n", 1, "lower-case"),
        ("[families.all]\nlabel = 'a'\n", 1, "a meaning of its own"),
        ("[families.otter]\naliases = ['ALL']\n", 2, "a meaning of its own"),
        ("\n[families.swan]\nlabel = 'Swan'\norganisation = 'river'\n", 2, "has no namespaces"),
        ("[families.otter]\nnamespaces = []\n", 2, "has no namespaces"),
        ("[families.otter]\norganisation = 'rivr'\n", 2, "did you mean river?"),
        ("[families.otter]\norganisation = 'zzz'\n", 2, "add [organisations.zzz]"),
        ("[families.otter]\nnamespaces = [\n  'river-ai',\n  'lake'\n]\n", 4, "'lake' of family"),
        ("[organisations.river]\nnamespaces = ['river-labs']\n", 2, "'river-ai' of family otter"),
        ("[families.otter]\npatterns = [\n  'a',\n  'b(',\n]\n", 4, "no regular expression"),
        ("[families.otter]\nexclude = ['[']\n", 2, "no regular expression"),
        ("[families.otter]\nexclude = ['a{9999999999}']\n", 2, "no regular expression"),
        ("[families.otter]\nkinds = ['embeder']\n", 2, "did you mean embedder?"),
        ("[families.otter]\npatterns = []\n", 2, "no patterns tell them apart"),
        ("[families.otter]\npatterns = ['^heron']\n", 2, "no patterns tell them apart"),
        (HERON.format("swan", "Swan"), 4, "no patterns tell them apart"),
        ("[families.heron]\naliases = ['b', 'Lutra']\n", 2, "means otter and heron"),
        ("[families.heron]\nlabel = 'otter'\n", 2, "means otter and heron"),
        ("[organisations.river]\ncountry = 'fr'\n", 2, "as FR"),
        ("[organisations.river]\ncountry = 'UK'\n", 2, "no ISO 3166 country code"),
        ("[organisations.river]\ncountry = ''\n", 2, "empty text"),
        ("[countries.XX]\nlabel = 'X'\n", 1, "no ISO 3166 country code"),
        ("[organisations.river]\nformer = ['River-AI']\n", 2, "named twice in river"),
        (
            "[organisations.sea]\nlabel = 'Sea'\ncountry = 'NO'\nnamespaces = ['River-Labs']\n",
            4,
            "is a namespace of both",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, line: int, said: str) -> None:
    told = mistake(text)
    assert told.startswith(f"mine.toml, line {line}: ")
    assert said in told
    assert "\n" not in told


def test_a_mistake_in_a_file_alone_is_named_too() -> None:
    with pytest.raises(FamiliesError, match=r"small\.toml, line 3: the organisation 'river'"):
        parse(SMALL[: SMALL.index("[organisations")], "small.toml")


@given(st.text() | st.sampled_from(SMALL.splitlines()).map(lambda line: f"{SMALL}\n{line} x"))
def test_whatever_a_file_holds_it_is_read_or_its_mistake_is_named(text: str) -> None:
    told = ""
    try:
        parse(text, "mine.toml", OURS)
    except FamiliesError as error:
        told = str(error)
    assert told == "" or told.startswith("mine.toml, line ")
