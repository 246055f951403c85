"""Words that stand out, and the many that only seem to."""

import pytest

from services.scoring.brands import KNOWN, NO_BRANDS
from services.scoring.wording import odd_words


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Закупка нoутбуков", "нoутбуков"),
        ("Kомпьютер жана принтер", "Kомпьютер"),
        ("Поставка yгля", "yгля"),
        ("Cтроительство школы", "Cтроительство"),
        ("КОМПЬЮTЕРЫ для школы", "КОМПЬЮTЕРЫ"),
        ("Поставка Dеll", "Dеll"),
        ("Yйдү оңдоо", "Yйдү"),
    ],
)
def test_given_a_letter_replaced_by_its_twin_then_the_word_is_mixed(text: str, word: str) -> None:
    assert odd_words(text).mixed == (word,)


@pytest.mark.parametrize(
    "text",
    [
        "Закупка ноутбуков",
        "Supply of computers",
        "USB-кабель, Wi-Fi роутер, LED-лампа, 3D-принтер",
        "USBны, HDMIкабель, принтерHP, LEDлампа, PDFке",
        "кBт, pН, рH-метр, °C, мкM, кVA, дБ",
        "ГOСТ, МTЗ-82, ЗИЛ-130, СHиП",
        "XIX век, ХIХ век, ХXI кылым, IIкв, IVквартал",
        "М10x50, В25, A4, А4, 220В",
        "бетон B25, труба d32",
        "вирус COVID-19, витамин B12",
        "ңөү ҢӨҮ Үй-бүлө",
        "É café naïve Straße",
        "",
    ],
)
def test_given_abbreviations_units_or_roman_numbers_then_nothing_is_mixed(text: str) -> None:
    assert odd_words(text).mixed == ()


def test_given_a_word_twice_then_it_counts_once() -> None:
    assert odd_words("нoутбук, нoутбук").mixed == ("нoутбук",)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Поставка ноутбуков Dell для школы", "Dell"),
        ("Автоунаа TOYOTA сатып алуу", "TOYOTA"),
        ("Ноутбук HP15 для бухгалтерии", "HP"),
        ("Поставка телефонов iPhone для отдела", "iPhone"),
        ("Компьютеры OptiPlex для лаборатории", "OptiPlex"),
        ("Закупка анализатора Biobase BK200 для больницы", "Biobase"),
        ("Кондиционер Zanussi-09 орнотуу", "Zanussi"),
        ("Хлоргексидин® для больницы", "®"),
    ],
)
def test_given_a_known_name_a_model_or_a_word_like_iphone_then_it_looks_like_a_brand(text: str, word: str) -> None:
    assert odd_words(text).brands == (word,)


@pytest.mark.parametrize(
    "text",
    [
        "Поставка компьютеров и принтеров",
        "Поставка ноутбуков Dell или эквивалент",
        "Dell ноутбугу же анын аналогу",
        "Запасные части для Toyota",
        "Ремонт автомобиля Hyundai Porter",
        "Картриджи для принтера Canon 725",
        "Тойота унаасын оңдоо, Toyota Camry",
        "Лекарственные препараты: Amoxicillin 500, Panadol 200",
        "Вакцина Gardasil 9 для детей",
        "Продление лицензии Kaspersky",
        "Бумага A4, формат A3, картон A1",
        "Болты M10, M12x50, бетон B25, трубы DN50 PN16 SDR11",
        "Кабель UTP Cat5e, разъём RJ45, память DDR4 16GB",
        "Соответствие ISO 9001, ISO9001, IEC 60601, ASTM D1655, EN 12345, DIN 2999",
        "Мощность 5 kW, 100 kWh, 5000 mAh, 50 Hz, 2.4 GHz, 220 V, 10 Mbit",
        "Двигатель 150 HP для насоса",
        "Класс Euro 5, Euro-4, Euro 95",
        "Маски N95, KN95 и тесты COVID-19, Covid-19",
        "Школа XXI века, том XIV, глава VIII, III квартал",
        "Поставка на условиях DDP Incoterms 2020",
        "Саженцы клёна Acer platanoides для парка",
        "Разработка портала на JavaScript и PostgreSQL, DevOps",
        "Проект USAID и UNDP, закупка мебели для школы",
        "Сайт www.MyCompany.kg, почта MyName@MyHost.com, ссылка https://MyPortal.kg/AbcDef",
        "Цвет RAL 9016, двери Class 100, Type 22",
        "Procurement of Dell laptops and HP printers",
        "Техника для ОсОО «Ак-Кеме»",
        "Supply of computers / Поставка ПК",
        "CO2, H2O, O2, pH, SO4, NaCl, KMnO4",
        "",
    ],
)
def test_given_standards_units_medicines_or_or_equivalent_then_there_is_no_brand(text: str) -> None:
    assert odd_words(text).brands == ()


def test_given_text_without_latin_letters_then_nothing_stands_out() -> None:
    found = odd_words("Поставка угля для школы")
    assert (found.mixed, found.brands) == ((), ())


def test_given_a_trade_mark_sign_alone_then_it_counts() -> None:
    assert odd_words("Поставка краски Радуга™").brands == ("®",)


def test_given_the_lists_then_no_word_is_in_both_and_all_are_in_lower_case() -> None:
    assert not KNOWN & NO_BRANDS
    assert all(word == word.lower() for word in KNOWN | NO_BRANDS)


def test_given_a_long_description_then_time_grows_with_it_alone() -> None:
    assert odd_words("поставка " * 50_000 + "Dell").brands == ("Dell",)
    for endless in ("a" * 200_000 + "ж", "Aa" * 100_000, "ж" * 200_000 + "A", "a." * 100_000 + " жжж"):
        assert odd_words(endless).mixed == ()
        assert odd_words("ж" * 300_000 + " " + endless).brands == ()
