"""What must hold of a workflow, so that a contribution can be checked and can do no harm."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import yaml

from stepwell.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
SCRIPTS = ".github/scripts"
_USES = re.compile(r"^\s*(?:- )?uses:\s*(\S+)(?:\s+#\s*(\S+))?", re.MULTILINE)
_PINNED = re.compile(r"[\w.-]+(?:/[\w.-]+)+@[0-9a-f]{40}")
_TAGGED = re.compile(r"[\w.-]+(?:/[\w.-]+)+@v\d+(?:\.\d+)*")
_VERSION = re.compile(r"v\d+(?:\.\d+)*")
_MAY_WRITE_RUN = re.compile(rf"python3 {SCRIPTS}/\w+\.py\b|git\b|gh\b|sha256sum\b|exit\b")
"""Commands that run nothing of what they are given."""


def faults(text: str) -> Iterator[str]:
    """What is wrong with a workflow; nothing when it may stay."""
    flow = yaml.load(text, yaml.BaseLoader)  # `on` stays a word
    triggers = set(flow["on"] if isinstance(flow["on"], dict | list) else [flow["on"]])
    if "pull_request_target" in triggers:
        yield "pull_request_target runs with the rights of the repository"
    yield from _rights(flow)
    yield from _uses(text)
    for name, job in flow["jobs"].items():
        if "timeout-minutes" not in job:
            yield f"{name}: may run for ever"
        strong = _strong(job)
        if strong and "pull_request" in triggers:
            yield f"{name}: {strong} in reach of a contribution"
        for step in job["steps"]:
            yield from (f"{name}: {one}" for one in _step(step, bool(strong)))


def _rights(flow: dict[str, Any]) -> Iterator[str]:
    given = flow.get("permissions")
    if not isinstance(given, dict) or {*given.values()} - {"read"}:
        yield "the permissions of all jobs are not empty or read-only"
    for name, job in flow["jobs"].items():
        if not isinstance(job.get("permissions", {}), dict):
            yield f"{name}: permissions are not named one by one"


def _strong(job: dict[str, Any]) -> str:
    """What a job could do harm with, in words."""
    given = job.get("permissions", {})
    if isinstance(given, dict) and "write" in given.values():
        return "a right to write"
    return "a secret" if "secrets." in str(job) else ""


def _uses(text: str) -> Iterator[str]:
    for used, comment in _USES.findall(text):
        if not (_PINNED.fullmatch(used) and _VERSION.fullmatch(comment)) and not _TAGGED.fullmatch(
            used
        ):
            yield f"{used} is pinned neither to a commit with its version nor to a version"


def _step(step: dict[str, Any], strong: bool) -> Iterator[str]:
    given = step.get("with", {})
    said = f"{step.get('run', '')}{given.get('script', '')}"
    if "${{" in said:
        yield "a value becomes part of a script; give it by `env`"
    if step.get("uses", "").startswith("actions/checkout@"):
        ours = given.get("repository", "").startswith("${{ vars.")
        if not ours and given.get("persist-credentials") != "false":
            yield "a checkout keeps credentials"
        if strong and not ours and given.get("sparse-checkout") != SCRIPTS:
            yield "a job that may write checks out more than its script"
        if strong and ("ref" in given or ("repository" in given and not ours)):
            yield "a job that may write checks out a contribution"
    for command in _commands(step.get("run", "")):
        if strong and not _MAY_WRITE_RUN.match(command):
            yield f"a job that may write runs `{command}`"
        yield from _exists(command)


def _commands(script: str) -> Iterator[str]:
    for line in re.split(r"\n|&&|\|\||;", script):
        if line.strip():
            yield line.strip()


def _exists(command: str) -> Iterator[str]:
    """A target, a command or a script that is not there."""
    program, *words = shlex.split(command.partition(" > ")[0])
    if program == "make":
        tried = subprocess.run(
            ["make", "--dry-run", *words], cwd=ROOT, capture_output=True, check=False
        )
        if tried.returncode:
            yield f"make knows no `{' '.join(words)}`"
    elif program == ".venv/bin/stepwell":
        known = main.commands.get(words[0])
        if known is None:
            yield f"stepwell knows no command `{words[0]}`"
            return
        try:
            known.make_context(words[0], words[1:])
        except click.UsageError as error:
            yield f"stepwell {words[0]}: {error.format_message()}"
    elif program == "python3" and not (ROOT / words[0]).is_file():
        yield f"there is no {words[0]}"
