"""Lots, their bids and their awards.

A process without lots has one lot without an id. So has a process with several lots in which some bid or award names
none of them: its lots cannot be told apart (`mixed`), and judging each alone would invent findings. So would comparing
its prices, which may be those of different lots: they are left out, and only bidders can be counted.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import isnan, nan

from services.scoring.extract.draft import Draft, money, positive
from services.scoring.extract.layout import AWARDS, BIDS, LOTS, SUPPLIERS, TENDERERS
from services.scoring.extract.moments import moment
from services.scoring.tokens import NO_DIGEST, digest_of
from services.scoring.views import Award, Bid, Firm, LotView, RelatedLot, Release, Value

SUBMITTED_NOT = frozenset({"invited", "withdrawn"})
"""Bid statuses that are no submitted bid. A bid without a status is none either: nobody said it was submitted."""
DEAD_LOT = frozenset({"cancelled", "unsuccessful", "withdrawn"})
FINAL_AWARD = frozenset({"active", "cancelled", "unsuccessful"})
TurnedAway = frozenset[tuple[str, str | None]]
Part = tuple[int, Bid, int, str | RelatedLot | None]
"""A bid for one lot: its place in the list, the bid, the place of the lot in it, and what it says there."""


def write_lots(draft: Draft, process: int, release: Release) -> Mapping[str, int]:
    """Write the lots of a process; their rows by id."""
    draft.award_rows = {}
    listed: dict[str, LotView] = {}
    for lot in release.tender.lots:
        if lot.id is not None and lot.id not in listed and lot.id.strip():
            listed[lot.id] = lot
    turned_away = _turned_away(release) if release.awards else _NOBODY
    if len(listed) > 1:
        bids, awards = _bids_by_lot(release), _awards_by_lot(release)
        if bids is not None and awards is not None:
            rows = {}
            for name, lot in listed.items():
                rows[name] = len(draft.lots)
                _write_lot(
                    draft,
                    process,
                    release,
                    name,
                    lot,
                    bids.get(name, ()),
                    awards.get(name, ()),
                    turned_away,
                    mixed=False,
                )
            return rows
        _write_whole(draft, process, release, LotView(value=release.tender.value), turned_away, mixed=True)
        return {}
    only = next(iter(listed.values()), None)
    row = len(draft.lots)
    view = only or LotView(value=release.tender.value)
    _write_whole(draft, process, release, view, turned_away, mixed=_names_several_lots(release))
    return {only.id: row} if only is not None and only.id is not None else {}


def lot_id(part: str | RelatedLot) -> str | None:
    """The lot a bid or award names."""
    return part if isinstance(part, str) else part.id


def _bids_by_lot(release: Release) -> dict[str, list[Part]] | None:
    """Bids by the lot they are for; None when one names no lot."""
    found: dict[str, list[Part]] = {}
    for index, bid in enumerate(release.bids.details):
        if not bid.related_lots:
            return None
        for place, part in enumerate(bid.related_lots):
            name = lot_id(part)
            if name is None:
                return None
            found.setdefault(name, []).append((index, bid, place, part))
    return found


def _awards_by_lot(release: Release) -> dict[str, list[tuple[int, Award]]] | None:
    """Awards by the lot they are for; None when one names no lot."""
    found: dict[str, list[tuple[int, Award]]] = {}
    for index, award in enumerate(release.awards):
        if not award.related_lots:
            return None
        for part in award.related_lots:
            name = lot_id(part)
            if name is None:
                return None
            found.setdefault(name, []).append((index, award))
    return found


def _names_several_lots(release: Release) -> bool:
    """Whether bids and awards name more than one lot in all."""
    first: str | None = None
    lists = [bid.related_lots for bid in release.bids.details] + [award.related_lots for award in release.awards]
    for parts in lists:
        for part in parts:
            name = part if isinstance(part, str) else part.id
            if name is not None and name != first:
                if first is not None:
                    return True
                first = name
    return False


def _write_whole(
    draft: Draft, process: int, release: Release, lot: LotView, turned_away: TurnedAway, *, mixed: bool
) -> None:
    """All bids and awards as those of one lot."""
    bids: list[Part] = [
        (index, bid, 0, bid.related_lots[0] if len(bid.related_lots) == 1 else None)
        for index, bid in enumerate(release.bids.details)
    ]
    awards = list(enumerate(release.awards))
    _write_lot(draft, process, release, lot.id, lot, bids, awards, turned_away, mixed=mixed)


def _turned_away(release: Release) -> TurnedAway:
    """(bid, lot) of every award that says the bid was disqualified: Kyrgyz bids are disqualified per lot."""
    awards = [award for award in release.awards if award.status_details == "disqualified"]
    if not awards:
        return _NOBODY
    return frozenset(
        (award.related_bid, lot_id(part))
        for award in awards
        if award.related_bid is not None
        for part in award.related_lots
    )


_NOBODY: TurnedAway = frozenset()


def _write_lot(
    draft: Draft,
    process: int,
    release: Release,
    name: str | None,
    lot: LotView,
    bids: Sequence[Part],
    awards: Iterable[tuple[int, Award]],
    turned_away: TurnedAway,
    *,
    mixed: bool,
) -> None:
    row = len(draft.lots)
    stated = lot.value.currency or release.tender.value.currency
    main, several = stated or None, False
    if bids:
        priced = [found for part in bids if (found := _priced(part, turned_away, mixed=mixed)) is not None]
        if not stated:
            currencies = {one[3].currency for one in priced if one[3].currency and not isnan(one[4])}
            several = stated is None and len(currencies) > 1
            main = next(iter(currencies)) if len(currencies) == 1 else None
        for each in priced:
            _write_bid(draft, row, each, main)
    stands, final = _write_awards(draft, row, awards)
    draft.lots.append(
        LOTS.pack(
            process,
            draft.token(name),
            draft.token(lot.status),
            lot.status not in DEAD_LOT,
            mixed,
            money(lot.value),
            draft.token(main),
            several,
            final,
            stands,
        )
    )


Priced = tuple[int, Bid, str, Value, float, float, int]


def _priced(part: Part, turned_away: TurnedAway, *, mixed: bool) -> Priced | None:
    """A submitted bid with its status, price and price before the auction for the lot; None when not submitted."""
    index, bid, place, said = part
    status, value, initial, at = bid.status, bid.value, nan, -1
    if said is not None:
        if isinstance(said, RelatedLot):
            status = said.status or status
            if said.value.amount is not None:
                value, at = Value(said.value.amount, said.value.currency), place
                initial = positive(said.value.initial_amount)
        if at < 0 and len(bid.related_lots) > 1:
            value = _NONE  # the price of several lots together says nothing about one of them
        if turned_away and bid.id is not None and (bid.id, lot_id(said)) in turned_away and status is not None:
            status = "disqualified" if status not in SUBMITTED_NOT else status
    if status is None or status in SUBMITTED_NOT:
        return None
    return index, bid, status, value, nan if mixed else money(value), initial, at


_NONE = Value()
_TELLABLE = 1e300
"""Larger numbers do not fit into a column."""


def _write_bid(draft: Draft, lot: int, priced: Priced, main: str | None) -> None:
    index, bid, status, value, amount, initial, place = priced
    row = len(draft.bids)
    token = draft.token
    firms = _named(bid.tenderers)
    if len(firms) == 1:
        bidder = firm = token(firms[0])
        draft.tenderers.append(TENDERERS.pack(row, firm))
    else:
        firm = NO_DIGEST
        bidder = digest_of(firms) if firms else (-1 - index).to_bytes(8, "little", signed=True)
        draft.tenderers.extend([TENDERERS.pack(row, token(each)) for each in firms])
    written = value.amount
    draft.bids.append(
        BIDS.pack(
            lot,
            index,
            place,
            token(bid.id),
            token(status),
            status == "valid",
            status == "disqualified",
            amount,
            initial,
            token(value.currency),
            main is not None and value.currency == main and amount == amount,
            moment(bid.date),
            bidder,
            bool(firms),
            firm,
            nan if written is None or abs(written) > _TELLABLE else written,
        )
    )


def _named(organisations: Sequence[Firm]) -> list[str]:
    """Their ids, each once and in order."""
    if len(organisations) == 1:
        only = organisations[0].id
        return [only] if only and not only.isspace() else []
    return sorted({one.id for one in organisations if one.id is not None and one.id.strip()})


def _write_awards(draft: Draft, lot: int, awards: Iterable[tuple[int, Award]]) -> tuple[bool, bool]:
    """Write the awards of a lot; whether one of them stands, and whether there are some and all are final."""
    stands, final, some = False, True, False
    for index, award in awards:
        if award.status is None:
            continue
        some = True
        stands = stands or award.status == "active"
        final = final and award.status in FINAL_AWARD
        _write_award(draft, lot, index, award)
    return stands, final and some


def _write_award(draft: Draft, lot: int, index: int, award: Award) -> None:
    row = len(draft.awards)
    known = draft.award_rows.setdefault(award.id or f"\x00{index}", row)
    firms = _named(award.suppliers)
    if len(firms) == 1:
        winner = firm = draft.token(firms[0])
        draft.suppliers.append(SUPPLIERS.pack(row, firm))
    else:
        winner, firm = (digest_of(firms) if firms else NO_DIGEST), NO_DIGEST
        draft.suppliers.extend([SUPPLIERS.pack(row, draft.token(each)) for each in firms])
    share = award.subcontracting.maximum_percentage
    draft.awards.append(
        AWARDS.pack(
            lot,
            index,
            draft.token(award.id),
            draft.token(award.status),
            award.status == "active",
            moment(award.date),
            money(award.value),
            draft.token(award.value.currency),
            known == row,
            winner,
            firm,
            draft.token(award.related_bid),
            nan if share is None or not 0 <= share <= 1 else share,
        )
    )
