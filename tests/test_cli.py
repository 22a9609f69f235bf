"""The commands as a user runs them: what they say, and how they exit."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stepwell.cli import main
from stepwell.diagnostics import RULES

ROOT = Path(__file__).parent.parent


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def test_a_clean_collection_says_what_was_checked_and_exits_0(minimal: Path) -> None:
    result = _run("check", "--as-of", "2026-07-01")
    assert (result.exit_code, result.stdout) == (
        0, "checked 1 pathway, 0 blocks, 4 steps, 2 sources: no findings\n"
    )  # fmt: skip


def test_a_fault_is_shown_with_its_line_and_exits_1(minimal: Path) -> None:
    path = minimal / "example.toml"
    text = path.read_text()
    goto = re.search(r'goto\s*=\s*"([a-z-]+)"', text)
    assert goto
    path.write_text(text.replace(goto[0], goto[0].replace(goto[1], goto[1] + "x"), 1))
    result = _run("check")
    assert result.exit_code == 1
    assert f"error[P201]: The step `{goto[1]}x` does not exist." in result.stderr
    assert f"did you mean `{goto[1]}`" in result.stderr
    assert "stepwell explain P201" in result.stderr


def test_a_folder_that_does_not_exist_exits_2(minimal: Path) -> None:
    result = _run("check", "elsewhere")
    assert (result.exit_code, "error[P101]" in result.stderr) == (2, True)


def test_a_warning_is_reported_and_fails_only_when_strict(minimal: Path) -> None:
    late = ("check", "--as-of", "2031-01-01")
    assert (_run(*late).exit_code, _run(*late, "--strict").exit_code) == (0, 1)
    assert "warning[P512]" in _run(*late).stderr


@pytest.mark.parametrize(
    "arguments", [["render"], ["check", "--as-of", "soon"], ["explain", "P999"], ["nothing"]]
)
def test_a_command_that_cannot_run_exits_2_and_says_why(
    minimal: Path, arguments: list[str]
) -> None:
    result = _run(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr


def test_render_writes_the_docs_tree_and_what_it_made(minimal: Path) -> None:
    result = _run("render", "--into", "out", "--no-cache")
    assert result.exit_code == 0
    assert Path("out/pathways/example.md").is_file()
    assert Path("out/cards/example-a4.pdf").read_bytes().startswith(b"%PDF")
    stages = ("load", "resolve", "check", "prove", "render", "write")
    assert re.search(r" [\d.]+ s  ".join(stages), result.stdout)


def test_render_keeps_the_last_tree_when_the_next_has_a_fault(minimal: Path) -> None:
    assert _run("render", "--into", "out", "--no-cache").exit_code == 0
    (minimal / "example.toml").write_text("title = ")
    assert _run("render", "--into", "out", "--no-cache").exit_code == 1
    assert Path("out/pathways/example.md").is_file()


def test_render_refuses_a_folder_that_it_did_not_write(minimal: Path) -> None:
    result = _run("render", "--into", ".")
    assert (result.exit_code, "did not write" in result.stderr) == (2, True)


def test_a_hand_written_page_stands_in_for_a_generated_one(minimal: Path) -> None:
    Path("content").mkdir()
    Path("content/index.md").write_text("# Ours\n")
    assert _run("render", "--into", "out", "--no-cache").exit_code == 0
    assert Path("out/index.md").read_text() == "# Ours\n"


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_every_rule_is_explained_by_code_and_by_name(rule) -> None:
    by_code, by_name = _run("explain", rule.code), _run("explain", rule.name)
    assert by_code.exit_code == 0
    assert by_code.stdout == by_name.stdout
    assert rule.code in by_code.stdout


def test_a_new_pathway_passes_in_an_empty_folder_and_in_a_full_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert _run("new", "neck-pain").exit_code == 0
    assert _run("check", "--strict").exit_code == 0
    assert _run("new", "knee-pain").exit_code == 0
    assert _run("check", "--strict").exit_code == 0
    assert _run("render", "--into", "out", "--no-cache").exit_code == 0


@pytest.mark.parametrize("slug", ["../x", "Neck", "neck_pain", "example"])
def test_a_new_pathway_overwrites_nothing_and_has_a_name(minimal: Path, slug: str) -> None:
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    assert _run("new", slug).exit_code == 2
    assert before == {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}


def test_a_schema_is_printed_or_written(minimal: Path) -> None:
    printed = _run("schema", "--print", "facts").stdout
    assert _run("schema").exit_code == 0
    assert (minimal / "schema" / "facts.json").read_text() == printed


def _commands() -> list[str]:
    return sorted(main.commands)


@pytest.mark.parametrize("name", _commands())
def test_every_command_has_help_that_ends_in_examples(name: str) -> None:
    text = _run(name, "--help").stdout
    assert (
        f"\nExamples:\n  stepwell {name} " in text + " "
        or f"\nExamples:\n  stepwell {name}\n" in text
    )


def test_the_readme_shows_a_report_as_it_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "pathways", tmp_path / "pathways")
    monkeypatch.chdir(tmp_path)
    path = Path("pathways/refractory.toml")
    path.write_text(
        path.read_text("utf-8").replace('goto      = "mindbody"', 'goto      = "mindbdy"')
    )
    report = _run("check").stderr.partition("\n\n")[0]
    assert report in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", _commands())
def test_every_command_is_in_the_readme(name: str) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"`stepwell {name}" in readme


def test_output_to_a_pipe_is_plain_text(minimal: Path) -> None:
    (minimal / "example.toml").write_text("title = ")
    command = [sys.executable, "-m", "stepwell", "check"]
    result = subprocess.run(
        command, capture_output=True, check=False, env={**os.environ, "COLUMNS": "40"}
    )
    assert (result.returncode, b"\x1b" in result.stdout + result.stderr) == (1, False)


def test_a_build_publishes_the_site_and_a_failed_one_keeps_it(minimal: Path) -> None:
    Path("content").mkdir()
    Path("mkdocs.yml").write_text(
        "site_name: Ours\ndocs_dir: content\ntheme: {name: material, font: false}\n"
        "plugins: [search, stepwell]\n"
    )
    result = _run("build")
    assert result.exit_code == 0, result.stderr
    home = Path("site/index.html").read_bytes()
    assert Path("site/cards/example-letter.pdf").is_file()
    (minimal / "example.toml").write_text("title = ")
    assert _run("build").exit_code == 1
    assert Path("site/index.html").read_bytes() == home
    assert sorted(path.name for path in Path().iterdir()) == [
        "content",
        "mkdocs.yml",
        "pathways",
        "site",
    ]


def test_a_killed_build_keeps_the_site_and_the_next_one_clears_up(minimal: Path) -> None:
    Path("content").mkdir()
    settings = "site_name: Ours\ndocs_dir: content\ntheme: {name: material, font: false}\n"
    Path("mkdocs.yml").write_text(f"{settings}plugins: [search, stepwell]\n")
    assert _run("build").exit_code == 0
    before = {path: path.read_bytes() for path in Path("site").rglob("*") if path.is_file()}
    hook = (
        "import pathlib, time\ndef on_page_content(*_, **__):\n    pathlib.Path('reached').touch()"
    )
    Path("hook.py").write_text(f"{hook}\n    time.sleep(60)\n")
    Path("slow.yml").write_text(f"{settings}plugins: [search, stepwell]\nhooks: [hook.py]\n")
    build = subprocess.Popen([sys.executable, "-m", "stepwell", "build", "--config", "slow.yml"])
    while not Path("reached").exists():
        assert build.poll() is None
        time.sleep(0.05)
    build.kill()
    build.wait()
    assert before == {path: path.read_bytes() for path in Path("site").rglob("*") if path.is_file()}
    assert _run("build").exit_code == 0
    assert not [path.name for path in Path().iterdir() if path.name.startswith(".site")]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (None, "there is no mkdocs.yml here"),
        ("site_name: x\n", "does not list the plugin"),
        ("a: [", "mkdocs.yml"),
    ],
)
def test_settings_that_cannot_be_used_are_told(
    minimal: Path, settings: str | None, said: str
) -> None:
    Path("content").mkdir()
    if settings:
        Path("mkdocs.yml").write_text(settings + "docs_dir: content\n" * ("[" not in settings))
    result = _run("build")
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr
