"""Which parts of a publisher's data may be about a natural person, and are left out everywhere."""

import pytest

from services.gateway.release import is_personal, without_personal


@pytest.mark.parametrize(
    "path",
    [
        "/parties/0/contactPoint/name",
        "parties[0].contactPoint.email",
        "parties[0].beneficialOwners[1].name",
        "/parties/0/persones",
        "phoneNumbers",
        "contact_email",
        "contactEmail",
        "e-mail",
        "EMAIL",
        "faxNumber",
        "telephone",
        "mobilePhone",
        "birthDate",
        "givenName",
        "familyName",
        "patronymicName",
        "documents[3].author",
        "address.streetAddress",
    ],
)
def test_given_a_field_about_a_person_then_it_is_personal(path: str) -> None:
    assert is_personal(path)


@pytest.mark.parametrize(
    "path",
    [
        "authority",
        "coauthorisation",
        "/tender/procuringEntity/name",
        "emailing",
        "headphones",
        "tender.value.amount",
        "",
    ],
)
def test_given_a_field_that_only_sounds_like_one_then_it_is_not(path: str) -> None:
    assert not is_personal(path)


def test_given_any_depth_then_persons_are_left_out_and_the_rest_stays() -> None:
    value = {
        "beneficialOwners": [{"name": "Jane Doe", "birthDate": "1970-01-01"}],
        "phoneNumbers": ["1"],
        "authority": "ministry",
        "parties": [{"name": "School 1", "contactPoint": {"name": "A person"}}],
    }
    assert without_personal(value) == {"authority": "ministry", "parties": [{"name": "School 1"}]}
