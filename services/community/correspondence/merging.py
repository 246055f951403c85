"""Templates and what is filled into them. Pure.

A template is data that administrators edit, so it is never run as a program: only text, the names of `FIELDS` and
`{% if name %}` are let through, in a sandbox.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from services.community.cases.case import Case
from services.community.correspondence.letter import Letter, paragraphs
from shared.contracts.base import Money
from shared.contracts.case import LinkKind
from shared.contracts.letter import LetterLanguage, TemplateText
from shared.errors import Refused

FIELDS: Final = (
    "case_number",
    "case_title",
    "case_summary",
    "purchases",
    "organisations",
    "amount",
    "today",
    "previous_number",
    "previous_day",
    "previous_due",
    "previous_organisation",
)
"""Every name that a template can use; a field that the case does not have is empty."""
EXAMPLE: Final[Mapping[LetterLanguage, Mapping[str, str]]] = {
    LetterLanguage.RU: {
        "case_number": "KG-2026-0001",
        "case_title": "Ремонт крыши школы",
        "case_summary": "Срок подачи предложений — три дня. Участник один.",
        "purchases": "Ремонт крыши (ocds-h7i0z4-000000000000)",
        "organisations": "Выдуманная школа № 77",
        "amount": "1 250 000 сом",
        "today": "27.11.2026",
        "previous_number": "A-2026-0001",
        "previous_day": "02.11.2026",
        "previous_due": "20.11.2026",
        "previous_organisation": "Выдуманное ведомство",
    },
    LetterLanguage.KY: {
        "case_number": "KG-2026-0001",
        "case_title": "Мектептин чатырын оңдоо",
        "case_summary": "Сунуш берүү мөөнөтү — үч күн. Катышуучу бирөө.",
        "purchases": "Чатырды оңдоо (ocds-h7i0z4-000000000000)",
        "organisations": "Ойдон чыгарылган № 77 мектеп",
        "amount": "1 250 000 сом",
        "today": "27.11.2026",
        "previous_number": "A-2026-0001",
        "previous_day": "02.11.2026",
        "previous_due": "20.11.2026",
        "previous_organisation": "Ойдон чыгарылган мекеме",
    },
}
"""A made-up case for previews."""
_HARMLESS: Final = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not)
_ENVIRONMENT: Final = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False
)


@dataclass(frozen=True, slots=True)
class Merged:
    """A template with a case filled in."""

    title: str
    addressee: str
    text: str
    norms: tuple[str, ...]


def check(template: TemplateText, language: LetterLanguage) -> None:
    """Raise `Refused("bad_template")` unless the template holds nothing but text, known names and conditions."""
    for field in ("title", "addressee", "body"):
        try:
            tree = _ENVIRONMENT.parse(getattr(template, field))
        except TemplateSyntaxError as error:
            detail = {"field": f"{language.value}_{field}", "line": error.lineno}
            raise Refused("bad_template", "The curly brackets of the template do not fit together.", detail) from None
        for node in (tree, *tree.find_all(nodes.Node)):
            if not isinstance(node, _HARMLESS):
                detail = {"field": f"{language.value}_{field}", "line": node.lineno}
                raise Refused("bad_template", "A template holds only text, names and conditions on names.", detail)
        for name in tree.find_all(nodes.Name):
            if name.name not in FIELDS:
                detail = {"field": f"{language.value}_{field}", "name": name.name}
                raise Refused("bad_template", "The template uses a name that there is not.", detail)


def merge(template: TemplateText, facts: Mapping[str, str]) -> Merged:
    """The template with `facts` filled in; a fact is text and never read as a template."""
    values = {name: facts.get(name, "") for name in FIELDS}

    def filled(text: str) -> str:
        return _ENVIRONMENT.from_string(text).render(values)

    return Merged(
        title=" ".join(filled(template.title).split()),
        addressee=filled(template.addressee).strip(),
        text="\n\n".join(paragraphs(filled(template.body))),
        norms=tuple(template.norms),
    )


def facts_of(case: Case, previous: Letter | None, today: date) -> dict[str, str]:
    """What a letter says of a case, and of the letter before it."""
    facts = {
        "case_number": case.number,
        "case_title": case.title,
        "case_summary": case.summary,
        "purchases": _named(case, (LinkKind.TENDER, LinkKind.LOT)),
        "organisations": _named(case, (LinkKind.BUYER, LinkKind.SUPPLIER)),
        "amount": amount(case.amount) if case.amount else "",
        "today": day(today),
    }
    if previous and previous.sending:
        facts["previous_number"] = previous.number or ""
        facts["previous_day"] = day(previous.sending.day)
        facts["previous_due"] = day(previous.due) if previous.due else ""
        facts["previous_organisation"] = previous.addressee.organisation
    return facts


def day(value: date) -> str:
    """`27.11.2026`, as letters in both languages write it."""
    return f"{value:%d.%m.%Y}"


def amount(value: Money) -> str:
    """`1 250 000 сом`; other currencies by their code."""
    whole = value.amount == value.amount.to_integral_value()
    digits = f"{value.amount.quantize(Decimal(1) if whole else Decimal('0.01')):,}"
    currency = "сом" if value.currency == "KGS" else value.currency
    return f"{digits.replace(',', ' ')} {currency}"


def _named(case: Case, kinds: Iterable[LinkKind]) -> str:
    wanted = frozenset(kinds)
    found = [link for link in case.links if link.kind in wanted]
    return "; ".join(f"{link.name} ({link.id})" if link.name else link.id for link in found)
