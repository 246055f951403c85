"""What a page says of an organisation's figures and network, and what their files hold."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from services.gateway import csv_tables
from services.gateway.csv_tables import TableName
from services.gateway.figures_view import FiguresView, figures_view
from services.gateway.network_drawing import MOST_LINES, RADIUS, WIDTH, drawing
from services.gateway.network_view import network_view
from services.gateway.ports import Count
from services.gateway.rendering import Renderer
from services.gateway.row_charts import row_chart
from shared.contracts.base import Language, Organisation
from shared.contracts.organisation import (
    Compared,
    Counterparty,
    LinkedFlag,
    NetworkAround,
    NetworkEdge,
    NetworkNode,
    OrganisationFigures,
    OrganisationRole,
    Profile,
    Purse,
    YearSum,
)

LABELS = Renderer().labels(Language.EN)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ALONE = Compared(own=None, usual=None, peers=2)


def figures(**instead: object) -> OrganisationFigures:
    purse = Purse(
        currency="KGS",
        amount=Compared(own=1500.0, usual=900.0, peers=7),
        years=[YearSum(year=None, amount=Decimal(500), awards=1), YearSum(year=2024, amount=Decimal(1000), awards=2)],
        counterparties=Compared(own=2, usual=3, peers=7),
        concentration=ALONE,
        top=[
            Counterparty(organisation=Organisation(id="S/1", name="=1+1"), amount=Decimal(1000), awards=2, share=0.67),
            Counterparty(organisation=None, amount=Decimal(500), awards=1, share=0.33),
        ],
        unnamed=1,
    )
    known = {
        "processes": Compared(own=4.0, usual=6.0, peers=7),
        "competitive": Compared(own=0.5, usual=None, peers=2),
        "known_methods": 2,
        "single_bid": ALONE,
        "lots": 0,
        "bidders": [0, 0, 0, 0, 0],
        "awards": 3,
        "unpriced": 2,
        "purses": [purse],
    }
    return OrganisationFigures(**(known | instead))


def profile(told: OrganisationFigures | None, version: str = "2026-01-01T00:00:00.000Z", **more: object) -> Profile:
    return Profile(
        organisation=Organisation(id="B"),
        role=OrganisationRole.BUYER,
        figures_version=version,
        figures=told,
        **more,
    )


def view(told: Profile | None, role: str = "buyer") -> FiguresView:
    return figures_view(told, [Count("open", 3), Count("", 1)], role, {"R025": "Few wins"}, NOW, LABELS)


def network(role: OrganisationRole = OrganisationRole.SUPPLIER, count: int = 3) -> NetworkAround:
    nodes = [
        NetworkNode(organisation=Organisation(id=f"F{n}"), distance=min(n, 1), lots=n + 1, wins=n, community=n % 2)
        for n in range(count)
    ]
    edges = [
        NetworkEdge(a=f"F{n}", b="F0", meetings=5, decided=4, wins_a=3, wins_b=1, overlap=0.5) for n in range(1, count)
    ]
    return NetworkAround(organisation=nodes[0].organisation, role=role, nodes=nodes, edges=edges)


def test_given_figures_then_each_stands_beside_the_median_with_its_peers_and_what_it_is_of() -> None:
    rows = {row.label: row for row in view(profile(figures())).compared}
    tenders = rows["Tenders"]
    assert (tenders.own, tenders.usual, tenders.peers) == ("4", "6", "7")
    share = rows["Share with competition"]
    assert (share.own, share.usual, share.basis) == ("50%", None, "of 2 tenders with a known method")
    assert rows["Share of lots with a single bidder"].own is None
    assert rows["Value of awards (KGS)"].own == "1,500\xa0som"


def test_given_gaps_in_the_data_then_the_page_says_what_is_not_covered() -> None:
    said = view(profile(figures())).uncovered
    assert "2 tenders whose method is not known are in no share." in said
    assert "2 awards without a value are in no sum." in said
    assert "1 award names nobody: it is in the sums alone." in said
    assert not any("currenc" in each and "further" in each for each in said)
    assert "Of a supplier only tenders it won are counted." in view(profile(figures()), "supplier").uncovered


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (None, "cannot be shown now"),
        (profile(None, ""), "not been computed yet"),
        (profile(None), "only cancelled tenders"),
    ],
)
def test_given_no_figures_then_the_page_says_why_and_keeps_what_it_knows(told: Profile | None, words: str) -> None:
    shown = view(told)
    assert shown.absent is not None
    assert words in shown.absent
    assert (shown.compared, [chart.key for chart in shown.charts]) == ((), ["methods"])


def test_given_figures_then_charts_have_the_same_numbers_as_their_tables() -> None:
    years, methods = view(profile(figures())).charts  # without a known lot there is no chart of bidders
    assert years.rows == (("not stated", "500\xa0som", "1"), ("2024", "1,000\xa0som", "2"))
    assert [(bar.label, bar.shown) for bar in years.chart.bars] == [row[:2] for row in years.rows]
    assert methods.rows[0] == ("Open tender", "3")
    assert view(profile(figures(lots=3, bidders=[1, 0, 2, 0, 0]))).charts[-1].rows == tuple(
        zip(("1", "2", "3", "4", "5+"), "10200", strict=True)
    )


def test_given_bars_then_the_largest_fills_the_width_and_zeros_do_no_harm() -> None:
    chart = row_chart([("a", 1, "1"), ("b", 4, "4")])
    assert [bar.width for bar in chart.bars] == [chart.width / 4, chart.width]
    assert row_chart([("a", 0, "0")]).bars[0].width == 0
    assert row_chart([]).height == 0


def test_given_a_linked_flag_then_its_counts_and_tenders_are_shown() -> None:
    flag = LinkedFlag(indicator="R025", processes=3, evidence=5, naming=1, newest=["o/1"])
    (row,) = view(profile(None, linked=[flag])).linked
    assert (row.title, row.processes, row.evidence, row.naming, row.newest) == ("Few wins", 3, 5, 1, ("o/1",))


def test_given_a_network_then_every_firm_is_in_the_drawing_and_in_the_table_with_one_number() -> None:
    shown = network_view(network(), {"F0", "F2"}, LABELS)
    assert shown is not None
    assert [firm.number for firm in shown.firms] == [dot.number for dot in shown.drawing.dots] == [1, 2, 3]
    assert [(firm.party.name, firm.party.id, firm.own) for firm in shown.firms] == [
        ("F0", "F0", True),
        ("F2", "F2", False),
        ("F1", None, False),
    ]
    assert shown.firms[1].won == "1 : 3 / 4"
    assert (len(shown.drawing.lines), shown.pairs, shown.buyer) == (2, (), False)


def test_given_a_buyer_then_its_suppliers_stand_around_it_and_their_meetings_are_told() -> None:
    shown = network_view(network(OrganisationRole.BUYER), (), LABELS)
    assert shown is not None
    assert (shown.buyer, len(shown.drawing.spokes), len(shown.pairs)) == (True, 3, 2)
    assert all(firm.meetings is None for firm in shown.firms)


def test_given_nobody_or_one_firm_then_the_network_is_that_small() -> None:
    assert network_view(None, (), LABELS) is None
    assert network_view(network(count=1).model_copy(update={"nodes": []}), (), LABELS) is None
    alone = network_view(network(count=1), (), LABELS)
    assert alone is not None
    assert (len(alone.firms), alone.drawing.lines) == (1, ())


def test_given_as_many_firms_as_a_page_shows_then_none_touches_another_or_the_edge() -> None:
    dots = drawing("c", [f"f{n}" for n in range(16)], [("c", f"f{n % 16}", n) for n in range(500)], {})
    places = [(dot.x, dot.y) for dot in dots.dots]
    assert len(dots.lines) == MOST_LINES
    assert all(RADIUS <= value <= WIDTH - RADIUS for place in places for value in place)
    apart = [abs(complex(*a) - complex(*b)) for n, a in enumerate(places) for b in places[:n]]
    assert min(apart) > 2 * RADIUS
    assert dots == drawing("c", [f"f{n}" for n in range(16)], [("c", f"f{n % 16}", n) for n in range(500)], {})


def test_given_a_file_then_it_is_read_back_and_runs_no_formula() -> None:
    text = csv_tables.of_profile(TableName.COUNTERPARTIES, profile(figures()))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["id"], row["name"], row["amount"]) for row in rows] == [("S/1", "'=1+1", "1000"), ("", "", "500")]
    years = list(csv.DictReader(io.StringIO(csv_tables.of_profile(TableName.YEARS, profile(figures())))))
    assert [row["year"] for row in years] == ["", "2024"]
    peers = list(csv.DictReader(io.StringIO(csv_tables.of_profile(TableName.PEERS, profile(figures())))))
    assert [row["own"] for row in peers][:3] == ["4.0", "0.5", ""]
    assert csv_tables.of_profile(TableName.YEARS, profile(None)) == "currency,year,amount,awards\r\n"
    assert len(csv_tables.of_network(network()).splitlines()) == 3
