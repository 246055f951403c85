"""The languages, apart from the models: a command that only names them need not load the latter."""

from enum import StrEnum


class Language(StrEnum):
    """The languages of every page and text, in the order they are offered."""

    KY = "ky"
    RU = "ru"
    EN = "en"
