"""Letters about a member's own account, in the member's language."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from shared.contracts.base import Language, Texts
from shared.mail import Letter

_BISHKEK = ZoneInfo("Asia/Bishkek")
LEASE = timedelta(seconds=90)
"""A letter that was being sent for longer was left by a process that died; it is sent again, under the same
Message-ID, by which mailboxes recognise the second copy."""


class LetterState(StrEnum):
    """Where a letter is on its way."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    """The mail server will never take it."""
    NOBODY = "nobody"
    """The address belongs to nobody who could use the letter: nothing was sent."""


class LetterKind(StrEnum):
    """What a letter is about."""

    VERIFY = "verify"
    """Confirm that the address is yours; carries the link that does it."""
    ALREADY = "already"
    """Somebody registered with the address of a member."""
    RESET = "reset"
    """Set a new password; carries the link that does it."""
    NEW_EMAIL = "new_email"
    """Give the account this address; carries the link that does it."""
    EMAIL_CHANGED = "email_changed"
    """The account has another address; goes to the old one."""
    DELETION = "deletion"
    """The account will be deleted, and how to keep it."""
    NOTICE = "notice"
    """Something waits in the account; says neither what nor about what."""
    FACTOR_REMOVED = "factor_removed"
    """An operator took the second factor away, for somebody who lost phone and recovery codes."""
    NEW_DEVICE = "new_device"
    """Somebody signed in with a browser that was not seen before."""

    REBUTTAL = "rebuttal"
    """Somebody's rebuttal was received, or decided; carries the link that tells which."""


@dataclass(frozen=True, slots=True)
class LetterText:
    """One letter; `{link}` is where it leads, `{when}` the moment of the request in Bishkek time.

    `{device}` is one word for a browser, such as `Firefox`.
    """

    subject: Texts
    body: Texts


LETTERS: dict[LetterKind, LetterText] = {
    LetterKind.VERIFY: LetterText(
        Texts(
            ky="Ачык: электрондук дарегиңизди ырастаңыз",
            ru="Ачык: подтвердите адрес электронной почты",
            en="Achyk: confirm your e-mail address",
        ),
        Texts(
            ky="""Саламатсызбы!

Бул электрондук дарек менен {when} Ачык платформасында катталуу суралды. Эгер аны сиз сурасаңыз, төмөнкү баракты
ачып, катталганда тандаган сырсөзүңүздү жазыңыз:

{link}

Шилтеме бир жолу гана жана 48 саат иштейт. Аны эч кимге бербеңиз.

Эгер бул сиз болбосоңуз, эч нерсе кылбаңыз: ырасталбаган каттоо бир жумадан кийин өчүрүлөт.
""",
            ru="""Здравствуйте!

{when} с этим адресом электронной почты запросили регистрацию на платформе Ачык. Если это были вы, откройте
страницу и введите на ней пароль, который выбрали при регистрации:

{link}

Ссылка действует один раз и 48 часов. Никому её не передавайте.

Если это были не вы, ничего не делайте: неподтверждённая регистрация удаляется через неделю.
""",
            en="""Hello,

on {when} somebody asked to register at Achyk with this e-mail address. If it was you, open this page and write the
password on it that you chose:

{link}

The link works once and for 48 hours. Give it to nobody.

If it was not you, do nothing: a registration that is not confirmed is deleted after a week.
""",
        ),
    ),
    LetterKind.ALREADY: LetterText(
        Texts(
            ky="Ачык: сизде аккаунт бар",
            ru="Ачык: у вас уже есть учётная запись",
            en="Achyk: you already have an account",
        ),
        Texts(
            ky="""Саламатсызбы!

Бул электрондук дарек менен {when} Ачык платформасында катталуу суралды, бирок сизде аккаунт мурунтан эле бар.
Кирүү үчүн:

{link}

Эгер бул сиз болбосоңуз, эч нерсе кылбаңыз: аккаунтуңузда эч нерсе өзгөргөн жок.
""",
            ru="""Здравствуйте!

{when} с этим адресом электронной почты запросили регистрацию на платформе Ачык, но у вас уже есть учётная запись.
Войти можно здесь:

{link}

Если это были не вы, ничего не делайте: в вашей учётной записи ничего не изменилось.
""",
            en="""Hello,

on {when} somebody asked to register at Achyk with this e-mail address, but you already have an account. Sign in here:

{link}

If it was not you, do nothing: nothing has changed in your account.
""",
        ),
    ),
    LetterKind.RESET: LetterText(
        Texts(
            ky="Ачык: жаңы сырсөз коюңуз",
            ru="Ачык: задайте новый пароль",
            en="Achyk: set a new password",
        ),
        Texts(
            ky="""Саламатсызбы!

Бул электрондук дарек менен {when} Ачык платформасында жаңы сырсөз суралды. Эгер аны сиз сурасаңыз, төмөнкү баракты
ачып, жаңы сырсөз жазыңыз:

{link}

Шилтеме бир жолу гана жана бир саат иштейт. Аны эч кимге бербеңиз.

Эгер бул сиз болбосоңуз, эч нерсе кылбаңыз: сырсөзүңүз мурункудай эле калат.
""",
            ru="""Здравствуйте!

{when} для этого адреса электронной почты на платформе Ачык запросили новый пароль. Если это были вы, откройте
страницу и введите на ней новый пароль:

{link}

Ссылка действует один раз и один час. Никому её не передавайте.

Если это были не вы, ничего не делайте: ваш пароль остаётся прежним.
""",
            en="""Hello,

on {when} somebody asked for a new password at Achyk for this e-mail address. If it was you, open this page and write
a new password on it:

{link}

The link works once and for an hour. Give it to nobody.

If it was not you, do nothing: your password stays as it is.
""",
        ),
    ),
    LetterKind.NEW_EMAIL: LetterText(
        Texts(
            ky="Ачык: жаңы электрондук дарегиңизди ырастаңыз",
            ru="Ачык: подтвердите новый адрес электронной почты",
            en="Achyk: confirm your new e-mail address",
        ),
        Texts(
            ky="""Саламатсызбы!

{when} Ачык платформасындагы аккаунтка ушул электрондук даректи коюу суралды. Эгер аны сиз сурасаңыз, төмөнкү баракты
ачып, ырастаңыз:

{link}

Шилтеме бир жолу гана жана бир саат иштейт. Аны эч кимге бербеңиз.

Эгер бул сиз болбосоңуз, эч нерсе кылбаңыз.
""",
            ru="""Здравствуйте!

{when} этот адрес электронной почты попросили указать в учётной записи на платформе Ачык. Если это были вы, откройте
страницу и подтвердите:

{link}

Ссылка действует один раз и один час. Никому её не передавайте.

Если это были не вы, ничего не делайте.
""",
            en="""Hello,

on {when} somebody asked to give an account at Achyk this e-mail address. If it was you, open this page and confirm it:

{link}

The link works once and for an hour. Give it to nobody.

If it was not you, do nothing.
""",
        ),
    ),
    LetterKind.EMAIL_CHANGED: LetterText(
        Texts(
            ky="Ачык: аккаунтуңуздун электрондук дареги өзгөрдү",
            ru="Ачык: адрес вашей учётной записи изменён",
            en="Achyk: the address of your account was changed",
        ),
        Texts(
            ky="""Саламатсызбы!

{when} Ачык платформасындагы аккаунтуңузга башка электрондук дарек коюлду. Мындан ары каттар жаңы дарекке барат.

Эгер бул сиз болбосоңуз, аккаунтуңузга бөтөн адам кирген болушу мүмкүн. Платформанын операторуна дароо кабарлаңыз:

{link}
""",
            ru="""Здравствуйте!

{when} в вашей учётной записи на платформе Ачык указан другой адрес электронной почты. Письма теперь приходят на него.

Если это были не вы, в вашу учётную запись мог войти посторонний. Сразу сообщите оператору платформы:

{link}
""",
            en="""Hello,

on {when} your account at Achyk was given another e-mail address. Letters go there from now on.

If it was not you, a stranger may have got into your account. Tell the operator of the platform at once:

{link}
""",
        ),
    ),
    LetterKind.DELETION: LetterText(
        Texts(
            ky="Ачык: аккаунтуңуз жети күндөн кийин өчүрүлөт",
            ru="Ачык: ваша учётная запись будет удалена через семь дней",
            en="Achyk: your account will be deleted in seven days",
        ),
        Texts(
            ky="""Саламатсызбы!

{when} Ачык платформасындагы аккаунтуңузду өчүрүү суралды. Ал жети күндөн кийин өчүрүлөт: дарегиңиз, атыңыз жана
сеанстарыңыз жок болот. Далилдер менен ачык аракеттер калат, бирок алардын сиздики экени эми көрүнбөйт.

Эгер өчүргүңүз келбесе же муну сиз сурабасаңыз, кирип, өчүрүүнү токтотуңуз:

{link}
""",
            ru="""Здравствуйте!

{when} попросили удалить вашу учётную запись на платформе Ачык. Она будет удалена через семь дней: исчезнут адрес, имя
и сеансы. Доказательства и публичные действия останутся, но больше не будет видно, что они ваши.

Если вы передумали или просили не вы, войдите и отмените удаление:

{link}
""",
            en="""Hello,

on {when} somebody asked to delete your account at Achyk. It will be deleted in seven days: your address, your name and
your sessions go. Evidence and public acts stay, and no longer show that they are yours.

If you think better of it, or if it was not you, sign in and call the deletion off:

{link}
""",
        ),
    ),
    LetterKind.NOTICE: LetterText(
        Texts(
            ky="Ачык: сизди билдирүү күтүп турат",
            ru="Ачык: вас ждёт уведомление",
            en="Achyk: something waits for you",
        ),
        Texts(
            ky="""Саламатсызбы!

Ачык платформасында сизди билдирүү күтүп турат ({when}). Эмне жөнүндө экенин кирип гана окуй аласыз:

{link}

Мындай каттарды ошол эле баракта өчүрүп койсо болот.
""",
            ru="""Здравствуйте!

С {when} на платформе Ачык вас ждёт уведомление. О чём оно, можно прочитать только после входа:

{link}

Такие письма можно отключить на той же странице.
""",
            en="""Hello,

since {when} something waits for you at Achyk. What it is about can be read only after signing in:

{link}

Letters like this one can be switched off on the same page.
""",
        ),
    ),
    LetterKind.FACTOR_REMOVED: LetterText(
        Texts(
            ky="Ачык: эки кадамдуу кирүү өчүрүлдү",
            ru="Ачык: вход в два шага отключён",
            en="Achyk: two-step sign-in was switched off",
        ),
        Texts(
            ky="""Саламатсызбы!

{when} Ачык платформасынын оператору сиздин аккаунтуңуздун эки кадамдуу кирүүсүн өчүрдү. Бул телефонун да,
калыбына келтирүү коддорун да жоготкондорго жардам үчүн жасалат. Бардык түзмөктөрдөгү сеанстар бүттү. Кирип, эки
кадамдуу кирүүнү кайра жөндөңүз:

{link}

Эгер сиз муну сурабасаңыз, операторго дароо кабарлап, сырсөзүңүздү алмаштырыңыз.
""",
            ru="""Здравствуйте!

{when} оператор платформы Ачык отключил вход в два шага для вашей учётной записи. Это делают для тех, кто потерял и
телефон, и коды восстановления. Все сеансы завершены. Войдите и настройте вход в два шага заново:

{link}

Если вы об этом не просили, сразу сообщите оператору и смените пароль.
""",
            en="""Hello,

on {when} an operator of Achyk switched off two-step sign-in for your account. This is done for people who have lost
both their phone and their recovery codes. All sessions have ended. Sign in and set two-step sign-in up again:

{link}

If you did not ask for this, tell the operator at once and change your password.
""",
        ),
    ),
    LetterKind.NEW_DEVICE: LetterText(
        Texts(
            ky="Ачык: жаңы түзмөктөн кирүү",
            ru="Ачык: вход с нового устройства",
            en="Achyk: a sign-in from a new device",
        ),
        Texts(
            ky="""Саламатсызбы!

{when} сиздин аккаунтуңузга мурда көрүнбөгөн түзмөктөн киришти. Браузер: {device}.

Эгер бул сиз болсоңуз, эч нерсе кылбаңыз. Эгер сиз болбосоңуз, сырсөзүңүздү алмаштырып, башка сеанстарды бүтүрүңүз:

{link}

Мындай каттарды ошол эле баракта өчүрүп койсо болот.
""",
            ru="""Здравствуйте!

{when} в вашу учётную запись вошли с устройства, которого мы раньше не видели. Браузер: {device}.

Если это были вы, ничего не делайте. Если не вы, смените пароль и завершите другие сеансы:

{link}

Такие письма можно отключить на той же странице.
""",
            en="""Hello,

on {when} somebody signed in to your account from a device that was not seen before. Browser: {device}.

If it was you, do nothing. If it was not you, change your password and end the other sessions:

{link}

You can switch these letters off on the same page.
""",
        ),
    ),
    LetterKind.REBUTTAL: LetterText(
        Texts(
            ky="Ачык: сиздин арызыңыз боюнча кабар",
            ru="Ачык: новости о вашем обращении",
            en="Achyk: news of your request",
        ),
        Texts(
            ky="""Саламатсызбы!

Бул дарек менен Ачык платформасына жарыяланган тексттеги туура эмес маалымат жөнүндө арыз жазылган. {when} карата анын
абалы ушул баракта:

{link}

Шилтемени эч кимге бербеңиз. Эгер бул сиз болбосоңуз, эч нерсе кылбаңыз.
""",
            ru="""Здравствуйте!

С этим адресом на платформу Ачык написали о неверных сведениях в опубликованном тексте. Что с обращением на {when},
можно увидеть здесь:

{link}

Никому не передавайте эту ссылку. Если писали не вы, ничего не делайте.
""",
            en="""Hello,

somebody wrote to Achyk with this address about something untrue in a published text. What has become of the request
as of {when} is on this page:

{link}

Give the link to nobody. If it was not you, do nothing.
""",
        ),
    ),
}

_PATHS = {
    LetterKind.VERIFY: "verify/{token}",
    LetterKind.ALREADY: "sign-in",
    LetterKind.RESET: "password/reset/{token}",
    LetterKind.NEW_EMAIL: "account/email/{token}",
    LetterKind.EMAIL_CHANGED: "about",
    LetterKind.DELETION: "account",
    LetterKind.NOTICE: "notices",
    LetterKind.REBUTTAL: "rebuttal/{token}",
    LetterKind.FACTOR_REMOVED: "security",
    LetterKind.NEW_DEVICE: "security",
}
_SOME_BROWSER = "—"


def needs_token(kind: LetterKind) -> bool:
    """Whether the link of such a letter carries a secret."""
    return "{token}" in _PATHS[kind]


def link(public_url: str, language: Language, kind: LetterKind, token: str = "") -> str:
    """Where a letter leads. The page of a token only shows a form: mail scanners open links, but fill nothing in."""
    return f"{public_url.rstrip('/')}/{language.value}/{_PATHS[kind].format(token=token)}"


def compose(
    public_url: str,
    kind: LetterKind,
    language: Language,
    *,
    letter: str,
    to: str,
    requested: datetime,
    token: str = "",
    device: str = "",
) -> Letter:
    """The letter with the identifier `letter` to the address `to`, asked for at `requested`.

    Nothing that somebody typed in is quoted, so that nobody can have their own words sent to a stranger.
    """
    text = LETTERS[kind]
    where = link(public_url, language, kind, token)
    when = requested.astimezone(_BISHKEK).strftime("%d.%m.%Y, %H:%M")
    return Letter(
        key=letter,
        to=to,
        subject=text.subject.in_language(language),
        text=text.body.in_language(language).format(link=where, when=when, device=device or _SOME_BROWSER),
        language=language.value,
        written=requested,
    )
