"""What the tender page says of all indicators: grouped, counted, led to its evidence, and light with any of it."""

import gzip
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from achyk.score import versions_in
from services.gateway.flag_view import FlagsView, flags_view
from services.gateway.i18n import load
from services.gateway.labels import Labels
from services.gateway.places import Places, anchor_of
from services.gateway.ports import Viewer
from services.gateway.rendering import Renderer
from services.gateway.tender_view import tender_view
from services.ingest.sample.commands import write_sample
from services.scoring.catalogue import entry
from services.scoring.commands import score_processes
from services.scoring.indicators import CATALOGUE
from shared.contracts.base import Language
from shared.contracts.risk import Evidence, Flag, Flags, FlagState, Score
from shared.contracts.tender import Process
from tests.unit.gateway.sayings import parameters_of_answers
from tests.unit.gateway.test_views_of_tenders import NOW, RELEASE, giant

ENGLISH = Labels(load(Language.EN))
RENDERER = Renderer()
ENTRIES = {each.id: entry(each, each.parameters) for each in CATALOGUE}
SCORE = Score(raised_weight=5, computable_weight=40, raised=2, computable=23, indicators=53, linked=1, level=3)


def flag(indicator: str, state: FlagState = FlagState.RAISED, **more: Any) -> Flag:
    facts = {"rule_version": "1", "process_version": 1, "evaluated": NOW, **more}
    return Flag(indicator=indicator, state=state, **facts)


def view(flags: list[Flag], language: Language = Language.EN, anchors: frozenset[str] = frozenset()) -> FlagsView:
    answers = Flags(ocid="o-1", process_version=1, flags=flags, score=SCORE)
    return flags_view(answers, ENTRIES, RENDERER.labels(language), "kg", anchors)


def page(release: Any, flags: list[Flag], language: Language = Language.EN) -> str:
    process = Process(ocid="o-1", version=1, source="test", made_up=True, country="kg", updated=NOW, history=[])
    shown = tender_view(process, release, "KG-GB", RENDERER.labels(language))
    answers = view(flags, language, frozenset(shown.anchors))
    return RENDERER.page("tender.html", Viewer(language, "/tenders/o-1", ""), tender=shown, flags=answers)


def test_given_answers_of_every_kind_then_each_stands_in_its_group() -> None:
    shown = view([
        flag("R003"),
        flag("R040", linked=True),
        flag("R018", FlagState.CLEAR, value=3, threshold=1),
        flag("R020", FlagState.NOT_COMPUTABLE, missing=["/complaints"]),
        flag("R028", FlagState.NOT_COMPUTABLE, missing=["opening"]),
        flag("R024", FlagState.NOT_COMPUTABLE, missing=["opening"]),
        flag("KG02", FlagState.NOT_APPLICABLE),
    ])  # fmt: skip
    assert [each.indicator.id for each in shown.raised] == ["R003"]
    assert [each.indicator.id for each in shown.linked] == ["R040"]
    assert [(each.id, each.value, each.threshold) for each in shown.clear] == [("R018", "3", "1")]
    assert [(group.reasons, {each.id for each in group.flags}) for group in shown.not_computable] == [
        (("opened bids",), {"R024", "R028"}),
        (("Complaints",), {"R020"}),
    ]
    assert [each.id for each in shown.not_applicable] == ["KG02"]


def test_given_a_score_then_the_page_says_of_how_many_and_what_it_does_not_count() -> None:
    html = page(RELEASE, [flag("R040", linked=True)])
    assert "2 raised of 23 that can be computed here, out of 53 indicators about the tender itself." in html
    assert "Weight 5 of 40." in html
    assert "1 more is raised about its organisations and relations; it is not counted." in html
    linked = html.index("Linked, not counted in the score")
    assert html.index("No indicator is raised.") < linked < html.index('id="R040"')


def test_given_an_answer_that_compares_then_the_page_says_as_of_when() -> None:
    shown = view([flag("R040", linked=True, figures="2026-11-22T21:00:00.000Z"), flag("R003")])
    assert [each.compared for each in (*shown.linked, *shown.raised)] == ["23\u00a0November\u00a02026, 03:00", None]
    html = page(RELEASE, [flag("R040", linked=True, figures="2026-11-22T21:00:00.000Z")])
    assert "Compared with all processes as of 23\u00a0November\u00a02026, 03:00." in html


def test_given_an_indicator_that_nobody_asked_then_it_is_not_called_clear() -> None:
    html = page(RELEASE, [flag("R003", FlagState.NOT_COMPUTABLE)])
    assert "Not asked yet" in html
    assert "Not raised</summary>" not in html


def test_given_a_small_share_then_value_and_threshold_can_be_told_apart() -> None:
    shown = view([flag("R029", value=0.0162, threshold=0.015)]).raised[0]
    assert (shown.value, shown.threshold) == ("0.0162", "0.015")


def test_given_evidence_then_it_leads_to_the_row_that_shows_it() -> None:
    paths = ["/bids/details/1/status", "/awards/0/suppliers", "/tender/lots/1/value/amount", "/tender/value/amount"]
    nowhere = ["/bids/details/7/status", "/parties/0/roles", "/tender/lots", "/buyer/id", "/awards"]
    html = page(RELEASE, [flag("R035", evidence=[Evidence(path=path, value=1) for path in (*paths, *nowhere)])])
    for anchor in ("bid-1", "award-0", "lot-1", "facts"):
        assert f'href="#{anchor}"' in html
        assert html.count(f' id="{anchor}"') == 1
    assert re.findall(r'<a href="#(?:bid|award|lot)-[^"]*"', html) == [
        '<a href="#bid-1"',
        '<a href="#award-0"',
        '<a href="#lot-1"',
    ]


def test_given_a_bid_for_two_lots_then_only_its_first_row_has_the_anchor() -> None:
    lots = [{"id": "1"}, {"id": "2"}]
    release = {"tender": {"lots": lots}, "bids": {"details": [{"id": "b", "relatedLots": lots}]}}
    assert page(release, []).count('id="bid-0"') == 1


@pytest.mark.parametrize(
    "path", ["", "/", "tender", "/tender/lots/x", "/bids", "/awards/-1", "....", "/tender/lots/1/"]
)
def test_given_a_path_to_nowhere_then_it_leads_nowhere(path: str) -> None:
    assert anchor_of(path, Places({"tender": {"lots": [{}]}}).taken) is None


@pytest.mark.parametrize("language", list(Language), ids=str)
def test_given_a_giant_process_that_raises_everything_then_its_page_is_light_and_no_id_is_twice(
    language: Language,
) -> None:
    release = giant(1_000)
    evidence = [
        Evidence(path=f"/bids/details/{n}/value", value=party["name"]) for n, party in enumerate(release["parties"])
    ]
    lots = [lot["title"] for lot in release["tender"]["lots"]]
    everything = [flag(each.id, evidence=evidence, lots=lots, linked=each.linked) for each in CATALOGUE]
    html = page(release, everything, language)
    assert len(gzip.compress(html.encode(), 5)) <= 120 * 1024
    ids = Counter(re.findall(r'\sid="([^"]+)"', html))
    assert {name: count for name, count in ids.items() if count > 1} == {}
    assert all(html.count(f' id="{each.id}"') == 1 for each in CATALOGUE)
    assert html.count('href="/api/v1/tenders/o-1/flags">JSON') == len(CATALOGUE)


def test_given_the_answers_about_a_sample_then_each_parameter_is_among_those_read_from_the_source(
    tmp_path: Path,
) -> None:
    report = write_sample(tmp_path, 11, 300, lambda _done, _total: None)
    said = {
        name
        for _, flags in score_processes(versions_in(report.releases_file, None, []))
        for each in flags.flags
        for name in each.parameters
    }
    assert {"basis", "minimum_days", "peers"} <= said <= parameters_of_answers()
