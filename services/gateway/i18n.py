"""The words of the pages in Kyrgyz, Russian and English.

Source strings are English and stand in the templates and view modules; their translations are gettext catalogues in
`locale/`, read as they are at start, so that nothing has to be built. `python -m services.gateway.i18n extract` brings
the catalogues up to date with the source; a test fails when they are stale or incomplete.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from gettext import c2py
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from shared.contracts.base import Language

HERE: Final = Path(__file__).parent
LOCALE: Final = HERE / "locale"
SOURCE_LANGUAGE: Final = Language.EN
LANGUAGE_NAMES: Final[Mapping[Language, str]] = {
    Language.KY: "Кыргызча",
    Language.RU: "Русский",
    Language.EN: "English",
}
AWAITING_REVIEW: Final = "awaiting native review"
"""Mark of every Kyrgyz entry; an entry with the translator's comment `# reviewed` loses it."""
REVIEWED: Final = "reviewed"
METHODS: Final = [("templates/**.html", "jinja2"), ("**.py", "python")]
# Spelled as the templates are rendered, so that what is looked up is what was extracted.
TEMPLATE_OPTIONS: Final = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "trimmed": "true"}}
CONTEXT_SEPARATOR: Final = "\x04"
PLURALS: Final[Mapping[Language, tuple[int, str]]] = {
    Language.KY: (2, "(n != 1)"),
    Language.RU: (
        3,
        "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)",
    ),
    Language.EN: (2, "(n != 1)"),
}
HEADER: Final = "# Achyk, the pages of the gateway.\n# AGPL-3.0-or-later, as the rest of the project."


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools know
    """Mark a string of a table for translation; it is translated where it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The messages of one language. A message without translation is shown in English."""

    language: Language
    messages: Mapping[str, tuple[str, ...]]

    def gettext(self, message: str) -> str:
        """`message` in this language."""
        return self.messages.get(message, (message,))[0]

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The form that goes with the number `n`."""
        forms = self.messages.get(singular)
        if forms is None:
            return singular if n == 1 else plural
        return forms[min(plural_index(self.language, n), len(forms) - 1)]

    def pgettext(self, context: str, message: str) -> str:
        """`message` in this language where it means what `context` says."""
        return self.messages.get(context + CONTEXT_SEPARATOR + message, (message,))[0]

    def npgettext(self, context: str, singular: str, plural: str, n: int) -> str:
        """The form that goes with `n` where the message means what `context` says."""
        forms = self.messages.get(context + CONTEXT_SEPARATOR + singular)
        if forms is None:
            return singular if n == 1 else plural
        return forms[min(plural_index(self.language, n), len(forms) - 1)]


_PLURAL_INDEX: Final = {language: c2py(expression) for language, (_, expression) in PLURALS.items()}


def plural_index(language: Language, n: int) -> int:
    """Which plural form the number `n` takes."""
    return int(_PLURAL_INDEX[language](abs(n)))


def path_of(language: Language) -> Path:
    """Where the catalogue of a language lies."""
    return LOCALE / language.value / "LC_MESSAGES" / "messages.po"


def read(language: Language) -> Catalog:
    """The catalogue as Babel knows it, with comments; a missing file is an empty catalogue."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language.value)
    with path.open("rb") as file:
        return read_po(file, locale=language.value)


def load(language: Language) -> Catalogue:
    """The catalogue for showing pages."""
    return Catalogue(language, {_key(m): _forms(m) for m in entries(read(language)) if all(_forms(m))})


def entries(catalog: Catalog) -> Iterator[Message]:
    """All messages but the header."""
    return (message for message in catalog if message.id)


def _key(message: Message) -> str:
    singular = message.id if isinstance(message.id, str) else message.id[0]
    return f"{message.context}{CONTEXT_SEPARATOR}{singular}" if message.context else singular


def _forms(message: Message) -> tuple[str, ...]:
    string = message.string or ""
    return (string,) if isinstance(string, str) else tuple(string)


def template() -> Catalog:
    """Every message of templates and modules, as they are now."""
    catalog = Catalog(project="achyk")
    found = extract_from_dir(HERE, METHODS, TEMPLATE_OPTIONS, strip_comment_tags=True)
    for filename, _, message, comments, context in sorted(found, key=lambda found: (found[0], found[1])):
        catalog.add(message, None, [(filename, 0)], auto_comments=comments, context=context)
    return catalog


def updated(language: Language, messages: Catalog) -> Catalog:
    """The committed catalogue of a language with exactly the given messages; existing translations stay."""
    catalog = read(language)
    catalog.update(messages, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    for message in entries(catalog):
        if language is SOURCE_LANGUAGE:
            message.string = message.id
        reviewed = any(comment.startswith(REVIEWED) for comment in message.user_comments)
        message.auto_comments = [AWAITING_REVIEW] if language is Language.KY and not reviewed else []
        message.flags.discard("fuzzy")
    return catalog


def as_text(language: Language, catalog: Catalog) -> bytes:
    """The file as it is committed: no dates, no line numbers, so that it changes only when words change."""
    count, expression = PLURALS[language]
    body = BytesIO()
    write_po(body, catalog, width=0, omit_header=True, include_lineno=False, sort_output=True)
    header = (
        f'{HEADER}\nmsgid ""\nmsgstr ""\n"Language: {language.value}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: nplurals={count}; plural={expression};\\n"\n\n'
    )
    return header.encode() + body.getvalue().rstrip() + b"\n"


def untranslated(catalog: Catalog) -> list[str]:
    """Messages that lack a translation, or one of its plural forms."""
    return [_key(message) for message in entries(catalog) if not all(_forms(message))]


def extract() -> int:
    """Write the catalogues anew; the number of messages that still lack a translation."""
    messages = template()
    missing = 0
    for language in Language:
        catalog = updated(language, messages)
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_text(language, catalog))
        lacking = untranslated(catalog)
        missing += len(lacking)
        sys.stdout.write(f"{path}: {len(list(entries(catalog)))} messages, {len(lacking)} not translated\n")
    return missing


if __name__ == "__main__":
    if sys.argv[1:] != ["extract"]:
        raise SystemExit("usage: python -m services.gateway.i18n extract")
    raise SystemExit(1 if extract() else 0)
