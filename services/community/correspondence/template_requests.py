"""What community answers about templates of letters. Thin."""

from datetime import UTC, datetime

from services.community.callers import Callers
from services.community.correspondence.merging import EXAMPLE, FIELDS, check, merge
from services.community.correspondence.templates_store import TemplatesStore
from services.community.members_store import MembersStore
from shared.contracts import letter as contract
from shared.contracts.letter import LetterLanguage, LetterTemplate, TemplateText


class TemplateRequests:
    """Request handlers over templates."""

    def __init__(self, templates: TemplatesStore, callers: Callers, members: MembersStore) -> None:
        self._templates = templates
        self._callers = callers
        self._members = members

    async def letter_templates(self, ask: contract.AskLetterTemplates) -> contract.LetterTemplates:
        """Every template as it stands, without who wrote it."""
        await self._callers("letter_templates", ask.token)
        found = [template.model_copy(update={"by": None}) for template in await self._templates.all()]
        return contract.LetterTemplates(items=found, fields=list(FIELDS))

    async def letter_template(self, ask: contract.AskLetterTemplate) -> contract.TemplateHistory:
        """A template, its versions, and how a letter by it would read."""
        await self._callers("letter_template", ask.token)
        versions = await self._templates.versions(ask.kind)
        names = await self._members.names([each.by for each in versions if each.by])
        named = [each.model_copy(update={"by": names.get(each.by or "")}) for each in versions]
        now = await self._templates.template(ask.kind)
        return contract.TemplateHistory(
            now=now.model_copy(update={"by": names.get(now.by or "")}),
            versions=named,
            fields=list(FIELDS),
            preview_ky=preview(now.ky, LetterLanguage.KY),
            preview_ru=preview(now.ru, LetterLanguage.RU),
        )

    async def preview_letter_template(self, ask: contract.AskPreviewTemplate) -> contract.TemplatePreview:
        """How letters would read."""
        await self._callers("preview_letter_template", ask.token)
        ky, ru = preview(ask.ky, LetterLanguage.KY), preview(ask.ru, LetterLanguage.RU)
        return contract.TemplatePreview(ky=ky, ru=ru)

    async def edit_letter_template(self, ask: contract.AskEditLetterTemplate) -> LetterTemplate:
        """A new version of a template; letters that were written by an earlier one stay as they are."""
        caller = await self._callers("edit_letter_template", ask.token)
        check(ask.ky, LetterLanguage.KY)
        check(ask.ru, LetterLanguage.RU)
        template = LetterTemplate(
            kind=ask.kind,
            version=ask.version + 1,
            ky=ask.ky,
            ru=ask.ru,
            term=ask.term,
            on_silence=ask.on_silence,
            on_refusal=ask.on_refusal,
            changed=datetime.now(UTC),
            by=caller.id,
        )
        return (await self._templates.edit(template, ask.version)).model_copy(update={"by": caller.account.name})


def preview(text: TemplateText, language: LetterLanguage) -> str:
    """A letter by this template about a made-up case. Raises `Refused("bad_template")`."""
    check(text, language)
    merged = merge(text, EXAMPLE[language])
    return f"{merged.addressee}\n\n{merged.title}\n\n{merged.text}"
