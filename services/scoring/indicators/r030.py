"""R030: a bid handed in after the deadline won.

For each lot with an active award: a valid bid that won it is dated after the end of the tender period, and the winner
has no other winning bid in time. Unlike Cardinal: moments are compared, not their text; judged per lot; auctions, in
which prices are given after the deadline by design, are left out, and so is a bid whose price changed after it was
handed in, since its date may be that of the change.
"""

import numpy as np

from services.scoring.grouping import Bools, Floats, at
from services.scoring.indicator import (
    Answers,
    Evidence,
    Indicator,
    Missing,
    Parameters,
    Stage,
    Unit,
    bidders,
    moment_at,
    of_lots,
)
from services.scoring.lookup import is_in
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.sources import ocp_guide
from services.scoring.statistic import Known
from services.scoring.tokens import joined
from services.scoring.winning import won_bids
from shared.contracts.base import Texts

END, DATE, BID = "/tender/tenderPeriod/endDate", "/bids/details/date", "/awards/relatedBid"
AUCTIONS = frozenset({"downgrade", "eAuction", "auctionUnlimited", "auctionLimited"})


def _hours(part: Part) -> Floats:
    """By how much each bid came after the deadline; NaN when its date may be that of a price changed later."""
    bids = part.bids
    hours: Floats = (bids.date - at(part.processes.end[part.lots.process], bids.lot)) / 3600
    changed = ~np.isnan(bids.initial) & ~np.isnan(bids.amount) & (bids.initial != bids.amount)
    hours[changed & (hours > 0)] = np.nan
    return hours


def _late(part: Part, won: Bools, hours: Floats) -> Bools:
    """Winning bids after the deadline, of bidders without a winning bid in time."""
    late = won & (hours > 0)
    if late.any():  # seldom, and only then it is worth the while to look for other bids of the winner
        bidder = joined(part.bids.lot + 1, part.bids.bidder)
        late[late] = ~is_in(bidder[late], bidder[won & (hours <= 0)])
    return late


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """By how many hours the winning bid was late."""
    lots, of = part.lots, part.bids_of_lot
    won, unplaced = won_bids(part)
    won &= part.bids.valid
    hours, end = _hours(part), part.processes.end[lots.process]
    late = _late(part, won, hours)
    raised = of.some(late)
    return of_lots(
        raised=raised,
        value=of.highest(hours, late | (won & ~of.lifted(raised))).round(4),
        threshold=0,
        nothing=lots.decided & ~lots.awarded,
        missing=[
            (Missing.FINAL_AWARDS, ~lots.awarded),
            (END, np.isnan(end)),
            (DATE, ~np.isnan(end) & of.some(won & np.isnan(hours)) & ~raised),
            (BID, (unplaced | ~of.some(won)) & lots.awarded & ~raised),
        ],
        evidence=lambda lot: [
            piece
            for bid in of.rows(lot, late)
            for piece in (_date(part, bid), bidders(part, bid), moment_at(END, float(end[lot])))
        ],
    )


def _date(part: Part, bid: int) -> Evidence:
    return moment_at(f"/bids/details/{part.bids.bid[bid]}/date", part.bids.date[bid])


R030 = Indicator(
    id="R030",
    title=Texts(
        ky="Кечигип берилген сунуш жеңген",
        ru="Победила заявка, поданная с опозданием",
        en="A late bid won",
    ),
    explanation=Texts(
        ky="Жеңген сунуштун датасы сунуш кабыл алуу аяктагандан кийинки убакытты көрсөтөт. Кечиккен адам башкалардын "
        "сунушун билип алып, ага карап баа коюшу мүмкүн.",
        ru="Дата победившей заявки — позже окончания приёма заявок. Опоздавший мог узнать чужие предложения и "
        "подстроить под них цену.",
        en="The winning bid is dated after the end of the submission period. A latecomer may have learnt what others "
        "offered and set the price by that.",
    ),
    innocent=Texts(
        ky="Мөөнөт узартылып, жаңы күнү жарыяланбай калышы мүмкүн; дата сунуш берилген эмес, системага катталган "
        "убакытты көрсөтүшү да ыктымал.",
        ru="Срок могли продлить, а новую дату не опубликовать; дата может означать не подачу, а регистрацию заявки в "
        "системе.",
        en="The deadline may have been extended without publishing the new date; the date may tell when the bid was "
        "registered, not when it was handed in.",
    ),
    check=Texts(
        ky="Ачуу протоколунан сунуштун келген убактысын карап, жарыядагы акыркы мөөнөт менен салыштырыңыз. Мөөнөт "
        "узартылганбы, текшериңиз.",
        ru="Посмотрите в протоколе вскрытия время подачи и сравните его со сроком в объявлении. Проверьте, не "
        "продлевался ли срок.",
        en="Look up in the record of the opening when the bid came in and compare it with the deadline of the notice. "
        "Check whether the deadline was extended.",
    ),
    legal_basis=Texts(
        ky="Мөөнөттөн кийинки сунуштар жөнүндө улуттук мыйзам каталогго киргизиле элек",
        ru="Национальный закон о заявках, поданных после срока, в каталог не внесён",
        en="No national law on bids after the deadline is on record",
    ),
    source=ocp_guide("R030"),
    version="1.0",
    weight=3,
    unit=Unit.BID,
    stage=Stage.AWARD,
    needs=(Missing.FINAL_AWARDS, END, DATE, BID),
    crosswalk=("OCP R030",),
    bids=True,
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED, Competition.UNKNOWN}),
    not_methods=AUCTIONS,
    evaluate=evaluate,
)
