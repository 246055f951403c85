"""Turns a template and its view object into a page in the viewer's language."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from services.gateway import format as formats
from services.gateway.assets import Assets
from services.gateway.i18n import HERE, LANGUAGE_NAMES, Catalogue, load
from services.gateway.labels import Labels
from services.gateway.ports import CSRF_FIELD, Viewer
from shared.contracts.base import Language

TEMPLATES: Final = HERE / "templates"


class Renderer:
    """Templates, catalogues and assets, loaded once."""

    def __init__(self) -> None:
        self.assets = Assets()
        self.catalogues = {language: load(language) for language in Language}
        self._environments = {language: self._environment(language) for language in Language}

    def labels(self, language: Language) -> Labels:
        """The labels that view objects are made with."""
        return Labels(self.catalogues[language])

    def page(self, template: str, viewer: Viewer, **context: object) -> str:
        """The HTML of one page; an unknown name in a template is an error, not an empty place."""
        environment = self._environments[viewer.language]
        return environment.get_template(template).render(viewer=viewer, **context)

    def _environment(self, language: Language) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=["jinja2.ext.i18n"],
        )
        environment.policies["ext.i18n.trimmed"] = True
        install(environment, self.catalogues[language])
        environment.globals.update(
            asset=self.assets.url,
            csrf_field=CSRF_FIELD,
            language=language.value,
            languages=LANGUAGE_NAMES,
            url=address(language),
        )
        environment.filters.update(filters(language))
        return environment


def install(environment: Environment, catalogue: Catalogue) -> None:
    """Give the templates of an environment their words."""
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added to the class by the i18n extension
        catalogue.gettext,
        catalogue.ngettext,
        newstyle=True,
        pgettext=catalogue.pgettext,
        npgettext=catalogue.npgettext,
    )


def address(language: Language) -> Callable[..., str]:
    """`url("/search", words="мектеп")` -> `/ky/search?words=…`; parameters that are None or empty are left out."""

    def url(path: str, **parameters: object) -> str:
        query = urlencode({name: value for name, value in parameters.items() if value not in (None, "", False)})
        return f"/{language.value}{path}" + (f"?{query}" if query else "")

    return url


def filters(language: Language) -> dict[str, Callable[..., Any]]:
    """What a template may do with a value: show it in the language."""

    def time_tag(text: str, machine: str) -> Markup:
        return Markup('<time datetime="{}">{}</time>').format(machine, text)

    return {
        "number": lambda value: formats.number(value, language),
        "money": lambda value: formats.money(value, language),
        "date": lambda moment: time_tag(formats.date(moment, language), formats.machine(moment)),
        "instant": lambda moment: time_tag(formats.instant(moment, language), formats.machine(moment)),
        "percent": lambda share: formats.percent(share, language),
        "country": lambda code: formats.country(code, language),
    }
