"""Who may import whom, and what may stand where. The rules are the tables; the rest checks them.

Every arrow points at the core, and the core does no I/O. When a test here fails, its message says
where the code belongs; docs/architecture.md says why.
"""

import ast
import graphlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "adapters", "storage")


@dataclass(frozen=True)
class Layer:
    """Some files, and all that they may know besides the standard library."""

    name: str
    files: tuple[str, ...]
    """Dotted names; each stands for the module and everything below it."""
    knows: tuple[str, ...]
    """Names of layers; a layer knows itself only if it says so."""
    libraries: tuple[str, ...]
    pure: bool
    """It reads no file, no clock, no network: what it needs is passed in."""
    where: str
    """What to do with code that does not fit."""


# fmt: off
LAYERS = (  # the first that matches a file is its layer
    Layer("edge", ("bot.__main__", "bot.cli"),
          ("edge", "model", "pure", "words", "charts", "ports", "schedule", "flows", "settings",
           "adapters", "storage"),
          ("pydantic", "rich", "structlog", "typer"), pure=False,
          where="libraries belong in the adapter, or the storage, that wraps them"),
    Layer("model", ("bot.model",), ("model",), (), pure=True,
          where="the nouns only describe; what decides is a pure file of bot/, beside them"),
    Layer("words", ("bot.texts", "bot.views", "bot.*views"), ("model", "pure", "words"),
          ("babel", "fluent"), pure=True,
          where="what asks the Store is a command (bot/commands), which hands its facts to a view"),
    Layer("charts", ("bot.charts",), ("model", "pure", "words", "charts"), ("matplotlib", "PIL"),
          pure=True,
          where="a chart draws the figure that a view has; what it shows is decided in the view"),
    Layer("ports", ("bot.ports",), ("model", "ports"), (), pure=True,
          where="the seam says what is asked, in nouns of bot/model; how, is for adapters/ and "
                "storage/"),
    Layer("flows", ("bot.collect", "bot.commands", "bot.daily", "bot.delivery", "bot.doctor",
                    "bot.drawing", "bot.figures", "bot.growing", "bot.keeper", "bot.memory",
                    "bot.passing", "bot.pinging", "bot.posts", "bot.preview", "bot.reception",
                    "bot.suggest", "bot.upkeep", "bot.watch"),
          ("model", "pure", "words", "charts", "ports", "schedule", "flows"), ("rapidfuzz",),
          pure=False,
          where="ask the world through a Protocol of bot/ports; bot/__main__.py puts the real one "
                "in"),
    Layer("schedule", ("bot.schedule",), ("ports",), ("apscheduler",), pure=True,
          where="it says when; what is then done is a flow (bot/keeper)"),
    Layer("settings", ("bot.config",), ("model", "pure", "words", "ports", "schedule", "settings"),
          ("pydantic",), pure=False,
          where="settings are read here and handed on by bot/__main__.py"),
    Layer("pure", ("bot",), ("model", "pure"), (), pure=True,
          where="a file of bot/ that no other row names only decides: move what it does to a flow "
                "(bot/daily, delivery, commands), or to adapters/ behind bot/ports"),
    Layer("adapters", ("adapters",), ("model", "ports"), (), pure=False,
          where="an adapter knows bot.model, bot.ports, itself and its own library (LIBRARIES); "
                "what two of them need is the core's, and bot/__main__.py puts them together"),
    Layer("storage", ("storage",), ("model", "ports", "storage"),
          ("aiosql", "aiosqlite", "filelock", "pydantic"), pure=False,
          where="storage keeps what it is given: what to keep is decided in bot/, and only "
                "adapters/ know where it comes from"),
)
# fmt: on

LIBRARIES = {
    "adapters.platforms.console": ("rich",),
    "adapters.platforms.discord": ("discord", "aiohttp", "aiolimiter", "tenacity", "yarl"),
    "adapters.platforms.slack": ("aiohttp", "cryptography", "slack_bolt", "slack_sdk", "tenacity"),
    "adapters.sources.huggingface": ("huggingface_hub", "httpx2", "tenacity"),
    "adapters.sources.invented": (),
    "adapters.sources.recorded": ("pydantic", "pydantic_core"),
    "adapters.watching.metrics": ("prometheus_client",),
    "adapters.watching.ping": ("aiohttp", "tenacity"),
    "adapters.watching.pulse": (),
    "adapters.watching.web": ("aiohttp",),
}
"""Each adapter's own; a new one is a line here."""

# fmt: off
WORLD = frozenset({
    "aiohttp", "asyncio", "concurrent", "fcntl", "ftplib", "glob", "http", "httpx", "logging",
    "multiprocessing", "os", "pathlib", "random", "requests", "secrets", "select", "selectors",
    "shutil", "signal", "smtplib", "socket", "sqlite3", "ssl", "subprocess", "tempfile",
    "threading", "time", "urllib.error", "urllib.request",
})
# fmt: on
"""What no pure file imports. Package data (importlib.resources) is part of the code, so it may."""
WORLD_CALLS = frozenset({"open", "input", "print"})
CLOCK = re.compile(r"(date|datetime)\.(now|today|utcnow)")

LONGEST = 400
"""Lines of a file that still fits in a reader's head."""

ENGINE = re.compile(r"\b(PRAGMA|rowid|strftime|AUTOINCREMENT)\b(?!: no)", re.IGNORECASE)
"""What only SQLite understands; `pragma: no …` is a mark for tools."""
ENGINE_FILE = "storage/engine.py"

REGISTRIES = (  # in pieces, so that this file does not name them either
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("npmjs", "org"),
    ("npmjs", "com"),
    ("yarnpkg", "com"),
    ("debian", "org"),
    ("crates", "io"),
    ("golang", "org"),
    ("rubygems", "org"),
)


# --- reading the code ------------------------------------------------------------------------


@dataclass(frozen=True)
class Module:
    """A file of ours, by its dotted name."""

    name: str
    source: str
    is_package: bool = False

    def imports(self) -> Iterator[tuple[int, str]]:
        """Give line and dotted name of everything imported, inside functions too."""
        for node in ast.walk(ast.parse(self.source)):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self._absolute(node)
                yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        above = parts[: len(parts) - node.level + self.is_package]
        return ".".join([*above, *([node.module] if node.module else [])])


def our_modules() -> list[Module]:
    return [
        Module(
            ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"),
            path.read_text(encoding="utf-8"),
            path.name == "__init__.py",
        )
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
    ]


def is_below(name: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern) or fnmatchcase(name, f"{pattern}.*")


def layer_of(name: str) -> Layer:
    return next(x for x in LAYERS if any(is_below(name, pattern) for pattern in x.files))


def adapter_of(name: str) -> str:
    """Give `adapters.sources.recorded` for anything in it."""
    return ".".join(name.split(".")[:3])


# --- the rules -------------------------------------------------------------------------------


def wrong_imports(module: Module) -> Iterator[str]:
    """Give a sentence for each import that the module's layer may not make."""
    layer = layer_of(module.name)
    for line, target in module.imports():
        if not may_import(module.name, layer, target):
            yield f"{module.name}, line {line}, imports {target}: {layer.where}"


def may_import(name: str, layer: Layer, target: str) -> bool:
    top = target.partition(".")[0]
    if top in PACKAGES:
        return layer_of(target).name in layer.knows or (
            layer.name == "adapters" and adapter_of(target) == adapter_of(name)
        )
    own = LIBRARIES.get(adapter_of(name), ())
    return top in sys.stdlib_module_names or top in (*layer.libraries, *own)


def impurities(module: Module) -> Iterator[str]:
    """Give a sentence for each thing in a pure module that touches the world."""
    layer = layer_of(module.name)
    if not layer.pure:
        return
    touched = [
        *((line, target) for line, target in module.imports() if is_of_the_world(target)),
        *world_calls(module.source),
    ]
    for line, what in touched:
        yield (
            f"{module.name}, line {line}, uses {what}, and pure files do no I/O and read no clock: "
            f"have it passed in; {layer.where}"
        )


def is_of_the_world(target: str) -> bool:
    return any(is_below(target, module) for module in WORLD)


def world_calls(source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in WORLD_CALLS or CLOCK.search(called):
                yield node.lineno, f"{called}()"


def circle(modules: Iterable[Module]) -> list[str]:
    """Give the modules of one circle of imports, or nothing."""
    known = {module.name: module for module in modules}
    graph = {
        name: {home_of(target, known) for _, target in module.imports()} - {None, name}
        for name, module in known.items()
    }
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return [str(name) for name in error.args[1]]
    return []


def home_of(target: str, known: Iterable[str]) -> str | None:
    """Give the module that an imported name stands in; None for those of others."""
    homes = [name for name in known if target == name or target.startswith(f"{name}.")]
    return max(homes, key=len, default=None)


# --- the tests -------------------------------------------------------------------------------


def test_every_file_imports_only_what_its_layer_knows() -> None:
    faults = [fault for module in our_modules() for fault in wrong_imports(module)]
    assert not faults, "\n".join(faults)


def test_pure_files_touch_nothing_of_the_world() -> None:
    faults = [fault for module in our_modules() for fault in impurities(module)]
    assert not faults, "\n".join(faults)


def test_no_imports_go_round_in_a_circle() -> None:
    around = circle(our_modules())
    assert not around, (
        f"{' -> '.join(around)}: what they share belongs in a third file that knows neither"
    )


def test_every_file_fits_in_a_readers_head() -> None:
    lengths = {module.name: len(module.source.splitlines()) for module in our_modules()}
    long = [f"{name} ({length} lines)" for name, length in lengths.items() if length > LONGEST]
    assert not long, (
        f"longer than {LONGEST} lines: {', '.join(long)}; make a folder of it, one file a subject"
    )


def test_only_the_store_speaks_the_engines_own_dialect() -> None:
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*.*"))
    faults = [
        f"{name}, line {number}: {found[0]}"
        for path in sorted(files)
        if path.suffix in {".py", ".sql"}
        and (name := path.relative_to(ROOT).as_posix()) != ENGINE_FILE
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (found := ENGINE.search(line))
    ]
    assert not faults, (
        "\n".join(faults) + f"\na second engine will come: storage/queries and migrations hold "
        f"what both share, the rest belongs in {ENGINE_FILE}"
    )


def test_no_file_names_a_package_registry() -> None:
    hosts = [b".".join(piece.encode() for piece in pieces) for pieces in REGISTRIES]
    named = [
        f"{path.relative_to(ROOT)} names {host.decode()}"
        for path in files_of_the_repository()
        for host in hosts
        if host in path.read_bytes()
    ]
    assert not named, "\n".join(named) + "\nwhere packages come from is for whoever installs to set"


def files_of_the_repository() -> list[Path]:
    """Give what git has or would take; without git (an image, an archive) there is no telling."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a git work tree, so what belongs to the repository is not known")
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    paths = (ROOT / name.decode() for name in listed.split(b"\0") if name)
    return sorted({path for path in paths if path.is_file()})


# --- and of the checks themselves ------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("bot.model", "import pydantic"),
        ("bot.model.hub", "from bot.thresholds import TOPS"),
        ("bot.quality", "from storage.store import SqliteStore"),
        ("bot.quality", "def late():\n    import bot.ports"),
        ("bot.diff.board", "from babel import Locale"),
        ("bot.diff.board", "from ..ports import Store"),
        ("bot.ports", "from bot import rules"),
        ("bot.daily", "from adapters.sources import recorded"),
        ("bot.daily", "from bot.__main__ import main"),
        ("bot.commands.rank", "import aiosqlite"),
        ("storage.store", "from adapters.sources.recorded import read_day"),
        ("storage.store", "from bot.rules import wanted"),
        ("adapters.sources.recorded", "from adapters.sources import huggingface"),
        ("adapters.sources.recorded", "import storage"),
        ("adapters.sources.recorded", "import rich"),
        ("adapters.platforms.slack", "from adapters.platforms.console import render"),
    ],
)
def test_an_arrow_that_points_outwards_is_seen(name: str, source: str) -> None:
    assert list(wrong_imports(Module(name, source)))


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("bot.model.events", "from .hub import Metric\nfrom dataclasses import dataclass"),
        ("bot.quality", "from bot import thresholds as at\nfrom bot.model import Metric"),
        ("bot.texts", "from fluent.runtime import FluentBundle"),
        ("bot.post_views", "from bot.texts import texts"),
        ("bot.daily", "import asyncio\nfrom bot.ports import Store"),
        ("bot.__main__", "from storage.store import SqliteStore\nimport typer"),
        ("bot.cli.demo", "from adapters.platforms.console import Console"),
        ("storage.store", "import aiosqlite\nfrom storage.rows import to_model"),
        ("adapters.sources.invented.play", "from adapters.sources.invented import cast"),
        ("adapters.sources.recorded", "import pydantic\nfrom bot.model import Fetch"),
    ],
)
def test_an_arrow_that_points_at_the_core_is_fine(name: str, source: str) -> None:
    assert not list(wrong_imports(Module(name, source)))


@pytest.mark.parametrize(
    "source",
    [
        "import sqlite3",
        "from pathlib import Path",
        "from urllib.request import urlopen",
        "import asyncio.subprocess",
        "text = open('families.toml').read()",
        "from datetime import datetime\nnow = datetime.now()",
        "import datetime\nday = datetime.date.today()",
    ],
)
def test_a_pure_file_that_touches_the_world_is_seen(source: str) -> None:
    assert list(impurities(Module("bot.families", source)))
    assert not list(impurities(Module("bot.daily", source)))


def test_what_is_merely_computed_is_pure() -> None:
    source = "from urllib.parse import quote\nfrom importlib import resources\nimport tomllib"
    assert not list(impurities(Module("bot.families", source)))


def test_a_circle_is_seen_through_packages_and_functions() -> None:
    modules = [
        Module("bot.diff", "from bot.diff.board import change", is_package=True),
        Module("bot.diff.board", "def late():\n    from . import change"),
    ]
    assert set(circle(modules)) == {"bot.diff", "bot.diff.board"}
    assert not circle(modules[:1])
