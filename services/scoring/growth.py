"""What a contract was to cost when it was given, and what it came to."""

from services.scoring.grouping import Bools, Floats
from services.scoring.part import Part


def first_price(part: Part) -> Floats:
    """What the awards of each contract came to; NaN when another contract shares them: neither is the whole."""
    amount: Floats = part.contracts.awarded.copy()
    amount[part.contracts.shared] = float("nan")
    return amount


def final_price(part: Part) -> Floats:
    """The final value; NaN when it is in another currency than the contract, or does not say in which."""
    contracts = part.contracts
    amount: Floats = contracts.final.copy()
    amount[(contracts.final_currency == 0) | (contracts.final_currency != contracts.currency)] = float("nan")
    return amount


def last_price(part: Part) -> Floats:
    """The final value, else the contract's amount once it was amended; NaN when nothing tells of a change."""
    amount: Floats = final_price(part)
    current: Bools = (amount != amount) & (part.contracts.amendments > 0)
    amount[current] = part.contracts.amount[current]
    return amount
