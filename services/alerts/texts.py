"""The words of notification letters, in the three languages. Kyrgyz entries wait for a native speaker's review."""

from shared.contracts.base import Texts

HAPPENED: dict[str, Texts] = {
    "opened": Texts(ky="Жаңы тендер жарыяланды", ru="Объявлен новый тендер", en="A new tender was published"),
    "amended": Texts(ky="Тендер өзгөртүлдү", ru="Тендер изменён", en="A tender was changed"),
    "closed": Texts(
        ky="Сунуштарды кабыл алуу аяктады", ru="Приём предложений завершён", en="The time for bids is over"
    ),
    "awarded": Texts(ky="Жеңүүчү аныкталды", ru="Определён победитель", en="A tender was awarded"),
    "contracted": Texts(ky="Келишим түзүлдү", ru="Заключён договор", en="A contract was signed"),
    "contract_amended": Texts(ky="Келишим өзгөртүлдү", ru="Договор изменён", en="A contract was changed"),
    "completed": Texts(ky="Келишим аткарылды", ru="Договор исполнен", en="A contract was completed"),
    "cancelled": Texts(ky="Тендер жокко чыгарылды", ru="Тендер отменён", en="A tender was cancelled"),
    "raised": Texts(ky="Тобокелдик индикатору", ru="Риск-индикатор", en="A risk indicator"),
    "cleared": Texts(
        ky="Мындан ары иштебейт: тобокелдик индикатору",
        ru="Больше не срабатывает: риск-индикатор",
        en="No longer raised: risk indicator",
    ),
}
"""What a notification says happened, by its verb."""

GREETING = Texts(ky="Саламатсызбы!", ru="Здравствуйте!", en="Hello,")
BECAUSE = Texts(
    ky="Бул кат сиз сактаган издөөгө туура келди: {searches}.",
    ru="Это письмо пришло по вашему сохранённому поиску: {searches}.",
    en="You asked to be told of this with your saved search: {searches}.",
)
BUYER = Texts(ky="Сатып алуучу", ru="Заказчик", en="Buyer")
VALUE = Texts(ky="Баасы", ru="Сумма", en="Value")
READ_ON = Texts(ky="Толугураак", ru="Подробнее", en="Read on")
UNTITLED = Texts(ky="аталышы жок", ru="без названия", en="no title")
NOT_PROOF = Texts(
    ky="Бул — тобокелдик индикатору, далил эмес. Анын жөнөкөй себептери да болушу мүмкүн; барак аларды түшүндүрөт.",
    ru="Это риск-индикатор, а не доказательство. У такой картины бывают и обычные причины; на странице они объяснены.",
    en="This is a risk indicator, not proof. The same picture can have ordinary reasons; the page explains them.",
)
MADE_UP = Texts(
    ky="Бул үлгү маалымат: ойдон чыгарылган.",
    ru="Это вымышленные данные для примера.",
    en="This is made-up sample data.",
)
STOP = Texts(
    ky="Мындай каттарды токтотуу үчүн издөөнү тындырып же өчүрүп коюңуз:",
    ru="Чтобы больше не получать таких писем, приостановите или удалите поиск:",
    en="To stop these letters, pause or delete the search:",
)
FAREWELL = Texts(ky="Ачык", ru="Ачык", en="Achyk")
