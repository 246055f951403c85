"""A word is found whatever form, script or keyboard it was written with."""

import string
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.folding import answers, fold, fold_query, mixed_script


def found(query: str, document: str) -> bool:
    return answers(set(fold(document)), fold_query(query))


FAMILIES = (
    "мектеп мектептин мектепке мектепти мектепте мектептен мектептер мектептердин мектебинин мектебине мектебинде",
    "алуу алуунун алууну алуулар алуулардын алууларды алууларга",
    "оорукана ооруканага ооруканада ооруканалар ооруканасынын ооруканасында ооруканаларга",
    "жол жолдун жолго жолду жолдор жолдорду",
    "курулуш курулушу курулушун курулушунда курулуштар",
    "кызмат кызматы кызматтар кызматтарды кызматтары кызматтарын кызматына",
    "өкмөт өкмөттүн өкмөтү окмот окмоттун",
    "иш иштер ишти иштердин",
    "тендер тендердин тендерлер тендерге",
    "компьютер компьютеры компьютеров компьютером компьютерлер компьютерлерди",
    "школа школы школе школ школага школалар",
    "поставка поставки поставку",
    "администрация администрации администрацию администрациянын администрациясына",
    "Нарын Нарында Нарынга",
    "закупка закупки закупку закупкой закупок",
    "поставка поставок",
    "доска доски досок",
    "станок станка станки станков",
    "участок участка участки",
    "песок песка песком",
    "образец образца образцы образцов",
    "палец пальца",
    "владелец владельца",
    "кольцо кольца колец",
    "ручка ручек",
    "линейка линейки линеек",
    "рейка реек",
    "уголь угля углю углём",
    "окно окна окон",
    "котёл котла котлы котлов",
    "кровля кровли кровель",
    "щебень щебня щебнем",
    "камень камня камней",
    "кресло кресла кресел",
    "письмо письма писем",
    "лён льна",
    "үй үйү үйүн үйдүн үйгө үйүндө үйүнүн үйлөр",
    "жол жолу жолун жолунун жолунда",
    "иш иши ишин ишинин",
    "жер жери жерин жеринде",
    "таш ташы ташын",
    "laptop laptops",
)


@pytest.mark.parametrize("family", FAMILIES, ids=[family.split()[0] for family in FAMILIES])
def test_any_form_of_a_word_finds_its_base_form_and_is_found_by_it(family: str) -> None:
    base, *forms = family.split()
    missed = [form for form in forms if not (found(form, base) and found(base, form))]
    assert missed == []


@pytest.mark.parametrize(
    ("query", "document"),
    [
        ("работа", "рабочая одежда"),
        ("карта", "картофель"),
        ("место", "месяц"),
        ("бумага", "бумеранг"),
        ("школа", "шкала"),
        ("оорукана", "оору"),
        ("үй", "у школы"),
        ("үй", "үйрөнүү"),
        ("иш", "ишеним"),
        ("жол", "жолугушуу"),
        ("кол", "колхоз"),
        ("таш", "ташкент"),
        ("машина", "маш"),
        ("город", "гордый"),
        ("корона", "корень"),
        ("срок", "сорок"),
        ("сок", "сукно"),
        ("закупка", "закуска"),
        ("котёл", "кот"),
        ("уголь", "угорь"),
        ("окно", "око"),
        ("дно", "день"),
        ("камень", "камера"),
        ("палец", "палата"),
        ("вагон", "вагранка"),
        ("кабель", "кобель"),
    ],
)
def test_different_words_stay_different(query: str, document: str) -> None:
    assert not found(query, document)


@pytest.mark.parametrize(
    ("query", "document"),
    [
        ("компьютер", "Kомпьютeры"),  # Latin K and e
        ("сервер", "CEPBEP"),  # Latin throughout
        ("toyota", "Тоyota"),  # Cyrillic То
        ("laptop", "Lаptop"),  # Cyrillic а
        ("мектеп", "МЕКТЕП"),
        ("ремонт", "ре\u00adмонт"),
        ("ремонт", "ремо\u0301нт"),
        ("ёлка", "елка"),
        ("көл", "кол"),
        ("кабель", "USBкабель"),
        ("usb", "USBкабель"),
    ],
)
def test_hidden_words_are_found(query: str, document: str) -> None:
    assert found(query, document)


@pytest.mark.parametrize("text", ["кoмпьютер", "Ремонт шкoлы", "Тоyota", "Lаptop"])
def test_look_alikes_of_the_other_script_are_noticed(text: str) -> None:
    assert mixed_script(text)


@pytest.mark.parametrize("text", ["", "компьютер", "laptop", "USBкабель", "Laptop для школы", "А4 2х12", "№ 12-бис"])
def test_two_scripts_side_by_side_are_no_disguise(text: str) -> None:
    assert not mixed_script(text)


def test_every_word_of_a_question_must_occur_and_small_words_do_not_count() -> None:
    assert found("ремонт для школы", "Капитальный ремонт школ")
    assert not found("ремонт дороги", "Капитальный ремонт школ")
    assert fold_query("для") == [("для",)]
    assert fold_query(" — ") == []


@given(st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяөүң", min_size=2, max_size=12))
def test_given_a_word_of_several_letters_then_none_of_its_tokens_is_a_single_one(word: str) -> None:
    assert all(len(token) > 1 for token in fold(word))


letters = st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяөүң" + string.ascii_lowercase + " -,0123", max_size=60)


@given(letters)
def test_a_text_answers_itself_in_any_case(text: str) -> None:
    assert found(text, text)
    assert fold(text.upper()) == fold(text)


@given(st.text(max_size=80))
def test_no_text_breaks_folding(text: str) -> None:
    tokens = fold(text)
    assert all(token and token == token.strip() for token in tokens)
    assert bool(tokens) == bool(fold_query(text))
    mixed_script(text)


@given(letters, letters)
def test_a_longer_text_answers_whatever_a_part_of_it_answered(part: str, more: str) -> None:
    assert found(part, f"{part} {more}")


@given(letters)
def test_kyrgyz_letters_and_their_everyday_spelling_meet(text: str) -> None:
    typed = text.translate(str.maketrans("өүңё", "оуне"))
    assert found(typed, text)
    assert found(text, typed)


def test_threads_fold_as_one_does() -> None:
    words = [
        f"{root}{ending}" for root in ("мектеп", "школ", "дорог", "жол") for ending in ("тердин", "ами", "го", "у")
    ]
    text = " ".join(f"{word}{number}а" for word in words for number in "абвгдеж")
    results: list[list[str]] = []
    threads = [threading.Thread(target=lambda: results.append(fold(text))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(result == fold(text) for result in results)
    assert len(results) == 4
