"""The official Kyrgyz red flags (MKRAI) as the Ministry of Finance's application computes them, with all its traps.

For comparison only: what Achyk itself says of the same rules are the corrected indicators KG02 to KG18. Written from a
description of the application's rules (EBRD project, 2021); none of its text is used.

Values are 1 (raised), 0 (not raised) and -1 (incorrect or not applicable). A rule looks only at tenders inside its gate
(method, stage, reason, year) and of good quality; outside it the last value stays. Flag 1 (common
contacts) was never implemented there, which is why the catalogue has no KG01: R044 asks that question. There is no 11.
"""
