"""Evidence of cases."""

from pydantic import BaseModel

from shared.contracts import evidence as contract

CASE = "c_" + "0" * 24
EVIDENCE = "e_" + "0" * 24
UPLOAD = "u_" + "0" * 24
KEY = "k" * 20


def questions(token: str, member: str) -> dict[str, tuple[BaseModel, type[BaseModel]]]:
    """One well-formed question per request."""
    begin = contract.AskBeginEvidence(
        token=token, case=CASE, key=KEY, title="Photo", name="a.jpg", size=1, sha256="0" * 64
    )
    add = contract.AskAddEvidence(
        token=token, case=CASE, key=KEY, title="Call", kind=contract.EvidenceKind.NOTE, text="He said"
    )
    piece = contract.AskPutEvidencePiece(token=token, case=CASE, upload=UPLOAD, offset=0, data="")
    public = contract.AskSetEvidencePublic(token=token, case=CASE, id=EVIDENCE, public=True)
    return {
        "begin_evidence": (begin, contract.Upload),
        "put_evidence_piece": (piece, contract.Upload),
        "finish_evidence": (
            contract.AskFinishEvidence(token=token, case=CASE, upload=UPLOAD),
            contract.EvidenceItem,
        ),
        "add_evidence": (add, contract.EvidenceItem),
        "evidence_of_case": (contract.AskEvidenceOfCase(token=token, case=CASE), contract.EvidenceList),
        "evidence_piece": (contract.AskEvidencePiece(token=token, case=CASE, id=EVIDENCE), contract.EvidencePiece),
        "evidence_receipt": (
            contract.AskEvidenceReceipt(token=token, case=CASE, id=EVIDENCE),
            contract.EvidenceReceipt,
        ),
        "custody": (contract.AskCustody(token=token, case=CASE, id=EVIDENCE), contract.Custody),
        "set_evidence_public": (public, contract.EvidenceItem),
    }
