"""What tokens stand for: ids, and the names that were published last."""

from hypothesis import given
from hypothesis import strategies as st

from services.scoring.names import Named, Names
from services.scoring.tokens import token
from tests.unit.scoring.build import Json, award, bid, part_of, release


def called(name: str | None, date: str | None = None, ocid: str = "o", who: str = "S") -> Json:
    party = {"id": who, "roles": ["supplier"]} | ({"name": name} if name else {})
    content = release(None, bid("b", who, 5), awards=[award("a", "b", who)], parties=[party], ocid=ocid)
    return content | ({"date": date} if date else {})


def names(*contents: Json) -> dict[int, Named]:
    found = Names()
    for content in contents:
        found.take(part_of(content))
    return found.known()


EARLY, LATE = "2020-01-01T00:00:00Z", "2024-01-01T00:00:00Z"


def test_given_several_names_then_the_one_published_last_stands_whatever_the_order() -> None:
    said = [called("Old", EARLY), called("New", LATE), called("Undated")]
    for order in (said, said[::-1]):
        assert names(*order)[token("S")] == Named("S", "New")
    together = Names()
    together.take(part_of(*said))
    assert together.known()[token("S")] == Named("S", "New")


def test_given_the_last_publication_withholds_the_name_then_there_is_none() -> None:
    assert names(called("A Person", EARLY), called(None, LATE))[token("S")] == Named("S", None)
    assert names(called("A Person", LATE), called(None, LATE))[token("S")] == Named("S", None)
    both = Names()
    both.take(part_of(called("A Person", LATE, "o-1"), called(None, LATE, "o-2")))
    assert both.known()[token("S")] == Named("S", None)


def test_given_parties_that_neither_buy_nor_bid_then_nobody_names_them() -> None:
    content = called("Firm") | {"parties": [{"id": "FUNDER", "name": "Fund", "roles": ["funder"]}]}
    found = names(content)
    assert token("FUNDER") not in found
    assert found[token("S")] == Named("S", None)


def test_given_figures_in_a_currency_and_a_country_then_their_codes_are_known() -> None:
    content = release(None, awards=[award("a", "b", "S") | {"value": {"amount": 5, "currency": "KGS"}}])
    found = names(content)
    assert {found[token(text)].id for text in ("KGS", "kg", "KG-INN-1", "S")} == {"KGS", "kg", "KG-INN-1", "S"}


@given(st.permutations([("A", EARLY), ("B", EARLY), (None, EARLY), ("C", LATE), ("D", LATE), ("E", None)]))
def test_property_the_order_of_parts_decides_nothing(said: list[tuple[str | None, str | None]]) -> None:
    assert names(*(called(*one) for one in said))[token("S")].name == "D"
