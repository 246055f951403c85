"""Figures of organisations in the words of the contracts: tokens become ids and names, NaN becomes nothing."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from services.scoring import profiles
from services.scoring.names import Named
from shared.contracts import organisation as contract
from shared.contracts.base import Organisation

_CENT = Decimal("0.01")
MOST_PURSES = 10
LONGEST_ID = 255
"""Characters of an id that the contracts take."""
Names = Mapping[int, Named]


def tokens_of(profile: profiles.Profile) -> Iterable[int]:
    """What has to be named to tell a profile."""
    for purse in profile.purses:
        yield purse.currency
        yield from (one.organisation for one in purse.top)


def organisation_of(token: int, names: Names) -> Organisation | None:
    """Who is behind a token; None for firms that won together, and for an id that the contracts do not take."""
    named = names.get(token)
    if named is None or not 1 <= len(named.id) <= LONGEST_ID:
        return None
    return Organisation(id=named.id, name=named.name)


def figures_of(profile: profiles.Profile, names: Names) -> contract.OrganisationFigures:
    """A profile as the contract states it."""
    told = [purse for purse in profile.purses if purse.currency in names]
    return contract.OrganisationFigures(
        processes=_compared(profile.processes),
        competitive=_compared(profile.competitive),
        known_methods=profile.known,
        single_bid=_compared(profile.single),
        lots=profile.lots,
        bidders=list(profile.bidders),
        awards=profile.awards,
        unpriced=profile.unpriced,
        purses=[_purse(purse, names) for purse in told[:MOST_PURSES]],
        further_currencies=len(profile.purses) - len(told[:MOST_PURSES]),
    )


def _purse(purse: profiles.Purse, names: Names) -> contract.Purse:
    return contract.Purse(
        currency=names[purse.currency].id,
        amount=_compared(purse.amount),
        years=[
            contract.YearSum(year=one.year or None, amount=_money(one.amount), awards=one.awards) for one in purse.years
        ],
        counterparties=_compared(purse.counterparties),
        concentration=_compared(purse.concentration),
        top=[
            contract.Counterparty(
                organisation=organisation_of(one.organisation, names),
                amount=_money(one.amount),
                awards=one.awards,
                share=one.share,
            )
            for one in purse.top
        ],
        unnamed=purse.unnamed,
    )


def _compared(one: profiles.Compared) -> contract.Compared:
    return contract.Compared(own=one.own, usual=one.usual, peers=one.peers)


def _money(amount: float) -> Decimal:
    """Sums of binary fractions, to the smallest coin."""
    return Decimal(amount).quantize(_CENT)
