"""Units of measure that are the same under different names, and those in which prices cannot be compared."""

import numpy as np

from services.scoring.grouping import Bools
from services.scoring.lookup import Directory
from services.scoring.sorting import different
from services.scoring.tokens import Tokens, token

SAME_UNITS: dict[str, tuple[str, ...]] = {
    "шт": ("штука", "штуки", "штук", "даана", "дана", "piece", "pieces", "pcs", "pc", "ea", "each", "единица", "ед"),
    "кг": ("килограмм", "килограммы", "kilogram", "kilograms", "kg", "кило"),
    "г": ("грамм", "граммы", "гр", "gram", "grams", "g"),
    "т": ("тонна", "тонны", "тонн", "тн", "tonne", "tonnes", "metric ton", "тонна; метрическая тонна (1000 кг)"),
    "л": ("литр", "литры", "литров", "liter", "litre", "litres", "liters", "ltr", "литр; кубический дециметр"),
    "мл": ("миллилитр", "миллилитры", "ml", "millilitre", "milliliter"),
    "м": (
        "метр",
        "метры",
        "метров",
        "m",
        "metre",
        "meter",
        "metres",
        "meters",
        "погонный метр",
        "пог.м",
        "пог. м",
        "п.м",
    ),
    "км": ("километр", "километры", "чакырым", "kilometre", "kilometer", "km"),
    "м2": ("м²", "кв.м", "кв. м", "кв м", "квадратный метр", "чарчы метр", "square metre", "square meter", "m2", "sqm"),
    "м3": ("м³", "куб.м", "куб. м", "куб м", "кубический метр", "куб метр", "cubic metre", "cubic meter", "m3"),
    "га": ("гектар", "гектары", "hectare", "hectares"),
    "пара": ("пары", "пар", "жуп", "pair", "pairs", "пара (2 шт.)", "пара (2 шт"),
    "уп": ("упаковка", "упак", "упаковки", "таңгак", "package", "packages", "pkg"),
    "пачка": ("пач", "пачки", "пачке"),
    "компл": ("комплект", "комплекты", "топтом"),
    "рулон": ("рул", "рулоны", "roll", "rolls", "түрмөк"),
    "бут": ("бутылка", "бутылки", "бөтөлкө", "bottle", "bottles"),
    "фл": ("флакон", "флаконы", "vial", "vials"),
    "амп": ("ампула", "ампулы", "ampoule", "ampoules"),
    "табл": ("таблетка", "таблетки", "таб", "tablet", "tablets"),
    "экз": ("экземпляр", "экземпляры", "нуска", "copy", "copies"),
    "квт.ч": ("квт·ч", "квт-ч", "квт*ч", "киловатт-час", "kwh", "kw.h"),
    "гкал": ("гигакалория", "гигакалории", "gcal"),
}
"""Folded names (lower case, single blanks, no final dot), by the one under which they are counted."""
NO_MEASURE = (
    *("услуга", "услуги", "услуг", "кызмат", "кызмат көрсөтүү", "service", "services", "усл. ед", "усл.ед", "у.е"),
    *("условная единица", "условные единицы", "шарттуу бирдик", "работа", "работы", "иш", "work", "works", "объект"),
    *("проект", "долбоор", "project", "lump sum", "ls", "lot", "лот", "job", "сом", "процент", "%"),
    *("набор", "set", "компл", "kit", "уп", "пачка", "рулон", "бут", "коробка", "кор", "кутуча", "box", "ящик"),
    *("мешок", "кап", "канистра", "ведро", "чака", "партия", "человек", "чел", "день", "күн", "месяц", "ай", "час"),
)
"""What one of these holds differs from one purchase to the next, so that the price of one says nothing about others."""
_pairs = sorted((token(name), token(unit)) for unit, names in SAME_UNITS.items() for name in names)
_NAMES = Directory(np.array([name for name, _ in _pairs], np.int64))
_NO_MEASURE = Directory(different(np.array([token(name) for name in NO_MEASURE], np.int64)))
_UNITS = np.array([unit for _, unit in _pairs], np.int64)


def one_unit(units: Tokens) -> Tokens:
    """Tokens of folded unit names, those of the same unit made equal."""
    places = _NAMES.rows(units)
    return np.where(places >= 0, _UNITS[places], units)


def measures(units: Tokens) -> Bools:
    """Whether a unit says how much there is of something."""
    named: Bools = units != 0
    return named & (_NO_MEASURE.rows(one_unit(units)) < 0)


def folded(name: str) -> str:
    """A unit's name as `Items.unit` holds it."""
    return " ".join(name.casefold().split()).rstrip(".")
