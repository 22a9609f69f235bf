"""How the house is built: who may import whom, and who may touch the world."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "generator" / "stepwell"

LAYERS = (
    {"source", "typeface", "quantity", "clock", "listing", "reading_grade", "archive"},
    {"diagnostics"},
    {"fields", "guard"},
    {"head", "background", "interval", "guard_json"},
    {"verdict"},
    {"given"},
    {"guard_types"},
    {"derivation"},
    {
        "model",
        "registers",
        "cases",
        "leaflets",
        "safety",
        "scores",
        "bibliography",
        "released",
        "collection",
    },
    {"malformed", "reading", "guard_words", "changelog"},
    {"load", "unknown_name"},
    {"schema", "graph", "placement", "statements", "effects", "step_text"},
    {"layout", "choice", "duration", "resolve_guard", "leaflet_text"},
    {"walk"},
    {"resolve_lookups"},
    {"resolve", "place", "prove"},
    {"checks", "patients"},
    {"render", "explain"},
    {"report", "diff"},
    {"store", "publish", "new", "release", "workers", "interview", "packing", "revisions"},
    {"unexplained"},
    {"checking", "resting"},
    {"build", "review"},
    {"repository"},
    {"mkdocs_site", "terminal", "options", "aside"},
    {"mkdocs_preview"},
    {"preview"},
    {"preview_server"},
    {"commands"},
    {"cli", "plugin"},
    {"__main__"},
)
WRITERS = {"store", "publish"}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")


def _name(path: Path) -> str:
    return ".".join(("stepwell", *path.relative_to(PACKAGE).with_suffix("").parts))


def _room(name: str) -> str:
    return name.split(".")[1]


def _layer(room: str) -> int:
    return next(index for index, rooms in enumerate(LAYERS) if room in rooms)


def _imports(path: Path) -> set[str]:
    """Modules of ours imported at run time; those for type checking alone bind nobody."""
    found: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("stepwell."):
            found.add(node.module or "")
        elif isinstance(node, ast.ImportFrom) and node.module == "stepwell":
            found |= {f"stepwell.{one.name}" for one in node.names if not one.name.startswith("_")}
    return found


def _calls(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            found.add(ast.unparse(node.func).rsplit("(", 1)[0])
    return found


def test_every_module_has_a_room() -> None:
    rooms = {_room(_name(path)) for path in MODULES}
    assert rooms == set().union(*LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_imports_point_downward(path: Path) -> None:
    own = _room(_name(path))
    upward = {
        name for name in _imports(path) if _room(name) != own and _layer(_room(name)) >= _layer(own)
    }
    assert upward == set()


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {_name(path): _imports(path) for path in MODULES}
    order = [*graphlib.TopologicalSorter(graph).static_order()]
    assert order.index("stepwell.source") < order.index("stepwell.cli")


def test_the_library_loads_without_mkdocs() -> None:
    code = "import sys, stepwell.build; assert 'mkdocs' not in sys.modules, 'mkdocs'"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_is_short_and_says_what_it_is(path: Path) -> None:
    text = path.read_text("utf-8")
    docstring = ast.get_docstring(ast.parse(text)) or ""
    assert docstring
    assert len(docstring.splitlines()) <= 8
    assert len(text.splitlines()) <= 300


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_only_the_terminal_speaks_and_only_publication_writes(path: Path) -> None:
    room, calls = _room(_name(path)), _calls(path)
    if room not in {"cli", "commands", "terminal", "__main__"}:
        assert not calls & {
            "print",
            "click.echo",
            "sys.exit",
            "sys.stdout.write",
            "sys.stderr.write",
        }
    if room not in WRITERS:
        assert not {one for one in calls if one.endswith((".write_text", ".write_bytes", ".mkdir"))}


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_only_the_clock_knows_the_day_and_nothing_is_left_to_chance(path: Path) -> None:
    room, calls = _room(_name(path)), _calls(path)
    if room != "clock":
        assert not {
            one for one in calls if one.endswith((".today", ".now", ".utcnow", "time.time"))
        }
    assert not {one for one in calls if one.startswith(("random.", "uuid.", "secrets."))}
    if room in {"checks", "render"}:
        assert not {one for one in calls if one.startswith(("os.", "time."))}
