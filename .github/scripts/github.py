"""What the scripts of the workflows share: GitHub's API, and a contribution's files taken as data.

Nothing here, and nothing that uses it, runs what a contribution brought.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

LONGEST = 60_000
"""Characters of a comment; GitHub takes 65,536."""
BOT = "github-actions[bot]"
REPOSITORY = os.environ["GITHUB_REPOSITORY"]


def ask(path: str, method: str = "GET", body: dict[str, Any] | None = None) -> Any:
    """One call below this repository; the script ends with a sentence when it is refused."""
    request = urllib.request.Request(
        f"{os.environ['GITHUB_API_URL']}/repos/{REPOSITORY}{path}",
        None if body is None else json.dumps(body).encode(),
        {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}",
            "Content-Type": "application/json",
        },
        method=method,
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        sys.exit(f"{method} {path}: GitHub answers {error.code} {error.reason}")


def every(path: str) -> list[Any]:
    """All pages of a list."""
    found: list[Any] = []
    joint = "&" if "?" in path else "?"
    for page in range(1, 101):
        more = ask(f"{path}{joint}per_page=100&page={page}")
        found += more
        if len(more) < 100:
            break
    return found


def number(folder: Path, head: str) -> int:
    """The pull request that a run belongs to, as its files say and GitHub confirms.

    The script ends, and says why, when they disagree: a run is told only to its own pull request.
    """
    said = read(folder / "number", 20).strip()
    if not re.fullmatch(r"[1-9]\d{0,9}", said):
        leave("the run says no number of a pull request")
    pull = ask(f"/pulls/{said}")
    if pull["state"] != "open" or pull["head"]["sha"] != head:
        leave(f"pull request {said} is closed, or this run is not of its newest state")
    return int(said)


def read(path: Path, longest: int = LONGEST) -> str:
    """At most so many characters of a file; nothing if it is not there or not a plain file."""
    if path.is_symlink() or not path.is_file():
        return ""
    with path.open("rb") as file:
        return file.read(4 * longest).decode("utf-8", "replace")[:longest]


def inert(text: str, longest: int) -> str:
    """Markdown that calls no one, shows no picture and hides nothing; cut where it is too long."""
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text.replace("\r\n", "\n"))
    text = re.sub(r"@(?=\w)", "@\u2060", text)
    text = re.sub(r"!(?=\[)", "!\u2060", text)
    text = re.sub(r"<(?=!--|img\b|picture\b|video\b|source\b)", "&lt;", text, flags=re.IGNORECASE)
    if len(text) > longest:
        text = text[:longest].rpartition("\n")[0]
        if text.count("\n```") % 2 or (text.startswith("```") and text.count("```") % 2):
            text += "\n```"
        text += "\n\n*Cut here: the whole text is in the files of the run.*"
    opened = len(re.findall(r"<details\b", text)) - text.count("</details>")
    return text + "\n</details>" * max(opened, 0)


def leave(why: str) -> None:
    """End without a fault: there is nothing to tell."""
    print(why)
    sys.exit(0)
