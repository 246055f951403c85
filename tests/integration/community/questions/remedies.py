"""Remedies."""

from pydantic import BaseModel

from services.community.remedies.seed import RULES
from shared.contracts import remedy as contract


def questions(token: str, member: str) -> dict[str, tuple[BaseModel, type[BaseModel]]]:
    """One well-formed question per request; there is no rule of that name to change."""
    edit = contract.AskEditRemedyRule(token=token, code="no_such_rule", seen=1, draft=RULES["appeal"])
    ask = contract.AskRemedyRoutes(who=contract.Person.CITIZEN, step=contract.PurchaseStep.BIDDING)
    return {
        "remedy_routes": (ask, contract.RemedyRoutes),
        "remedy_rules": (contract.AskRemedyRules(), contract.RemedyRules),
        "remedy_rule": (contract.AskRemedyRule(code="appeal"), contract.RuleVersions),
        "edit_remedy_rule": (edit, contract.RemedyRule),
    }
