"""The program with its clock ahead by LATER_SECONDS, and all else as it is."""

import os
from datetime import UTC, datetime, timedelta

from bot.__main__ import main as run
from bot.conversation.advisor import Advisor


def main(arguments):
    """Run it; each Advisor made without a clock has the one that is ahead."""
    ahead = timedelta(seconds=float(os.environ["LATER_SECONDS"]))
    Advisor.__init__.__defaults__ = (lambda: datetime.now(UTC) + ahead,)
    return run(arguments)
