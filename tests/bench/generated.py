"""Collections of any size, alike in shape to real ones: for measuring, never for reading."""

from __future__ import annotations

from pathlib import Path

_QUESTIONS = 6

_COLLECTION = """#:schema schema/collection.json
title = "Generated"
publisher = "Stepwell"
licence = "CC BY 4.0"
disclaimer = "Generated for measuring."
"""

_FACT = """[[fact]]
id = "sign_{0}"
name = "sign {0}"
type = "yes-no"
ask = "Is sign {0} present?"
plain = "Do you have sign {0}?"

"""

_SOURCE = """@article{{source{0},
  author = {{Author{0}, Ada and Writer, Ben}},
  title = {{A study of the treatment number {0} of back pain}},
  journal = {{Journal of Measurement}},
  year = {{20{0:02d}}}, volume = {{{0}}}, pages = {{1--9}},
  doi = {{10.1000/{0}}}, keywords = {{rct}}
}}

"""

_HEAD = """#:schema schema/pathway.json
title = "Generated pathway {0}"
asks = "What should be done for problem number {0}?"
edition = "2026.1"
status = "draft"
start = "ask-1"
population = {{ include = ["Adults with problem {0}"], exclude = ["Children"] }}
review = {{ due = 2027-11-01 }}

[[red_flag]]
flag = "Severe or worsening weakness"
act = "Surgeon today"
urgent = true
cite = [{{ source = "source1", at = "table 1" }}]

"""

_QUESTION = """[[step]]
kind = "question"
id = "ask-{0}"
ask = "Is the sign with the number {0} present in this patient?"
unknown = "examine-{3}"
cite = [{{ source = "source{0}", at = "table 2" }}]
branch = [
  {{ label = "Yes", when = "sign_{0}", goto = "{1}" }},
  {{ label = "No", when = "not sign_{0}", goto = "{2}" }},
]

"""

_ACTION = """[[step]]
kind = "action"
id = "do-{0}"
do = "Offer the treatment with the number {0} for a short time."
plain = "Your clinician may offer treatment {0}."
direction = "for"
strength = "conditional"
certainty = "moderate"
cite = [
  {{ source = "source{1}", at = "recommendation 3" }},
  {{ source = "source{2}", at = "abstract" }},
]
goto = "{3}"

"""

_OUTCOME = """[[step]]
kind = "outcome"
id = "{0}"
say = "Review how the treatment {1} has worked."
plain = "You come back to see how treatment {1} has worked."
cite = [{{ source = "source{2}", at = "abstract" }}]

"""


_CASE = """[[case]]
name = "{0}"
given = {{ {1} }}
expect = {{ outcome = "{2}" }}

"""


def generate(folder: Path, pathways: int) -> None:
    """Write a clean collection of `pathways` files."""
    folder.mkdir(parents=True)
    (folder / "collection.toml").write_text(_COLLECTION, "utf-8")
    numbers = range(1, _QUESTIONS + 1)
    (folder / "facts.toml").write_text("".join(map(_FACT.format, numbers)), "utf-8")
    (folder / "references.bib").write_text("".join(map(_SOURCE.format, numbers)), "utf-8")
    for number in range(1, pathways + 1):
        (folder / f"pathway-{number}.toml").write_text(pathway(number), "utf-8")
        (folder / f"pathway-{number}.cases.toml").write_text(cases(), "utf-8")


def pathway(number: int) -> str:
    """A pathway of twenty steps: sixteen on the chart, four reached by a missing fact alone."""
    spine: list[str] = []
    ends: list[str] = []
    for one in range(1, _QUESTIONS + 1):
        after = f"ask-{one + 1}" if one < _QUESTIONS else "end"
        acts = one % 2 == 0
        spine.append(
            _QUESTION.format(one, f"exit-{one}", f"do-{one}" if acts else after, one % 4 + 1)
        )
        ends.append(_OUTCOME.format(f"exit-{one}", one, one))
        if acts:
            spine.append(_ACTION.format(one, one, one - 1, after))
    ends.append(_OUTCOME.format("end", 0, 1))
    ends += [_OUTCOME.format(f"examine-{one}", 0, one) for one in range(1, 5)]
    return "".join([_HEAD.format(number), *spine, *ends])


def cases() -> str:
    """Cases that take every step and every answer of such a pathway."""
    found = []
    for one in range(1, _QUESTIONS + 1):
        before = [f"sign_{earlier} = false" for earlier in range(1, one)]
        present = ", ".join([*before, f"sign_{one} = true"])
        found.append(_CASE.format(f"Sign {one} alone", present, f"exit-{one}"))
        examine = f"examine-{one % 4 + 1}"
        found.append(_CASE.format(f"Sign {one} not known", ", ".join(before), examine))
    absent = ", ".join(f"sign_{one} = false" for one in range(1, _QUESTIONS + 1))
    return "".join([*found, _CASE.format("No sign", absent, "end")])
