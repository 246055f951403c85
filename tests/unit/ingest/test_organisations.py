"""One party per organisation, references that lead to it, and no joining on identifiers that identify nobody."""

from typing import Any

import pytest

from services.ingest.issues import Issues
from services.ingest.organisations import settle


def settled(release: dict[str, Any]) -> dict[str, Any]:
    settle(release, Issues())
    return release


def test_given_a_party_listed_once_per_role_when_settled_then_it_is_one_party_with_all_roles() -> None:
    release = settled(
        {
            "ocid": "a",
            "parties": [
                {"id": "KG-INN-1", "identifier": {"legalName": "Больница (выдумано)"}, "roles": ["buyer"]},
                {"id": "KG-INN-1", "address": {"region": "Бишкек"}, "roles": ["procuringEntity", "buyer"]},
            ],
        }
    )
    assert release["parties"] == [
        {
            "id": "KG-INN-1",
            "identifier": {"legalName": "Больница (выдумано)"},
            "roles": ["buyer", "procuringEntity"],
            "name": "Больница (выдумано)",
            "address": {"region": "Бишкек"},
        }
    ]
    assert release["buyer"] == {"id": "KG-INN-1", "name": "Больница (выдумано)"}


def test_given_organisations_in_place_when_settled_then_they_are_parties_with_roles_as_in_1_1() -> None:
    identifier = {"scheme": "GB-COH", "id": "123"}
    release = settled(
        {
            "ocid": "a",
            "buyer": {"name": "Council"},
            "awards": [{"suppliers": [{"name": "Firm", "identifier": identifier}]}],
        }
    )
    buyer = release["buyer"]["id"]
    assert buyer.startswith("a#")
    assert release["awards"][0]["suppliers"] == [{"name": "Firm", "id": "GB-COH-123"}]
    assert [(party["id"], party["roles"]) for party in release["parties"]] == [
        (buyer, ["buyer"]),
        ("GB-COH-123", ["supplier"]),
    ]


@pytest.mark.parametrize("local", ["ORG-0001", "TPO-0002", "1"])
def test_given_notice_local_ids_when_settled_then_strangers_are_not_merged(local: str) -> None:
    registered = {"id": local, "name": "A", "identifier": {"scheme": "NO-ORG", "id": "99"}, "roles": ["buyer"]}
    first = settled({"ocid": "a", "parties": [registered], "buyer": {"id": local}})
    second = settled({"ocid": "b", "parties": [{"id": local, "name": "B", "roles": ["buyer"]}], "buyer": {"id": local}})
    assert first["buyer"]["id"] == "NO-ORG-99"
    assert second["buyer"]["id"] == f"b#{local}"


@pytest.mark.parametrize("placeholder", ["VACIA", "00", "N/A"])
def test_given_a_placeholder_when_settled_then_it_is_no_identifier(placeholder: str) -> None:
    release = settled({"ocid": "a", "awards": [{"suppliers": [{"id": placeholder}]}], "buyer": {"id": placeholder}})
    assert release["awards"][0]["suppliers"] == [{}]
    assert release["buyer"] == {}


def test_given_settled_once_when_settled_again_then_nothing_changes() -> None:
    release = settled({"ocid": "a", "buyer": {"name": "Council"}, "tender": {"tenderers": [{"name": "T"}]}})
    before = repr(release)
    assert repr(settled(release)) == before
