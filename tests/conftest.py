"""What every test may ask for."""

import pytest


def pytest_addoption(parser):
    parser.addoption(
        "--update", action="store_true", help="write the golden transcripts again, to be reviewed"
    )


@pytest.fixture
def update(request):
    return request.config.getoption("--update")
