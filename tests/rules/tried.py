"""Laws tried on a few random examples, and on many where there is time."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

Law = Callable[..., None]


def tried(few: int, many: int, *drawn: st.SearchStrategy[Any]) -> Callable[[Law], Law]:
    """A test that a law holds for what is drawn; the tests that are slow draw more of it."""

    def made(law: Law) -> Law:
        @pytest.mark.parametrize("examples", [few, pytest.param(many, marks=pytest.mark.slow)])
        def test(examples: int) -> None:
            settings(max_examples=examples)(given(*drawn)(law))()

        return test

    return made
