"""R027: a firm that used to bid in this market stays away.

A market is a country, the first four digits of a class and, where it is known, a region. A firm is missing in a year
when it bid in at least `HABIT` of the market's tenders in each of the two years before, in none of this year's, and
still bids in at least `ALIVE` tenders elsewhere. Each of the three years must have at least `LEAST` tenders in the
market: then a firm of such habits stays away by chance less than once in two hundred times. The tokens of missing firms
are not in the data of the tender, so that the flag says how many are missing, not who. Source: OCP guide R027.
"""

import numpy as np

from services.scoring.grouping import Bools, Floats, or_zero
from services.scoring.indicator import Answers, Indicator, Missing, Parameters, Stage, Unit, of_lots
from services.scoring.joining import once
from services.scoring.markets import ALL, market_of_lot, year_of
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.peers import Figures
from services.scoring.phrasing import AGREEMENTS_FORBIDDEN, NO_LAW_ON_AGREEMENTS
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Columns, Known, Statistic, known, summed
from services.scoring.tokens import Tokens, joined
from services.scoring.winners import PUBLISHED
from shared.contracts.base import Texts

CLASS = "/tender/items/classification/id"
HABIT, LEAST, ALIVE = 0.6, 6, 3


def collect(part: Part) -> Columns:
    """Tenders of each market and year, and those in which each firm took part."""
    processes, lots = part.processes, part.lots
    market, year = market_of_lot(part), year_of(part)[lots.process]
    counts = processes.opened & processes.bidding_over & ~processes.cancelled & (processes.bids_listed > 0)
    counts &= processes.competition == Competition.COMPETITIVE
    kept = counts[lots.process] & (market != 0) & (year != 0)
    row = (kept[part.bids.lot[part.tenderers.bid]]).nonzero()[0]
    lot = np.concatenate([kept.nonzero()[0], part.bids.lot[part.tenderers.bid[row]]])
    firm = np.concatenate([np.full(int(kept.sum()), ALL), part.tenderers.firm[row]])
    different = once(lots.process[lot], market[lot], firm)
    lot, firm = lot[different], firm[different]
    return {
        "country": processes.country[lots.process[lot]],
        "market": market[lot],
        "firm": firm,
        "year": year[lot],
        "tenders": np.ones(len(lot)),
    }


def finish(columns: Columns) -> Known:
    """How many firms are missing in each market and year."""
    year = columns["year"]
    whole = columns["firm"] == ALL
    took_part = known({"key": joined(columns["market"], columns["firm"], year), "tenders": columns["tenders"]})

    def tenders(firm: Tokens, ago: int) -> Floats:
        return or_zero(took_part.at("tenders", joined(columns["market"], firm, year - ago)))

    everybody = np.full(len(year), ALL)
    key = joined(columns["market"], year + 1)
    firms = _missing(columns, tenders(everybody, 0), tenders(everybody, 1), tenders(columns["firm"], 1)) & ~whole
    firms &= tenders(columns["firm"], -1) == 0
    away = summed({"key": key[firms], "missing": np.ones(int(firms.sum()))}, ("key",))
    rows = known(away)
    own = joined(columns["market"], year)[whole]
    figures = {"key": own, "missing": or_zero(rows.at("missing", own))}
    for ago in range(3):
        figures[f"tenders_{ago}"] = tenders(everybody, ago)[whole]
    return known(figures)


def _missing(columns: Columns, now: Floats, before: Floats, own_before: Floats) -> Bools:
    """Rows of firms with the habit in this year and the one before it that bid elsewhere the year after."""
    firm, year = columns["firm"], columns["year"]
    habit = (columns["tenders"] >= HABIT * now) & (own_before >= HABIT * before) & (own_before > 0)
    by_year = joined(columns["country"], firm, year)
    alive = known(
        summed({"key": by_year, "tenders": columns["tenders"]}, ("key",)) if len(year) else {"key": by_year}
    ).at("tenders", joined(columns["country"], firm, year + 1))
    return habit & (alive >= ALIVE)


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many habitual bidders stay away from the market of each lot this year."""
    market, year = market_of_lot(part), year_of(part)[part.lots.process]
    key = joined(market, year)
    own = Figures(known, key)
    missing = own["missing"]
    compared = np.ones(len(key), np.bool_)
    for ago in range(3):
        compared &= own[f"tenders_{ago}"] >= LEAST
    return of_lots(
        raised=missing >= parameters["threshold"],
        value=missing,
        threshold=parameters["threshold"],
        missing=[(CLASS, market == 0), (PUBLISHED, year == 0), (Missing.PEERS, (key != 0) & ~compared)],
        parameters=lambda lot: {
            "habit": HABIT,
            "tenders": [own.one(f"tenders_{ago}", lot) for ago in range(3)],
        },
    )


R027 = Indicator(
    id="R027",
    title=Texts(
        ky="Туруктуу катышуучу келбей калды",
        ru="Постоянный участник перестал приходить",
        en="A regular bidder stays away",
    ),
    explanation=Texts(
        ky="Ушул рыноктун тендерлеринин көбүнө эки жыл катары менен катышкан ишкана быйыл бирине да катышкан жок, "
        "бирок башка жерде катышып жатат. Ишканалар рынокту бөлүшүп алышкан же ага жол жабылган болушу мүмкүн.",
        ru="Фирма, которая два года подряд участвовала в большинстве закупок на этом рынке, в этом году не пришла ни "
        "разу, хотя в других закупках участвует. Возможно, фирмы поделили рынок или ей закрыли дорогу.",
        en="A firm that took part in most tenders of this market two years running has come to none this year, though "
        "it bids elsewhere. The firms may have divided the market, or it may have been kept out.",
    ),
    innocent=Texts(
        ky="Ишкана башка ишке өтүшү, башка аймакка көчүшү, чоң буйрутма менен алек болушу же пайда көрбөй калышы "
        "мүмкүн.",
        ru="Фирма могла сменить дело или регион, быть занята большим заказом или решить, что это невыгодно.",
        en="The firm may have changed its trade or region, be busy with a large order, or find it no longer pays.",
    ),
    check=Texts(
        ky="Мурунку эки жылдын катышуучуларын быйылкылар менен салыштырып, келбей калган ишканадан себебин сураңыз.",
        ru="Сравните участников двух прошлых лет с нынешними и спросите у пропавшей фирмы, почему она не участвует.",
        en="Compare the bidders of the two years before with this year's, and ask the missing firm why it stays away.",
    ),
    legal_basis=NO_LAW_ON_AGREEMENTS,
    national_legal_basis=AGREEMENTS_FORBIDDEN,
    source=ocp_guide("R027"),
    version="1.0",
    weight=1,
    unit=Unit.RELATIONSHIP,
    stage=Stage.TENDER,
    needs=(CLASS, PUBLISHED, Missing.PEERS),
    crosswalk=("OCP R027",),
    parameters={"threshold": 1},
    competitions=frozenset({Competition.COMPETITIVE}),
    mixed=True,
    evaluate=evaluate,
    statistic=Statistic(
        name="habits", version="1", collect=collect, finish=finish, by=("country", "market", "firm", "year")
    ),
)
