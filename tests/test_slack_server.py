"""The stand-in for Slack, driven by the stock slack_sdk client and a small real Bolt app."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from .slack_server import (
    APP_TOKEN,
    BOT_TOKEN,
    BOT_USER,
    HISTORY_SCOPES,
    LEAST_SCOPES,
    Call,
    SlackServer,
    block_faults,
    view_faults,
)

SAMPLES = Path(__file__).parent / "fixtures" / "java-slack-sdk"
FULL_SCOPES = LEAST_SCOPES | HISTORY_SCOPES | {"users:read", "im:write", "channels:read"}

BUTTONS = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "How many examples?"}},
    {
        "type": "actions",
        "block_id": "answers",
        "elements": [
            {
                "type": "button",
                "action_id": f"answer_{value}",
                "value": value,
                "text": {"type": "plain_text", "text": label},
            }
            for value, label in (("few", "A few"), ("many", "Many"))
        ],
    },
]
SELECT = {
    "type": "static_select",
    "action_id": "task",
    "options": [
        {"text": {"type": "plain_text", "text": label}, "value": label.lower()}
        for label in ("Style", "Facts")
    ],
}
MODAL = {
    "type": "modal",
    "callback_id": "reason",
    "title": {"type": "plain_text", "text": "Your reason"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "why",
            "label": {"type": "plain_text", "text": "Why?"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        }
    ],
}


@pytest.fixture
def server() -> Iterator[SlackServer]:
    with SlackServer(FULL_SCOPES) as running:
        yield running


@pytest.fixture
def ada(server: SlackServer) -> str:
    return server.add_user("ada", "Ada Lovelace", tz="Europe/London")


@pytest.fixture
def room(server: SlackServer, ada: str) -> str:
    return server.add_channel("models", members=[ada])


def client(server: SlackServer, token: str = BOT_TOKEN, **options: Any) -> AsyncWebClient:
    options = {"retry_handlers": []} | options
    return AsyncWebClient(token=token, base_url=server.url, **options)


def refusal(server: SlackServer, method: str, token: str = BOT_TOKEN, **args: Any) -> str:
    async def call() -> str:
        with pytest.raises(SlackApiError) as caught:
            await client(server, token).api_call(method, json=args)
        return str(caught.value.response["error"])

    return asyncio.run(call())


def done(server: SlackServer, method: str, **args: Any) -> Any:
    return asyncio.run(client(server).api_call(method, json=args)).data


def small_app(server: SlackServer) -> AsyncApp:
    """What the program's own tests with this server leave: a command, and a mention."""
    app = AsyncApp(client=client(server), process_before_response=True)

    @app.command("/should-we-finetune")
    async def start(ack, command, client):
        await ack()
        await client.chat_postMessage(channel=command["channel_id"], text="Q1", blocks=BUTTONS)

    @app.event("app_mention")
    async def mentioned(event, say):
        await say("You called?", thread_ts=event.get("thread_ts", event["ts"]))

    @app.event("message")
    async def message(event):
        assert event["type"] == "message"

    return app


@asynccontextmanager
async def running(app: AsyncApp, ping: float = 0.2) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(app, APP_TOKEN, web_client=app.client, ping_interval=ping)
    await handler.connect_async()
    try:
        yield handler
    finally:
        await handler.close_async()


# What the app hears, and what a person can't do


def test_a_mention_and_its_twin(server, ada, room):
    async def scenario():
        async with running(small_app(server)):
            mention = server.mention(ada, room, "help us")
            await mention.acked()
            await mention.twin.acked()
            await server.eventually(lambda: len(server.thread(room, mention.ts)) == 2)
            return mention

    mention = asyncio.run(scenario())
    event, twin = mention.payload["event"], mention.twin.payload["event"]
    assert event["text"] == f"<@{BOT_USER}> help us"
    assert (event["type"], twin["type"]) == ("app_mention", "message")
    assert event["ts"] == twin["ts"] == mention.ts
    assert mention.payload["event_id"] != mention.twin.payload["event_id"]
    parent, reply = server.thread(room, mention.ts)
    assert (parent["reply_count"], reply["parent_user_id"]) == (1, ada)
    assert server.messages(room, thread_ts=mention.ts) == [reply]


def test_a_required_input_is_asked_for_before_anything_is_sent(server, ada, room):
    trigger = server.slash(ada, room).payload["trigger_id"]
    done(server, "views.open", trigger_id=trigger, view=MODAL)
    with pytest.raises(ValueError, match="required input"):
        server.submit_view(ada, server.views[0])
    with pytest.raises(LookupError, match="no inputs"):
        server.submit_view(ada, server.views[0], {"why": "so", "when": "now"})


def test_what_the_app_does_not_hear(ada, server, room):
    with SlackServer(LEAST_SCOPES) as quiet:
        eve = quiet.add_user("eve")
        here, away = quiet.add_channel("here"), quiet.add_channel("away", bot=False)
        assert not quiet.say(eve, here, "no history scope").heard
        assert not quiet.mention(eve, away, "not a member").heard
        assert not quiet.mention(eve, here).twin.heard
        with pytest.raises(AssertionError, match="sends nothing"):
            _ = quiet.say(eve, here, "still not").ack
    away = server.add_channel("elsewhere", bot=False)
    assert not server.say(ada, away, "not a member").heard
    server.invite_bot(ada, away)
    assert server.say(ada, away, "now it is").heard
    server.kick_bot(ada, away)
    assert not server.say(ada, away, "gone again").heard


# Refusals


def test_tokens(server, room):
    assert refusal(server, "auth.test", token="xoxb-wrong") == "invalid_auth"
    assert refusal(server, "auth.test", token="") == "not_authed"
    assert refusal(server, "chat.postMessage", token=APP_TOKEN) == "not_allowed_token_type"
    assert refusal(server, "apps.connections.open") == "not_allowed_token_type"
    assert refusal(server, "chat.whisper") == "unknown_method"
    assert done(server, "auth.test")["user_id"] == BOT_USER


def test_missing_scopes_name_what_is_needed():
    with SlackServer({"commands"}) as server:
        room = server.add_channel("models")

        async def post():
            with pytest.raises(SlackApiError) as caught:
                await client(server).chat_postMessage(channel=room, text="x")
            return caught.value.response

        response = asyncio.run(post())
        assert response["needed"] == "chat:write"
        assert response["provided"] == "commands"
        assert refusal(server, "conversations.replies", channel=room, ts="1") == "missing_scope"


def test_where_the_bot_may_not_post(server, ada, room):
    def post(channel, **args):
        return refusal(server, "chat.postMessage", channel=channel, **({"text": "x"} | args))

    assert post(server.add_channel("public", bot=False)) == "not_in_channel"
    assert post(server.add_channel("secret", private=True, bot=False)) == "channel_not_found"
    assert post("C404") == "channel_not_found"
    assert post(room, thread_ts="1700000000.000100") == "thread_not_found"
    assert post(room, text=" ") == "no_text"
    assert post(room, metadata={"k": 1}) == "invalid_metadata_schema"
    server.archive(ada, room)
    assert post(room) == "is_archived"


def test_blocks_that_are_refused(server, room):
    section = {"type": "section", "text": {"type": "plain_text", "text": "x" * 3000}}
    post = {"method": "chat.postMessage", "channel": room, "text": "x"}
    assert refusal(server, **post, blocks=[section] * 5) == "msg_blocks_too_long"
    assert refusal(server, **post, blocks=[{"type": "divider"}] * 51) == "invalid_blocks"
    response = server.calls()[-1].response
    assert "no more than 50" in response["response_metadata"]["messages"][0]


def test_long_texts(server, room):
    posted = done(server, "chat.postMessage", channel=room, text="x" * 40_001)
    assert posted["warning"] == "message_truncated"
    assert len(server.messages(room)[0]["text"]) == 40_000
    update = {"channel": room, "ts": posted["ts"], "text": "x" * 4001}
    assert refusal(server, "chat.update", **update) == "msg_too_long"


def test_messages_that_are_not_the_bots(server, ada, room):
    ts = server.say(ada, room, "mine").ts
    assert refusal(server, "chat.update", channel=room, ts=ts, text="x") == "cant_update_message"
    assert refusal(server, "chat.delete", channel=room, ts=ts) == "cant_delete_message"
    assert refusal(server, "chat.update", channel=room, ts="1", text="x") == "message_not_found"
    assert refusal(server, "conversations.replies", channel=room, ts="1") == "thread_not_found"
    reply = server.say(ada, room, "reply", thread_ts=ts).ts
    nested = {"channel": room, "text": "x", "thread_ts": reply}
    assert refusal(server, "chat.postMessage", **nested) == "invalid_thread_ts"


def test_a_trigger_lives_three_seconds_and_once(server, ada, room):
    def trigger():
        return server.slash(ada, room).payload["trigger_id"]

    first = trigger()
    done(server, "views.open", trigger_id=first, view=MODAL)
    assert refusal(server, "views.open", trigger_id=first, view=MODAL) == "exchanged_trigger_id"
    late = trigger()
    server.advance(3.1)
    assert refusal(server, "views.open", trigger_id=late, view=MODAL) == "expired_trigger_id"
    assert refusal(server, "views.open", trigger_id="1.2.3", view=MODAL) == "invalid_trigger_id"
    bad = MODAL | {"title": {"type": "plain_text", "text": "x" * 25}}
    assert refusal(server, "views.open", trigger_id=trigger(), view=bad) == "invalid_arguments"


def test_views_are_updated_and_published(server, ada, room):
    trigger = server.slash(ada, room).payload["trigger_id"]
    opened = done(server, "views.open", trigger_id=trigger, view=MODAL)["view"]
    same = {"view_id": opened["id"], "view": MODAL}
    updated = done(server, "views.update", hash=opened["hash"], **same)["view"]
    assert updated["hash"] != opened["hash"]
    assert refusal(server, "views.update", hash=opened["hash"], **same) == "hash_conflict"
    trigger = server.slash(ada, room).payload["trigger_id"]
    pushed = done(server, "views.push", trigger_id=trigger, view=MODAL)["view"]
    moved = done(server, "views.update", view_id=pushed["id"], view=MODAL)["view"]
    assert moved["previous_view_id"] == moved["root_view_id"] == opened["id"]
    home = {"type": "home", "blocks": BUTTONS}
    done(server, "views.publish", user_id=ada, view=home)
    done(server, "views.publish", user_id=ada, view=home)
    assert [view["type"] for view in server.views] == ["modal", "modal", "home"]
    opened = server.open_home(ada)
    assert opened.payload["event"]["view"]["id"] == server.views[2]["id"]
    press = server.press(ada, server.views[2], "answer_few")
    assert press.payload["container"] == {"type": "view", "view_id": server.views[2]["id"]}


@pytest.mark.parametrize(
    ("chosen", "fault"),
    [
        ({"include": ["public", "private"], "exclude_bot_users": True}, ""),
        ({}, "one filter or more"),
        ({"include": []}, "needs 1 to 4 items"),
        ({"include": ["channels"]}, "unknown kind of conversation"),
        ({"only": ["public"]}, "unknown key"),
    ],
)
def test_what_a_choice_of_conversations_may_filter(chosen, fault):
    element = {"type": "conversations_select", "action_id": "where", "filter": chosen}
    found = "\n".join(block_faults([{"type": "actions", "elements": [element]}]))
    assert fault in found
    assert bool(found) == bool(fault)


# Reading back


def test_metadata_and_pages_are_read_back(server, room):
    async def scenario():
        web = client(server)
        root = (await web.chat_postMessage(channel=room, text="root"))["ts"]
        for number in range(4):
            metadata = {"event_type": "fta", "event_payload": {"k": f"key-{number}"}}
            await web.chat_postMessage(
                channel=room, text=f"{number}", thread_ts=root, metadata=metadata
            )
        keys, cursor = [], None
        while cursor != "":
            page = await web.conversations_replies(
                channel=room, ts=root, include_all_metadata=True, limit=2, cursor=cursor
            )
            keys += [m.get("metadata", {}).get("event_payload") for m in page["messages"]]
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
        plain = await web.conversations_replies(channel=room, ts=root)
        history = await web.conversations_history(channel=room)
        return keys, plain["messages"][1]["metadata"], history["messages"]

    keys, plain, history = asyncio.run(scenario())
    assert keys == [None, *({"k": f"key-{number}"} for number in range(4))]
    assert plain == {"event_type": "fta"}
    assert [(m["text"], m["reply_count"]) for m in history] == [("root", 4)]


def test_updates_keep_metadata_and_deletions_leave_tombstones(server, ada, room):
    metadata = {"event_type": "fta", "event_payload": {"k": "1"}}
    posted = done(
        server, "chat.postMessage", channel=room, text="a", blocks=BUTTONS, metadata=metadata
    )
    done(server, "chat.update", channel=room, ts=posted["ts"], text="b")
    (message,) = server.messages(room)
    assert message["metadata"] == metadata
    assert "blocks" not in message
    assert message["edited"]["user"] == BOT_USER
    server.say(ada, room, "reply", thread_ts=posted["ts"])
    done(server, "chat.delete", channel=room, ts=posted["ts"])
    assert server.messages(room)[0]["subtype"] == "tombstone"


def test_people_channels_and_links(server, ada, room):
    async def scenario():
        web = client(server)
        user = (await web.users_info(user=ada))["user"]
        dm = (await web.conversations_open(users=ada))["channel"]["id"]
        info = (await web.conversations_info(channel=room))["channel"]
        posted = await web.chat_postMessage(channel=ada, text="hello")
        link = await web.chat_getPermalink(channel=dm, message_ts=posted["ts"])
        await web.chat_postEphemeral(channel=room, user=ada, text="psst")
        return user, dm, info, posted, link["permalink"]

    user, dm, info, posted, link = asyncio.run(scenario())
    assert (user["tz"], user["real_name"]) == ("Europe/London", "Ada Lovelace")
    assert dm == posted["channel"] == server.dm(ada)
    assert info["is_member"]
    assert link.endswith(f"/{dm}/p{posted['ts'].replace('.', '')}")
    assert server.ephemerals(ada)[0]["text"] == "psst"
    stranger = server.add_user("bob")
    args = {"channel": room, "user": stranger, "text": "x"}
    assert refusal(server, "chat.postEphemeral", **args) == "user_not_in_channel"


def test_response_urls_are_used_five_times_in_half_an_hour(server, ada, room):
    done(server, "chat.postMessage", channel=room, text="Q", blocks=BUTTONS)

    def respond(url, **body):
        async def post():
            async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
                return answer.status

        return asyncio.run(post())

    def url():
        return server.press(ada, server.messages(room)[0], "answer_few").payload["response_url"]

    first = url()
    assert respond(first, text="only you") == 200
    assert respond(first, text="all of you", response_type="in_channel") == 200
    assert respond(first, text="instead", replace_original=True, blocks=BUTTONS) == 200
    assert [m["text"] for m in server.messages(room)] == ["instead", "all of you"]
    late = url()
    assert respond(first, delete_original=True) == 200
    assert [m["text"] for m in server.messages(room)] == ["all of you"]
    assert [respond(first, text=str(n)) for n in range(2)] == [200, 404]
    server.advance(1801)
    assert respond(late, text="too late") == 404
    assert [m["text"] for m in server.ephemerals(ada)] == ["only you", "0"]


def test_an_ephemeral_is_pressed_and_replaced(server, ada, room):
    args = {"channel": room, "user": ada, "text": "Only you", "blocks": BUTTONS}
    done(server, "chat.postEphemeral", **args)
    press = server.press(ada, server.ephemerals(ada)[0], text="A few").payload
    assert press["container"]["is_ephemeral"]
    assert "message" not in press

    async def respond(**body):
        async with aiohttp.ClientSession() as session:
            await session.post(press["response_url"], json=body)

    asyncio.run(respond(text="Thanks", replace_original=True))
    (replaced,) = server.ephemerals(ada)
    assert (replaced["text"], "blocks" in replaced) == ("Thanks", False)
    asyncio.run(respond(delete_original=True))
    assert server.ephemerals() == []


# Faults


def test_the_stock_client_posts_twice_when_the_answer_is_lost(server, room):
    server.faults.drop_after("chat.postMessage")
    posting = AsyncWebClient(token=BOT_TOKEN, base_url=server.url)
    asyncio.run(posting.chat_postMessage(channel=room, text="twice"))
    assert [m["text"] for m in server.messages(room)] == ["twice", "twice"]
    assert [c.outcome for c in server.calls("chat.postMessage")] == ["drop_after", "ok"]


def test_without_retry_handlers_it_posts_once(server, room):
    server.faults.drop_after("chat.postMessage")
    with pytest.raises(aiohttp.ClientError):
        done(server, "chat.postMessage", channel=room, text="once")
    assert [m["text"] for m in server.messages(room)] == ["once"]


def test_faults_happen_as_often_as_asked(server, room):
    post = {"method": "chat.postMessage", "channel": room, "text": "x"}
    server.faults.drop_before(times=2)
    for _ in range(2):
        with pytest.raises(aiohttp.ClientError):
            done(server, **post)
    server.faults.error("chat.postMessage", "fatal_error")
    assert refusal(server, **post) == "fatal_error"
    server.faults.rate_limit("chat.postMessage", retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        done(server, **post)
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"
    server.faults.http("chat.postMessage", 503)
    with pytest.raises(SlackApiError) as caught:
        done(server, **post)
    assert caught.value.response.status_code == 503
    assert server.messages(room) == []
    server.faults.delay("chat.postMessage", 0.1)
    begun = time.monotonic()
    done(server, **post)
    assert time.monotonic() - begun >= 0.1
    assert len(server.messages(room)) == 1


def test_hooks_stand_before_and_between_effect_and_response(server, room):
    seen = []

    def look(call: Call) -> None:
        seen.append((call.args["text"], len(server.messages(room)), call.outcome))

    server.before("chat.postMessage", look)
    server.after_effect("chat.postMessage", look, times=1)
    for text in ("one", "two"):
        done(server, "chat.postMessage", channel=room, text=text)
    assert seen == [("one", 0, ""), ("one", 1, "ok"), ("two", 1, "")]


def test_a_failing_hook_fails_the_test():
    def fail(_call: Call) -> None:
        raise RuntimeError("from the hook")

    def failing() -> None:
        with SlackServer() as server:
            server.before("auth.test", fail)
            done(server, "auth.test")

    with pytest.raises(RuntimeError, match="from the hook"):
        failing()


def test_rate_limits_when_enforced(server, ada, room, monkeypatch):
    begun, moved = server.workspace.now(), [0]
    monkeypatch.setattr(server.workspace, "now", lambda: begun + moved[0])
    server.enforce_rate_limits = True
    post = {"method": "chat.postMessage", "channel": room, "text": "x"}
    for _ in range(3):
        done(server, **post)
    assert refusal(server, **post) == "ratelimited"
    done(server, "chat.postMessage", channel=server.dm(ada), text="another channel")
    moved[0] = 1
    done(server, **post)


# Socket Mode


def test_a_silent_connection_swallows_envelopes(server, ada, room):
    async def scenario():
        async with running(small_app(server), ping=5):
            server.silence_connections()
            lost = server.slash(ada, room)
            await server.eventually(lambda: lost.sent)
            with pytest.raises(AssertionError, match="sent but not acknowledged"):
                await lost.acked(timeout=0.2)
            server.abort_connections()

    asyncio.run(scenario())
    assert server.messages(room) == []


def test_each_envelope_goes_to_one_of_several_connections(server, ada, room):
    async def scenario():
        app = small_app(server)
        async with running(app, ping=5), running(app, ping=5):
            await server.eventually(lambda: server.connections == 2)  # the client may know first
            for _ in range(4):
                await server.slash(ada, room).acked()
            server.disconnect("warning")
            assert server.connections == 2

    asyncio.run(scenario())
    assert len(server.messages(room)) == 4


def test_without_a_connection_a_gesture_fails_in_time():
    with SlackServer(connect_timeout=0.05) as server:
        eve = server.add_user("eve")
        with pytest.raises(AssertionError, match="no Socket Mode connection"):
            _ = server.say(eve, server.dm(eve), "anybody?").ack


def test_wait_until_tells_what_it_saw(server, ada, room):
    server.say(ada, room, "the only message")
    with pytest.raises(AssertionError, match="the only message"):
        server.wait_until(lambda: False, patience=0.01)


# Blocks


def text(length: int, kind: str = "mrkdwn") -> dict[str, Any]:
    return {"type": kind, "text": "x" * length}


def button(**changes: Any) -> dict[str, Any]:
    return {"type": "button", "text": text(5, "plain_text"), "action_id": "a"} | changes


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def options(count: int, length: int = 5) -> list[dict[str, Any]]:
    return [{"text": text(length, "plain_text"), "value": f"{number}"} for number in range(count)]


def chart(**changes: Any) -> dict[str, Any]:
    data = [{"label": "5k", "value": 1}, {"label": "10k", "value": 2.5}]
    body = {
        "type": "line",
        "series": [{"name": "Prompting", "data": data}],
        "axis_config": {"categories": ["5k", "10k"], "x_label": "requests", "y_label": "USD"},
    }
    return {"type": "data_visualization", "title": "Break-even", "chart": body | changes}


def table(rows: int, columns: int) -> dict[str, Any]:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows}


GOOD_BLOCKS = [
    {"type": "header", "text": text(150, "plain_text")},
    {"type": "section", "text": text(3000), "fields": [text(100)] * 10, "accessory": SELECT},
    {"type": "context", "elements": [text(100)] * 10},
    {"type": "divider"},
    {"type": "markdown", "text": "**bold**"},
    actions(*(button(action_id=f"a{number}", value="v" * 2000) for number in range(25))),
    table(10, 20),
    chart(),
    chart(),
]


def test_good_blocks_have_no_faults():
    assert block_faults(GOOD_BLOCKS) == []
    assert block_faults(BUTTONS, surface="home") == []
    assert view_faults(MODAL) == []


@pytest.mark.parametrize(
    ("blocks", "fault"),
    [
        ([{"type": "section", "text": text(3001)}], "/blocks/0/text/text: must be less than 3001"),
        ([{"type": "section", "text": text(0)}], "more than 0 characters"),
        ([{"type": "section"}], "text or fields"),
        ([{"type": "section", "fields": [text(2001)]}], "less than 2001"),
        ([{"type": "section", "fields": [text(1)] * 11}], "1 to 10 items"),
        ([{"type": "header", "text": text(1)}], "must be plain_text"),
        ([{"type": "header", "text": text(151, "plain_text")}], "less than 151"),
        ([{"type": "context", "elements": [text(1)] * 11}], "1 to 10 items"),
        ([{"type": "context", "elements": [text(3001)]}], "less than 3001"),
        ([{"type": "markdown", "text": "x" * 7000}] * 2, "12000 together"),
        ([actions()], "1 to 25 items"),
        ([actions(*(button(action_id=f"{n}") for n in range(26)))], "1 to 25 items"),
        ([actions(button(), button())], "duplicate action_id: a"),
        ([actions(button(text=text(76, "plain_text")))], "less than 76"),
        ([actions(button(value="x" * 2001))], "less than 2001"),
        ([actions(button(action_id="x" * 256))], "less than 256"),
        ([actions(button(style="bold"))], "unknown style"),
        ([actions(button(colour="red"))], "/colour: unknown key"),
        ([actions({"type": "plain_text_input"})], "unsupported element type"),
        ([actions(SELECT | {"options": options(101)})], "1 to 100 items"),
        ([actions(SELECT | {"options": options(1, 76)})], "less than 76"),
        ([actions(SELECT | {"initial_option": options(1)[0]})], "initial option"),
        ([{"type": "divider", "block_id": "b"}] * 2, "duplicate block_id: b"),
        ([{"type": "divider", "block_id": "x" * 256}], "less than 256"),
        ([{"type": "divider"}] * 51, "no more than 50"),
        ([{"type": "banner"}], "unsupported type: banner"),
        ([{"type": "section", "text": text(1), "colour": "red"}], "/colour: unknown key"),
        ([table(101, 1)], "1 to 100 items"),
        ([table(1, 21)], "1 to 20 items"),
        ([table(1, 1), table(1, 1)], "only_one_table_allowed"),
        ([{"type": "table", "rows": [[{"type": "image"}]]}], "unsupported cell type"),
        ([{"type": "table", "rows": [table(1, 1)["rows"][0], []]}], "same number of cells"),
        ([chart()] * 3, "no more than 2 data_visualization"),
        ([chart() | {"title": "x" * 51}], "less than 51"),
        ([chart(type="radar")], "unsupported type: radar"),
        ([chart(series=[])], "1 to 6 items"),
        ([chart(series=[{"name": "x", "data": [{"label": "5k", "value": 1}]}])], "per category"),
        ([chart(type="pie", series=[])], "unknown key"),
        ([{"type": "section", "text": text(3000)}] * 5, "total text exceeds 13200"),
    ],
)
def test_blocks_with_faults(blocks, fault):
    assert fault in "\n".join(block_faults(blocks))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": text(25, "plain_text")}, "less than 25"),
        ({"private_metadata": "x" * 3001}, "less than 3001"),
        ({"callback_id": "x" * 256}, "less than 256"),
        ({"blocks": []}, "1 to 100 items"),
        ({"blocks": [{"type": "divider"}] * 101}, "1 to 100 items"),
        ({"blocks": [{"type": "markdown", "text": "x"}]}, "not allowed on the modal surface"),
        ({"type": "dialog"}, "unknown view type"),
    ],
)
def test_views_with_faults(changes, fault):
    assert fault in "\n".join(view_faults(MODAL | changes))


def test_a_modal_with_inputs_needs_a_submit():
    assert "needs a submit" in view_faults({k: v for k, v in MODAL.items() if k != "submit"})[0]


# Shapes


def test_payloads_have_no_keys_that_slacks_lack(server, ada, room):
    def sample(name):
        return json.loads((SAMPLES / name).read_text(encoding="utf-8"))

    def newer(payload, known):  # samples lag behind what Slack documents today
        return set(payload) - set(known) - {"context_team_id", "context_enterprise_id"}

    done(server, "chat.postMessage", channel=room, text="Q", blocks=BUTTONS)
    mention = server.mention(ada, room, "hello").payload
    known = sample("AppMentionPayload.json")
    assert not newer(mention, known)
    assert not newer(mention["event"], known["event"])
    said = server.say(ada, room, "hello").payload
    assert not newer(said["event"], sample("MessagePayload.json")["event"])
    press = server.press(ada, server.messages(room)[0], "answer_few").payload
    known = sample("BlockActionPayload.json")
    assert not newer(press, known)
    for part in ("user", "team", "container", "channel"):
        assert not newer(press[part], known[part])
    assert not newer(press["actions"][0], known["actions"][0])
    assert not newer(press["message"], set(known["message"]) | {"ts"})
    slash = server.slash(ada, room).payload
    assert not newer(slash, sample("SlashCommandPayload.json"))
    view = done(server, "views.open", trigger_id=slash["trigger_id"], view=MODAL)["view"]
    submitted = server.submit_view(ada, view, {"why": "because"}).payload
    known = sample("ViewSubmissionPayload.json")
    assert not newer(submitted, set(known) | {"response_urls"})
    assert not newer(submitted["view"], set(known["view"]) | {"blocks"})
