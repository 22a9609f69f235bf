"""Workflows, forms and owners: nothing of a contribution runs where something may be written."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from site_pages import SLUGS
from workflows import ROOT, SCRIPTS, faults

from stepwell.cli import main

FOLDER = ROOT / ".github"
FLOWS = sorted((FOLDER / "workflows").glob("*.yml"))
FORMS = [
    FOLDER / "ISSUE_TEMPLATE" / f"{one}.yml" for one in ("report-an-error", "propose-a-change")
]
SHA = "de0fac2e4500dabe0009e67214ff5f5447ce83dd"
GOOD = f"""on:
  workflow_run:
permissions: {{}}
jobs:
  one:
    timeout-minutes: 5
    permissions:
      issues: write
    steps:
      - uses: actions/checkout@{SHA} # v6.0.2
        with:
          sparse-checkout: {SCRIPTS}
          persist-credentials: false
      - run: python3 {SCRIPTS}/due.py "$WHAT"
        env:
          WHAT: ${{{{ github.event.workflow_run.id }}}}
  two:
    timeout-minutes: 5
    steps:
      - uses: actions/setup-python@v6
      - run: |
          make test
          mkdir -p a && .venv/bin/stepwell check --strict || true
"""
MUTATIONS = {
    "the trigger with all rights": ("workflow_run:", "pull_request_target:", "rights of the repo"),
    "rights for all jobs": ("permissions: {}", "permissions: {contents: write}", "read-only"),
    "no word on rights": ("permissions: {}\n", "", "read-only"),
    "every right at once": ("permissions: {}", "permissions: write-all", "read-only"),
    "every right for a job": (
        "steps:\n      - uses: actions/setup",
        "permissions: write-all\n    steps:\n      - uses: actions/setup",
        "one by one",
    ),
    "a right in reach of a contribution": ("workflow_run:", "pull_request:", "right to write in"),
    "a secret in reach of a contribution": (
        GOOD[: GOOD.index("    steps")],
        "on: pull_request\npermissions: {}\njobs:\n  one:\n    env: [secrets.A]\n",
        "a secret in reach",
    ),
    "a branch of an action": ("setup-python@v6", "setup-python@main", "pinned neither"),
    "a commit without its version": (f"{SHA} # v6.0.2", SHA, "pinned neither"),
    "half a commit": (SHA, SHA[:12], "pinned neither"),
    "no end": ("    timeout-minutes: 5\n    steps", "    steps", "for ever"),
    "a value inside a script": ('due.py "$WHAT"', "due.py ${{ github.head_ref }}", "by `env`"),
    "credentials that stay": ("persist-credentials: false", "fetch-depth: 1", "credentials"),
    "the whole repository": (f"sparse-checkout: {SCRIPTS}", "fetch-depth: 1", "more than its"),
    "the contribution's state": (
        "persist-credentials: false",
        "persist-credentials: false\n          ref: ${{ github.event.workflow_run.head_sha }}",
        "checks out a contribution",
    ),
    "the contribution's code": (f"python3 {SCRIPTS}/", "python3 said/", "may write runs"),
    "the project's code": (f'python3 {SCRIPTS}/due.py "$WHAT"', "make test", "may write runs"),
    "a target that is not there": ("make test", "make tset", "make knows no"),
    "a command that is not there": ("stepwell check", "stepwell chek", "knows no command"),
    "an option that is not there": ("--strict", "--stern", "No such option"),
    "a script that is not there": ("due.py", "overdue.py", "there is no"),
}  # fmt: skip


def _yaml(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)


@pytest.mark.parametrize("flow", FLOWS, ids=lambda one: one.stem)
def test_a_workflow_runs_nothing_of_a_contribution_where_it_may_write(flow: Path) -> None:
    assert [*faults(flow.read_text("utf-8"))] == []


def test_the_example_has_no_fault() -> None:
    assert [*faults(GOOD)] == []


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_workflow_is_refused_for(name: str) -> None:
    before, after, said = MUTATIONS[name]
    assert before in GOOD
    found = [*faults(GOOD.replace(before, after))]
    assert [one for one in found if said in one] != [], found


def test_workflows_wait_for_each_other_by_names_that_exist() -> None:
    names = {_yaml(one)["name"] for one in FLOWS}
    assert names == {"Check", "Comment", "Preview", "Publish", "Nightly"}
    awaited = [_yaml(one)["on"].get("workflow_run", {}).get("workflows", []) for one in FLOWS]
    assert {name for one in awaited for name in one} == {"Check"}


def _artifacts(action: str) -> set[str]:
    steps = [step for one in FLOWS for job in _yaml(one)["jobs"].values() for step in job["steps"]]
    return {one["with"]["name"] for one in steps if f"/{action}@" in one.get("uses", "")}


def test_what_one_job_takes_another_leaves() -> None:
    taken = _artifacts("download-artifact")
    assert {"said", "preview-site", "edition"} == taken
    assert taken <= _artifacts("upload-artifact")


def test_an_action_is_the_same_wherever_it_is_used() -> None:
    used = {
        one for flow in FLOWS for one in re.findall(r"uses: (\S+)@(\S+)", flow.read_text("utf-8"))
    }
    assert len(used) == len({name for name, _ in used})


def test_nothing_is_published_before_the_checks_and_tests_have_passed() -> None:
    jobs = _yaml(FOLDER / "workflows" / "publish.yml")["jobs"]
    assert {name: {*jobs[name]["needs"]} for name in ("deploy", "attach")} == {
        "deploy": {"test", "build"},
        "attach": {"test", "build"},
    }
    commands = [step.get("run", "") for name in ("test", "build") for step in jobs[name]["steps"]]
    for one in ("make lint", "make test", "stepwell check --strict", "stepwell release --check"):
        assert [command for command in commands if one in command] != [], one
    assert not [
        step
        for job in jobs.values()
        for step in job["steps"]
        if "continue-on-error" in step or "always()" in step.get("if", "")
    ]


def test_the_oldest_python_that_is_promised_is_tested() -> None:
    promised = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    tested = _yaml(FOLDER / "workflows" / "check.yml")["jobs"]["test"]["strategy"]["matrix"]
    assert tested["python"][0] == promised.removeprefix(">=")


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.stem)
def test_a_form_is_one_that_can_be_shown(form: Path) -> None:
    read = _yaml(form)
    assert {"name", "description", "body"} <= set(read)
    parts = [one for one in read["body"] if one["type"] != "markdown"]
    assert {one["type"] for one in parts} <= {"input", "textarea", "dropdown", "checkboxes"}
    assert [one for one in parts if not one["attributes"]["label"]] == []
    names = [one["id"] for one in parts]
    assert len(names) == len(set(names))
    for one in parts:
        assert ("options" in one["attributes"]) == (one["type"] in {"dropdown", "checkboxes"})


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.stem)
def test_a_form_is_sent_only_without_a_patient_in_it(form: Path) -> None:
    (tick,) = [one for one in _yaml(form)["body"] if one.get("id") == "no-patient"]
    assert [one["required"] for one in tick["attributes"]["options"]] == ["true"]


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.stem)
def test_a_form_offers_every_pathway_and_no_other(form: Path) -> None:
    titles = {
        tomllib.loads((ROOT / "pathways" / f"{slug}.toml").read_text("utf-8"))["title"]
        for slug in SLUGS
    }
    (asked,) = [one for one in _yaml(form)["body"] if one.get("id") == "pathway"]
    more = {"Another page, or several", "A new pathway"}
    assert {*asked["attributes"]["options"]} - more == titles


def test_every_path_that_has_an_owner_exists() -> None:
    lines = (FOLDER / "CODEOWNERS").read_text("utf-8").splitlines()
    owned = [one.split() for one in lines if one and not one.startswith("#")]
    assert [path for path, *_ in owned if path != "*" and not (ROOT / path[1:]).exists()] == []
    assert {who.split("/")[0] for _, *all_of in owned for who in all_of} == {"@your-organisation"}


@pytest.mark.parametrize(
    ("repository", "leads_to"),
    [
        ("", None),
        ("https://github.com/ours/site/", "https://github.com/ours/site/issues/new/choose"),
        ("https://code.example/ours/site", "https://code.example/ours/site"),
    ],
)
def test_the_page_on_errors_leads_to_the_forms_of_a_known_repository(
    minimal: Path, repository: str, leads_to: str | None
) -> None:
    page = "about/report-an-error"
    Path("content/about").mkdir(parents=True)
    Path(f"content/{page}.md").write_text((ROOT / "content" / f"{page}.md").read_text("utf-8"))
    Path("mkdocs.yml").write_text(
        f"site_name: Ours\ndocs_dir: content\nrepo_url: '{repository}'\nplugins: [stepwell]\n"
        f"theme: {{name: material, font: false, custom_dir: '{ROOT / 'overrides'}'}}\n"
    )
    assert CliRunner().invoke(main, ["build", "--as-of", "2026-07-01"]).exit_code == 0
    built = Path(f"site/{page}/index.html").read_text("utf-8")
    found = re.search(r'<a class="md-button[^"]*" href="([^"]*)">Report an error now', built)
    assert (found and found[1]) == leads_to
