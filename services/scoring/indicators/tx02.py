"""TX02: the notice seems to ask for a brand.

At least `threshold` different words of title and description look like brands (`wording`: known names, names with a
model number, words like iPhone) in a Cyrillic text that does not say "or equivalent". Parts, supplies and repairs for
what is there do not count; nor do medicines, whose names are brands (classes 336 and DLO).
"""

import numpy as np

from services.scoring.grouping import Bools
from services.scoring.indicator import Answers, Indicator, Parameters, Stage, Unit, of_processes
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.quoting import words
from services.scoring.sources import NO_RULE_OF_WORDS, OWN_RULE
from services.scoring.statistic import Known
from services.scoring.tokens import among
from shared.contracts.base import Texts

TITLE = "/tender/title"
MEDICINES = tuple(f"336{digit}" for digit in range(10))


def not_medicines(part: Part) -> Bools:
    """Processes without any item that is a medicine."""
    return ~part.items_of_process.some(among(part.items.scheme, ["DLO"]) | among(part.items.class4, MEDICINES))


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many such words there are."""
    count = part.processes.title_brands
    return of_processes(
        raised=count >= parameters["threshold"],
        value=count.astype(np.float64),
        threshold=float(parameters["threshold"]),
        missing=[(TITLE, count < 0)],
        evidence=lambda process: words(part, part.processes.brand_words[process]),
    )


TX02 = Indicator(
    id="TX02",
    title=Texts(
        ky="Жарыяда маркага окшош сөз бар",
        ru="В объявлении есть слово, похожее на марку",
        en="The notice has a word that looks like a brand",
    ),
    explanation=Texts(
        ky="Аталышта же сүрөттөмөдө белгилүү бир маркага окшош сөз бар, ал эми «же ага тең» деген сөз жок. Мындай "
        "тапшырма башка маркаларды сунуштагандарды четте калтырышы мүмкүн.",
        ru="В названии или описании есть слово, похожее на определённую марку, но нет слов «или эквивалент». Такое "
        "задание может отсечь тех, кто предлагает другие марки.",
        en='Title or description has a word that looks like a certain brand, without the words "or equivalent". Such a '
        "task may shut out those who offer other brands.",
    ),
    innocent=Texts(
        ky="Бар болгон жабдууга туура келүү үчүн марка керек болушу мүмкүн; «же ага тең» деген сөз тиркелген "
        "документте жазылышы ыктымал; бул сөз марка эмес болуп чыгышы да мүмкүн.",
        ru="Марка может быть нужна для совместимости с имеющимся; слова «или эквивалент» могут стоять в приложенном "
        "документе; слово может и не быть маркой.",
        en='A brand may be needed to fit what is there; "or equivalent" may stand in an attached document; the word '
        "may turn out to be no brand.",
    ),
    check=Texts(
        ky="Техникалык тапшырманы ачып, «же ага тең» деген сөздү жана талаптардын бир эле моделге туура келерин "
        "караңыз.",
        ru="Откройте техническое задание: есть ли слова «или эквивалент» и не подходят ли требования одной модели?",
        en='Open the specification: does it say "or equivalent", and do the requirements fit one model only?',
    ),
    legal_basis=NO_RULE_OF_WORDS,
    source=OWN_RULE,
    version="1.0",
    weight=1,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(TITLE,),
    crosswalk=("OCP R007",),
    parameters={"threshold": 1},
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED, Competition.UNKNOWN}),
    also=not_medicines,
    evaluate=evaluate,
)
