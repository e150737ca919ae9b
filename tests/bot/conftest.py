"""What the tests of conversations share."""

import pytest

from storage.store import Store


@pytest.fixture
def store(tmp_path):
    """A log on disk."""
    opened = Store(tmp_path / "advisor.db")
    yield opened
    opened.close()
