"""The whole chain as processes of its own, to be killed."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rounds", type=int, default=1, help="how often everything is killed")


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    chosen: int = request.config.getoption("--rounds")
    return chosen
