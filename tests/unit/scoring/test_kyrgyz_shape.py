"""The made-up tenders in the shape of the Kyrgyz API, read as `achyk score` does, against what was derived by hand.

The file with the expectations that came with the data is not there: these were derived again from the pages and the
rules (DOMAIN 3.6). Where both modes differ, the reason stands beside it.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from achyk.score import versions_in
from services.scoring.decoding import decode_release
from services.scoring.engine import Engine
from services.scoring.extract import Arrival, extract
from services.scoring.indicator import COMPUTED, State
from services.scoring.indicators import CATALOGUE
from services.scoring.mkrai.run import Official, official
from services.scoring.part import concatenated
from services.scoring.statistic import Known

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "kyrgyz-shape-made-up"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the made-up Kyrgyz data {DATA} are absent")
OFFICIAL = [one for one in CATALOGUE if one.country == "kg" and any("MKRAI" in name for name in one.crosswalk)]
Read = list[tuple[str, bytes]]


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """All pages as one file, in the order in which they were published."""
    pages = sorted(DATA.glob("page*.json"))
    file = tmp_path_factory.mktemp("kyrgyz") / "pages.jsonl"
    file.write_bytes(b"\n".join(b" ".join(page.read_bytes().splitlines()) for page in pages))
    refused: list[str] = []
    found = list(versions_in(file, "kg", refused))
    assert not refused
    return found


EXPECTED: dict[str, tuple[dict[int, int | None], int]] = {
    # one-stage, two lots; bids 950, 1,000 and (disqualified) 1,100 thousand: 13.6 %; three requirements
    "1000001": ({5: 0, 6: 0, 7: 0, 8: 0, 10: 0, 12: 0}, 1),
    # price reduction without terms of contract; bids of 480 to 900 thousand: 46.7 %
    "1000002": ({5: 1, 6: 0, 7: 1, 10: 0}, 3),
    # simplified, 750 + 500 thousand; "условная единица" and "Условная штука", no documents
    "1000003": ({5: 0, 9: 1, 10: 1, 16: 1}, 5),
    # cancelled before anybody looked at it
    "1000004": ({}, 1),
    # the same road works from a single source, three days after the cancellation
    "1000005": ({4: 1}, 1),
    # an addition that names no earlier tender
    "1000006": ({2: 1, 3: 0, 4: 0, 15: -1}, 2),
    # request for quotations: no rule knows it
    "1000008": ({}, 1),
    # terms all "0.0" and "0"; two requirements; equal bids in two currencies
    "1000009": ({5: 1, 6: 0, 7: 0, 8: 0, 10: 0, 12: 1}, 3),
    # a contract that was never announced has no bids: of bad quality for ever
    "contract-based-500001": ({}, 1),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_given_each_tender_then_the_official_values_and_level(versions: Read, name: str) -> None:
    found: Official = official(versions, date(2021, 6, 30))[f"ocds-h7i0z4-{name}"]
    values, level = EXPECTED[name]
    assert {rule: value for rule, value in found.values.items() if value is not None} == values
    assert found.level == level
    assert found.bad_quality == name.startswith("contract-based")


def test_given_all_tenders_then_each_is_expected(versions: Read) -> None:
    assert {f"ocds-h7i0z4-{name}" for name in EXPECTED} == set(official(versions, date(2021, 6, 30)))


def corrected(versions: Iterable[tuple[str, bytes]]) -> dict[str, dict[str, State]]:
    """The last answer of each corrected flag that was computed, else the last one; figures are those of the end."""
    parts = [extract([Arrival(decode_release(body), ocid=ocid, version=1, country="kg")]) for ocid, body in versions]
    newest = concatenated(list({int(part.processes.key[0]): part for part in parts}.values()))
    figures: dict[str, Known] = {}
    for one in OFFICIAL:
        if one.statistic is not None:
            figures[one.statistic.name] = one.statistic.finish(one.statistic.partial(newest))
    engine = Engine(OFFICIAL)
    answers: dict[str, dict[str, State]] = {}
    for part in parts:
        results = engine.evaluate(part, figures)
        own = answers.setdefault(str(part.text(int(part.processes.key[0]))).removeprefix("ocds-h7i0z4-"), {})
        for one in OFFICIAL:
            state = results.answer(0, one).state
            if state in COMPUTED or own.get(one.id) not in COMPUTED:
                own[one.id] = state
    return answers


RAISED = {
    "1000001": set(),
    "1000002": {"KG07"},  # not KG05: a section that is absent is not computable
    "1000003": {"KG09", "KG10", "KG16"},
    "1000004": set(),
    "1000005": {"KG04"},
    "1000006": {"KG02"},
    "1000008": set(),
    "1000009": {"KG05", "KG12"},
    "contract-based-500001": set(),
}
CLEAR = {
    "1000001": {"KG05", "KG07", "KG08", "KG10", "KG12"},
    "1000002": {"KG10"},  # not KG06: there is no market to compare with
    "1000003": {"KG05"},
    "1000005": {"KG14"},
    "1000006": {"KG03", "KG04"},
    "1000009": {"KG08", "KG10"},  # not KG07: one price in som
    "contract-based-500001": {"KG04", "KG14"},  # never announced: officially no rule looks at it
}


def test_given_each_tender_then_the_corrected_flags(versions: Read) -> None:
    answers = corrected(versions)
    found = {name: {flag for flag, state in own.items() if state is State.RAISED} for name, own in answers.items()}
    assert found == RAISED
    clear = {name: {flag for flag, state in own.items() if state is State.CLEAR} for name, own in answers.items()}
    assert {name: flags for name, flags in clear.items() if flags} == CLEAR
