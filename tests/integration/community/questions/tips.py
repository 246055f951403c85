"""Safe tips."""

from pydantic import BaseModel

from shared.contracts import tip as contract

KEY, BOX = "A" * 43 + "=", "QUJD"
TIP = "tip_" + "0" * 24
PROOF = "0" * 64


def entry(kind: contract.EntryKind = contract.EntryKind.WORDS) -> contract.SealedEntry:
    for_source = BOX if kind is contract.EntryKind.REPLY else ""
    return contract.SealedEntry(
        id="e_" + "0" * 24, kind=kind, box=BOX, wraps={"k_" + "0" * 24: BOX}, for_source=for_source
    )


def questions(token: str, member: str) -> dict[str, tuple[BaseModel, type[BaseModel]]]:
    """One well-formed question per request."""
    locked = contract.LockedKey(public=KEY, salt="A" * 22 + "==", box=BOX)
    reply = entry(contract.EntryKind.REPLY)
    return {
        "tip_line": (contract.AskTipLine(), contract.TipLine),
        "keep_piece": (
            contract.AskKeepPiece(proof=PROOF, file="f_" + "0" * 24, number=0, box=BOX),
            contract.PieceKept,
        ),
        "file_tip": (contract.AskFileTip(proof=PROOF, public=KEY, entry=entry()), contract.TipFiled),
        "add_to_tip": (contract.AskAddToTip(proof=PROOF, entry=entry()), contract.TipFiled),
        "tip_replies": (contract.AskTipReplies(proof=PROOF), contract.TipReplies),
        "withdraw_tip": (contract.AskWithdrawTip(proof=PROOF), contract.TipGone),
        "tips": (contract.AskTips(token=token), contract.TipDesk),
        "tip": (contract.AskTip(token=token, tip=TIP), contract.SealedTip),
        "tip_piece": (
            contract.AskTipPiece(token=token, tip=TIP, file="f_" + "0" * 24, number=0),
            contract.TipPiece,
        ),
        "write_on_tip": (contract.AskWriteOnTip(token=token, tip=TIP, entry=reply), contract.DeskTip),
        "move_tip": (
            contract.AskMoveTip(token=token, tip=TIP, status=contract.TipStatus.CLOSED, revision=1),
            contract.DeskTip,
        ),
        "clear_tip": (
            contract.AskClearTip(token=token, tip=TIP, everything=True, revision=1),
            contract.TipCleared,
        ),
        "share_tip": (contract.AskShareTip(token=token, tip=TIP, wraps={}), contract.DeskTip),
        "tip_to_case": (
            contract.AskTipToCase(token=token, tip=TIP, title="A case of its own", revision=1),
            contract.TipConverted,
        ),
        "set_tip_key": (contract.AskSetTipKey(token=token, locked=locked), contract.TipKeySet),
    }
