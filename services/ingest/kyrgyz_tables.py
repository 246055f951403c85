"""Words of the Kyrgyz OCDS API and what they mean in OCDS.

Source: the code of the Ministry of Finance's exporter (DataPath, 2019 and 2021). The law of 2022 renamed methods:
a word that is missing here passes through untouched and is never taken for something it may not be.
"""

OCID_PREFIX = "ocds-h7i0z4-"
CONTRACT_BASED = OCID_PREFIX + "contract-based-"
"""Direct contracts that were never announced: no bids, one made-up lot per product."""

CATEGORIES = {"product": "goods", "work": "works", "service": "services", "consultService": "services"}
ADDITIONAL_CATEGORIES = {"consultService": "consultingServices"}

AWARD_STATUS = {"disqualified": "unsuccessful", "rejected": "cancelled"}
"""`rejected`: the winner refused. The original word stays in `statusDetails`."""

OPENED = frozenset(
    [
        "bidsOpened",
        "firstPackagePending",
        "secondPackageOpened",
        "firstPackageEvaluated",
        "evaluationResultsPending",
        "evaluationComplete",
        "contractSignPending",
        "contractSigned",
        "firstStageComplete",
    ]
)
"""`statusDetails` from the opening of bids on: before, the number of tenderers is unknown, not zero."""

EVALUATED = frozenset(["evaluationResultsPending", "evaluationComplete", "contractSigned"])
"""`statusDetails` in which the official quality gate expects awards."""


def speaks_kyrgyz(ocid: str) -> bool:
    """Whether a release comes from the Kyrgyz national system."""
    return ocid.startswith(OCID_PREFIX)
