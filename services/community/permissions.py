"""Who may ask what: the one table of permissions of this service.

A new request is a new line here, in the part of its room; a test walks every line with every role and every relation.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from shared.contracts.community import LADDER, Role


class Access(StrEnum):
    """Who may send a request."""

    ANYONE = "anyone"
    """Also visitors who are not signed in."""
    SERVICES = "services"
    """Only other services, over the private bus; the gateway offers no page for it."""
    SIGNED_IN = "signed_in"
    """Whoever is signed in and has one of the roles, or one of the relations, that the line names."""


class Relation(StrEnum):
    """What somebody is to the thing that a request is about; the room that keeps the thing finds it out."""

    READER = "reader"
    """May see it: it is public, or open to members and this is one, or it is theirs."""
    OBSERVER = "observer"
    """Looks on in a case team, such as a lawyer or a journalist."""
    TEAM = "team"
    """Works on the case."""
    LEAD = "lead"
    """Answers for the case."""
    AUTHOR = "author"
    """Made it, or put it forward."""
    ASSIGNEE = "assignee"
    """It was given to them to do."""
    CONFLICTED = "conflicted"
    """Declared a conflict of interest in the case."""
    MANAGER = "manager"
    """Manages the organisation that it belongs to."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line: `roles` or `relations`, one of them is enough; `barred` relations close it whatever the role."""

    access: Access
    roles: frozenset[Role] = frozenset()
    relations: frozenset[Relation] = frozenset()
    barred: frozenset[Relation] = frozenset()
    strong: bool = False
    """Only in a session that was confirmed with a second factor."""


def _roles(*roles: Role, strong: bool = False) -> Rule:
    """Any of these roles."""
    return Rule(Access.SIGNED_IN, roles=frozenset(roles), strong=strong)


def _related(
    *relations: Relation, roles: Collection[Role] = (), barred: Collection[Relation] = (), strong: bool = False
) -> Rule:
    """Any of these relations, or any of `roles`."""
    return Rule(Access.SIGNED_IN, frozenset(roles), frozenset(relations), frozenset(barred), strong)


_ANYONE = Rule(Access.ANYONE)
_SERVICES = Rule(Access.SERVICES)
_MEMBERS = _roles(Role.MEMBER)
_CUSTODIANS = _roles(Role.CUSTODIAN, strong=True)
_ADMINS_STRONG = _roles(Role.ADMIN, strong=True)
_ADMINS = _roles(Role.ADMIN, strong=True)
_TRIAGE = _roles(Role.MONITOR, Role.EXPERT, Role.MODERATOR)
_OF_THE_CASE = (Relation.AUTHOR, Relation.OBSERVER, Relation.TEAM, Relation.LEAD, Relation.CONFLICTED)
"""Whoever has a part in a case reviews nothing of it and decides nothing about it."""

PERMISSIONS: dict[str, Rule] = {
    # accounts
    "register": _ANYONE,
    "verify_email": _ANYONE,
    "resend_verification": _ANYONE,
    "forgot_password": _ANYONE,
    "reset_password": _ANYONE,
    "sign_in": _ANYONE,
    "sign_out": _ANYONE,
    "session": _MEMBERS,
    "sessions": _MEMBERS,
    "end_session": _MEMBERS,
    "change_password": _MEMBERS,
    "members": _ADMINS,
    "set_role": _ADMINS,
    "grant_role": _ADMINS,
    "contact": _SERVICES,
    # identity
    "security": _MEMBERS,
    "set_login_alerts": _MEMBERS,
    "begin_totp": _MEMBERS,
    "confirm_totp": _MEMBERS,
    "renew_recovery_codes": _MEMBERS,
    "remove_totp": _MEMBERS,
    "confirm_code": _ANYONE,
    "passkeys": _MEMBERS,
    "add_passkey": _MEMBERS,
    "rename_passkey": _MEMBERS,
    "remove_passkey": _MEMBERS,
    "passkey_challenge": _ANYONE,
    "sign_in_with_passkey": _ANYONE,
    # verdicts on flags, comparisons of tenders
    "judge_flag": _MEMBERS,
    "flag_verdicts": _ANYONE,
    "own_verdicts": _MEMBERS,
    "next_pair": _MEMBERS,
    "label_pair": _MEMBERS,
    # cases
    "create_case": _MEMBERS,
    "edit_case": _related(Relation.TEAM, barred=[Relation.CONFLICTED]),
    "case": _ANYONE,
    "cases": _ANYONE,
    "similar_cases": _MEMBERS,
    "step_case": _related(Relation.TEAM, roles=[Role.MONITOR, Role.EXPERT, Role.MODERATOR]),
    "case_timeline": _ANYONE,
    "join_case": _MEMBERS,
    "seat_member": _related(Relation.LEAD),
    "leave_case": _related(Relation.OBSERVER),
    "declare_interest": _related(Relation.OBSERVER),
    "case_work": _related(Relation.OBSERVER),
    "save_task": _related(Relation.TEAM),
    "add_note": _related(Relation.OBSERVER),
    # outcomes
    "case_outcomes": _ANYONE,
    "record_outcome": _related(Relation.TEAM, barred=[Relation.CONFLICTED]),
    "confirm_outcome": _related(
        Relation.TEAM, roles=[Role.MONITOR, Role.EXPERT, Role.MODERATOR], barred=[Relation.CONFLICTED]
    ),
    "withdraw_outcome": _related(Relation.TEAM, barred=[Relation.CONFLICTED]),
    "impact": _ANYONE,
    # a member's own account and data
    "own_account": _MEMBERS,
    "agree": _MEMBERS,
    "change_name": _MEMBERS,
    "change_language": _MEMBERS,
    "change_email": _MEMBERS,
    "confirm_email": _ANYONE,
    "own_data": _MEMBERS,
    "delete_account": _MEMBERS,
    "keep_account": _MEMBERS,
    # tips: sources prove themselves with what their receipt gives; administrators are not custodians
    "tip_line": _ANYONE,
    "keep_piece": _ANYONE,
    "file_tip": _ANYONE,
    "add_to_tip": _ANYONE,
    "tip_replies": _ANYONE,
    "withdraw_tip": _ANYONE,
    "tips": _CUSTODIANS,
    "tip": _CUSTODIANS,
    "tip_piece": _CUSTODIANS,
    "write_on_tip": _CUSTODIANS,
    "move_tip": _CUSTODIANS,
    "clear_tip": _CUSTODIANS,
    "share_tip": _CUSTODIANS,
    "tip_to_case": _CUSTODIANS,
    "set_tip_key": _CUSTODIANS,
    # publication of cases
    "case_claims": _related(Relation.OBSERVER, roles=[Role.EXPERT, Role.MONITOR]),
    "save_claim": _related(Relation.TEAM, barred=[Relation.CONFLICTED]),
    "move_claim": _related(Relation.TEAM, barred=[Relation.CONFLICTED]),
    "review_queue": _roles(Role.EXPERT, Role.MONITOR),
    "review_case": _related(roles=[Role.EXPERT, Role.MONITOR], barred=_OF_THE_CASE),
    "ask_other_side": _related(Relation.TEAM, barred=[Relation.CONFLICTED]),
    "other_side_answer": _related(Relation.TEAM, barred=[Relation.CONFLICTED]),
    "statement_form": _ANYONE,
    "send_statement": _ANYONE,
    "publish_case": _related(Relation.LEAD, barred=[Relation.CONFLICTED]),
    "correct_case": _related(Relation.LEAD, barred=[Relation.CONFLICTED]),
    "public_case": _ANYONE,
    "corrections": _ANYONE,
    "terms": _ANYONE,
    "save_term": _ADMINS_STRONG,
    "denylist": _roles(Role.MODERATOR, strong=True),
    "save_denied": _ADMINS_STRONG,
    "set_hearing_days": _ADMINS_STRONG,
    # rebuttal desk
    "rebut": _ANYONE,
    "rebuttal_status": _ANYONE,
    "rebuttals": _roles(Role.MODERATOR, strong=True),
    "rebuttal": _roles(Role.MODERATOR, strong=True),
    "decide_rebuttal": _related(roles=[Role.MODERATOR], barred=_OF_THE_CASE, strong=True),
    "show_case_again": _related(roles=[Role.MODERATOR], barred=_OF_THE_CASE, strong=True),
    "set_rebuttal_hours": _ADMINS_STRONG,
    "decision_register": _ANYONE,
    # notices
    "notices": _MEMBERS,
    "read_notices": _MEMBERS,
    "set_notice_mail": _MEMBERS,
    # calendar
    "working_calendar": _ANYONE,
    "calendar_file": _ANYONE,
    "calendar_day": _ADMINS,
    "edit_calendar_day": _ADMINS,
    "import_calendar": _ADMINS,
    "calendar_proposal": _ADMINS,
    "accept_calendar": _ADMINS,
    # remedies
    "remedy_routes": _ANYONE,
    "remedy_rules": _ANYONE,
    "remedy_rule": _ANYONE,
    "edit_remedy_rule": _ADMINS,
    # evidence
    "begin_evidence": _related(Relation.TEAM, barred=[Relation.CONFLICTED]),
    "put_evidence_piece": _related(Relation.TEAM, barred=[Relation.CONFLICTED]),
    "finish_evidence": _related(Relation.TEAM, barred=[Relation.CONFLICTED]),
    "add_evidence": _related(Relation.TEAM, barred=[Relation.CONFLICTED]),
    "evidence_of_case": _ANYONE,
    "evidence_piece": _ANYONE,
    "evidence_receipt": _ANYONE,
    "custody": _related(Relation.OBSERVER),
    "set_evidence_public": _related(Relation.LEAD, barred=[Relation.CONFLICTED]),
    # ledger
    "ledger_page": _ANYONE,
    "ledger_keys": _ANYONE,
    # violations
    "violations": _ANYONE,
    "violation": _ANYONE,
    "edit_violation": _roles(Role.ADMIN, Role.EXPERT, strong=True),
    # triage
    "triage_queue": _TRIAGE,
    "triage_item": _TRIAGE,
    "triage_decided": _ANYONE,
    "triage_team": _roles(Role.MODERATOR),
    "claim_tender": _TRIAGE,
    "release_tender": _TRIAGE,
    "skip_tender": _TRIAGE,
    "assign_tender": _roles(Role.MODERATOR),
    # correspondence
    "case_letters": _ANYONE,
    "letter": _ANYONE,
    "letter_file": _ANYONE,
    "letter_draft": _related(Relation.TEAM, barred=[Relation.CONFLICTED]),
    "create_letter": _related(Relation.TEAM, barred=[Relation.CONFLICTED]),
    "edit_letter": _related(Relation.TEAM, barred=[Relation.CONFLICTED]),
    "step_letter": _related(Relation.TEAM, roles=[Role.EXPERT], barred=[Relation.CONFLICTED]),
    "sign_letter": _related(Relation.READER),
    "unsign_letter": _related(Relation.READER),
    "link_letter": _related(Relation.LEAD, barred=[Relation.CONFLICTED]),
    "send_letter": _related(Relation.TEAM, barred=[Relation.CONFLICTED]),
    "register_letter": _related(Relation.TEAM, barred=[Relation.CONFLICTED]),
    "prolong_letter": _related(Relation.TEAM, barred=[Relation.CONFLICTED]),
    "reply_page": _ANYONE,
    "find_reply": _ANYONE,
    "answer_letter": _ANYONE,
    "enter_reply": _related(Relation.TEAM, barred=[Relation.CONFLICTED]),
    "classify_reply": _related(Relation.TEAM, barred=[Relation.CONFLICTED]),
    "rate_reply": _related(Relation.TEAM, roles=[Role.EXPERT, Role.MONITOR], barred=[Relation.CONFLICTED]),
    "letter_templates": _MEMBERS,
    "letter_template": _ADMINS,
    "preview_letter_template": _ADMINS,
    "edit_letter_template": _ADMINS_STRONG,
}
"""Request (last token of `ask.community.<request>`) -> who may send it."""


def needs_session(request: str) -> bool:
    """Whether `request` carries the token of a signed-in member."""
    return PERMISSIONS[request].access is Access.SIGNED_IN


def roles_of(office: Role, granted: Collection[Role] = ()) -> frozenset[Role]:
    """Every role of somebody on the step `office` of the ladder with these roles beside it."""
    return frozenset(LADDER[: LADDER.index(office) + 1]) | frozenset(granted)


def permits(request: str, roles: Collection[Role] = (), relations: Collection[Relation] = ()) -> bool:
    """Whether somebody with these roles (none: not signed in) and relations to the thing may send `request`.

    KeyError for a request without a line.
    """
    rule = PERMISSIONS[request]
    if rule.access is not Access.SIGNED_IN:
        return True
    if not roles or rule.barred.intersection(relations):
        return False
    return bool(rule.roles.intersection(roles) or rule.relations.intersection(relations))
