"""Inside a version a contract may only grow."""

from pydantic import BaseModel

from achyk.compatibility import breaks


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
