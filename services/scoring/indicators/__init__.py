"""The catalogue: every indicator, in the order it is shown. Adding one: docs/contributing/indicators.md."""

from services.scoring.indicator import Indicator
from services.scoring.indicators.kg07 import KG07
from services.scoring.indicators.kg08 import KG08
from services.scoring.indicators.kg10 import KG10
from services.scoring.indicators.r003 import R003
from services.scoring.indicators.r018 import R018
from services.scoring.indicators.r028 import R028
from services.scoring.indicators.r035 import R035
from services.scoring.indicators.r036 import R036

CATALOGUE: tuple[Indicator, ...] = (R003, R018, R028, R035, R036, KG07, KG08, KG10)
