"""What every test may ask for."""

import pytest
from hypothesis import settings

# The same examples in every run, so that a red suite means a changed program.
settings.register_profile("suite", derandomize=True, deadline=None, database=None)
settings.load_profile("suite")


def pytest_addoption(parser):
    parser.addoption(
        "--update", action="store_true", help="write the golden transcripts again, to be reviewed"
    )


@pytest.fixture
def update(request):
    return request.config.getoption("--update")
