"""Tax haven: a supplier from a jurisdiction that was on the EU list when the contract was awarded.

A domestic supplier never counts, whatever the list says of the buyer's country.
"""

from typing import Any

import msgspec
import numpy as np

from services.scoring.grouping import Floats
from services.scoring.indicator import Missing, Parameters
from services.scoring.integrity.component import HIGH, LOW, NOT_APPLICABLE, OPENTENDER, Component, Scored
from services.scoring.integrity.jurisdictions import GOOD_FOR_DAYS, LISTINGS, ORDINARY, SOURCE, Listing, listed
from services.scoring.part import Part
from services.scoring.statistic import Known
from services.scoring.tokens import Tokens, among, joined, token
from shared.contracts.base import Texts

SUPPLIER, COUNTRY = "/awards/suppliers/id", "/parties/address/countryName"
UNKNOWN_COUNTRY = "xx"


def supplier_countries(part: Part) -> Tokens:
    """The country of each row of `Suppliers`, by its entry among the parties; 0 when it cannot be told."""
    parties, suppliers = part.parties, part.suppliers
    known = parties.country != 0
    keys = joined(parties.process + 1, parties.firm)[known]
    if not len(keys):
        return np.zeros(len(suppliers), np.int64)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    wanted = joined(part.award_process[suppliers.award] + 1, suppliers.firm)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, parties.country[known][order][place], 0)


def moments(part: Part) -> Floats:
    """When each supplier was chosen: the award, else the tender, else this version of the data."""
    process = part.award_process[part.suppliers.award]
    date = part.awards.date[part.suppliers.award]
    date = np.where(np.isnan(date), part.processes.published[process], date)
    return np.where(np.isnan(date), part.processes.stated[process], date)


def evaluate(part: Part, parameters: Parameters, known: Known) -> Scored:
    """The worst of the suppliers whose awards stand."""
    award, country = part.suppliers.award, supplier_countries(part)
    process = part.award_process[award]
    home = part.processes.country[process]
    active = part.awards.active[award]
    found, on_record = listed(country, moments(part), parameters["listings"], parameters["good_for_days"])
    domestic = country == home
    ordinary = np.zeros(len(award), np.bool_)
    for buying, partners in parameters["ordinary"].items():
        ordinary |= (home == token(buying)) & among(country, partners)
    homeless = (home == 0) | (home == token(UNKNOWN_COUNTRY))
    untold = (country == 0) | (found & homeless)
    undated = ~on_record & ~domestic & ~untold
    skipped = found & ordinary
    of = part.awards_of_process
    raised = _some(part, process, active & found & ~domestic & ~untold & ~ordinary)
    named = _some(part, process, active)
    awarded = of.some(part.awards.active)
    return Scored(
        values=np.where(raised, LOW, HIGH),
        missing=[
            (Missing.FINAL_AWARDS, ~awarded),
            (SUPPLIER, awarded & ~named),
            (COUNTRY, ~raised & _some(part, process, active & untold)),
            (Missing.THRESHOLD, ~raised & _some(part, process, active & undated)),
            (NOT_APPLICABLE, ~raised & _some(part, process, active & skipped)),
        ],
    )


def _some(part: Part, process: Any, where: Any) -> Any:  # noqa: ANN401 - arrays of rows and answers
    found = np.zeros(len(part), np.bool_)
    found[process[where]] = True
    return found


def prepare(parameters: Parameters) -> Parameters:
    """Read the table of lists; raises msgspec.ValidationError (a ValueError) when it is malformed."""
    return {
        "listings": msgspec.convert(parameters["listings"], tuple[Listing, ...]),
        "ordinary": msgspec.convert(parameters["ordinary"], dict[str, tuple[str, ...]]),
        "good_for_days": parameters["good_for_days"],
    }


TAX_HAVEN = Component(
    id="tax_haven",
    title=Texts(ky="Оффшордук жеткирүүчү", ru="Поставщик из офшора", en="Supplier from a tax haven"),
    explanation=Texts(
        ky=f"0 — жеңүүчү чет өлкөлүк фирма жана анын өлкөсү ошол күнү тизмеде болгон. Тизме: {SOURCE.ky}. Мындай "
        "фирманын ээсин билүү кыйын, бирок каттоо өзү мыйзамсыз эмес.",
        ru="0 — победитель зарегистрирован за рубежом, в стране, которая в тот день была в списке. Список: "
        f"{SOURCE.ru}. Владельцев таких фирм трудно узнать, но сама регистрация законна.",
        en=f"0 when the winner is registered abroad, in a country that was listed on that day. The list: {SOURCE.en}. "
        "Who owns such firms is hard to learn, but being registered there is lawful.",
    ),
    formula="0 if a supplier of a standing award is from a listed foreign jurisdiction, 100 if all are known not to be",
    source=OPENTENDER,
    version="1.0",
    needs=(Missing.FINAL_AWARDS, SUPPLIER, COUNTRY, Missing.THRESHOLD),
    parameters={
        "listings": msgspec.to_builtins(LISTINGS),
        "ordinary": msgspec.to_builtins(ORDINARY),
        "good_for_days": GOOD_FOR_DAYS,
    },
    prepare=prepare,
    evaluate=evaluate,
)
