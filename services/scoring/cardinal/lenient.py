"""The slow path: lines with wrong types, and lines that are not JSON at all.

What is JSON is decided as by serde_json, on which Cardinal rests: UTF-8 without byte order mark, no NaN, no lone
surrogates, at most 127 levels. Numbers of any size are read; one that no float can hold counts as absent.
"""

import json
import math
import re
from collections.abc import Callable
from typing import Any, TypeVar, cast

import msgspec

from services.scoring.cardinal.release import (
    Award,
    Bid,
    Bids,
    Classification,
    Item,
    Organisation,
    Period,
    Release,
    Tender,
    Value,
)

Json = Any
T = TypeVar("T")
BLANK = b" \t\r\n\x0c"
DEEPEST = 127
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_untyped = msgspec.json.Decoder().decode


def lenient(line: bytes) -> Release | None:
    """The release of a line, whatever is in it; None when the line is no JSON object."""
    try:
        content = _read(line)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return _release(content) if isinstance(content, dict) else None


def _read(line: bytes) -> Json:
    text = line.decode()
    _check_depth(text)
    try:
        return _untyped(line)
    except msgspec.MsgspecError:  # not JSON, or a number outside its range
        content = json.loads(text, parse_int=_whole, parse_constant=_refuse)
    if "\\u" in text and _LONE_SURROGATE.search(json.dumps(content, ensure_ascii=False)):
        raise ValueError("a lone surrogate")
    return content


def _whole(text: str) -> int | float:
    return int(text) if len(text) < 19 else float(text)


def _refuse(name: str) -> Json:
    raise ValueError(name)


def _check_depth(text: str) -> None:
    if text.count("{") + text.count("[") <= DEEPEST:
        return
    depth = 0
    for bracket in re.findall(r"[\[\]{}]", _STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > DEEPEST:
            raise ValueError("nested too deeply")


def _release(content: Json) -> Release:
    tender, bids = _object(content, "tender"), _object(content, "bids")
    return Release(
        ocid=_text(content, "ocid"),
        buyer=_organisation(content.get("buyer")),
        tender=_tender(tender) if tender is not None else None,
        bids=Bids(_array(bids, "details", _bid)) if bids is not None else None,
        awards=_array(content, "awards", _award),
    )


def _tender(content: Json) -> Tender:
    period = _object(content, "tenderPeriod")
    return Tender(
        status=_text(content, "status"),
        method=_text(content, "procurementMethod"),
        details=_text(content, "procurementMethodDetails"),
        tenderers=_number(content, "numberOfTenderers"),
        period=Period(_text(period, "startDate"), _text(period, "endDate")) if period is not None else None,
        entity=_organisation(content.get("procuringEntity")),
    )


def _bid(content: Json) -> Bid:
    value = _object(content, "value")
    return Bid(
        status=_text(content, "status"),
        date=_text(content, "date"),
        tenderers=_array(content, "tenderers", _organisation),
        value=Value(_amount(value), _text(value, "currency")) if value is not None else None,
    )


def _award(content: Json) -> Award:
    return Award(
        status=_text(content, "status"),
        suppliers=_array(content, "suppliers", _organisation),
        items=_array(content, "items", _item),
    )


def _item(content: Json) -> Item:
    classification = _object(content, "classification")
    return Item(Classification(_text(classification, "id")) if classification is not None else None)


def _organisation(content: Json) -> Organisation:
    return Organisation(_text(content, "id"))


def _array(content: Json, key: str, element: Callable[[Json], T]) -> list[T] | None:
    """Elements that are no objects stay, empty: they count where a rule wants exactly one."""
    found = content.get(key) if isinstance(content, dict) else None
    return [element(each) for each in found] if isinstance(found, list) else None


def _object(content: Json, key: str) -> dict[str, Json] | None:
    found = content.get(key) if isinstance(content, dict) else None
    return cast("dict[str, Json]", found) if isinstance(found, dict) else None


def _text(content: Json, key: str) -> str | None:
    found = content.get(key) if isinstance(content, dict) else None
    return found if isinstance(found, str) else None


def _number(content: Json, key: str) -> int | float | None:
    found = content.get(key)
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None


def _amount(value: Json) -> float | None:
    found = _number(value, "amount")
    if found is None:
        return None
    try:
        amount = float(found)
    except OverflowError:
        return None
    return amount if math.isfinite(amount) else None
