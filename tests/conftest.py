"""What every test may ask for."""

import pytest
from hypothesis import HealthCheck, settings

# The same examples in every run, so that a red suite means a changed program. Rule sets are large.
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile(
    "suite", derandomize=True, deadline=None, database=None, suppress_health_check=SLOW
)
settings.load_profile("suite")


def pytest_addoption(parser):
    parser.addoption(
        "--update", action="store_true", help="write the golden transcripts again, to be reviewed"
    )


@pytest.fixture
def update(request):
    return request.config.getoption("--update")
