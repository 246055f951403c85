"""One process of an index in words, for a page."""

from dataclasses import dataclass

import numpy as np

from services.scoring.integrity.component import Scale
from services.scoring.integrity.scores import Scores
from shared.contracts.base import Texts

_SCALES = {
    Scale.INTEGRITY: Texts(
        ky="0дөн 100гө чейин; 100 — көңүл бура турган эч нерсе көрүнгөн жок",
        ru="от 0 до 100; 100 — ничего, что требовало бы внимания",
        en="0 to 100; 100 is nothing that calls for a look",
    ),
    Scale.RISK: Texts(
        ky="0дөн 1ге чейин; 0 — көңүл бура турган эч нерсе көрүнгөн жок",
        ru="от 0 до 1; 0 — ничего, что требовало бы внимания",
        en="0 to 1; 0 is nothing that calls for a look",
    ),
}


@dataclass(frozen=True)
class Line:
    """One component of one process, for a page."""

    id: str
    title: Texts
    explanation: Texts
    value: float | None
    """None: not computable, which is neither good nor bad."""
    measured: float | None
    unstated: bool
    missing: tuple[str, ...]
    """Why there is no value: JSON pointers or words."""
    version: str


@dataclass(frozen=True)
class Told:
    """An index of one process, for a page."""

    average: float | None
    available: int
    components: int
    summary: Texts
    lines: tuple[Line, ...]


def told(found: Scores, process: int) -> Told:
    """One process for a page: each component with its reason where it has no value."""
    lines = tuple(
        Line(
            id=component.id,
            title=component.title,
            explanation=component.explanation,
            value=_number(found.values[process, place]),
            measured=None if detail.measured is None else _number(detail.measured[process]),
            unstated=bool(found.unstated[process, place]),
            missing=tuple(dict.fromkeys(name for name, where in detail.missing if where[process])),
            version=component.version,
        )
        for place, (component, detail) in enumerate(zip(found.components, found.details, strict=True))
    )
    average, available = _number(found.average[process]), int(found.available[process])
    return Told(
        average,
        available,
        len(lines),
        _summary(average, available, int(found.unstated[process].sum()), len(lines), found.components[0].scale),
        lines,
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _summary(average: float | None, available: int, unstated: int, components: int, scale_of: Scale) -> Texts:
    answered = available - unstated
    if average is None and answered:
        return Texts(
            ky=f"{components} бөлүктүн {answered} гана бөлүгү белгилүү: орточо эсептөө үчүн өтө аз. Бул «баары жакшы» "
            "дегенди билдирбейт.",
            ru=f"Известны лишь {answered} из {components} составляющих: для среднего этого мало. Это не значит «всё "
            "хорошо».",
            en=f"Only {answered} of {components} components are known: too few for an average. That does not mean "
            "that all is well.",
        )
    if average is None:
        return Texts(
            ky="Жарыяланган маалыматтар боюнча эсептөөгө болбойт. Бул «баары жакшы» дегенди билдирбейт.",
            ru="По опубликованным данным рассчитать нельзя. Это не значит «всё хорошо».",
            en="It cannot be computed from the published data. That does not mean that all is well.",
        )
    value, scale = f"{average:.4g}", _SCALES[scale_of]
    apart = _unstated(unstated) if unstated else Texts(ky="", ru="", en="")
    return Texts(
        ky=f"Орточо {value} ({scale.ky}): {components} бөлүктүн {available} бөлүгү боюнча эсептелди{apart.ky}. Бул "
        "тобокелдиктин белгиси, далил эмес.",
        ru=f"Среднее {value} ({scale.ru}): рассчитано по {available} составляющим из {components}{apart.ru}. Это "
        "показатель риска, не доказательство.",
        en=f"Average {value} ({scale.en}), from {available} of {components} components{apart.en}. It is a risk "
        "indicator, not proof.",
    )


def _unstated(count: int) -> Texts:
    return Texts(
        ky=f" (алардын {count} — «көрсөтүлгөн эмес» деген категория)",
        ru=f" (из них {count} — категория «не указано»)",
        en=f' ({count} of them in the category "not stated")',
    )
