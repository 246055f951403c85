"""Types of violations."""

from pydantic import BaseModel

from shared.contracts import violation as contract


def texts(title: str = "Nothing of the kind") -> contract.ViolationTexts:
    """A made-up type."""
    words = {"ky": "Ойдон чыгарылган.", "ru": "Выдумано.", "en": "Made up."}
    return contract.ViolationTexts.model_validate(
        dict.fromkeys(("about", "detection", "evidence", "innocent", "example"), words)
        | {"title": {"ky": title, "ru": title, "en": title}, "kind": "risk", "stages": ["tender"]}
    )


def questions(token: str, member: str) -> dict[str, tuple[BaseModel, type[BaseModel]]]:
    """One well-formed question per request."""
    edit = contract.AskEditViolation(token=token, code="none.such", revision=7, texts=texts(), reason="none")
    return {
        "violations": (contract.AskViolations(), contract.Violations),
        "violation": (contract.AskViolation(code="none.such"), contract.ViolationPage),
        "edit_violation": (edit, contract.Violation),
    }
