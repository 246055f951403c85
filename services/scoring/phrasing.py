"""Words that several comparisons of organisations share."""

from services.scoring.amounts import exact
from services.scoring.views import Number
from shared.contracts.base import Texts


def percent(share: Number) -> str:
    """A share as a number of per cent: 0.25 is 25."""
    return f"{(exact(share) * 100).normalize():f}"


NOTHING_UNLAWFUL = Texts(
    ky="Жок: бул статистикалык белги, өзү эле мыйзам бузуу эмес",
    ru="Нет: это статистический признак, сам по себе он ничего не нарушает",
    en="None: a statistical sign, which breaks no law by itself",
)
NO_LAW_ON_AGREEMENTS = Texts(
    ky="Катышуучулардын макулдашуусу жөнүндө улуттук мыйзам каталогго киргизиле элек",
    ru="Национальный закон о сговоре участников в каталог не внесён",
    en="No national law on agreements among bidders is on record",
)
AGREEMENTS_FORBIDDEN = {
    "kg": Texts(
        ky="Кыргыз Республикасынын мамлекеттик сатып алуулар жөнүндө мыйзамы: катышуучулардын макулдашуусуна тыюу "
        "салынган (беренеси такталышы керек)",
        ru="Закон Кыргызской Республики о государственных закупках: сговор участников запрещён (статья требует "
        "подтверждения)",
        en="Law of the Kyrgyz Republic on public procurement: agreement among bidders is forbidden (article to be "
        "confirmed)",
    )
}
