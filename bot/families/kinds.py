"""Which kinds of model are no releases, and what one release is called. Pure; SPEC 2."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum


class Why(StrEnum):
    """Why a model counts for its family, or does not."""

    OFFICIAL = "official"
    """First-party weights: it counts."""
    RUNTIME_COPY = "runtime-copy"
    """The same weights again for another runtime: GGUF, MLX, AWQ, GPTQ, ONNX, …"""
    GUARD = "guard"
    EMBEDDER = "embedder"
    RERANKER = "reranker"
    TOKENIZER = "tokenizer"
    ADAPTER = "adapter"
    EXCLUDED = "excluded"
    """The family's entry leaves it out by name."""
    OTHER_NAME = "other-name"
    """Of a publisher we know, but its name is no family's."""
    UNKNOWN_PUBLISHER = "unknown-publisher"


_RUNTIMES = (
    "gguf ggml llamafile mlx mlc awq gptq exl2 exl3 exllamav2 exllamav3 onnx ort openvino ov "
    "coreml mlpackage tflite litert litertlm executorch pte spinquant mnn ncnn rkllm qnn hqq "
    "aqlm bnb bitsandbytes ct2 ctranslate2 tensorrt trt trtllm"
)
RUNTIMES = tuple(_RUNTIMES.split())
"""What copies for another runtime have in their names. BF16, FP8, NVFP4 and MXFP4 are not here:
an official precision variant counts."""

_TOKEN = r"(?<![^-_.])(?:{})(?![^-_.])"  # noqa: S105 - a part of a name, nothing secret
_BY_NAME = tuple(
    (why, re.compile(pattern, re.IGNORECASE))
    for why, pattern in (
        (Why.RUNTIME_COPY, _TOKEN.format("|".join(RUNTIMES))),
        # Inside a token too: Qwen3Guard, granite-guardian, gpt-oss-safeguard, shieldgemma.
        (Why.GUARD, r"(?<!van)guard|(?<![^-_.])shield"),
        (Why.TOKENIZER, _TOKEN.format("tokenizers?")),
        (Why.ADAPTER, _TOKEN.format("[aq]?loras?|adapters?")),
        (Why.RERANKER, r"(?<![^-_.])rerank"),
        # At the start of a token only, for embeddinggemma; "embedded" is a kind of device.
        (Why.EMBEDDER, r"(?<![^-_.])(?:embed(?!ded)|colbert)"),
    )
)
_BY_LIBRARY: Mapping[str | None, Why] = {
    "gguf": Why.RUNTIME_COPY,
    "mlx": Why.RUNTIME_COPY,
    "onnx": Why.RUNTIME_COPY,
    "openvino": Why.RUNTIME_COPY,
    "coreml": Why.RUNTIME_COPY,
    "tflite": Why.RUNTIME_COPY,
    "litert": Why.RUNTIME_COPY,
    "litert-lm": Why.RUNTIME_COPY,
    "peft": Why.ADAPTER,
}
# "feature-extraction" is not here: encoders of every sort carry it.
_BY_TAG: Mapping[str | None, Why] = {
    "sentence-similarity": Why.EMBEDDER,
    "text-ranking": Why.RERANKER,
}
KINDS = tuple(why for why, _ in _BY_NAME)
"""The kinds that a family leaves out unless its entry keeps them by `kinds`."""


def kinds_of(name: str, pipeline_tag: str | None, library: str | None) -> Iterator[Why]:
    """Yield every kind of left-out model that this one is, the most telling first."""
    if library in _BY_LIBRARY:
        yield _BY_LIBRARY[library]
    yield from (why for why, pattern in _BY_NAME if pattern.search(name))
    if pipeline_tag in _BY_TAG:
        yield _BY_TAG[pipeline_tag]


# --- what one release's sizes and variants add to its name

_NUMBER = r"\d+(?:[._]\d+)?"
_VARIANTS = (
    rf"(?:\d+x|[ae])?{_NUMBER}[bmt]",  # 7B, 0.6B, 135M, 1T, A3B, E4B, 8x7B
    r"\d+e",  # experts: 128E
    r"\d+[kp]",  # context and resolution: 128k, 720P
    r"b?fp?(?:4|8|16|32)|nv-?fp4|mxfp[48]|nf4|u?int[2-8]|\d-?bits?|w\d+a\d+|i?q\d(?:_[\dksmlx]+)*",
    r"instruct|it|pt|sft|dpo|base|chat|thinking|think|reasoning|assistant|pre-?train(?:ed)?",
    r"hf|diffusers|original|qat|ct",
    *RUNTIMES,
)
# A variant needs something before it, so that no name is stripped to nothing.
_VARIANT = re.compile(rf"(?<=.)[-_](?:{'|'.join(_VARIANTS)})(?=[-_]|$)", re.IGNORECASE)


def stem(name: str) -> str:
    """Return the name shared by the sizes and variants of one release, without the namespace.

    `Qwen/Qwen3.6-35B-A3B-Instruct` and `Qwen/Qwen3.6-27B-FP8` are both `Qwen3.6`; dates, Preview,
    Pro, Flash and Mini tell releases apart and stay.
    """
    own = own_name(name)
    return _VARIANT.sub("", own)


def own_name(name: str) -> str:
    """Return what stands after the slash."""
    return name.partition("/")[2] if "/" in name else name
