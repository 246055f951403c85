"""Typed views of a contracting process: only the fields that indicators read; `decoding` makes them from JSON."""

from collections.abc import Sequence

import msgspec

Number = int | float


class View(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """Base of the views; every field may be absent. Lists are lists where they are there, else the one empty tuple."""


class Listed(View, frozen=True):
    """Something of which nothing counts but that it is there."""


class Value(View, frozen=True):
    """An amount as published (a JSON number) and its currency."""

    amount: Number | None = None
    currency: str | None = None


class Period(View, frozen=True):
    """Start and end as published; `amounts.instant` reads them."""

    start_date: str | None = None
    end_date: str | None = None


class Classification(View, frozen=True):
    """Class of an item, e.g. OKGZ 33100000-1."""

    id: str | None = None
    scheme: str | None = None
    description: str | None = None


class Unit(View, frozen=True):
    """Unit of measure of an item and the price of one."""

    id: str | None = None
    name: str | None = None
    value: Value = Value()


class Item(View, frozen=True):
    """A good, work or service to be bought."""

    id: str | None = None
    related_lot: str | None = None
    classification: Classification = Classification()
    quantity: Number | None = None
    unit: Unit = Unit()


class Document(View, frozen=True):
    """A published document; only what it is and when it came out."""

    document_type: str | None = None
    date_published: str | None = None
    related_items: Sequence[str | None] = ()
    related_lots: Sequence[str | None] = ()


class Planning(View, frozen=True):
    """The planning section."""

    documents: Sequence[Document] = ()


class LotView(View, frozen=True):
    """A lot as it stands in the tender."""

    id: str | None = None
    status: str | None = None
    value: Value = Value()


class Enquiry(View, frozen=True):
    """A question to the buyer."""

    date: str | None = None
    date_answered: str | None = None
    answer: str | None = None


class ParticipationFee(View, frozen=True):
    """What it costs to take part."""

    value: Value = Value()
    type: Sequence[str | None] = ()


class BidOpening(View, frozen=True):
    """When bids are opened."""

    date: str | None = None


class Requirement(View, frozen=True):
    """A qualification requirement of the Kyrgyz system."""

    type: str | None = None
    type_details: str | None = None


class ConditionOfContract(View, frozen=True):
    """Terms of the contract in the Kyrgyz system; rates and shares are texts there."""

    late_delivery_rate: str | Number | None = None
    late_payment_rate: str | Number | None = None
    late_guarantee_rate: str | Number | None = None
    guarantee_percent: str | Number | None = None
    max_deductible_amount_delivery: str | Number | None = None
    max_deductible_amount_payment: str | Number | None = None
    max_deductible_amount_guarantee: str | Number | None = None
    has_guarantee: bool | None = None
    has_insurance: bool | None = None
    has_technical_control: bool | None = None


class Reference(View, frozen=True):
    """A reference to an organisation."""

    id: str | None = None
    name: str | None = None


class Firm(View, frozen=True):
    """A reference to an organisation of which nothing but the identity counts."""

    id: str | None = None


class Tender(View, frozen=True):
    """The tender section."""

    title: str | None = None
    description: str | None = None
    status: str | None = None
    status_details: str | None = None
    tender_number: str | None = None
    procurement_method: str | None = None
    procurement_method_details: str | None = None
    procurement_sub_method_details: str | None = None
    procurement_method_rationale: str | None = None
    main_procurement_category: str | None = None
    award_criteria: str | None = None
    eligibility_criteria: str | None = None
    has_prequalification: bool | None = None
    date_published: str | None = None
    date: str | None = None
    value: Value = Value()
    tender_period: Period = Period()
    enquiry_period: Period = Period()
    award_period: Period = Period()
    bid_opening: BidOpening = BidOpening()
    number_of_tenderers: Number | None = None
    tenderers: Sequence[Firm] = ()
    procuring_entity: Firm = Firm()
    lots: Sequence[LotView] = ()
    items: Sequence[Item] = ()
    documents: Sequence[Document] = ()
    enquiries: Sequence[Enquiry] = ()
    participation_fees: Sequence[ParticipationFee] = ()
    qualification_requirements: Sequence[Requirement] = ()
    condition_of_contract: ConditionOfContract | None = None


class LotValue(View, frozen=True):
    """A bid's price for one lot: `amount` after the auction, `initial_amount` before it."""

    amount: Number | None = None
    initial_amount: Number | None = None
    currency: str | None = None


class RelatedLot(View, frozen=True):
    """A bid's part in one lot: Kyrgyz bids carry a value per lot."""

    id: str | None = None
    status: str | None = None
    value: LotValue = LotValue()


class PriceProposal(View, frozen=True):
    """A Kyrgyz bid's price for one unit of one item."""

    related_item: str | None = None
    related_lot: str | None = None
    unit: Unit = Unit()


class Bid(View, frozen=True):
    """One bid."""

    id: str | None = None
    status: str | None = None
    date: str | None = None
    tenderers: Sequence[Firm] = ()
    value: Value = Value()
    related_lots: Sequence[str | RelatedLot] = ()
    price_proposal: Sequence[PriceProposal] = ()


class BidStatistic(View, frozen=True):
    """A count that stands in for the bids, e.g. measure `bids`."""

    measure: str | None = None
    value: Number | None = None
    related_lot: str | None = None


class Bids(View, frozen=True):
    """The bids extension."""

    details: Sequence[Bid] = ()
    statistics: Sequence[BidStatistic] = ()


class Subcontracting(View, frozen=True):
    """How much of an award may be passed on (extension subcontracting)."""

    maximum_percentage: Number | None = None


class Award(View, frozen=True):
    """One award; in Kyrgyz data one per lot and bid."""

    id: str | None = None
    status: str | None = None
    status_details: str | None = None
    date: str | None = None
    value: Value = Value()
    related_bid: str | None = None
    related_lots: Sequence[str | RelatedLot] = ()
    suppliers: Sequence[Firm] = ()
    items: Sequence[Item] = ()
    subcontracting: Subcontracting = Subcontracting()


class Amendment(View, frozen=True):
    """A change of a contract."""

    rationale: str | None = None


class Milestone(View, frozen=True):
    """A date of delivery."""

    due_date: str | None = None
    date_met: str | None = None
    status: str | None = None


class Transaction(View, frozen=True):
    """A payment."""

    value: Value = Value()


class Implementation(View, frozen=True):
    """How a contract goes on."""

    milestones: Sequence[Milestone] = ()
    transactions: Sequence[Transaction] = ()
    final_value: Value = Value()


class Contract(View, frozen=True):
    """A signed contract."""

    award_id: str | None = msgspec.field(name="awardID", default=None)
    award_ids: Sequence[str | None] = msgspec.field(name="awardIDs", default=())
    status: str | None = None
    date_signed: str | None = None
    value: Value = Value()
    period: Period = Period()
    items: Sequence[Listed] = ()
    amendments: Sequence[Amendment] = ()
    documents: Sequence[Document] = ()
    implementation: Implementation = Implementation()


class Address(View, frozen=True):
    """Address of a party."""

    street_address: str | None = None
    locality: str | None = None
    region: str | None = None
    country: str | None = None
    country_name: str | None = None


class Owner(View, frozen=True):
    """A beneficial owner or shareholder."""

    id: str | None = None
    name: str | None = None


class Shareholder(View, frozen=True):
    """A shareholder with their share, 0 to 1."""

    shareholder: Owner = Owner()
    shareholding: Number | None = None


class Party(View, frozen=True):
    """An organisation and its roles."""

    id: str | None = None
    name: str | None = None
    roles: Sequence[str | None] = ()
    address: Address = Address()
    beneficial_owners: Sequence[Owner] = ()
    shareholders: Sequence[Shareholder] = ()


class RelatedProcess(View, frozen=True):
    """A link to an earlier process."""

    relationship: Sequence[str | None] = ()
    identifier: str | None = None
    tender_number: str | None = None


class Release(View, frozen=True):
    """A compiled release, normalised by ingest."""

    ocid: str | None = None
    date: str | None = None
    buyer: Reference = Reference()
    planning: Planning = Planning()
    tender: Tender = Tender()
    bids: Bids = Bids()
    awards: Sequence[Award] = ()
    contracts: Sequence[Contract] = ()
    parties: Sequence[Party] = ()
    complaints: Sequence[Listed] = ()
    related_processes: Sequence[RelatedProcess] = ()
