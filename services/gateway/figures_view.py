"""What a page shows of the figures of an organisation: beside those of its peers, over years, by counterparty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from services.gateway import format as formats
from services.gateway.i18n import N_
from services.gateway.labels import METHODS, Labels
from services.gateway.party_view import Party
from services.gateway.ports import Count, IndexedTender
from services.gateway.row_charts import RowChart, row_chart
from services.gateway.views import TenderRow, party, tender_row
from shared.contracts.base import IndicatorId, Money
from shared.contracts.organisation import Compared, OrganisationFigures, Profile, Purse

MOST_YEARS: Final = 15
MOST_METHODS: Final = 12
MOST_RAISED: Final = 5
MOST_PURSES: Final = 3
"""Currencies that get a chart and a table; the others stand in the data."""
BIDDERS: Final = ("1", "2", "3", "4", "5+")
OTHERS: Final = {"buyer": "supplier", "supplier": "buyer"}
COMPARED: Final = {
    "processes": N_("Tenders"),
    "competitive": N_("Share with competition"),
    "single_bid": N_("Share of lots with a single bidder"),
    "amount": N_("Value of awards (%(currency)s)"),
    "counterparties": N_("Counterparties (%(currency)s)"),
    "concentration": N_("Concentration (%(currency)s)"),
}


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart, the same numbers as a table, and where they lie as a file."""

    key: str
    title: str
    chart: RowChart
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    csv: str
    """Query string of the file."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A figure beside the median of its peers."""

    label: str
    own: str | None
    usual: str | None
    peers: str
    basis: str | None
    """What it is a share of."""


@dataclass(frozen=True, slots=True)
class CounterpartyRow:
    """Whom it buys from, or sells to."""

    party: Party | None
    """None for firms that won together."""
    amount: str
    awards: str
    share: str


@dataclass(frozen=True, slots=True)
class Counterparties:
    """The largest counterparties in one currency."""

    currency: str
    rows: tuple[CounterpartyRow, ...]


@dataclass(frozen=True, slots=True)
class LinkedRow:
    """A flag about organisations that stands on its tenders."""

    indicator: IndicatorId
    title: str
    processes: int
    evidence: int
    naming: int
    newest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FiguresView:
    """Everything a page shows of a `Profile`."""

    computed: str | None
    """When the figures were computed."""
    compared: tuple[ComparedRow, ...]
    uncovered: tuple[str, ...]
    charts: tuple[ChartView, ...]
    counterparties: tuple[Counterparties, ...]
    linked: tuple[LinkedRow, ...]
    raised: tuple[TenderRow, ...]
    absent: str | None
    """Why there are no figures, when there are none."""


def figures_view(
    profile: Profile | None,
    methods: Sequence[Count],
    role: str,
    titles: Mapping[IndicatorId, str],
    now: datetime,
    labels: Labels,
) -> FiguresView:
    """The figures of one organisation; without a profile just what the read model knows."""
    figures = profile.figures if profile else None
    purses = figures.purses[:MOST_PURSES] if figures else []
    charts = [years_chart(purse, role, labels) for purse in purses]
    charts += [methods_chart(methods, role, labels)] if methods else []
    charts += [bidders_chart(figures, role, labels)] if figures and figures.lots else []
    return FiguresView(
        computed=labels.instant(formats.parse_instant(profile.figures_version)) if profile else None,
        compared=compared_rows(figures, labels) if figures else (),
        uncovered=uncovered(figures, role, labels) if figures else (),
        charts=tuple(charts),
        counterparties=tuple(counterparties(purse, labels) for purse in purses if purse.top),
        linked=tuple(
            LinkedRow(
                one.indicator,
                titles.get(one.indicator, one.indicator),
                one.processes,
                one.evidence,
                one.naming,
                tuple(one.newest),
            )
            for one in (profile.linked if profile else ())
        ),
        raised=tuple(
            tender_row(IndexedTender(one.process, tuple(one.raised)), titles, now, labels)
            for one in (profile.raised[:MOST_RAISED] if profile else ())
        ),
        absent=None if figures else absent(profile, labels),
    )


def absent(profile: Profile | None, labels: Labels) -> str:
    """Why there are no figures."""
    if profile is None:
        return labels.gettext("The figures beside those of its peers cannot be shown now. Come back in a moment.")
    if not profile.figures_version:
        return labels.gettext(
            "The figures have not been computed yet. They are once no new tenders come in for a while."
        )
    return labels.gettext("Nothing of it counts in the figures: there are only cancelled tenders, or it is too new.")


# --- beside its peers -----------------------------------------------------------------------------------------------


def compared_rows(figures: OrganisationFigures, labels: Labels) -> tuple[ComparedRow, ...]:
    """Each figure with the median of its peers and what it is of."""
    known = labels.ngettext(
        "of %(num)s tender with a known method", "of %(num)s tenders with a known method", figures.known_methods
    )
    lots = labels.ngettext(
        "of %(num)s lot with a known number of bidders", "of %(num)s lots with a known number of bidders", figures.lots
    )

    def row(name: str, one: Compared, shown: str, basis: str | None = None, currency: str = "") -> ComparedRow:
        label = labels.gettext(COMPARED[name]) % ({"currency": currency} if currency else {})
        own, usual = (in_words(value, shown, currency, labels) for value in (one.own, one.usual))
        return ComparedRow(label, own, usual, labels.number(one.peers), basis)

    rows = [
        row("processes", figures.processes, "number"),
        row("competitive", figures.competitive, "share", known % {"num": labels.number(figures.known_methods)}),
        row("single_bid", figures.single_bid, "share", lots % {"num": labels.number(figures.lots)}),
    ]
    for purse in figures.purses[:MOST_PURSES]:
        awards = sum(year.awards for year in purse.years)
        basis = labels.ngettext("of %(num)s award", "of %(num)s awards", awards) % {"num": labels.number(awards)}
        rows += [
            row("amount", purse.amount, "money", basis, purse.currency),
            row("counterparties", purse.counterparties, "number", basis, purse.currency),
            row("concentration", purse.concentration, "number", basis, purse.currency),
        ]
    return tuple(rows)


def in_words(value: float | None, shown: str, currency: str, labels: Labels) -> str | None:
    """A figure as people read it."""
    if value is None:
        return None
    if shown == "share":
        return formats.percent(value, labels.language)
    return amount(Decimal(value), currency, labels) if shown == "money" else labels.number(round(value, 2))


def amount(value: Decimal, currency: str, labels: Labels) -> str:
    """An amount in a currency; one with a code that is none is shown as it is."""
    whole = round(value)
    if len(currency) == 3 and currency.isascii() and currency.isupper() and currency.isalpha():
        return labels.money(Money(amount=Decimal(whole), currency=currency)) or ""
    return f"{labels.number(whole)} {formats.shorten(currency, 10)}"


def uncovered(figures: OrganisationFigures, role: str, labels: Labels) -> tuple[str, ...]:
    """What the figures leave out, in sentences."""
    found = [
        labels.gettext("Cancelled tenders are left out. Amounts in different currencies are never added up."),
        labels.gettext(
            "A median is told from five peers on: organisations of the same role and country with at least five "
            "tenders or awards each, whatever they buy or sell."
        ),
    ]
    if role == "supplier":
        found.append(labels.gettext("Of a supplier only tenders it won are counted."))
    unknown = int(figures.processes.own or 0) - figures.known_methods
    unnamed = sum(purse.unnamed for purse in figures.purses)
    unseen = figures.further_currencies + max(len(figures.purses) - MOST_PURSES, 0)
    for count, sentence in (
        (
            unknown,
            labels.ngettext(
                "%(num)s tender whose method is not known is in no share.",
                "%(num)s tenders whose method is not known are in no share.",
                unknown,
            ),
        ),
        (
            figures.unpriced,
            labels.ngettext(
                "%(num)s award without a value is in no sum.",
                "%(num)s awards without a value are in no sum.",
                figures.unpriced,
            ),
        ),
        (
            unnamed,
            labels.ngettext(
                "%(num)s award names nobody: it is in the sums alone.",
                "%(num)s awards name nobody: they are in the sums alone.",
                unnamed,
            ),
        ),
        (
            unseen,
            labels.ngettext(
                "%(num)s further currency is not shown here.", "%(num)s further currencies are not shown here.", unseen
            ),
        ),
    ):
        if count > 0:
            found.append(sentence % {"num": labels.number(count)})
    return tuple(found)


# --- charts ---------------------------------------------------------------------------------------------------------


def years_chart(purse: Purse, role: str, labels: Labels) -> ChartView:
    """Value of awards per year in one currency."""
    shown = purse.years[-MOST_YEARS:]
    rows = [
        (
            str(one.year) if one.year else labels.gettext("not stated"),
            one.amount,
            amount(one.amount, purse.currency, labels),
            labels.number(one.awards),
        )
        for one in shown
    ]
    return ChartView(
        key=f"years-{purse.currency}",
        title=labels.gettext("Value of awards by year, %(currency)s") % {"currency": purse.currency},
        chart=row_chart([(label, float(value), words) for label, value, words, _ in rows]),
        headers=(labels.gettext("Year"), labels.gettext("Value"), labels.gettext("Awards")),
        rows=tuple((label, words, awards) for label, _, words, awards in rows),
        csv=f"role={role}&table=years",
        note=labels.gettext("Earlier years stand in the data.") if len(purse.years) > MOST_YEARS else None,
    )


def methods_chart(methods: Sequence[Count], role: str, labels: Labels) -> ChartView:
    """Tenders by method, those not counted in the figures included."""
    rows = [
        ((labels.of(METHODS, one.key) if one.key else None) or labels.gettext("not stated"), one.count)
        for one in methods[:MOST_METHODS]
    ]
    return ChartView(
        key="methods",
        title=labels.gettext("Tenders by method"),
        chart=row_chart([(label, count, labels.number(count)) for label, count in rows]),
        headers=(labels.gettext("Method"), labels.gettext("Tenders")),
        rows=tuple((label, labels.number(count)) for label, count in rows),
        csv=f"role={role}&table=methods",
    )


def bidders_chart(figures: OrganisationFigures, role: str, labels: Labels) -> ChartView:
    """Competitive lots by their number of bidders."""
    pairs = list(zip(BIDDERS, figures.bidders, strict=False))
    bidders = [
        (labels.ngettext("%(num)s bidder", "%(num)s bidders", place) % {"num": number}, count)
        for place, (number, count) in enumerate(pairs, start=1)
    ]
    return ChartView(
        key="bidders",
        title=labels.gettext("Competitive lots by number of bidders"),
        chart=row_chart([(label, count, labels.number(count)) for label, count in bidders]),
        headers=(labels.gettext("Bidders"), labels.gettext("Lots")),
        rows=tuple((number, labels.number(count)) for number, count in pairs),
        csv=f"role={role}&table=bidders",
    )


def counterparties(purse: Purse, labels: Labels) -> Counterparties:
    """The largest counterparties in one currency."""
    return Counterparties(
        purse.currency,
        tuple(
            CounterpartyRow(
                party(one.organisation),
                amount(one.amount, purse.currency, labels),
                labels.number(one.awards),
                formats.percent(one.share, labels.language),
            )
            for one in purse.top
        ),
    )
