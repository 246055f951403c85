"""The pages of docs/indicators say what the definitions say, and leave nothing of the OCP guide unanswered."""

from achyk.indicator_pages import FOLDER, INDEX, pages
from achyk.indicators_left_out import LEFT_OUT
from services.scoring.indicators import CATALOGUE

GUIDE = {f"R{number:03}" for number in range(1, 74)}


def test_given_the_definitions_then_the_committed_pages_are_those_made_from_them() -> None:
    committed = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*")}
    made = pages()
    stale = sorted(name for name in committed.keys() | made.keys() if committed.get(name) != made.get(name))
    assert stale == [], "run `make indicators`"


def test_given_the_guide_then_each_of_its_indicators_is_here_or_it_is_said_why_not() -> None:
    here = {each.id for each in CATALOGUE} & GUIDE
    assert here | LEFT_OUT.keys() == GUIDE
    assert here & LEFT_OUT.keys() == set()


def test_given_the_index_then_it_leads_to_every_page() -> None:
    index = pages()[INDEX]
    assert all(index.count(f"| [{each.id}]({each.id}.md) |") >= 1 for each in CATALOGUE)
    assert all(f"| {id_} |" in index for id_ in LEFT_OUT)


def test_given_a_page_then_no_line_of_its_tables_is_broken() -> None:
    for name, text in pages().items():
        rows = [line.replace("\\|", "") for line in text.splitlines() if line.startswith("|")]
        widths = [line.count("|") for line in rows]
        assert set(widths) <= {3, 4, 5, 9}, name
        assert "{" not in "".join(rows), name
