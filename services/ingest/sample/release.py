"""What the portal would have exported for a design at each of its stages, with the export's known peculiarities.

Shape and peculiarities: no `buyer`; `parties` without `name`, one entry per group of roles; integer tender and award
ids; per-lot bid values only; one award per (lot, bid), never with suppliers; `disqualified` and `rejected` awards;
contracts with `awardIDs`; the enquiry period ending with the tender period; related processes by bare order number;
complaint times without offset; lot values that turn into 0 after signature.
"""

from datetime import date, timedelta
from typing import Any

import msgspec

from services.ingest.sample.design import Bid, Design, Kind, Plant, Stage
from services.ingest.sample.parties import buyer_names, buyer_party, firm_id, firm_party, town_of
from services.ingest.sample.terms import CONDITIONS, FEW_REQUIRED, NO_TERMS, REQUIRED
from services.ingest.sample.words import MADE_UP

Json = dict[str, Any]

PREFIX = "ocds-h7i0z4-"
"""The Kyrgyz publisher's registered ocid prefix, because adapters recognise it; the numbers behind it are ours."""
FIRST_ORDER = 900_000_000
"""Order numbers of the sample start here; the real portal's have eight digits."""

_encode = msgspec.json.Encoder().encode
_STATUS = {
    Stage.PUBLISHED: "active",
    Stage.CHANGED: "active",
    Stage.CANCELLED: "cancelled",
    Stage.OPENED: "active",
    Stage.UNSUCCESSFUL: "unsuccessful",
    Stage.EVALUATED: "active",
    Stage.SIGNED: "complete",
}
_TAGS = {Stage.EVALUATED: ["tender", "award"], Stage.SIGNED: ["tender", "award", "contract"]}
_WITH_BIDS = frozenset({Stage.OPENED, Stage.EVALUATED, Stage.SIGNED})
_BRANDS = ("Lenovo ThinkPad", "Toyota Hilux", "Dell Latitude")
_GREW = 7, 5
"""What a contract is signed for, over what was awarded, where it grew."""


class Calendar:
    """The days of a sample as text, so that a date costs one look-up."""

    def __init__(self, first: date, days: int) -> None:
        self.first, self.days = first, days
        self._text = [(first + timedelta(days=n)).isoformat() for n in range(days + 200)]

    def day(self, number: int) -> str:
        """ISO date of a day counted from the first."""
        return self._text[number]


class Export:
    """All exports of one design. Parts that every stage repeats are encoded once."""

    def __init__(self, design: Design, calendar: Calendar, order: int | None = None) -> None:
        self.design, self.calendar = design, calendar
        self.order = FIRST_ORDER + design.number if order is None else order
        direct = design.kind is Kind.DIRECT
        self.ocid = f"{PREFIX}contract-based-{self.order}" if direct else f"{PREFIX}{self.order}"
        self.lot_ids = [f"{self.order}{n + 1:02d}" for n in range(len(design.lots))]
        self._items = msgspec.Raw(_encode(self._make_items()))
        self._clock = f"T{design.minute // 60:02d}:{design.minute % 60:02d}:00+06:00"
        self._winners = [self._winner(lot) for lot in range(len(design.lots))]
        self._small = int(design.chance * 1000)
        self._changed = any(stage is Stage.CHANGED for _, stage in design.stages)

    def release(self, stage: Stage, day: int, serial: int = 0, **instead: object) -> Json:
        """The release exported on `day`; `instead` replaces or (None) removes whole sections.

        `serial` sets exports of one day apart; their release ids are equal, as the portal's are.
        """
        design = self.design
        exported = self.calendar.day(day)
        release: Json = {
            "ocid": self.ocid,
            "id": f"{PREFIX}tender-{exported}-{self.order}",
            "date": f"{exported}T23:{(10 + serial) % 60:02d}:{design.number % 60:02d}.{design.number % 997:03d}+06:00",
            "initiationType": "tender",
            "tag": _TAGS.get(stage, ["tender"]),
            "parties": self._parties(stage),
            "tender": self._tender(stage),
        }
        if design.prior is not None:
            release["relatedProcesses"] = [self._related(design.prior)]
        if stage in _WITH_BIDS:
            if design.kind is not Kind.DIRECT:
                release["bids"] = {"details": [self._bid(n, bid, stage) for n, bid in enumerate(design.bids)]}
            if stage is not Stage.OPENED:
                release["awards"] = awards = self._awards(day)
                if stage is Stage.SIGNED:
                    release["contracts"] = self._contracts(awards, day)
            if design.plant is Plant.COMPLAINED:
                release["complaints"] = [self._complaint()]
        for section, value in instead.items():
            release.pop(section, None)
            if value is not None:
                release[section] = value
        return release

    # --- who ----------------------------------------------------------------------------------------------

    def _parties(self, stage: Stage) -> list[msgspec.Raw]:
        design = self.design
        parties = [buyer_party(design.buyer)]
        if stage not in _WITH_BIDS:
            if design.kind is Kind.SINGLE_SOURCE:
                parties.extend(firm_party(bid.firm, ("allowedTenderer",)) for bid in design.bids)
            return parties
        if design.kind is Kind.DIRECT:
            return [*parties, firm_party(design.bids[0].firm, ("supplier",))]
        parties.extend(firm_party(bid.firm, ("tenderer",)) for bid in design.bids)
        if stage is not Stage.OPENED:  # the winner comes again, in the other role
            winners = dict.fromkeys(design.bids[n].firm for n in self._winners if n is not None)
            parties.extend(firm_party(firm, ("supplier",)) for firm in winners)
        if design.plant is Plant.COMPLAINED:
            parties.append(firm_party(design.bids[-1].firm, ("complainer",)))
        return parties

    # --- what ---------------------------------------------------------------------------------------------

    def _tender(self, stage: Stage) -> Json:
        design, small = self.design, self._small
        published = self.calendar.day(design.day) + self._clock
        method, details, _ = design.kind.value
        tender: Json = {
            "id": self.order,
            "title": self._title(changed=stage is not Stage.PUBLISHED),
            "description": MADE_UP,
            "tenderNumber": f"{self.calendar.day(design.day)[2:].replace('-', '')}{design.number % 1_000_000:06d}",
            "status": _STATUS[stage],
            "statusDetails": stage.value,
            "datePublished": published,
            "date": self._moved() if stage is Stage.CANCELLED else published,
            "procurementMethod": method,
            "procurementMethodDetails": details,
            "procurementSubMethodDetails": "standard",
            "hasPrequalification": False,
            "hasExternalSystem": False,
            "mainProcurementCategory": design.lots[0].items[0].good.category,
            "value": {"amount": sum(lot.value for lot in design.lots), "currency": "KGS"},
            "lots": [self._lot(n, stage) for n in range(len(design.lots))],
            "items": self._items,
        }
        if design.reason:
            tender["procurementMethodRationale"] = design.reason
        if design.kind is Kind.DIRECT:
            del tender["title"], tender["mainProcurementCategory"]
            return tender
        period = {"startDate": published, "endDate": self._deadline(stage)}
        tender["tenderPeriod"] = tender["enquiryPeriod"] = period
        plant = design.plant
        tender["conditionOfContract"] = NO_TERMS if plant is Plant.EMPTY_TERMS else CONDITIONS[small % 3]
        few = plant is Plant.FEW_REQUIREMENTS
        tender["qualificationRequirements"] = FEW_REQUIRED if few else REQUIRED[small % 4]
        if small % 10 < 3:
            tender["procuringEntity"] = {"id": buyer_names(design.buyer)[0]}
        if design.documented:
            tender["documents"] = [self._document()]
        if (small % 8 == 5 or plant is Plant.UNANSWERED) and stage is not Stage.PUBLISHED:
            tender["enquiries"] = [self._enquiry(stage)]
        return tender

    def _title(self, *, changed: bool) -> str:
        good = self.design.lots[0].items[0].good
        town = town_of(self.design.buyer)
        title = f"{good.ky} сатып алуу, {town}" if self.design.kyrgyz_title else f"Закупка: {good.ru.lower()}, {town}"
        if self.design.plant is Plant.MIXED_LETTERS:
            title = title.replace("а", "a", 2)  # a Latin letter that looks the same
        elif self.design.plant is Plant.BRAND:
            title = f"{title}: {_BRANDS[self._small % len(_BRANDS)]}"
        return f"{title} (уточнено)" if changed and self._changed else title

    def _moved(self) -> str:
        """The portal's `date` of a cancelled tender: when it was cancelled."""
        return self.calendar.day(self.design.stages[-1][0]) + self._clock

    def _deadline(self, stage: Stage) -> str:
        """The deadline; a change moves it three days on, unless too little time was planted."""
        design = self.design
        later = self._changed and stage is Stage.PUBLISHED and design.days_to_submit > 20
        days = design.days_to_submit - (3 if later else 0)
        return self.calendar.day(design.day + days) + self._clock

    def _lot(self, number: int, stage: Stage) -> Json:
        status = _STATUS[stage]
        forgotten = stage is Stage.SIGNED and self._small % 33 == 7
        return {
            "id": self.lot_ids[number],
            "status": status,
            "lotNumber": str(number + 1),
            "title": f"Лот {number + 1}",
            "deliveryAddress": town_of(self.design.buyer),
            "value": {"amount": 0 if forgotten else self.design.lots[number].value, "currency": "KGS"},
        }

    def _make_items(self) -> list[Json]:
        return [
            {
                "id": f"{self.lot_ids[n]}{k + 1}",
                "relatedLot": self.lot_ids[n],
                "classification": {"scheme": "OKGZ", "id": item.good.code, "description": item.good.ru},
                "quantity": item.quantity,
                "unit": {
                    "id": item.good.unit_id,
                    "name": item.unit,
                    "value": {"amount": item.price, "currency": "KGS"},
                },
            }
            for n, lot in enumerate(self.design.lots)
            for k, item in enumerate(lot.items)
        ]

    def _document(self) -> Json:
        return {
            "id": self.order % 1_000_000,
            "title": "texnicheskoe-zadanie.pdf",
            "dateCreated": self.calendar.day(self.design.day) + self._clock,
            "relatedLots": [self.lot_ids[0]],
            "relatedItems": [int(f"{self.lot_ids[0]}1")],
        }

    def _enquiry(self, stage: Stage) -> Json:
        enquiry: Json = {
            "id": f"{self.order}7",
            "date": f"{self.calendar.day(self.design.day + 1)}T11:20:00+06:00",
            "title": "Вопрос по техническому заданию",
            "description": "Допускается ли аналог? (выдумано)",
            "relatedLot": self.lot_ids[0],
        }
        if stage is not Stage.CHANGED and self.design.plant is not Plant.UNANSWERED:
            enquiry["answer"] = "Да, с равными характеристиками. (выдумано)"
            enquiry["dateAnswered"] = f"{self.calendar.day(self.design.day + 2)}T16:05:00+06:00"
        return enquiry

    def _related(self, number: int) -> Json:
        failed = self.design.reason == "twiceUnsuccessful"
        return {
            "id": "1",
            "relationship": ["unsuccessfulProcess" if failed else "prior"],
            "scheme": "ocid",
            "identifier": str(FIRST_ORDER + number),
        }

    # --- how it went --------------------------------------------------------------------------------------

    def _bid_id(self, number: int) -> str:
        return f"{self.order}{50 + number}"

    def _bid(self, number: int, bid: Bid, stage: Stage) -> Json:
        identity = self._bid_id(number)
        values = [(self.lot_ids[n], amount, bid.currency) for n, amount in bid.amounts.items()]
        return {
            "id": identity,
            "status": "pending" if stage is Stage.OPENED else "disqualified" if self._refused(bid) else "valid",
            "date": self._handed_in(number),
            "relatedLots": [
                {
                    "id": lot,
                    "value": {"amount": amount, "initialAmount": self._first_offer(amount), "currency": currency},
                }
                for lot, amount, currency in values
            ],
            "priceProposal": [
                {
                    "id": f"{identity}{self.lot_ids[n]}{k + 1}",
                    "relatedLot": self.lot_ids[n],
                    "relatedItem": f"{self.lot_ids[n]}{k + 1}",
                    "unit": {"value": {"amount": self._unit_price(n, k, amount), "currency": bid.currency}},
                }
                for n, amount in bid.amounts.items()
                for k in range(len(self.design.lots[n].items))
            ],
            "tenderers": [{"id": firm_id(bid.firm)}],
        }

    def _handed_in(self, number: int) -> str:
        """When a bid was handed in: the day before the deadline, in the order of their numbers; one two hours late."""
        design = self.design
        if number == 0 and design.plant is Plant.LATE_BID:
            late = design.minute + 120
            return f"{self.calendar.day(design.day + design.days_to_submit)}T{late // 60:02d}:{late % 60:02d}:00+06:00"
        day = self.calendar.day(design.day + design.days_to_submit - 1)
        return f"{day}T{10 + number % 8:02d}:{design.minute % 60:02d}:00+06:00"

    def _unit_price(self, lot: int, item: int, amount: int) -> float:
        """What a bid of `amount` for a lot asks for one unit: the expected price, raised or lowered as the whole is."""
        return round(self.design.lots[lot].items[item].price * amount / self.design.lots[lot].value, 2)

    def _first_offer(self, amount: int) -> int:
        """The amount before the auction, which only the price reduction method has."""
        return amount * 104 // 100 if self.design.kind is Kind.PRICE_REDUCTION else amount

    def _refused(self, bid: Bid) -> bool:
        """True when the whole bid is marked, as at qualification; otherwise only its award for the lot is."""
        return bool(bid.disqualified) and len(self.design.lots) == 1 and self._small % 2 == 0

    def _winner(self, lot: int) -> int | None:
        """Number of the bid that gets the lot: the lowest one left, the next one where the winner withdrew."""
        standing = [
            (bid.amounts[lot], n)
            for n, bid in enumerate(self.design.bids)
            if lot in bid.amounts and lot not in bid.disqualified
        ]
        standing.sort()
        if not standing:
            return None
        return standing[1][1] if self._winner_withdrew(lot, len(standing)) else standing[0][1]

    def _winner_withdrew(self, lot: int, standing: int) -> bool:
        return not self.design.plant.value and lot == 0 and standing > 2 and 0.5 < self.design.chance < 0.52

    def _awards(self, day: int) -> list[Json]:
        design = self.design
        clock = "T00:00:00+06:00" if design.kind is Kind.DIRECT else "T12:00:00+06:00"
        decided = self.calendar.day(min(day, self._decided())) + clock
        awards: list[Json] = []
        for lot, lot_id in enumerate(self.lot_ids):
            offers = [(n, bid) for n, bid in enumerate(design.bids) if lot in bid.amounts and not self._refused(bid)]
            standing = sum(lot not in bid.disqualified for _, bid in offers)
            lowest = min((bid.amounts[lot] for _, bid in offers if lot not in bid.disqualified), default=0)
            for n, bid in offers:
                award: Json = {
                    "id": self.order * 100 + len(awards) + 1,
                    "status": "unsuccessful",
                    "relatedLots": [lot_id],
                    "relatedBid": self._bid_id(n),
                    "date": decided,
                    "value": {"amount": bid.amounts[lot], "currency": bid.currency},
                }
                if lot in bid.disqualified:
                    award["status"] = "disqualified"
                elif n == self._winners[lot]:
                    award["status"] = "active"
                elif bid.amounts[lot] == lowest and self._winner_withdrew(lot, standing):
                    award["status"] = "rejected"
                if design.kind is Kind.DIRECT:
                    del award["relatedBid"]
                awards.append(award)
        return awards

    def _decided(self) -> int:
        """The day of the award: that of the first export that shows it, or a few days before signature."""
        for day, stage in self.design.stages:
            if stage is Stage.EVALUATED:
                return day
        day = self.design.stages[-1][0]
        return day if self.design.kind is Kind.DIRECT else day - 3

    def _contracts(self, awards: list[Json], day: int) -> list[Json]:
        design = self.design
        won: dict[int, list[int]] = {}
        for lot, winner in enumerate(self._winners):
            if winner is not None:
                won.setdefault(winner, []).append(lot)
        signed = self.calendar.day(min(day, design.stages[-1][0]))
        contracts: list[Json] = []
        for winner, lots in won.items():
            ids = {self.lot_ids[n] for n in lots}
            amount = sum(design.bids[winner].amounts[n] for n in lots)
            if design.plant is Plant.CONTRACT_GREW:
                amount = amount * _GREW[0] // _GREW[1]
            contracts.append(
                {
                    "id": f"{self._bid_id(winner)}{'-centralized' if self._small % 50 == 3 else ''}",
                    "contractNumber": f"{self.order}{winner + 1:02d}",
                    "dateSigned": f"{signed}T00:00:00+06:00",
                    "value": {"amount": amount, "amountDiscounted": amount, "currency": design.bids[winner].currency},
                    "awardIDs": [a["id"] for a in awards if a["status"] == "active" and a["relatedLots"][0] in ids],
                }
            )
        return contracts

    def _complaint(self) -> Json:
        return {
            "id": self.order % 100_000,
            "status": "received",
            "dateSubmitted": f"{self.calendar.day(self.design.day + self.design.days_to_submit)}T15:30:00",
            "type": "complaint",
            "complaintNumber": f"C-{self.order % 100_000}",
            "title": "Жалоба (выдумано)",
            "author": {"id": firm_id(self.design.bids[-1].firm)},
        }
