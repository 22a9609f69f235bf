"""What a page is allowed: the policy made from the page itself, and the headers for a host."""

from __future__ import annotations

import re
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pytest

from stepwell.render.headers import guarded

HEAD = '<!doctype html><html><head><meta charset="utf-8">'
ROOT = Path(__file__).parent.parent


def made(pages: dict[str, str]) -> dict[str, str]:
    artifacts, _ = guarded({path: text.encode() for path, text in pages.items()})
    return {one.path: one.content.decode() for one in artifacts}


def policy(text: str) -> dict[str, list[str]]:
    """The directives of a page's policy."""
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert found
    return {name: sources for name, *sources in map(str.split, found[1].split(";"))}


def of(body: str) -> dict[str, list[str]]:
    return policy(made({"index.html": HEAD + body})["index.html"])


def hashed(sources: list[str]) -> list[bytes]:
    return [b64decode(one[8:-1]) for one in sources if one.startswith("'sha256-")]


def test_a_plain_page_may_load_from_its_own_site_and_run_nothing_else() -> None:
    assert of("<p>Hello</p>") == {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }


@pytest.mark.parametrize(
    ("body", "directive", "texts"),
    [
        ("<script>a < b && c</script>", "script-src", ["a < b && c"]),
        ("<script>a\r\nb</script>", "script-src", ["a\nb"]),
        ("<script type=module>a</script><script>é</script>", "script-src", ["a", "é"]),
        ("<script>a</script><script>a</script>", "script-src", ["a"]),
        ("<script></script>", "script-src", [""]),
        ('<script type="application/json">{}</script>', "script-src", []),
        ('<script src="a.js"></script>', "script-src", []),
        ("<style>a { b: c }</style>", "style-src", ["a { b: c }"]),
        ('<td style="text-align: right">', "style-src", ["text-align: right"]),
    ],
)
def test_what_stands_in_a_page_is_allowed_by_its_hash(
    body: str, directive: str, texts: list[str]
) -> None:
    sources = of(body)[directive]
    assert hashed(sources) == [sha256(one.encode()).digest() for one in texts]
    assert ("'unsafe-hashes'" in sources) == ("style=" in body)
    assert "'unsafe-inline'" not in sources


@pytest.mark.parametrize(
    ("body", "directive"),
    [
        ('<iframe src="a.html"></iframe>', "frame-src"),
        ('<video src="a.mp4"></video>', "media-src"),
        ('<object data="a.pdf"></object>', "object-src"),
    ],
)
def test_a_page_that_shows_a_frame_a_film_or_a_sheet_may_take_it_from_its_site(
    body: str, directive: str
) -> None:
    assert of(body)[directive] == ["'self'"]


@pytest.mark.parametrize(
    "body",
    [
        '<script src="https://other.example/a.js"></script>',
        '<link rel="stylesheet" href="//other.example/a.css">',
        '<p onclick="a()">',
    ],
)
def test_a_page_that_its_policy_would_break_has_none_and_is_named(body: str) -> None:
    site = {"a/index.html": (HEAD + body).encode(), "b.html": f"{HEAD}<script>b</script>".encode()}
    artifacts, without = guarded(site)
    assert without == ("a/index.html",)
    assert [one.path for one in artifacts] == ["b.html", "_headers"]
    assert b"script-src" not in artifacts[1].content


def test_the_policy_stands_before_anything_that_could_run() -> None:
    page = made({"index.html": f"{HEAD}<script>a</script>"})["index.html"]
    assert page.index("charset") < page.index("Content-Security-Policy") < page.index("<script>")


def test_a_fragment_stays_as_it_is() -> None:
    assert made({"part.html": "<p>a"})["part.html"] == "<p>a"


def test_the_headers_allow_every_script_of_the_site_and_of_no_other() -> None:
    site = {"a.html": f"{HEAD}<script>a</script>", "b.svg": "<svg><script>b</script></svg>"}
    (line,) = re.findall(r"script-src ([^;]*);", made(site)["_headers"])
    assert {*hashed(line.split())} == {sha256(one).digest() for one in (b"a", b"b")}


def test_a_line_that_a_host_would_not_read_is_never_written() -> None:
    many = "".join(f"<script>{number}</script>" for number in range(100))
    written = made({"index.html": HEAD + many})["_headers"]
    assert max(map(len, written.splitlines())) <= 2000
    assert "script-src" not in written
    assert "frame-ancestors 'none'" in written


def test_the_headers_leave_sheets_to_the_browser() -> None:
    (line,) = re.findall(r"Content-Security-Policy: (.*)", made({"a.html": HEAD})["_headers"])
    assert not {"default-src", "object-src", "style-src"} & {*re.findall(r"[a-z]+-[a-z]+", line)}


def test_headers_that_a_site_has_already_stay() -> None:
    assert "_headers" not in made({"index.html": HEAD, "_headers": "/*\n  X-Own: 1\n"})


def test_every_page_of_the_site_has_a_policy_and_the_host_gets_headers(site: Path) -> None:
    pages = [*site.rglob("*.html")]
    assert len(pages) > 100
    assert {"'unsafe-inline'" in one.read_text("utf-8") for one in pages} == {False}
    assert {policy(one.read_text("utf-8"))["default-src"][0] for one in pages} == {"'none'"}
    assert max(map(len, (site / "_headers").read_text().splitlines())) <= 2000


def test_a_copy_for_a_folder_has_neither(unpacked: Path) -> None:
    assert not [*unpacked.rglob("_headers")]
    pages = [*unpacked.rglob("*.html")]
    assert [one for one in pages if "http-equiv" in one.read_text("utf-8")] == []


def test_the_guide_tells_other_hosts_the_same_headers() -> None:
    guide = (ROOT / "content" / "editing" / "hosting.md").read_text("utf-8")
    told = {
        (name, value) for name, value in re.findall(r'add_header ([\w-]+) "([^"]*)" always', guide)
    }
    written = {
        (name, value) for name, value in re.findall(r"  ([\w-]+): (.*)", made({})["_headers"])
    }
    assert told == written
