import pytest

from storage.store import Store


@pytest.fixture
def path(tmp_path):
    return tmp_path / "advisor.db"


@pytest.fixture
def store(path):
    opened = Store(path)
    yield opened
    opened.close()
