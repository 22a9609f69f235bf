"""Small pathways, a line a step, and collections made of them.

    sick?  fever -> help | not fever -> wait | unknown -> ask
    help!  start:exampline -> review
    review. back 4 wk x2 sick wait
    wait.  avoid:imaging
    away>  later
    [gate] -> sick

A question has answers A, B, C by their guards; an action and an outcome have
effects; an outcome may send back after a time, so often at most, to a step, and
then on to another. The first line is the start.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from examples import MINIMAL

from stepwell.checking import loaded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stepwell.collection import Collection
    from stepwell.diagnostics import Diagnostic

HEAD = 'title = "Small"\nasks = "What next?"\nstart = "{}"\n'
PATHWAY = HEAD + (
    'edition = "1"\nstatus = "draft"\npopulation = {{ include = ["Adults"] }}\n'
    "review = {{ due = 2030-01-01 }}\n"
    'red_flag = [{{ flag = "Alarm", act = "Refer." }}]\n'
)
_STEP = re.compile(r"\[?(?P<id>[a-z][a-z0-9-]*)(?P<kind>[?!.>\]])\s*(?P<rest>.*)")
_BACK = re.compile(r"back (\S+ \S+) x(\d+) (\S+) (\S+)")

_YES_NO = ("fever", "falls", "pregnant", "one", "two", "three")
_OTHERS = """
[[fact]]
id = "weeks"
name = "weeks"
type = "count"
unit = "wk"
min = 0
max = 520
ask = "For how many weeks?"
plain = "How many weeks?"

[[fact]]
id = "severity"
name = "severity"
type = "one-of"
value = [
  { value = "mild", say = "mild" },
  { value = "moderate", say = "moderate" },
  { value = "severe", say = "severe" },
]
ask = "How severe is it?"
plain = "How bad is it?"

[[fact]]
id = "points"
name = "points"
type = "count"
min = 0
max = 3
derive = "one + two + three"
ask = "How many points?"
plain = "How many points?"

[[fact]]
id = "late"
name = "late"
type = "yes-no"
derive = "weeks >= 12"
ask = "Is it late?"
plain = "Is it late?"
"""
FACTS = (
    "\n".join(
        f'[[fact]]\nid = "{name}"\nname = "{name}"\ntype = "yes-no"\nask = "-?"\nplain = "-?"\n'
        for name in _YES_NO
    )
    + _OTHERS
)
MEDICATIONS = """
[[class]]
id = "samplines"
name = "samplines"

[[medication]]
id = "exampline"
name = "exampline"
class = "samplines"

[[medication]]
id = "samplin"
name = "samplin"
class = "samplines"

[[medication]]
id = "other"
name = "other"
"""


def small(text: str, *, block: bool = False, start: str = "") -> str:
    """The pathway, or the block, in TOML."""
    lines = [line.strip() for line in re.split(r"[\n;]", text) if line.strip()]
    steps = [found for line in lines if (found := _STEP.fullmatch(line))]
    assert len(steps) == len(lines), text
    head = (HEAD if block else PATHWAY).format(start or steps[0]["id"])
    return "\n".join([head, *(_step(one["id"], one["kind"], one["rest"]) for one in steps)])


def _step(name: str, kind: str, rest: str) -> str:
    before, _, goto = rest.rpartition("-> ")
    match kind:
        case "?":
            return _question(name, rest)
        case "!":
            table = {"kind": "action", "id": name, "do": "Act.", "goto": goto}
            return _table(table | _effects(before))
        case ".":
            table = {"kind": "outcome", "id": name, "say": "End."}
            effects, back, _ = (*_BACK.split(rest)[::5], "", "")[:3]
            if found := _BACK.search(rest):
                after, most, resume, then = found.groups()
                back = f'{{ after = "{after}", at_most = {most}, resume = "{resume}", '
                back += f'then = "{then}" }}'
                return _table(table | _effects(effects)) + f"return = {back}\n"
            return _table(table | _effects(rest))
        case ">":
            return _table({"kind": "link", "id": name, "say": "Go.", "to": rest})
    return _table({"kind": "include", "block": name, **({"goto": goto} if goto else {})})


def _question(name: str, rest: str) -> str:
    answers = [part.strip().rsplit(" -> ", 1) for part in rest.split(" | ")]
    branches = [
        f'  {{ label = "{chr(65 + index)}", when = "{when}", goto = "{goto}" }},'
        for index, (when, goto) in enumerate(answers)
        if when != "unknown"
    ]
    unknown = {when: goto for when, goto in answers if when == "unknown"}
    branch = "\n".join(["branch = [", *branches, "]\n"])
    return _table({"kind": "question", "id": name, "ask": "Which?", **unknown}) + branch


def _effects(text: str) -> dict[str, Any]:
    return {"effects": text.split()} if text.split() else {}


def _table(table: Mapping[str, Any]) -> str:
    lines = [
        f"{key} = {[*value]}" if isinstance(value, list) else f'{key} = "{value}"'
        for key, value in table.items()
    ]
    return "\n".join(["[[step]]", *lines, ""])


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """A collection: `small` by the name `example`, or files by their names."""
    collection = (MINIMAL / "collection.toml").read_text()
    words = "".join(
        f'\n[[effect]]\nid = "{one}"\nsay = "Effect"\n' for one in ("refer:expert", "assess:risk")
    )
    every = {
        "collection.toml": collection + words,
        "facts.toml": FACTS,
        "medications.toml": MEDICATIONS,
        **files,
    }
    for name, body in every.items():
        path = folder / "pathways" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body)
    return folder / "pathways"


def collection(folder: Path, files: Mapping[str, str]) -> Collection:
    """The collection, every name followed."""
    return loaded(write(folder, files))


def place(one: Diagnostic, collection: Collection) -> str:
    """Where a fault points: `step.key`, or `step.A` for an answer."""
    source = collection.sources[one.span.path]
    key = source.line(one.span.line)[one.span.column - 1 :]
    above = [source.line(number) for number in range(1, one.span.line + 1)]
    table = "\n".join(above).rsplit("[[step]]", 1)[-1]
    step = re.search(r'^(?:id|block) = "([^"]+)"', table, re.MULTILINE)
    label = re.match(r'\{ label = "(.)"', key)
    name = label[1] if label else source.line(one.span.line).split(" = ")[0].strip()
    return f"{step[1] if step else ''}.{name}"


def patient(one: Diagnostic) -> dict[str, Any]:
    """The patient whom a fault shows, as its case has it: facts, `at`, `used_up`."""
    if not one.case:
        return {}
    (case,) = tomllib.loads(one.case)["case"]
    begins = {f"@{key}": case[key] for key in ("at", "used_up") if key in case}
    return {**case.get("given", {}), **begins}
