"""Waiting for what must come, as long as a busy machine may need: no test bets on a speed."""

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 60.0  # seconds; only what never comes takes them

Found = TypeVar("Found")


def wait_for(
    look: Callable[[], Found], seen: Callable[[], str] = str, patience: float = PATIENCE
) -> Found:
    """Look until something is there, and return it; else fail with all that was `seen`."""
    until = time.monotonic() + patience
    pause = 0.004
    while not (found := look()):
        if time.monotonic() > until:
            raise AssertionError(f"not within {patience} s; seen so far:\n{seen()}")
        time.sleep(pause)
        pause = min(1.3 * pause, 0.05)  # at a look that is dear, most of the time is the program's
    return found
