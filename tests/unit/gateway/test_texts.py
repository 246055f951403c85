"""The texts that members agree to."""

import io
import json
import zipfile

from services.gateway.archive import archive
from services.gateway.i18n import load
from services.gateway.labels import Labels
from services.gateway.texts import newest, read, shown, texts
from shared.contracts.base import Language
from shared.contracts.consent import ConsentText


def test_given_a_file_then_marks_make_title_headings_lists_and_paragraphs() -> None:
    text = read("1", "# Title\n\n## One\nWords.\nMore.\n- a\n- b\n\n- c\n")
    assert text.title == "Title"
    assert [(block.kind, block.lines) for block in text.blocks] == [
        ("heading", ("One",)),
        ("paragraph", ("Words.",)),
        ("paragraph", ("More.",)),
        ("list", ("a", "b", "c")),
    ]


def test_given_every_version_then_it_is_there_in_three_languages_of_the_same_shape() -> None:
    versions = {(key.text, key.version) for key in texts()}
    assert {text for text, _ in versions} == set(ConsentText)
    for text, version in versions:
        found = [one for key, one in texts().items() if (key.text, key.version) == (text, version)]
        assert len(found) == len(Language)
        shapes = {tuple((block.kind, len(block.lines)) for block in one.blocks) for one in found}
        assert len(shapes) == 1, f"{text} {version} says the same in each language"


def test_given_a_language_then_the_newest_version_of_each_text_is_shown() -> None:
    assert [(one.text, one.version) for one in shown(Language.KY)] == [(text, newest(text)) for text in ConsentText]


def test_given_parts_then_the_archive_holds_each_as_json_and_says_how_many_entries() -> None:
    packed = archive({"account": [{"name": "Айгүл"}], "notices": []}, Labels(load(Language.EN)))
    folder = zipfile.ZipFile(io.BytesIO(packed))
    assert folder.namelist() == ["README.txt", "account.json", "notices.json"]
    assert json.loads(folder.read("account.json")) == [{"name": "Айгүл"}]
    assert "account.json: 1" in folder.read("README.txt").decode()
