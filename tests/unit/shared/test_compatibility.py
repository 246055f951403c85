"""Inside a version a contract may only grow."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, create_model

from achyk.compatibility import api_breaks, breaks


class Inner(BaseModel):
    amount: float


class Old(BaseModel):
    ocid: str
    value: Inner | None = None
    tags: list[Inner] = []


class Grown(Old):
    note: str | None = None


class Shrunk(BaseModel):
    ocid: str
    tags: list[Inner] = []


class Retyped(Old):
    ocid: int  # type: ignore[assignment]  # the point of the test


class Demanding(Old):
    note: str


class InnerChanged(BaseModel):
    amount: str


class Deep(BaseModel):
    ocid: str
    value: Inner | None = None
    tags: list[InnerChanged] = []


def compared(new: type[BaseModel]) -> list[str]:
    return breaks(Old.model_json_schema(), new.model_json_schema())


def test_given_a_new_optional_field_then_nothing_breaks() -> None:
    assert compared(Grown) == []
    assert compared(Old) == []


def test_given_a_field_removed_retyped_or_newly_required_then_it_is_named() -> None:
    assert compared(Shrunk) == ["/value: is gone"]
    assert compared(Retyped) == ["/ocid: no longer string"]
    assert compared(Demanding) == ["/note: is required now"]
    assert compared(Deep) == ["/tags[]/amount: no longer number"]


class Values(BaseModel):
    word: str
    kind: Literal["a", "b"]
    one: Inner | str
    by_name: dict[str, Inner]
    numbers: dict[str, int]
    anything: Any
    at: datetime


def changed(**fields: Any) -> list[str]:
    """What breaks when `Values` has these fields instead."""
    own = {name: (field.annotation, ...) for name, field in Values.model_fields.items()} | fields
    return breaks(Values.model_json_schema(), create_model("Values", **own).model_json_schema())


def test_given_values_of_another_kind_than_readers_expect_then_it_is_named() -> None:
    assert changed() == []
    assert changed(word=(str | None, ...)) == ["/word: may be null now"]
    assert changed(word=(Any, ...)) == ["/word: may be anything now"]
    assert changed(word=(str, "x")) == ["/word: may be absent now"]
    assert changed(at=(str, ...)) == ["/at: format date-time is None now"]
    assert changed(kind=(Literal["a"], ...)) == ["/kind: values b are gone"]
    assert changed(kind=(Literal["a", "b", "c"], ...)) == []
    assert changed(anything=(str, ...)) == []


def test_given_members_of_a_union_or_fields_of_any_name_then_they_are_looked_into() -> None:
    assert changed(one=(InnerChanged | str, ...)) == ["/one/amount: no longer number"]
    assert changed(one=(Inner, ...)) == ["/one: no longer string"]
    assert changed(by_name=(dict[str, InnerChanged], ...)) == ["/by_name{}/amount: no longer number"]
    assert changed(numbers=(dict[str, int | None], ...)) == ["/numbers{}: may be null now"]
    assert changed(numbers=(dict[str, Any], ...)) == ["/numbers{}: may be anything now"]
    assert changed(by_name=(create_model("Closed", __config__=ConfigDict(extra="forbid")), ...)) == [
        "/by_name: holds no other fields any more"
    ]


def api(**operation: Any) -> dict[str, Any]:
    answer = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
    own = {
        "parameters": [{"in": "query", "name": "words", "schema": {"type": "string"}}],
        "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
        "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Answer"}}}}},
    }
    paths = {"/api/v1/x": {"post": own | operation}, "/health": {"get": {}}}
    return {"paths": paths, "components": {"schemas": {"Answer": answer}}}


def test_given_an_interface_that_takes_something_away_then_it_is_named() -> None:
    old = api()
    assert api_breaks(old, api(), "/api/v1") == []
    assert api_breaks(old, {"paths": {}}, "/api/v1") == ["post /api/v1/x: is gone"]
    assert api_breaks(old, api(parameters=[]), "/api/v1") == ["post /api/v1/x ?words: is gone"]
    assert api_breaks(old, api(responses={}), "/api/v1") == ["post /api/v1/x 200: is gone"]
    more = [{"in": "query", "name": name, "required": True, "schema": {"type": "string"}} for name in ("words", "new")]
    assert api_breaks(old, api(parameters=more), "/api/v1") == [
        "post /api/v1/x ?words: is required now",
        "post /api/v1/x ?new: is required now",
    ]
    body = {"content": {"application/json": {"schema": {"type": "object", "required": ["a"]}}}}
    assert api_breaks(old, api(requestBody=body), "/api/v1") == ["post /api/v1/x body/a: is required now"]
    poorer = api()
    poorer["components"]["schemas"]["Answer"]["properties"] = {}
    assert api_breaks(old, poorer, "/api/v1") == ["post /api/v1/x 200/title: is gone"]


def test_given_an_interface_that_takes_more_than_before_then_nothing_breaks() -> None:
    wider = [{"in": "query", "name": "words", "schema": {"anyOf": [{"type": "string"}, {"type": "null"}]}}]
    assert api_breaks(api(), api(parameters=wider), "/api/v1") == []
