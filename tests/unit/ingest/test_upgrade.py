"""What was called otherwise in OCDS 1.0 is found under its name of 1.1."""

from collections.abc import Callable
from typing import Any

from services.ingest.prepare import Taken
from services.ingest.process import Process, merged
from services.ingest.upgrade import upgrade


def test_given_an_amendment_of_1_0_when_upgraded_then_it_is_the_first_of_the_amendments() -> None:
    release: dict[str, Any] = {"tender": {"amendment": {"rationale": "x"}}, "contracts": [{"amendment": {"date": "d"}}]}
    upgrade(release)
    assert release == {
        "tender": {"amendments": [{"rationale": "x"}]},
        "contracts": [{"amendments": [{"date": "d"}]}],
    }


def test_given_amendments_of_1_1_when_upgraded_then_they_stay() -> None:
    release: dict[str, Any] = {"tender": {"amendments": [{"id": "1"}], "amendment": {"id": "1"}}}
    upgrade(release)
    assert release == {"tender": {"amendments": [{"id": "1"}]}}


def test_given_a_transaction_of_1_0_when_upgraded_then_its_parts_have_their_new_names() -> None:
    transaction = {
        "id": "1",
        "amount": {"amount": 5},
        "providerOrganization": {"id": "a"},
        "receiverOrganization": {"id": "b"},
    }
    release = {"contracts": [{"implementation": {"transactions": [transaction]}}]}
    upgrade(release)
    assert release["contracts"][0]["implementation"]["transactions"] == [
        {"id": "1", "payer": {"id": "a"}, "payee": {"id": "b"}, "value": {"amount": 5}}
    ]


def test_given_a_release_of_1_0_when_taken_in_then_its_organisations_are_parties(
    taken: Callable[[dict[str, Any]], Taken],
) -> None:
    release = {
        "ocid": "ocds-made00-1",
        "id": "1",
        "date": "2016-01-01T00:00:00Z",
        "tag": ["award"],
        "buyer": {
            "name": "Council (made up)",
            "identifier": {"scheme": "GB-LAC", "id": "E1"},
            "address": {"countryName": "GB"},
        },
        "awards": [{"id": "1", "status": "active", "suppliers": [{"name": "Firm (made up)"}]}],
    }
    process = Process("ocds-made00-1")
    (version,) = merged(process, [], [taken(release)], None)
    assert version.buyer == "GB-LAC-E1"
    assert process.country == "gb"
    assert process.compiled is not None
    buyer, supplier = process.compiled["parties"]
    assert (buyer["id"], buyer["roles"], buyer["address"]) == ("GB-LAC-E1", ["buyer"], {"countryName": "GB"})
    assert (supplier["name"], supplier["roles"]) == ("Firm (made up)", ["supplier"])
