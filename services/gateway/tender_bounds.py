"""How much of one process its page shows; the rest is counted and left to the data themselves."""

from typing import Final

MOST: Final = 50
"""Rows of one table; the rest is counted and left to the data themselves."""
MOST_ROWS: Final = 240
"""Items, bids and awards of all lots together."""
MOST_PARTIES: Final = 10
"""Organisations of one joint bid or award."""
MOST_VERSIONS: Final = 50
MOST_ISSUES: Final = 20
"""Faults of the data."""
MOST_CHANGES: Final = 20
"""Changes of one version."""
MOST_CHANGES_IN_ALL: Final = 100
TEXT_LENGTH: Final = 4_000
"""Characters of a description."""
TITLE_LENGTH: Final = 500
NAME_LENGTH: Final = 150
"""Characters of a name, or of the title of a part."""
CODE_LENGTH: Final = 60
LONGEST_ID: Final = 255
LINK_LENGTH: Final = 500
"""A longer address is not linked."""
