"""The ways to act on a purchase in Kyrgyzstan, as far as public sources support them: `rules.json`.

None was checked by a lawyer against the text in force: each says so, and what to ask. What the sources do not state,
such as the days for a complaint, is left out rather than guessed. Operators edit the rules: `docs/remedies.md`.
"""

import json
from pathlib import Path
from typing import Final

from shared.contracts.remedy import RuleDraft

_FILE: Final = Path(__file__).with_name("rules.json")
RULES: Final[dict[str, RuleDraft]] = {
    code: RuleDraft.model_validate(each) for code, each in json.loads(_FILE.read_text(encoding="utf-8")).items()
}
"""Code -> the way as it stands in the software, in the order to show them."""
