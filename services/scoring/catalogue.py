"""The catalogue as it is answered: each indicator with its parameters in words."""

from collections.abc import Mapping
from typing import Any

from services.scoring.indicator import Indicator
from services.scoring.methods import Competition
from shared.contracts import risk
from shared.contracts.base import Texts


def entry(indicator: Indicator, parameters: Mapping[str, Any]) -> risk.Indicator:
    """What is told of an indicator that runs with `parameters`; the base rate is still to be put in."""
    words = indicator.words(parameters)
    return risk.Indicator(
        id=indicator.id,
        title=filled(indicator.title, words),
        explanation=filled(indicator.explanation, words),
        innocent=filled(indicator.innocent, words),
        check=filled(indicator.check, words),
        legal_basis=indicator.legal_basis.en,
        legal_basis_texts=indicator.legal_basis,
        national_legal_basis=dict(indicator.national_legal_basis),
        source=indicator.source.en,
        source_texts=indicator.source,
        phrases=dict(indicator.phrases),
        version=indicator.version,
        weight=indicator.weight,
        parameters=dict(parameters),
        base_rate=risk.BaseRate(),
        unit=indicator.unit.value,
        stage=indicator.stage.value,
        needs=[str(name) for name in indicator.needs],
        crosswalk=list(indicator.crosswalk),
        country=indicator.country,
        methods=sorted(indicator.methods or ()),
        competitions=[kind.name.lower() for kind in Competition if kind in indicator.competitions],
        compares=indicator.statistic is not None,
    )


def filled(texts: Texts, words: Mapping[str, str]) -> Texts:
    """The texts with their placeholders filled, e.g. `{share}`."""
    return Texts(ky=texts.ky.format(**words), ru=texts.ru.format(**words), en=texts.en.format(**words))
