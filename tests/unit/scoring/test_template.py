"""The template for the next indicator works as printed."""

from pathlib import Path
from typing import Any

import pytest

from services.scoring.engine import Engine
from services.scoring.indicator import State
from tests.unit.scoring.build import award, bid, kyrgyz, part_of, release

PAGE = Path(__file__).resolve().parents[3] / "docs" / "contributing" / "indicators.md"


@pytest.fixture(scope="module")
def template() -> Engine:
    names: dict[str, Any] = {"__name__": "template"}
    code = PAGE.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    exec(compile(code, str(PAGE), "exec"), names)
    return Engine([names["R990"]])


@pytest.mark.parametrize(
    ("price", "state"), [(990_000, State.RAISED), (989_999, State.CLEAR), (None, State.NOT_COMPUTABLE)]
)
def test_given_the_page_for_newcomers_then_its_code_is_an_indicator(
    template: Engine, price: float | None, state: State
) -> None:
    content = release(kyrgyz(), bid("b1", "T1", price), awards=[award("a1", "b1", "T1")])
    answer = template.evaluate(part_of(content), {}).answer(0, template.indicators[0])
    assert answer.state is state
    assert (len(answer.evidence) == 2) == (state is State.RAISED)
