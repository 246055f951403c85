"""Who sees a letter. Pure."""

from services.community.cases.case import is_public
from services.community.cases.doors import Opened
from services.community.correspondence.letter import Letter
from services.community.permissions import Relation
from shared.contracts.community import Role
from shared.contracts.letter import LetterStatus


def sees(letter: Letter, opened: Opened) -> bool:
    """Whether whoever opened the case may see this letter of it.

    The team sees all, and so do experts, who approve; everybody the sent letters of a published case; members whoever
    may see the case those that wait for further signatures.
    """
    if opened.inside or (letter.out and is_public(opened.case, opened.now)):
        return True
    if opened.caller is None:
        return False
    return Role.EXPERT in opened.caller.roles or (letter.collective and letter.status is LetterStatus.APPROVED)


def sends(opened: Opened) -> bool:
    """Whether they are of the team that sends it: only these see signatures, links and proofs."""
    return Relation.TEAM in opened.relations and Relation.CONFLICTED not in opened.relations
