"""TX01: words of the notice mix Latin and Cyrillic letters.

At least `threshold` different words of title and description hold a letter that was replaced by its twin of the other
alphabet (`wording`): the eye does not see it, and the search does not find the word. Abbreviations, units and Roman
numbers do not count.
"""

import numpy as np

from services.scoring.indicator import Answers, Indicator, Parameters, Stage, Unit, of_processes
from services.scoring.methods import Competition
from services.scoring.part import Part
from services.scoring.quoting import words
from services.scoring.sources import NO_RULE_OF_WORDS, OWN_RULE
from services.scoring.statistic import Known
from shared.contracts.base import Texts

TITLE = "/tender/title"


def evaluate(part: Part, parameters: Parameters, known: Known | None) -> Answers:
    """How many such words there are."""
    count = part.processes.title_mixed
    return of_processes(
        raised=count >= parameters["threshold"],
        value=count.astype(np.float64),
        threshold=float(parameters["threshold"]),
        missing=[(TITLE, count < 0)],
        evidence=lambda process: words(part, part.processes.mixed_words[process]),
    )


TX01 = Indicator(
    id="TX01",
    title=Texts(
        ky="Сөздөрдө эки алфавиттин тамгалары аралаш",
        ru="В словах смешаны буквы двух алфавитов",
        en="Words mix letters of two alphabets",
    ),
    explanation=Texts(
        ky="Жарыянын сөздөрүндө кириллица тамгасынын ордуна ага окшош латын тамгасы турат (же тескерисинче). Көзгө "
        "көрүнбөйт, бирок издөө мындай сөздү таппайт: жарыяны башка ишканалар таппай калышы мүмкүн.",
        ru="В словах объявления вместо кириллической буквы стоит похожая латинская (или наоборот). Глазу этого не "
        "видно, но поиск такое слово не находит: другие фирмы могут не найти объявление.",
        en="In words of the notice a Cyrillic letter is replaced by a Latin one that looks the same (or the other way "
        "round). The eye does not see it, but a search misses the word: other firms may not find the notice.",
    ),
    innocent=Texts(
        ky="Көбүнчө баскычтопту которууну унутуп калуудан же башка документтен көчүрүүдөн келип чыгат.",
        ru="Чаще всего это забытая раскладка клавиатуры или текст, скопированный из другого документа.",
        en="Mostly the keyboard was not switched, or the text was copied from another document.",
    ),
    check=Texts(
        ky="Аталыштагы негизги сөздү өзүңүз жазып, порталдан издеңиз: жарыя чыгабы? Сатып алуучунун башка жарыяларын "
        "да караңыз.",
        ru="Наберите главное слово названия сами и поищите на портале: находится ли объявление? Посмотрите и другие "
        "объявления заказчика.",
        en="Type the main word of the title yourself and search the portal: does the notice come up? See the buyer's "
        "other notices too.",
    ),
    legal_basis=NO_RULE_OF_WORDS,
    source=OWN_RULE,
    version="1.0",
    weight=1,
    unit=Unit.PROCESS,
    stage=Stage.TENDER,
    needs=(TITLE,),
    crosswalk=("OCP R004",),
    parameters={"threshold": 1},
    competitions=frozenset({Competition.COMPETITIVE, Competition.RESTRICTED, Competition.UNKNOWN}),
    evaluate=evaluate,
)
