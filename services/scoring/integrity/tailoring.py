"""Tailoring (text): brand names in title and description, and criteria far longer than the market's.

Brands are told apart only in Cyrillic text, where a Latin word stands out; elsewhere a trade mark sign counts, and its
absence says nothing. The worse of what is known decides.
"""

import numpy as np

from services.scoring.indicator import Parameters
from services.scoring.integrity.component import HIGH, LOW, MIDDLE, OPENTENDER, Component, Scored
from services.scoring.integrity.eligibility import CRITERIA, ELIGIBILITY, PARAMETERS, excess
from services.scoring.part import Part
from services.scoring.statistic import Known
from shared.contracts.base import Texts

TITLE = "/tender/title"


def evaluate(part: Part, parameters: Parameters, known: Known) -> Scored:
    """The worse of words and length."""
    brands = part.processes.title_brands
    told = (brands > 0) | (part.processes.kyrgyz & (brands == 0))
    words = np.select([brands >= parameters["many_brands"], brands >= 1], [LOW, MIDDLE], HIGH)
    words = np.where(told, words, np.nan)
    above, missing = excess(part, parameters, known)
    length = np.select([above >= parameters["very_long"], above >= parameters["long"]], [LOW, MIDDLE], HIGH)
    for _, where in missing:
        length[where] = np.nan
    silent = np.isnan(length)
    return Scored(
        values=np.fmin(words, length),
        measured=np.where(told, brands, np.nan),
        missing=[(TITLE, ~told & silent), (CRITERIA, ~told & silent)],
    )


TAILORING = Component(
    id="tailoring",
    title=Texts(ky="Бир жеткирүүчүгө ылайыктоо (текст)", ru="Подгонка под поставщика (текст)", en="Tailoring (text)"),
    explanation=Texts(
        ky="Сүрөттөмөдө бренддин аты бар же талаптар ошол рыноктогудан алда канча узун болсо, балл төмөндөйт. Тетик же "
        "программаны улантуу үчүн брендди аташ керек болушу мүмкүн; «же эквивалент» деген сөз текшерилбейт.",
        ru="Балл ниже, если в описании названы бренды или требования намного длиннее обычных на этом рынке. Для "
        "запчастей или продления программ бренд назвать нужно; слова «или эквивалент» не проверяются.",
        en="Lower when brands are named in the description or the criteria are far longer than usual in the market. "
        "Spare parts or licences need a brand; whether it says 'or equivalent' is not looked at.",
    ),
    formula="min of brands (>= many_brands 0, >= 1 50, none 100) and criteria length (>= very_long 0, >= long 50)",
    source=OPENTENDER,
    version="1.0",
    needs=(TITLE, CRITERIA),
    parameters={"many_brands": 3, **PARAMETERS},
    evaluate=evaluate,
    statistic=ELIGIBILITY,
)
