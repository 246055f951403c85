"""The indicators of the OCP guide that the catalogue does not have, and why not.

Names as in *Red flags in public procurement* (Open Contracting Partnership, December 2024).
"""

from typing import Final, NamedTuple


class LeftOut(NamedTuple):
    """An indicator that is not here."""

    name: str
    reason: str


LEFT_OUT: Final = {
    "R006": LeftOut(
        "Unreasonable prequalification requirements",
        "Whether a requirement is reasonable stands in its text. A rule over words would guess, and a guess is no "
        "flag.",
    ),
    "R007": LeftOut(
        "Unreasonable technical specifications",
        "Specifications are documents, which the data link to and do not contain; judging them takes somebody of the "
        "trade. Only wordings that can be read as data are looked at.",
    ),
    "R009": LeftOut(
        "Bidding documents become dearer",
        "It compares the fees of earlier versions of a tender. An answer here rests on one published version, so that "
        "anybody can check it there; what changed between versions stands on the tender's page.",
    ),
    "R012": LeftOut(
        "Direct award in contravention of the plan",
        "The planned method stands in planning documents, if anywhere; the data have no field for it.",
    ),
    "R037": LeftOut(
        "Poorly supported disqualifications",
        "The reasons for a disqualification and the papers behind them are not published as data.",
    ),
    "R041": LeftOut("Similar bid documents", "The documents of bids are not published."),
    "R042": LeftOut(
        "Abnormal address or telephone number",
        "Telephone numbers and e-mail addresses are removed when data are taken in, to protect people; an address "
        "alone does not show that it is false.",
    ),
    "R045": LeftOut(
        "Bidder not in the business registry",
        "It needs the registry, which is no part of procurement data; a gap in an old copy of it would look like a "
        "firm that does not exist.",
    ),
    "R046": LeftOut(
        "Bidder on a list of debarred firms",
        "It needs the list of debarred firms as it was on the day of the award, which is no part of procurement data.",
    ),
    "R047": LeftOut(
        "Bidder that cannot be found on the web",
        "It needs searches outside the data, whose outcome nobody could repeat or check later.",
    ),
    "R056": LeftOut(
        "Winner does not meet the award criteria",
        "Criteria are texts, and how the winner met them is not published.",
    ),
    "R065": LeftOut(
        "Amendments reduce items",
        "An amendment states a date and a reason in words. Items before and after it are not in the compiled release.",
    ),
    "R066": LeftOut(
        "Amendments add items",
        "As R065: what was added can be told from neither the amendment nor the compiled release.",
    ),
    "R070": LeftOut(
        "Losing bidders become subcontractors",
        "The data say how much may be subcontracted and not to whom.",
    ),
    "R072": LeftOut(
        "Supplier subcontracts often",
        "What is really passed on, and by whom, is not published; only the share that may be (see R071).",
    ),
    "R073": LeftOut(
        "Work differs from the specification",
        "It takes documents and a look at the place: a visit, no formula.",
    ),
}
"""By id."""
