"""Waiting for a page without running text as a script inside it, which its policy refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error

if TYPE_CHECKING:
    from playwright.sync_api import Page


def until(page: Page, expression: str, arg: Any = None) -> None:
    """Go on when the expression is true on the page, or on the page that follows it."""
    for _ in range(1000):
        try:
            if page.evaluate(expression, arg):
                return
        except Error as error:
            if "context was destroyed" not in error.message:
                raise
        page.wait_for_timeout(20)
    raise AssertionError(f"never came true: {expression}")
