"""What stands on the paper of a letter, in its language: the same for the DOCX and the PDF. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.community.correspondence.letter import Letter, content_hash, paragraphs
from services.community.correspondence.merging import day
from services.community.correspondence.terms import day_of
from shared.contracts.letter import Attachment, LetterLanguage, LetterStatus, SignatoryFields, TermUnit


@dataclass(frozen=True, slots=True)
class Words:
    """The fixed words of a letter in one language."""

    number: str
    date: str
    to: str
    norms: str
    attachments: str
    signatures: str
    term_working: str
    term_calendar: str
    answer_here: str
    code: str
    draft: str
    hash: str
    notice: str
    unsigned: str


WORDS: Final = {
    LetterLanguage.RU: Words(
        number="Исх. №",
        date="от",
        to="Кому",
        norms="Нормы",
        attachments="Приложения",
        signatures="Подписи",
        term_working="Просим ответить в течение {days} рабочих дней ({norm}).",
        term_calendar="Просим ответить в течение {days} календарных дней ({norm}).",
        answer_here="Ответить можно также на странице {url} до {until}.",
        code="Если адрес неудобно набирать, откройте {page} и введите исходящий номер письма и код {code}.",
        draft="черновик",
        hash="Контрольная сумма текста (SHA-256)",
        notice=(
            "Риск-индикатор — это статистический признак, требующий проверки. Он не является доказательством "
            "нарушения или коррупции и может иметь законное объяснение."
        ),
        unsigned="Подписи — в экземпляре, отправленном адресату.",
    ),
    LetterLanguage.KY: Words(
        number="Чыг. №",
        date="күнү",
        to="Кимге",
        norms="Ченемдер",
        attachments="Тиркемелер",
        signatures="Колдор",
        term_working="{days} жумуш күндүн ичинде жооп берүүңүздү суранабыз ({norm}).",
        term_calendar="{days} календарлык күндүн ичинде жооп берүүңүздү суранабыз ({norm}).",
        answer_here="Ошондой эле {url} барагында {until} чейин жооп берсеңиз болот.",
        code="Даректи терүү ыңгайсыз болсо, {page} барагын ачып, каттын чыгыш номерин жана {code} кодун жазыңыз.",
        draft="долбоор",
        hash="Тексттин текшерүү суммасы (SHA-256)",
        notice=(
            "Тобокелдик индикатору — текшерүүнү талап кылган статистикалык белги. Ал мыйзам бузуунун же коррупциянын "
            "далили эмес, анын мыйзамдуу түшүндүрмөсү болушу мүмкүн."
        ),
        unsigned="Колдор адресатка жөнөтүлгөн нускада.",
    ),
}


@dataclass(frozen=True, slots=True)
class PrintedLink:
    """The addressee's way to answer, as it is printed."""

    url: str
    page: str
    code: str
    until: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter, line by line."""

    language: str
    head: str
    """Number and day; empty while it has none."""
    to: tuple[str, ...]
    title: str
    paragraphs: tuple[str, ...]
    norms_title: str
    norms: tuple[str, ...]
    term: str
    answer_here: tuple[str, ...]
    attachments_title: str
    attachments: tuple[str, ...]
    """Without their numbers: both papers count them."""
    signatures_title: str
    signatures: tuple[str, ...]
    notice: str
    footer: str
    watermark: str
    """Empty once it is approved."""


def paper(
    letter: Letter,
    signatories: Sequence[SignatoryFields],
    attachments: Sequence[Attachment],
    link: PrintedLink | None,
    *,
    signed: bool,
) -> Paper:
    """The paper of a letter; `signed` says whether signatures are shown or only that there are some."""
    words = WORDS[letter.language]
    written = letter.sending.day if letter.sending else day_of(letter.changed)
    to = letter.addressee
    term = ""
    if letter.term:
        form = words.term_working if letter.term.unit is TermUnit.WORKING else words.term_calendar
        term = form.format(days=letter.term.days, norm=letter.term.norm)
    return Paper(
        language=letter.language.value,
        head=f"{words.number} {letter.number} {words.date} {day(written)}" if letter.number else "",
        to=tuple(line for line in (to.organisation, to.office, to.address, to.email) if line),
        title=letter.title,
        paragraphs=tuple(paragraphs(letter.text)),
        norms_title=words.norms,
        norms=letter.norms,
        term=term,
        answer_here=_answer_here(words, link),
        attachments_title=words.attachments,
        attachments=tuple(f"{each.title} (SHA-256: {each.sha256})".strip() for each in attachments),
        signatures_title=words.signatures,
        signatures=tuple(map(signature, signatories)) if signed else (words.unsigned,),
        notice=words.notice,
        footer=f"{words.hash}: {content_hash(letter)}",
        watermark=words.draft if letter.status is LetterStatus.DRAFT else "",
    )


def signature(signatory: SignatoryFields) -> str:
    """`Name, capacity, contact`."""
    return ", ".join(part for part in (signatory.name, signatory.capacity, signatory.contact) if part)


def _answer_here(words: Words, link: PrintedLink | None) -> tuple[str, ...]:
    if link is None:
        return ()
    return (
        words.answer_here.format(url=link.url, until=link.until),
        words.code.format(page=link.page, code=link.code),
    )
