"""What the service worker is told about a site, and when a site has none."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

from mkdocs.config import load_config
from site_pages import ROOT

from stepwell.render.worker import worker

SITE = {
    "index.html": b"home",
    "404.html": b"not here",
    "assets/a.js": b"a",
    "assets/a.js.map": b"{}",
    "assets/javascripts/lunr/min/lunr.de.min.js": b"de",
    "assets/film.png": b"0" * 2_000_001,
    "cards/a-a4.pdf": b"%PDF",
    "pathways/a/pathway.json": b"{}",
    "search/search_index.json": b"[]",
    "sitemap.xml": b"<urlset/>",
    ".nojekyll": b"",
}


def _table(site: dict[str, bytes]) -> dict[str, dict[str, str]]:
    return json.loads(worker(site, date(2026, 7, 1))[1].content)


def test_pages_are_fetched_at_once_sheets_on_request_and_the_rest_when_opened() -> None:
    table = _table(SITE)
    assert set(table["first"]) == {"index.html", "assets/a.js", "search/search_index.json"}
    assert set(table["sheets"]) == {"cards/a-a4.pdf"}
    assert set(table["others"]) == {
        "assets/film.png",
        "assets/javascripts/lunr/min/lunr.de.min.js",
        "pathways/a/pathway.json",
    }
    assert table["first"]["index.html"] == hashlib.sha256(b"home").hexdigest()


def test_the_version_is_the_hash_of_the_table_and_not_of_the_day() -> None:
    versions = set()
    for site, day in (
        (SITE, date(2026, 7, 1)),
        (SITE, date(2026, 7, 2)),
        ({**SITE, "404.html": b"x", "sitemap.xml": b"x"}, date(2026, 7, 1)),
        ({**SITE, "cards/a-a4.pdf": b"x"}, date(2026, 7, 1)),
    ):
        script, table = worker(site, day)
        version = hashlib.sha256(table.content).hexdigest()
        assert f'"version": "{version}"' in script.content.decode()
        versions.add(version)
    assert len(versions) == 2


def test_the_published_site_has_a_worker_that_names_its_files(site: Path) -> None:
    table = json.loads((site / "sw.json").read_bytes())
    named = {path: found for group in table.values() for path, found in group.items()}
    assert {path: hashlib.sha256((site / path).read_bytes()).hexdigest() for path in named} == named
    assert {one.relative_to(site).as_posix() for one in site.rglob("*.pdf")} == set(table["sheets"])
    pages = {one.relative_to(site).as_posix() for one in site.rglob("*.html")}
    assert pages - {"404.html"} <= set(table["first"])


def test_a_preview_has_neither_the_worker_nor_the_script_that_starts_it() -> None:
    for command, there in (("serve", False), ("build", True)):
        config = load_config(str(ROOT / "mkdocs.yml"))
        plugin = config.plugins["stepwell"]
        plugin.on_startup(command=command, dirty=False)
        listed = plugin.on_config(config).extra_javascript
        assert ("assets/stepwell/offline.js" in listed, plugin.hosted) == (there, there)
