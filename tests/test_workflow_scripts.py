"""What the workflows' scripts do with a contribution's files, against a server like GitHub's."""

from __future__ import annotations

import http.server
import json
import os
import re
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from stepwell.diff.markdown import LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPTS = Path(__file__).parent.parent / ".github" / "scripts"
HEAD = "0123456789abcdef0123456789abcdef01234567"
BOT = {"login": "github-actions[bot]"}
STRANGER = {"login": "someone"}


@dataclass
class GitHub:
    """A repository with one open pull request, and what was asked of it."""

    address: str = ""
    pull: dict[str, Any] = field(
        default_factory=lambda: {"number": 7, "state": "open", "head": {"sha": HEAD}}
    )
    comments: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    artifacts: list[dict[str, Any]] = field(default_factory=list)
    written: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def get(self, path: str) -> Any:
        page = int((re.findall(r"[?&]page=(\d+)", path) or ["1"])[0])
        lists = {
            "/issues/7/comments": self.comments,
            "/issues": self.issues,
            "/pulls": [self.pull] if self.pull["state"] == "open" else [],
        }
        whole = {"/pulls/7": self.pull, "/actions/runs/5/artifacts": {"artifacts": self.artifacts}}
        plain = path.partition("?")[0]
        if plain in lists:
            return lists[plain][(page - 1) * 100 : page * 100]
        return whole.get(plain)


@pytest.fixture
def github() -> Iterator[GitHub]:
    one = GitHub()

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self) -> None:
            path = self.path.removeprefix("/repos/ours/site")
            length = int(self.headers.get("Content-Length") or 0)
            if self.command == "GET":
                said = one.get(path)
            else:
                said = json.loads(self.rfile.read(length))
                one.written.append((self.command, path, said))
            self.send_response(200 if said is not None else 404)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        do_GET = do_POST = do_PATCH = answer  # noqa: N815 - the names are the server's

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    one.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield one
    server.shutdown()
    server.server_close()


@pytest.fixture
def said(tmp_path: Path) -> Path:
    """The files that a run left."""
    folder = tmp_path / "said"
    folder.mkdir()
    (folder / "number").write_text("7")
    (folder / "diff.md").write_text("Older adults are no longer offered an NSAID.\n")
    (folder / "findings.md").write_text("No findings.\n")
    return folder


def run(
    script: str, github: GitHub, *arguments: Path, **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPTS / script), *map(str, arguments)],
        env={
            "PATH": os.environ["PATH"],
            "GITHUB_API_URL": github.address,
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_REPOSITORY": "ours/site",
            "GITHUB_TOKEN": "a-token",
            "HEAD_SHA": HEAD,
            "RUN_ID": "5",
            **more,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def comment(github: GitHub, said: Path, **more: str) -> str:
    """The text of the comment that is written."""
    result = run("comment.py", github, said, **more)
    assert result.returncode == 0, result.stderr
    ((_, _, body),) = github.written
    return body["body"]


def test_a_pull_request_is_told_what_it_changes(github: GitHub, said: Path) -> None:
    github.artifacts = [{"id": 9, "name": "preview", "expired": False}]
    text = comment(github, said)
    assert text.startswith("<!-- stepwell -->\n")
    assert "Older adults are no longer offered an NSAID." in text
    assert "No findings." in text
    assert "(https://github.example/ours/site/actions/runs/5/artifacts/9)" in text
    assert "For 0123456." in text
    assert github.written[0][:2] == ("POST", "/issues/7/comments")


def test_the_same_comment_is_written_anew_and_no_one_elses(github: GitHub, said: Path) -> None:
    others = [{"id": n, "user": STRANGER, "body": "<!-- stepwell --> mine"} for n in range(120)]
    github.comments = [*others, {"id": 500, "user": BOT, "body": "<!-- stepwell -->\nearlier"}]
    comment(github, said)
    assert github.written[0][:2] == ("PATCH", "/issues/comments/500")


@pytest.mark.parametrize(
    ("number", "pull"),
    [
        ("8", {}),
        ("7; rm -rf /", {}),
        ("7/../../other", {}),
        ("", {}),
        ("7", {"state": "closed"}),
        ("7", {"head": {"sha": "f" * 40}}),
    ],
)
def test_nothing_is_said_to_a_pull_request_that_the_run_is_not_of(
    github: GitHub, said: Path, number: str, pull: dict[str, Any]
) -> None:
    github.pull |= pull
    (said / "number").write_text(number)
    run("comment.py", github, said)
    assert github.written == []


def test_text_of_a_contribution_calls_no_one_shows_no_picture_and_hides_nothing(
    github: GitHub, said: Path
) -> None:
    (said / "diff.md").write_text(
        "@everyone ![x](https://other.example/x) <IMG src=x> <!-- stepwell --> \x1b[31m"
    )
    text = comment(github, said)
    assert "@everyone" not in text
    assert "![" not in text
    assert "<IMG" not in text
    assert text.count("<!--") == 1
    assert "\x1b" not in text


def test_a_text_that_is_too_long_is_cut_and_closed(github: GitHub, said: Path) -> None:
    (said / "diff.md").write_text("<details>\n\n```\n" + "a line\n" * 20_000)
    (said / "findings.md").write_text("x" * 59_000 + "\n" + "y" * 59_000)
    text = comment(github, said)
    assert len(text) <= 60_000
    assert text.count("```") == 2
    assert text.count("<details>") == text.count("</details>") == 1
    assert text.count("*Cut here") == 2
    assert text.rstrip().endswith("</sub>")


def test_the_longest_text_on_a_change_is_never_cut(github: GitHub, said: Path) -> None:
    line = "- a change\n"
    (said / "diff.md").write_text(line * (LIMIT // len(line)))
    assert "Cut here" not in comment(github, said)


def test_what_is_missing_or_no_plain_file_is_said_to_be_so(
    github: GitHub, said: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("hush")
    (said / "diff.md").unlink()
    (said / "diff.md").symlink_to(tmp_path / "secret")
    (said / "findings.md").unlink()
    text = comment(github, said)
    assert "hush" not in text
    assert text.count("could not be told.") == 2
    assert "No preview" in text


def test_a_refusal_of_github_is_told(github: GitHub, said: Path) -> None:
    github.artifacts = None  # type: ignore[assignment]
    result = run("comment.py", github, said, RUN_ID="6")
    assert result.returncode == 1
    assert "GET /actions/runs/6/artifacts?per_page=100: GitHub answers 404" in result.stderr


def test_an_issue_is_opened_renewed_and_closed_as_reviews_come_due(
    github: GitHub, said: Path
) -> None:
    findings = said / "findings.md"
    findings.write_text("medicines: the review was due on 1 November 2027\n")
    mine = {"number": 3, "user": BOT, "body": "<!-- stepwell due -->\nearlier"}
    others = [{"number": 2, "user": BOT, "body": None}]
    for found, issues, expected in (
        (True, others, [("POST", "/issues")]),
        (True, [*others, mine], [("PATCH", "/issues/3")]),
        (False, [*others, mine], [("PATCH", "/issues/3")]),
        (False, others, []),
    ):
        github.issues, github.written = issues, []
        if not found:
            findings.write_text("")
        result = run("due.py", github, findings)
        assert result.returncode == 0, result.stderr
        assert [one[:2] for one in github.written] == expected
        for _, _, body in github.written:
            assert (body.get("state") == "closed") != found
            assert ("1 November 2027" in body.get("body", "")) == found


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "index.html").write_text("new")
    return folder


@pytest.fixture
def previews(tmp_path: Path) -> Path:
    folder = tmp_path / "previews"
    for name in ("pr-7/old.html", "pr-6/index.html", "README.md", ".git/config"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("there")
    return folder


OWN = {"PREVIEW_URL": "https://previews.example/"}


def test_a_preview_replaces_the_one_before_and_those_of_closed_ones_go(
    github: GitHub, said: Path, pages: Path, previews: Path
) -> None:
    result = run("preview.py", github, said, pages, previews, **OWN)
    assert result.returncode == 0, result.stderr
    there = {one.relative_to(previews).as_posix() for one in previews.rglob("*") if one.is_file()}
    kept = {"README.md", ".git/config", ".nojekyll", "robots.txt"}
    assert there == {"pr-7/a/index.html", *kept}
    assert "Disallow: /" in (previews / "robots.txt").read_text()


@pytest.mark.parametrize("bad", ["link", ".git/hooks/pre-push", "a/.htaccess"])
def test_a_preview_takes_plain_pages_alone(
    github: GitHub, said: Path, pages: Path, previews: Path, bad: str
) -> None:
    path = pages / bad
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to("/etc/hostname") if bad == "link" else path.write_text("x")
    result = run("preview.py", github, said, pages, previews, **OWN)
    assert (result.returncode, "no plain page" in result.stderr) == (1, True)


@pytest.mark.parametrize(
    ("more", "said_so"),
    [
        ({}, "set the variable PREVIEW_URL"),
        ({"PREVIEW_URL": "https://ours.github.io/previews/"}, "share the host"),
        ({**OWN, "SITE_URL": "https://previews.example/site/"}, "share the host"),
    ],
)
def test_a_preview_never_shares_the_host_of_the_site(
    github: GitHub, said: Path, pages: Path, previews: Path, more: dict[str, str], said_so: str
) -> None:
    result = run("preview.py", github, said, pages, previews, **more)
    assert (result.returncode, said_so in result.stderr) == (1, True)
    assert (previews / "pr-7" / "old.html").is_file()


def test_a_comment_leads_to_the_preview_that_is_online(github: GitHub, said: Path) -> None:
    github.artifacts = [{"id": 9, "name": "preview", "expired": False}]
    assert "[online](https://previews.example/pr-7/)" in comment(github, said, **OWN)
