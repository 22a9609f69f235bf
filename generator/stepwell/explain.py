"""The page of a rule: what it means, an example that fails, the same repaired.

Takes a code or name; gives the page's Markdown. Reads the pages of the
checkout when there is one, else those shipped in the package.
"""

from __future__ import annotations

from pathlib import Path

from stepwell.diagnostics import RULES, Rule, did_you_mean

_SHIPPED = Path(__file__).parent / "rule_pages"
_CHECKOUT = Path(__file__).parents[2] / "content" / "checks"


class UnknownRule(KeyError):
    """There is no such rule; says which was probably meant."""


def rule(code: str) -> Rule:
    """The rule of a code such as `P301`, or of a name such as `cycle`."""
    wanted = code.strip()
    for one in RULES.values():
        if wanted.upper() == one.code or wanted.lower() == one.name:
            return one
    known = [name for one in RULES.values() for name in (one.code, one.name)]
    near = did_you_mean(wanted.upper(), known) or did_you_mean(wanted.lower(), known)
    raise UnknownRule(f"There is no rule `{wanted}`{'; ' + near if near else '.'}")


def pages() -> Path:
    """The folder of the rules' pages."""
    return _CHECKOUT if _CHECKOUT.is_dir() else _SHIPPED


def explain(code: str) -> str:
    """The Markdown of a rule's page; UnknownRule when there is no such rule."""
    return (pages() / f"{rule(code).code}.md").read_text(encoding="utf-8")
