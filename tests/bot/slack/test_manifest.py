"""The manifest, the listeners and Slack's own schema agree."""

import json
from pathlib import Path

import jsonschema
import yaml

from bot.slack.beginning import HOME, JOINED, SHORTCUT
from bot.slack.blocks.notes import COMMAND
from bot.slack.digest_listeners import RETURNS
from bot.slack.hearing import EVENTS
from tests.slack_server import HISTORY_SCOPES, LEAST_SCOPES, READ_SCOPES

ROOT = Path(__file__).parents[3]
SCHEMAS = ROOT / "tests" / "fixtures" / "manifest-schema"
MANIFEST = yaml.safe_load((ROOT / "manifest.yml").read_text("utf-8"))


def test_the_command_is_the_one_that_is_listened_to():
    (command,) = MANIFEST["features"]["slash_commands"]
    assert command["command"] == COMMAND


def test_the_shortcut_is_the_one_that_is_listened_to():
    (shortcut,) = MANIFEST["features"]["shortcuts"]
    assert shortcut["callback_id"] == SHORTCUT
    assert shortcut["type"] == "message"
    assert len(shortcut["name"]) <= 24


def test_home_is_there_where_it_is_listened_to():
    assert MANIFEST["features"]["app_home"]["home_tab_enabled"] is True


def test_the_scopes_are_those_the_tests_run_with():
    scopes = MANIFEST["oauth_config"]["scopes"]
    assert set(scopes["bot"]) == LEAST_SCOPES
    assert set(scopes["bot_optional"]) == HISTORY_SCOPES | READ_SCOPES


def test_the_events_are_those_the_listeners_handle():
    events = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert {event.split(".")[0] for event in events} == {*EVENTS, *RETURNS, JOINED, HOME}
    kinds = {
        "message.channels": "channels:history", "message.groups": "groups:history",
        "channel_unarchive": "channels:read", "group_unarchive": "groups:read",
    }  # fmt: skip
    scopes = MANIFEST["oauth_config"]["scopes"]
    for event, scope in kinds.items():
        assert (event in events) == (scope in scopes["bot_optional"])
    assert ("message.im" in events) == ("im:history" in scopes["bot"])


def test_it_connects_by_socket_mode_and_needs_no_address():
    assert MANIFEST["settings"]["socket_mode_enabled"] is True
    assert MANIFEST["settings"]["interactivity"]["is_enabled"] is True
    assert "url" not in json.dumps(MANIFEST)


def test_slacks_schema_accepts_it():
    version = MANIFEST["_metadata"]["major_version"]
    schema = json.loads((SCHEMAS / f"manifest.schema.{version}.0.0.json").read_text("utf-8"))
    jsonschema.validate(MANIFEST, schema)
