"""A notification as a letter: what happened, why it is sent, where to read on and how to stop."""

from decimal import Decimal
from html import escape
from urllib.parse import quote

from services.alerts import texts
from shared.contracts.alert import Notification
from shared.contracts.base import Language, Texts
from shared.mail import Letter


def tender_link(public_url: str, language: Language, ocid: str) -> str:
    """The page of a process."""
    return f"{public_url.rstrip('/')}/{language.value}/tenders/{quote(ocid, safe='')}"


def searches_link(public_url: str, language: Language) -> str:
    """The page where a member pauses and deletes searches."""
    return f"{public_url.rstrip('/')}/{language.value}/searches"


def letter(
    notification: Notification, *, key: str, to: str, language: Language, public_url: str, indicator: Texts | None
) -> Letter:
    """The letter of one notification. `key` is its delivery, `indicator` the title of the flag when it is known."""
    title = notification.process.title or texts.UNTITLED.in_language(language)
    what = happened(notification, language, indicator)
    paragraphs = _paragraphs(notification, language, what, title)
    link, stop = tender_link(public_url, language, notification.ocid), searches_link(public_url, language)
    return Letter(
        key=key,
        to=to,
        subject=f"{what}: {title}",
        text=_text(paragraphs, language, link, stop),
        html=_html(paragraphs, language, link, stop),
        language=language.value,
        unsubscribe=stop,
        written=notification.at,
    )


def happened(notification: Notification, language: Language, indicator: Texts | None) -> str:
    """What happened, in one line."""
    line = texts.HAPPENED[notification.verb].in_language(language)
    if notification.indicator is None:
        return line
    name = f" «{indicator.in_language(language)}»" if indicator else ""
    return f"{line} {notification.indicator}{name}"


def amount_text(amount: Decimal, currency: str) -> str:
    """`1 250 000,50 KGS`, as it is written here; whole amounts without decimals."""
    whole = amount == amount.to_integral_value()
    return f"{amount:,.{0 if whole else 2}f} {currency}".replace(",", "\u00a0").replace(".", ",")


def _paragraphs(notification: Notification, language: Language, what: str, title: str) -> list[list[str]]:
    """The letter's paragraphs as lines."""
    process = notification.process
    facts = [what, title]
    if process.buyer is not None:
        facts.append(f"{texts.BUYER.in_language(language)}: {process.buyer.name or process.buyer.id}")
    if process.value is not None:
        value = amount_text(process.value.amount, process.value.currency)
        facts.append(f"{texts.VALUE.in_language(language)}: {value}")
    facts.append(notification.ocid)
    names = ", ".join(f"«{name}»" for name in notification.searches)
    paragraphs = [[texts.GREETING.in_language(language)], facts]
    if notification.indicator is not None:
        paragraphs.append([texts.NOT_PROOF.in_language(language)])
    if process.made_up:
        paragraphs.append([texts.MADE_UP.in_language(language)])
    paragraphs.append([texts.BECAUSE.in_language(language).format(searches=names)])
    return paragraphs


def _text(paragraphs: list[list[str]], language: Language, link: str, stop: str) -> str:
    ending = [
        [f"{texts.READ_ON.in_language(language)}: {link}"],
        [texts.STOP.in_language(language), stop],
        [texts.FAREWELL.in_language(language)],
    ]
    return "\n\n".join("\n".join(lines) for lines in [*paragraphs, *ending]) + "\n"


def _html(paragraphs: list[list[str]], language: Language, link: str, stop: str) -> str:
    """Plain paragraphs and two links: no image, no style from elsewhere, nothing that tells who reads."""
    body = "".join(f"<p>{'<br>'.join(escape(line) for line in lines)}</p>" for lines in paragraphs)
    read_on, how = texts.READ_ON.in_language(language), texts.STOP.in_language(language)
    return (
        f'<!doctype html><html lang="{language.value}"><meta charset="utf-8"><body>{body}'
        f'<p><a href="{escape(link)}">{escape(read_on)}</a></p>'
        f'<p><small>{escape(how)} <a href="{escape(stop)}">{escape(stop)}</a></small></p>'
        f"<p>{escape(texts.FAREWELL.in_language(language))}</p></body></html>"
    )
