"""Slack's stand-in with two people and a channel, and the program connected to it."""

import pytest

from tests.slack_server import SlackServer

from .running import Bot


@pytest.fixture
def slack():
    with SlackServer() as server:
        yield server


@pytest.fixture
def ada(slack):
    return slack.add_user("ada")


@pytest.fixture
def bob(slack):
    return slack.add_user("bob")


@pytest.fixture
def channel(slack, ada, bob):
    return slack.add_channel("ml")


@pytest.fixture
def bot(slack, tmp_path):
    running = Bot(slack, tmp_path)
    yield running
    running.kill()
