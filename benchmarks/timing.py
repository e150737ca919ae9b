"""Times side by side: interleaved rounds, medians, and how much the rounds differ.

Times are the CPU's, all threads of ours together, so that a busy machine spoils little.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median, quantiles
from time import process_time
from typing import Any, NamedTuple

SLICE = 0.01  # seconds that a task runs in each round, at least


class Task(NamedTuple):
    """Something to time: a function of one argument, and what to call it with in turn."""

    call: Callable[[Any], object]
    inputs: Sequence[Any]


@dataclass(frozen=True)
class Measured:
    """The medians over all rounds."""

    seconds: float  # per call
    cost: float  # in calls of the first task, timed just before in the same round
    noise: float  # half the middle half of the rounds' costs, as a share of `cost`

    @property
    def rate(self) -> float:
        """How often it runs while the first task runs once."""
        return 1 / self.cost


def side_by_side(first: Task, tasks: Mapping[str, Task], rounds: int) -> dict[str, Measured]:
    """Time each task against the first, which is run again before each of them.

    One round warms up and is thrown away. The garbage collector rests meanwhile.
    """
    yardstick = _inputs(first)
    inputs = {name: _inputs(task) for name, task in tasks.items()}
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    costs: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(rounds + 1):
        gc.collect()
        for name, task in tasks.items():
            unit = _per_call(first.call, yardstick)
            taken = _per_call(task.call, inputs[name])
            if number:
                seconds[name].append(taken)
                costs[name].append(taken / unit)
    return {name: _measured(seconds[name], costs[name]) for name in tasks}


def once(call: Callable[[], object]) -> float:
    """The seconds that one call takes."""
    with _undisturbed():
        start = process_time()
        call()
        return process_time() - start


def _measured(seconds: list[float], costs: list[float]) -> Measured:
    low, middle, high = quantiles(costs, n=4)
    return Measured(median(seconds), middle, (high - low) / 2 / middle)


def _inputs(task: Task) -> list[Any]:
    """Enough of the inputs, in turn, to fill a slice of time."""
    count = 1
    while True:
        inputs = [*islice(cycle(task.inputs), count)]
        spent = _per_call(task.call, inputs) * count
        if spent >= SLICE:
            return inputs
        count = max(count * 2, int(count * SLICE / max(spent, 1e-9)) + 1)


def _per_call(call: Callable[[Any], object], inputs: list[Any]) -> float:
    with _undisturbed():
        start = process_time()
        deque(map(call, inputs), maxlen=0)  # the emptiest loop there is
        return (process_time() - start) / len(inputs)


@contextmanager
def _undisturbed() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
