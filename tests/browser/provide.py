"""A Chromium for the tests: one already here, else Playwright's own, else the system's when root.

Run as a program it sees to it that one starts, or says why none does and fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from playwright.sync_api import Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALLS = [[sys.executable, "-m", "playwright", "install", "chromium"]]
if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
    INSTALLS += [["apt-get", "update"], ["apt-get", "install", "--yes", "chromium"]]


def executable() -> str | None:
    """The Chromium to use; None leaves it to Playwright's own."""
    given = os.environ.get("STEPWELL_CHROMIUM")
    return given or next((found for name in NAMES if (found := shutil.which(name))), None)


def fault() -> str | None:
    """Why no Chromium starts, or None when one does."""
    try:
        with sync_playwright() as playwright:
            playwright.chromium.launch(executable_path=executable()).close()
    except Error as error:
        return str(error).splitlines()[0]
    return None


def main() -> int:
    """Provide a Chromium; 0 when one starts."""
    wrong = fault()
    for command in [] if os.environ.get("STEPWELL_CHROMIUM") else INSTALLS:
        if wrong is None:
            break
        sys.stdout.write(f"no Chromium starts yet; trying: {' '.join(command[-3:])}\n")
        sys.stdout.flush()
        subprocess.run(command, check=False)
        wrong = fault()
    if wrong:
        sys.stderr.write(
            f"The browser tests need a Chromium, and none starts: {wrong}\n"
            "Install one, or name it: STEPWELL_CHROMIUM=/path/to/chromium make test\n"
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
