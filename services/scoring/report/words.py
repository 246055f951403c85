"""The words of the Markdown report, in the three languages."""

from services.scoring.indicator import State
from shared.contracts.base import Texts

NOT_PROOF = Texts(
    ky="Ар бир белги — тобокелдиктин көрсөткүчү, далил эмес. «Эсептөөгө болбойт» «тынч» дегенди билдирбейт.",
    ru="Каждый флаг — показатель риска, не доказательство. «Не рассчитать» не значит «чисто».",
    en="Every flag is a risk indicator, not proof. Not computable is not clear.",
)
TITLE = Texts(
    ky="Сатып алуулардын тобокелдик көрсөткүчтөрү",
    ru="Показатели риска в закупках",
    en="Risk indicators in procurement",
)
WHEN = Texts(ky="Эсептелген убакыт", ru="Рассчитано", en="Computed")
SOURCE = Texts(ky="Маалымат булагы", ru="Источник данных", en="Source of the data")
CATALOGUE = Texts(ky="Каталогдун версиясы", ru="Версия каталога", en="Version of the catalogue")
PROCESSES = Texts(ky="Сатып алуулардын саны", ru="Число закупок", en="Contracting processes")
INDICATORS = Texts(ky="Көрсөткүчтөр", ru="Показатели", en="Indicators")
INDICATOR = Texts(ky="Көрсөткүч", ru="Показатель", en="Indicator")
BASE_RATE = Texts(ky="Көрүнгөн үлүшү", ru="Доля сработавших", en="Base rate")
BASE_RATE_MEANS = Texts(
    ky="Үлүш — көрсөткүч эсептелген сатып алуулардын канчасында көрүнгөнү. Көп жерде көрүнгөн белги азыраак нерсени "
    "билдирет.",
    ru="Доля — как часто показатель срабатывает там, где его можно рассчитать. Чем чаще он срабатывает вообще, тем "
    "меньше говорит об отдельной закупке.",
    en="The base rate is how often an indicator is raised where it could be computed. The more often it is raised "
    "everywhere, the less it says about one process.",
)
TOP = Texts(
    ky="Алгач көз салууга арзый турган сатып алуулар",
    ru="Закупки, на которые стоит взглянуть первыми",
    en="Processes to look at first",
)
TOP_NONE = Texts(
    ky="Белгиси бар сатып алуу жок. Бул бардыгы текшерилди дегенди билдирбейт: төмөнкүнү караңыз.",
    ru="Закупок с флагами нет. Это не значит, что всё проверено: см. ниже.",
    en="No process has a flag. That does not mean that all was checked: see below.",
)
PROCESS = Texts(ky="Сатып алуу", ru="Закупка", en="Process")
LEVEL = Texts(ky="Деңгээл, 1–5", ru="Уровень, 1–5", en="Level, 1 to 5")
WEIGHT = Texts(ky="Салмагы / эсептелгени", ru="Вес / рассчитано", en="Weight / computable")
REASONS = Texts(ky="Себептери (көрсөткүчтөр)", ru="Причины", en="Reasons")
LINKED = Texts(
    ky="уюмдар жөнүндө, салмакка кошулбайт",
    ru="об организациях, в вес не входит",
    en="about organisations, not added",
)
NOT_COVERED = Texts(
    ky="Бул сандар эмнени камтыбайт",
    ru="Чего эти числа не охватывают",
    en="What these numbers do not cover",
)
ONLY_PUBLISHED = Texts(
    ky="Жарыяланган гана көрүнөт: бул булакта жок сатып алуулар, жазылбаган келишүүлөр, аткаруунун сапаты көрүнбөйт.",
    ru="Видно только опубликованное: не видны закупки вне этого источника, устные договорённости, качество исполнения.",
    en="Only what is published is seen: not purchases outside this source, spoken deals, or quality of work.",
)
NEVER = Texts(
    ky="Бир да сатып алууда эсептелген жок; белги көрүнбөсө, бул «баары тынч» дегенди билдирбейт",
    ru="Не рассчитаны ни для одной закупки; отсутствие флагов по ним не значит «чисто»",
    en="Computed for no process; that they raise nothing does not mean clear",
)
LOST = Texts(ky="Эсептөөгө болбогондор", ru="Не удалось рассчитать", en="Could not be computed")
MOST = Texts(ky="Көбүнчө эмне жетишпейт", ru="Чего чаще всего не хватает", en="What is missing most often")
OTHER_COUNT = Texts(
    ky="Отчётто {seen} сатып алуунун саптары бар, ал эми башында {told} деп жазылган: отчёт толук эмес болушу мүмкүн.",
    ru="В отчёте строки о {seen} закупках, а заявлено {told}: отчёт может быть неполным.",
    en="The report has rows of {seen} processes, and {told} were announced: it may be incomplete.",
)
STATES = {
    State.RAISED: Texts(ky="Көрүндү", ru="Сработал", en="Raised"),
    State.CLEAR: Texts(ky="Көрүнгөн жок", ru="Не сработал", en="Clear"),
    State.NOT_COMPUTABLE: Texts(ky="Эсептөөгө болбойт", ru="Не рассчитать", en="Not computable"),
    State.NOT_APPLICABLE: Texts(ky="Тиешеси жок", ru="Не применим", en="Not applicable"),
}
MISSING = {
    "opening": Texts(ky="сунуштар ачыла элек", ru="заявки ещё не вскрыты", en="bids are sealed"),
    "stage": Texts(ky="башка этап", ru="другой этап", en="another stage"),
    "final_awards": Texts(ky="жеңүүчү тууралуу чечим бүтө элек", ru="решение не окончательное", en="awards not final"),
    "second_bid": Texts(
        ky="салыштыра турган экинчи баа жок", ru="нет второй сопоставимой цены", en="no second comparable price"
    ),
    "legal_minimum": Texts(
        ky="мыйзамдагы эң кыска мөөнөт белгисиз", ru="минимальный срок неизвестен", en="no minimum period on record"
    ),
    "live_lot": Texts(ky="бардык лоттор токтотулган", ru="все лоты отменены", en="every lot was cancelled"),
    "period_order": Texts(
        ky="мөөнөт башталганга чейин бүткөн", ru="срок кончается раньше начала", en="the period ends before it starts"
    ),
    "one_currency": Texts(
        ky="баалар ар башка акчада көрсөтүлгөн", ru="цены в разных валютах", en="prices in several currencies"
    ),
    "lots": Texts(
        ky="кайсы лотко тиешелүү экени көрсөтүлгөн эмес", ru="не указано, к какому лоту", en="lots cannot be told apart"
    ),
    "statistics": Texts(
        ky="жалпы көрсөткүчтөр эсептеле элек", ru="общие показатели не рассчитаны", en="figures not computed yet"
    ),
    "peers": Texts(
        ky="салыштырууга окшош сатып алуу өтө аз", ru="слишком мало похожих закупок", en="too few comparable processes"
    ),
    "threshold": Texts(
        ky="ошол күнгө мыйзамдагы чек белгисиз", ru="порог на эту дату неизвестен", en="no threshold on record"
    ),
}
"""Facts that are no single field; a word that is not here is shown as it is."""
