"""Put a contribution's pages into a checkout of the repository of previews; take away old ones.

Takes the run's files, its pages and that checkout. Pages are copied, never run or read; those
of pull requests that are no longer open go.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

from github import REPOSITORY, every, number

MOST_FILES, MOST_BYTES = 5_000, 300_000_000


def own_host() -> None:
    """End with a fault if previews would share the host of the site.

    A page may reach everything that its host holds, so a contribution's page there could
    speak for the site, or read what it keeps.
    """
    owner = REPOSITORY.partition("/")[0].lower()
    taken = {f"{owner}.github.io", urlsplit(os.environ.get("SITE_URL", "")).hostname}
    host = urlsplit(os.environ.get("PREVIEW_URL", "")).hostname
    if not host:
        sys.exit("set the variable PREVIEW_URL to the address at which previews are served")
    if host in taken:
        sys.exit(f"previews on {host} would share the host of the site; give them another")


def files(pages: Path) -> list[Path]:
    """The plain files to copy; the script ends if they are not what a site can be."""
    found = [one for one in pages.rglob("*") if not one.is_dir() or one.is_symlink()]
    odd = [one for one in found if one.is_symlink() or not one.is_file()]
    hidden = [one for one in found if any(p.startswith(".") for p in one.relative_to(pages).parts)]
    if odd or hidden:
        sys.exit(f"no plain page: {(odd + hidden)[0].relative_to(pages)}")
    if len(found) > MOST_FILES or sum(one.stat().st_size for one in found) > MOST_BYTES:
        sys.exit("too many or too large files for a preview")
    return found


def main() -> None:
    """Copy the pages, and remove those that no open pull request needs."""
    said, pages, previews = map(Path, sys.argv[1:])
    own_host()
    pull = number(said, os.environ["HEAD_SHA"])
    target = previews / f"pr-{pull}"
    shutil.rmtree(target, ignore_errors=True)
    for one in files(pages):
        to = target / one.relative_to(pages)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(one, to)
    there = {one["number"] for one in every("/pulls?state=open")}
    for folder in previews.iterdir():
        of = re.fullmatch(r"pr-(\d+)", folder.name)
        if of and int(of[1]) not in there:
            shutil.rmtree(folder)
    (previews / "robots.txt").write_text("User-agent: *\nDisallow: /\n")
    (previews / ".nojekyll").touch()


if __name__ == "__main__":
    main()
