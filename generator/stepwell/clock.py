"""Today, once: the only place where the program looks at a clock's date."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime


def today() -> date:
    """The date in UTC; `SOURCE_DATE_EPOCH` sets it, so that a build can be repeated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)
    return moment.date()
