"""View objects of lists: what a row, a filter form and a profile show, prepared so that templates only print."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final
from urllib.parse import urlencode

from services.gateway.charts import Bars, bars
from services.gateway.choices import Choice, ChoiceGroup, indicator_choices
from services.gateway.i18n import N_
from services.gateway.labels import METHODS, SORTS, STATUSES, Labels
from services.gateway.party_view import Party
from services.gateway.ports import Count, Facets, IndexedTender, OrganisationProfile, Sort, TenderPage, TenderQuery
from shared.contracts.base import IndicatorId, Organisation
from shared.contracts.risk import Indicator

WORDS_LENGTH: Final = 200
MAX_AMOUNT: Final = Decimal(10) ** 15
MOST_FLAGS: Final = 4
"""Raised indicators that a line of a list names; the rest is counted."""


@dataclass(frozen=True, slots=True)
class TenderRow:
    """One tender in a list."""

    ocid: str
    title: str
    buyer: Party | None
    amount: str | None
    method: str | None
    status: str | None
    status_code: str
    region: str | None
    published: str | None
    deadline: str | None
    """Only while the deadline lies ahead."""
    flags: tuple[str, ...]
    """Titles of raised indicators, the first of them."""
    flags_more: int
    """Raised indicators that are not named."""
    made_up: bool


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field, for the summary on top and the place beside the field."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class SearchForm:
    """The filters as they stand, with what can be chosen."""

    words: str
    value_min: str
    value_max: str
    currencies: tuple[Choice, ...]
    countries: tuple[Choice, ...]
    regions: tuple[Choice, ...]
    methods: tuple[Choice, ...]
    statuses: tuple[Choice, ...]
    indicators: tuple[ChoiceGroup, ...]
    sorts: tuple[Choice, ...]
    flagged: bool
    buyer: Party | None
    supplier: Party | None
    open: bool
    """True when a filter beside the words is set, so that the filters stand open."""


@dataclass(frozen=True, slots=True)
class SearchView:
    """The search page."""

    form: SearchForm
    rows: tuple[TenderRow, ...]
    total: int
    more: bool
    """True when there are more than `total`."""
    query: str
    """The filters as a query string, without the place in the list."""
    next: str | None
    """Query string of the next slice."""
    first: bool
    errors: tuple[FieldError, ...]


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A line of a table of counts, with a link to the tenders behind it when there is one."""

    label: str
    count: int
    query: str | None


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """The page of a buyer or supplier."""

    id: str
    name: str
    country: str | None
    region: str | None
    processes: int
    flagged: int
    totals: tuple[str, ...]
    methods: tuple[ShareRow, ...]
    flags: tuple[ShareRow, ...]
    partners: tuple[tuple[Party | None, int], ...]
    years: Bars | None
    made_up: bool
    updated: str | None


def tender_row(tender: IndexedTender, titles: Mapping[IndicatorId, str], now: datetime, labels: Labels) -> TenderRow:
    """One line of a list."""
    summary = tender.summary
    return TenderRow(
        ocid=summary.ocid,
        title=summary.title or summary.ocid,
        buyer=party(summary.buyer),
        amount=labels.money(summary.value),
        method=labels.method(summary.method, summary.method_details),
        status=labels.of(STATUSES, summary.status),
        status_code=summary.status or "unknown",
        region=labels.region(summary.region),
        published=labels.date(summary.published),
        deadline=labels.instant(tender.deadline) if tender.deadline and tender.deadline > now else None,
        flags=tuple(titles.get(indicator, indicator) for indicator in tender.raised[:MOST_FLAGS]),
        flags_more=max(0, len(tender.raised) - MOST_FLAGS),
        made_up=summary.made_up,
    )


def party(organisation: Organisation | None) -> Party | None:
    """An organisation as a link; without a name it is shown by its id."""
    return Party(organisation.name or organisation.id, organisation.id) if organisation else None


def titles_of(catalogue: Iterable[Indicator], labels: Labels) -> dict[IndicatorId, str]:
    """Titles of the indicators in the viewer's language."""
    return {indicator.id: indicator.title.in_language(labels.language) for indicator in catalogue}


def tender_query(parameters: Mapping[str, str], labels: Labels) -> tuple[TenderQuery, tuple[FieldError, ...]]:
    """What the visitor asked for; a field that cannot be understood narrows nothing and is named."""
    errors: list[FieldError] = []

    def given(name: str) -> str | None:
        return parameters.get(name, "").strip()[:WORDS_LENGTH] or None

    amounts = {}
    for name in ("value_min", "value_max"):
        amounts[name], wrong = read_amount(given(name), labels)
        if wrong:
            errors.append(FieldError(name, wrong))
    low, high = amounts["value_min"], amounts["value_max"]
    if low is not None and high is not None and low > high:
        errors.append(FieldError("value_max", labels.gettext("The largest value must not be below the smallest one.")))
    sort = given("sort")
    query = TenderQuery(
        words=given("words"),
        country=given("country"),
        region=given("region"),
        buyer=given("buyer"),
        supplier=given("supplier"),
        method=given("method"),
        status=given("status"),
        value_min=low,
        value_max=high,
        currency=given("currency") or "KGS",
        indicator=given("indicator"),
        flagged=bool(given("flagged")),
        sort=Sort(sort) if sort in list(Sort) else Sort.NEWEST,
        after=given("after"),
    )
    return query, tuple(errors)


def read_amount(text: str | None, labels: Labels) -> tuple[Decimal | None, str | None]:
    """An amount as people type it (`1 250 000`, `1250000,50`), and what is wrong with it."""
    if text is None:
        return None, None
    try:
        amount = Decimal("".join(text.split()).replace(",", "."))
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount <= MAX_AMOUNT:
        return None, labels.gettext("Write the value in digits only, for example 1000000.")
    return amount, None


def query_string(query: TenderQuery, **more: str | None) -> str:
    """The query as it stands in an address; what narrows nothing is left out."""
    with_range = query.value_min is not None or query.value_max is not None
    values: dict[str, object] = {
        "words": query.words,
        "country": query.country,
        "region": query.region,
        "buyer": query.buyer,
        "supplier": query.supplier,
        "method": query.method,
        "status": query.status,
        "value_min": query.value_min,
        "value_max": query.value_max,
        "currency": query.currency if with_range and query.currency != "KGS" else None,
        "indicator": query.indicator,
        "flagged": "1" if query.flagged else None,
        "sort": query.sort.value if query.sort is not Sort.NEWEST else None,
        **more,
    }
    return urlencode({name: value for name, value in values.items() if value is not None})


def search_view(
    query: TenderQuery,
    page: TenderPage,
    facets: Facets,
    catalogue: Mapping[IndicatorId, Indicator],
    errors: tuple[FieldError, ...],
    given: Mapping[str, str],
    now: datetime,
    labels: Labels,
) -> SearchView:
    """The search page: filters as they stand, one slice of rows, the way on."""
    titles = titles_of(catalogue.values(), labels)
    return SearchView(
        form=search_form(query, page, facets, catalogue, given, labels),
        rows=tuple(tender_row(tender, titles, now, labels) for tender in page.items),
        total=page.total,
        more=page.more,
        query=query_string(query),
        next=query_string(query, after=page.next) if page.next else None,
        first=query.after is None,
        errors=errors,
    )


def search_form(
    query: TenderQuery,
    page: TenderPage,
    facets: Facets,
    catalogue: Mapping[IndicatorId, Indicator],
    given: Mapping[str, str],
    labels: Labels,
) -> SearchForm:
    """The filters; each offers only what at least one process has."""

    def choices(
        values: Iterable[str], chosen: str | None, label: Mapping[str, str] | None = None
    ) -> tuple[Choice, ...]:
        offered = dict.fromkeys([*values, *([chosen] if chosen else [])])
        return tuple(Choice(v, (labels.of(label, v) if label else v) or v, v == chosen) for v in offered)

    countries = choices(facets.countries, query.country)
    regions = choices(facets.regions, query.region)
    narrowed = replace(query, words=None, flagged=False, sort=Sort.NEWEST, after=None) != TenderQuery(limit=query.limit)
    return SearchForm(
        words=query.words or "",
        value_min=given.get("value_min", ""),
        value_max=given.get("value_max", ""),
        currencies=choices(facets.currencies or ("KGS",), query.currency),
        countries=tuple(replace(c, label=labels.country(c.value) or c.value) for c in countries),
        regions=tuple(replace(c, label=labels.region(c.value) or c.value) for c in regions),
        methods=choices(facets.methods, query.method, METHODS),
        statuses=choices(facets.statuses, query.status, STATUSES),
        indicators=indicator_choices(catalogue, query.indicator, labels),
        sorts=choices((sort.value for sort in Sort), query.sort.value, SORTS),
        flagged=query.flagged,
        buyer=chosen_party(query.buyer, (t.summary.buyer for t in page.items)),
        supplier=chosen_party(query.supplier, (s for t in page.items for s in t.suppliers)),
        open=narrowed,
    )


def chosen_party(id_: str | None, seen: Iterable[Organisation | None]) -> Party | None:
    """The organisation a list is narrowed to, by its name when a row has it."""
    if id_ is None:
        return None
    named = next((o for o in seen if o and o.id == id_), None)
    return party(named) or Party(id_, id_)


def organisation_view(
    profile: OrganisationProfile, role: str, titles: Mapping[IndicatorId, str], labels: Labels
) -> OrganisationView:
    """The page of an organisation; `role` is `buyer` or `supplier` and names the filter behind each count."""
    organisation = profile.organisation

    def rows(counts: Iterable[Count], name: str, labelled: Mapping[str, str]) -> tuple[ShareRow, ...]:
        return tuple(
            ShareRow(
                label=(labels.of(labelled, c.key) if c.key else None) or labels.gettext("not stated"),
                count=c.count,
                query=urlencode({role: organisation.id, name: c.key}) if c.key else None,
            )
            for c in counts
        )

    years = [(c.key or labels.gettext("not stated"), c.count) for c in profile.years]
    return OrganisationView(
        id=organisation.id,
        name=organisation.name or organisation.id,
        country=labels.country(profile.country),
        region=labels.region(profile.region),
        processes=profile.processes,
        flagged=profile.flagged,
        totals=tuple(labels.money(total) or "" for total in profile.totals),
        methods=rows(profile.methods, "method", METHODS),
        flags=rows(profile.flags, "indicator", titles),
        partners=tuple(
            (Party(p.organisation.name or p.organisation.id, p.organisation.id), p.count) for p in profile.partners
        ),
        years=bars(years) if years else None,
        made_up=profile.made_up,
        updated=labels.instant(profile.updated),
    )


NOTICES: Final = {
    "saved": N_("The search is saved. You will be told when something matches it."),
    "paused": N_("The search is paused. It tells you nothing until you resume it."),
    "resumed": N_("The search is active again."),
    "deleted": N_("The search is deleted."),
    "read": N_("Marked as read."),
    "notice_mail_on": N_("We write to you when something waits."),
    "notice_mail_off": N_("These letters are switched off. The notices still come here."),
    "name_changed": N_("Your name is changed."),
    "language_changed": N_("The language of letters is changed."),
    "email_asked": N_(
        "We have sent a letter to the new address, if it can be used. Open the link in it within an hour."
    ),
    "email_changed": N_("The new address holds."),
    "agreed": N_("It is written down what you agreed to."),
    "deletion_planned": N_("The account will be deleted in seven days. We have sent you a letter."),
    "account_kept": N_("The account stays."),
    "verified": N_("Your e-mail address is confirmed and you are signed in."),
    "password_reset": N_("The new password holds and you are signed in. All earlier sessions have ended."),
    "password_changed": N_("The new password holds. You are signed out everywhere else."),
    "passkey_added": N_("The passkey is added. You can sign in with it."),
    "passkey_removed": N_("The passkey is removed. It signs nobody in."),
    "letters_on": N_("A letter will tell you of sign-ins from new devices."),
    "letters_off": N_("No letter will tell you of sign-ins from new devices."),
    "totp_off": N_("Two-step sign-in is off. The password alone signs you in."),
    "role": N_("The role is given."),
    "role_taken": N_("The role is taken back."),
    "signed_in": N_("You are signed in."),
    "signed_out": N_("You are signed out."),
    "ended": N_("That session has ended."),
    "completed": N_("Lesson marked as done."),
    "judged": N_("Your verdict is kept. Others see how many people say what, not who."),
    "rebuttal_received": N_("It has arrived. A letter with the address of this page is on its way."),
    "rebuttal_decided": N_("It is decided, and stands in the register."),
    "triage_kept": N_("It is kept."),
    "gate_kept": N_("It is kept."),
    "statement_sent": N_("Your word has arrived."),
    "outcome_kept": N_("The outcome is kept. It counts once a second person has confirmed it."),
    "outcome_decided": N_("Done."),
    "case_begun": N_("The case is begun. Nobody but its team sees it yet."),
    "case_saved": N_("What you wrote is kept."),
    "stepped": N_("The step is taken."),
    "task_saved": N_("The task is kept."),
    "note_added": N_("The note is kept."),
    "seated": N_("The team is changed."),
    "declared": N_("What you said is kept."),
    "left": N_("You are not in that team any more."),
    "asked_to_join": N_("The team sees that you would like to join."),
    "handed_in": N_("It is kept. Its hash proves from now on that nothing was changed."),
    "evidence_public": N_("What others may see is changed."),
    "letter_begun": N_("The draft is kept. Somebody else of the team, or an expert, approves it."),
    "letter_edit": N_("The letter is saved."),
    "letter_approve": N_("The letter is approved and has its number."),
    "letter_send_back": N_("The letter is a draft again."),
    "letter_close": N_("The letter is closed."),
    "letter_sign": N_("Your signature is kept, sealed. It is deleted some days after the answer."),
    "letter_unsign": N_("Your signature is taken back."),
    "letter_link": N_("The link is made and stands in the letter's files. An earlier one has ended."),
    "letter_send": N_("It is noted that the letter went out. The clock runs."),
    "letter_register": N_("The addressee's number is noted."),
    "letter_prolong": N_("The new day is noted."),
    "letter_enter_reply": N_("The answer is kept beside the letter."),
    "letter_classify": N_("It is noted what the answer is worth."),
    "letter_rate": N_("Your marks are kept."),
    "reply_sent": N_("Your answer has arrived and is shown beside the letter."),
    "compared": N_("Your answer is kept. Here is the next pair."),
    "tip_key": N_("Your key is made. Tips that come in from now on are sealed to it too."),
    "tip_replied": N_("The reply is sealed. The source sees it when they come back with the receipt."),
    "tip_noted": N_("The note is sealed. Only custodians can open it."),
    "tip_shared": N_("The other custodians can open this tip now."),
    "tip_status": N_("The status is changed."),
    "tip_cleared": N_("It is deleted."),
}
"""What a page says after a command was carried out, by the parameter `done` of its address."""
