"""What Slack refuses in Block Kit: pure checks, used by the server and by tests of builders."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

Json = dict[str, Any]

MAX_MESSAGE_BLOCKS = 50
MAX_VIEW_BLOCKS = 100
MAX_TOTAL_TEXT = 13_200
MAX_MARKDOWN = 12_000

_PLAIN = ("plain_text",)
_ANY_TEXT = ("plain_text", "mrkdwn")
_MESSAGE_ONLY = {"markdown", "table", "data_visualization", "context_actions"}

_BLOCK_KEYS: dict[str, set[str]] = {
    "section": {"text", "fields", "accessory", "expand"},
    "header": {"text", "level"},
    "actions": {"elements"},
    "context": {"elements"},
    "context_actions": {"elements"},
    "divider": set(),
    "input": {"label", "element", "hint", "optional", "dispatch_action"},
    "image": {"image_url", "slack_file", "alt_text", "title"},
    "markdown": {"text"},
    "table": {"rows", "column_settings"},
    "data_visualization": {"title", "chart"},
    "rich_text": {"elements"},
}

_SELECT_KEYS = {"placeholder", "confirm", "focus_on_load"}
_TYPED_KEYS = {"placeholder", "initial_value", "focus_on_load", "dispatch_action_config"}
_BUTTON_KEYS = {"text", "value", "url", "style", "confirm", "accessibility_label"}
_ELEMENT_KEYS: dict[str, set[str]] = {
    "button": _BUTTON_KEYS | {"agent_prompt", "visible_to_user_ids"},
    "static_select": _SELECT_KEYS | {"options", "option_groups", "initial_option"},
    "multi_static_select": _SELECT_KEYS
    | {"options", "option_groups", "initial_options", "max_selected_items"},
    "overflow": {"options", "confirm"},
    "radio_buttons": {"options", "initial_option", "confirm", "focus_on_load"},
    "checkboxes": {"options", "initial_options", "confirm", "focus_on_load"},
    "plain_text_input": _TYPED_KEYS | {"multiline", "min_length", "max_length"},
    "number_input": _TYPED_KEYS | {"is_decimal_allowed", "min_value", "max_value"},
    "email_text_input": _TYPED_KEYS,
    "url_text_input": _TYPED_KEYS,
    "datepicker": _SELECT_KEYS | {"initial_date"},
    "timepicker": _SELECT_KEYS | {"initial_time", "timezone"},
    "users_select": _SELECT_KEYS | {"initial_user"},
    "channels_select": _SELECT_KEYS | {"initial_channel", "response_url_enabled"},
    "conversations_select": _SELECT_KEYS
    | {
        "initial_conversation",
        "default_to_current_conversation",
        "response_url_enabled",
        "filter",
    },
    "feedback_buttons": {"positive_button", "negative_button"},
    "icon_button": {
        "icon",
        "text",
        "value",
        "confirm",
        "accessibility_label",
        "visible_to_user_ids",
    },
    "image": {"image_url", "slack_file", "alt_text"},
}
_OPTION_COUNTS = {
    "static_select": 100,
    "multi_static_select": 100,
    "overflow": 5,
    "radio_buttons": 10,
    "checkboxes": 10,
}
_TYPED = {"plain_text_input", "number_input", "email_text_input", "url_text_input"}
_SECTION_ACCESSORIES = set(_ELEMENT_KEYS) - _TYPED - {"feedback_buttons", "icon_button"}
_ACTIONS_ELEMENTS = _SECTION_ACCESSORIES - {"image"}
_INPUT_ELEMENTS = set(_ELEMENT_KEYS) - {
    "button",
    "overflow",
    "image",
    "feedback_buttons",
    "icon_button",
}


def block_faults(blocks: object, surface: str = "message") -> list[str]:
    """List what Slack would refuse in these blocks on a "message", "modal" or "home" surface."""
    if not isinstance(blocks, Sequence) or isinstance(blocks, str):
        return ["/blocks: must be an array"]
    checker = _Checker(surface)
    checker.check_blocks(list(blocks))
    return checker.faults


def view_faults(view: object) -> list[str]:
    """List what Slack would refuse in this modal or App Home view."""
    if not isinstance(view, dict):
        return ["/view: must be an object"]
    kind = view.get("type")
    if kind not in ("modal", "home"):
        return [f"/view/type: unknown view type {kind!r}"]
    checker = _Checker(kind)
    checker.check_view(view)
    return checker.faults


def total_text(blocks: object) -> int:
    """Count the characters of every text in these blocks, as Slack's total limit does."""
    return sum(len(text) for text in _texts(blocks))


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "text" and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _texts(value)


class _Checker:
    """Walks one message or view and collects the faults, each with its JSON pointer."""

    def __init__(self, surface: str) -> None:
        self.surface = surface
        self.faults: list[str] = []
        self._checks: dict[str, Callable[[Json, str], None]] = {
            "section": self._section,
            "header": self._header,
            "actions": self._actions,
            "context": self._context,
            "context_actions": self._context_actions,
            "input": self._input,
            "image": self._image,
            "markdown": self._markdown,
            "table": self._table,
            "data_visualization": self._data_visualization,
            "rich_text": self._rich_text,
        }
        self._element_checks: dict[str, Callable[[Json, str], None]] = {
            "button": self._button,
            "image": self._image,
            "feedback_buttons": self._feedback_buttons,
            "plain_text_input": self._typed,
            "conversations_select": self._conversations_select,
        }

    def fault(self, path: str, message: str) -> None:
        self.faults.append(f"{path}: {message}")

    # Whole messages and views

    def check_blocks(self, blocks: list[Any]) -> None:
        limit = MAX_MESSAGE_BLOCKS if self.surface == "message" else MAX_VIEW_BLOCKS
        if len(blocks) > limit:
            self.fault("/blocks", f"no more than {limit} items allowed, has {len(blocks)}")
        for index, block in enumerate(blocks):
            self._block(block, f"/blocks/{index}")
        known = [block for block in blocks if isinstance(block, dict)]
        self._unique([b["block_id"] for b in known if "block_id" in b], "/blocks", "block_id")
        self._message_totals(known)

    def _message_totals(self, blocks: list[Json]) -> None:
        def of_type(kind: str) -> list[Json]:
            return [block for block in blocks if block.get("type") == kind]

        markdown = sum(len(str(block.get("text", ""))) for block in of_type("markdown"))
        if markdown > MAX_MARKDOWN:
            self.fault("/blocks", f"markdown texts exceed {MAX_MARKDOWN} together ({markdown})")
        if len(of_type("table")) > 1:
            self.fault("/blocks", "only_one_table_allowed")
        if len(of_type("data_visualization")) > 2:
            self.fault("/blocks", "no more than 2 data_visualization blocks allowed")
        total = total_text(blocks)
        if self.surface == "message" and total > MAX_TOTAL_TEXT:
            self.fault("/blocks", f"total text exceeds {MAX_TOTAL_TEXT} characters ({total})")

    def check_view(self, view: Json) -> None:
        allowed = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
        if self.surface == "modal":
            allowed |= {"title", "submit", "close", "clear_on_close", "notify_on_close"}
            allowed |= {"submit_disabled"}
            self._text(view.get("title"), "/view/title", 24, _PLAIN)
            for key in ("submit", "close"):
                if key in view:
                    self._text(view[key], f"/view/{key}", 24, _PLAIN)
        self._keys(view, allowed, "/view")
        self._length(view, "private_metadata", 3000, "/view")
        self._length(view, "callback_id", 255, "/view")
        self._length(view, "external_id", 255, "/view")
        blocks = self._items(view, "blocks", 1, MAX_VIEW_BLOCKS, "/view")
        self.check_blocks(blocks[:MAX_VIEW_BLOCKS])
        inputs = any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
        if self.surface == "modal" and inputs and "submit" not in view:
            self.fault("/view", "a modal with input blocks needs a submit text")

    def _block(self, block: object, path: str) -> None:
        if not isinstance(block, dict):
            self.fault(path, "must be an object")
            return
        kind = block.get("type")
        if not isinstance(kind, str) or kind not in _BLOCK_KEYS:
            self.fault(f"{path}/type", f"unsupported type: {kind}")
            return
        if self.surface != "message" and kind in _MESSAGE_ONLY:
            self.fault(path, f"{kind} is not allowed on the {self.surface} surface")
        self._keys(block, _BLOCK_KEYS[kind] | {"type", "block_id"}, path)
        self._length(block, "block_id", 255, path)
        if kind in self._checks:
            self._checks[kind](block, path)

    # Blocks

    def _section(self, block: Json, path: str) -> None:
        if "text" not in block and "fields" not in block:
            self.fault(path, "missing required field: text or fields")
        if "text" in block:
            self._text(block["text"], f"{path}/text", 3000)
        if "fields" in block:
            for index, field in enumerate(self._items(block, "fields", 1, 10, path)):
                self._text(field, f"{path}/fields/{index}", 2000)
        if "accessory" in block:
            self._element(block["accessory"], f"{path}/accessory", _SECTION_ACCESSORIES)

    def _header(self, block: Json, path: str) -> None:
        self._text(block.get("text"), f"{path}/text", 150, _PLAIN)

    def _actions(self, block: Json, path: str) -> None:
        self._interactive(block, path, 25, _ACTIONS_ELEMENTS)

    def _context_actions(self, block: Json, path: str) -> None:
        self._interactive(block, path, 5, {"feedback_buttons", "icon_button"})

    def _interactive(self, block: Json, path: str, most: int, allowed: set[str]) -> None:
        elements = self._items(block, "elements", 1, most, path)
        for index, element in enumerate(elements):
            self._element(element, f"{path}/elements/{index}", allowed)
        ids = [e["action_id"] for e in elements if isinstance(e, dict) and "action_id" in e]
        self._unique(ids, path, "action_id")

    def _context(self, block: Json, path: str) -> None:
        for index, element in enumerate(self._items(block, "elements", 1, 10, path)):
            here = f"{path}/elements/{index}"
            if isinstance(element, dict) and element.get("type") == "image":
                self._element(element, here, {"image"})
            else:
                self._text(element, here, 3000)

    def _input(self, block: Json, path: str) -> None:
        self._text(block.get("label"), f"{path}/label", 2000, _PLAIN)
        if "hint" in block:
            self._text(block["hint"], f"{path}/hint", 2000, _PLAIN)
        self._element(block.get("element"), f"{path}/element", _INPUT_ELEMENTS)

    def _image(self, block: Json, path: str) -> None:
        if ("image_url" in block) == ("slack_file" in block):
            self.fault(path, "needs exactly one of image_url and slack_file")
        self._string(block.get("alt_text"), f"{path}/alt_text", 2000)
        self._length(block, "image_url", 3000, path)

    def _markdown(self, block: Json, path: str) -> None:
        self._string(block.get("text"), f"{path}/text", MAX_MARKDOWN)

    def _rich_text(self, block: Json, path: str) -> None:
        self._items(block, "elements", 1, 1000, path)

    def _table(self, block: Json, path: str) -> None:
        rows = self._items(block, "rows", 1, 100, path)
        widths = {len(row) for row in rows if isinstance(row, list)}
        if len(widths) > 1:
            self.fault(f"{path}/rows", "every row needs the same number of cells")
        for index, row in enumerate(rows):
            cells = self._items({"row": row}, "row", 1, 20, f"{path}/rows/{index}")
            for column, cell in enumerate(cells):
                self._cell(cell, f"{path}/rows/{index}/{column}")
        if "column_settings" in block:
            self._items(block, "column_settings", 0, 20, path)

    def _cell(self, cell: object, path: str) -> None:
        kind = cell.get("type") if isinstance(cell, dict) else None
        if not isinstance(cell, dict) or kind not in ("raw_text", "raw_number", "rich_text"):
            self.fault(path, f"unsupported cell type: {kind}")
        elif kind == "rich_text":
            self._items(cell, "elements", 1, 1000, path)
        elif kind == "raw_text":
            self._keys(cell, {"type", "text"}, path)
            self._string(cell.get("text"), f"{path}/text", 3000)
        else:
            self._keys(cell, {"type", "value", "text"}, path)
            self._number(cell.get("value"), f"{path}/value")
            self._string(cell.get("text"), f"{path}/text", 3000)

    # Charts

    def _data_visualization(self, block: Json, path: str) -> None:
        self._string(block.get("title"), f"{path}/title", 50)
        chart = block.get("chart")
        if not isinstance(chart, dict):
            self.fault(f"{path}/chart", "must be an object")
        elif chart.get("type") == "pie":
            self._keys(chart, {"type", "segments"}, f"{path}/chart")
            for index, segment in enumerate(self._items(chart, "segments", 1, 6, f"{path}/chart")):
                self._point(segment, f"{path}/chart/segments/{index}")
        elif chart.get("type") in ("line", "bar", "area"):
            self._axes_chart(chart, f"{path}/chart")
        else:
            self.fault(f"{path}/chart/type", f"unsupported type: {chart.get('type')}")

    def _axes_chart(self, chart: Json, path: str) -> None:
        self._keys(chart, {"type", "series", "axis_config"}, path)
        categories = self._axes(chart.get("axis_config"), f"{path}/axis_config")
        for index, series in enumerate(self._items(chart, "series", 1, 6, path)):
            here = f"{path}/series/{index}"
            if not isinstance(series, dict):
                self.fault(here, "must be an object")
                continue
            self._keys(series, {"name", "data"}, here)
            self._string(series.get("name"), f"{here}/name", 20)
            points = self._items(series, "data", 1, 20, here)
            for place, point in enumerate(points):
                self._point(point, f"{here}/data/{place}")
            labels = [point.get("label") for point in points if isinstance(point, dict)]
            if sorted(map(str, labels)) != sorted(map(str, categories)):
                self.fault(f"{here}/data", "needs exactly one value per category")

    def _axes(self, axes: object, path: str) -> list[Any]:
        if not isinstance(axes, dict):
            self.fault(path, "must be an object")
            return []
        self._keys(axes, {"categories", "x_label", "y_label"}, path)
        for key in ("x_label", "y_label"):
            if key in axes:
                self._string(axes[key], f"{path}/{key}", 50)
        categories = self._items(axes, "categories", 1, 20, path)
        for index, category in enumerate(categories):
            self._string(category, f"{path}/categories/{index}", 20)
        self._unique(categories, path, "category")
        return categories

    def _point(self, point: object, path: str) -> None:
        if not isinstance(point, dict):
            self.fault(path, "must be an object")
            return
        self._keys(point, {"label", "value"}, path)
        self._string(point.get("label"), f"{path}/label", 20)
        self._number(point.get("value"), f"{path}/value")

    # Elements

    def _element(self, element: object, path: str, allowed: set[str]) -> None:
        kind = element.get("type") if isinstance(element, dict) else None
        if not isinstance(element, dict) or kind not in allowed:
            self.fault(path, f"unsupported element type: {kind}")
            return
        self._keys(element, _ELEMENT_KEYS[kind] | {"type", "action_id"}, path)
        self._length(element, "action_id", 255, path)
        if "action_id" in element:
            self._string(element["action_id"], f"{path}/action_id", 255)
        if "placeholder" in element:
            self._text(element["placeholder"], f"{path}/placeholder", 150, _PLAIN)
        if "confirm" in element:
            self._confirm(element["confirm"], f"{path}/confirm")
        if kind in _OPTION_COUNTS:
            self._options_of(element, path, _OPTION_COUNTS[kind])
        elif kind in self._element_checks:
            self._element_checks[kind](element, path)

    def _typed(self, element: Json, path: str) -> None:
        self._length(element, "initial_value", 3000, path)

    def _conversations_select(self, element: Json, path: str) -> None:
        if "filter" not in element:
            return
        chosen, here = element["filter"], f"{path}/filter"
        if not isinstance(chosen, dict) or not chosen:
            self.fault(here, "must be an object with one filter or more")
            return
        known = {"include", "exclude_external_shared_channels", "exclude_bot_users"}
        self._keys(chosen, known, here)
        for index, kind in enumerate(
            self._items(chosen, "include", 1, 4, here) if "include" in chosen else []
        ):
            if kind not in ("im", "mpim", "private", "public"):
                self.fault(f"{here}/include/{index}", f"unknown kind of conversation: {kind}")

    def _feedback_buttons(self, element: Json, path: str) -> None:
        for key in ("positive_button", "negative_button"):
            self._feedback_button(element.get(key), f"{path}/{key}")

    def _button(self, button: Json, path: str) -> None:
        self._text(button.get("text"), f"{path}/text", 75, _PLAIN)
        self._length(button, "value", 2000, path)
        self._length(button, "url", 3000, path)
        self._length(button, "accessibility_label", 75, path)
        if button.get("style", "primary") not in ("primary", "danger"):
            self.fault(f"{path}/style", f"unknown style {button['style']!r}")

    def _feedback_button(self, button: object, path: str) -> None:
        if not isinstance(button, dict):
            self.fault(path, "must be an object")
            return
        self._keys(button, {"text", "value", "accessibility_label"}, path)
        self._text(button.get("text"), f"{path}/text", 75, _PLAIN)
        self._length(button, "value", 2000, path)

    def _options_of(self, element: Json, path: str, most: int) -> None:
        options: list[Any] = []
        if "option_groups" in element:
            for index, group in enumerate(self._items(element, "option_groups", 1, 100, path)):
                here = f"{path}/option_groups/{index}"
                if not isinstance(group, dict):
                    self.fault(here, "must be an object")
                    continue
                self._text(group.get("label"), f"{here}/label", 75, _PLAIN)
                options += self._items(group, "options", 1, most, here)
        else:
            options = self._items(element, "options", 1, most, path)
        texts = _ANY_TEXT if element["type"] in ("radio_buttons", "checkboxes") else _PLAIN
        for index, option in enumerate(options):
            self._option(option, f"{path}/options/{index}", texts)
        chosen = list(element.get("initial_options", []))
        chosen += [element["initial_option"]] if "initial_option" in element else []
        if any(option not in options for option in chosen):
            self.fault(path, "an initial option must be one of the options")

    def _option(self, option: object, path: str, texts: tuple[str, ...]) -> None:
        if not isinstance(option, dict):
            self.fault(path, "must be an object")
            return
        self._keys(option, {"text", "value", "description", "url"}, path)
        self._text(option.get("text"), f"{path}/text", 75, texts)
        self._string(option.get("value"), f"{path}/value", 150)
        if "description" in option:
            self._text(option["description"], f"{path}/description", 75, texts)

    def _confirm(self, confirm: object, path: str) -> None:
        if not isinstance(confirm, dict):
            self.fault(path, "must be an object")
            return
        self._keys(confirm, {"title", "text", "confirm", "deny", "style"}, path)
        self._text(confirm.get("title"), f"{path}/title", 100, _PLAIN)
        self._text(confirm.get("text"), f"{path}/text", 300)
        for key in ("confirm", "deny"):
            self._text(confirm.get(key), f"{path}/{key}", 30, _PLAIN)

    # Values

    def _text(self, text: object, path: str, most: int, kinds: tuple[str, ...] = _ANY_TEXT) -> None:
        if not isinstance(text, dict):
            self.fault(path, "missing required text object")
            return
        kind = text.get("type")
        if kind not in kinds:
            self.fault(f"{path}/type", f"must be {' or '.join(kinds)}, is {kind}")
        self._keys(text, {"type", "text", "emoji" if kind == "plain_text" else "verbatim"}, path)
        self._string(text.get("text"), f"{path}/text", most)

    def _string(self, value: object, path: str, most: int) -> None:
        if not isinstance(value, str):
            self.fault(path, "must be a string")
        elif not value:
            self.fault(path, "must be more than 0 characters")
        elif len(value) > most:
            self.fault(path, f"must be less than {most + 1} characters, has {len(value)}")

    def _number(self, value: object, path: str) -> None:
        numeric = isinstance(value, int | float) and not isinstance(value, bool)
        if not numeric or not math.isfinite(float(str(value))):
            self.fault(path, "must be a finite number")

    def _length(self, holder: Json, key: str, most: int, path: str) -> None:
        value = holder.get(key)
        if value is not None and not isinstance(value, str):
            self.fault(f"{path}/{key}", "must be a string")
        elif value is not None and len(value) > most:
            self.fault(f"{path}/{key}", f"must be less than {most + 1} characters")

    def _items(self, holder: Json, key: str, least: int, most: int, path: str) -> list[Any]:
        items = holder.get(key)
        if not isinstance(items, list):
            self.fault(f"{path}/{key}", "must be an array")
            return []
        if not least <= len(items) <= most:
            self.fault(f"{path}/{key}", f"needs {least} to {most} items, has {len(items)}")
        return items

    def _keys(self, holder: Json, allowed: set[str], path: str) -> None:
        for key in holder:
            if key not in allowed:
                self.fault(f"{path}/{key}", "unknown key")

    def _unique(self, values: list[Any], path: str, name: str) -> None:
        for value in {str(v) for v in values if values.count(v) > 1}:
            self.fault(path, f"duplicate {name}: {value}")
