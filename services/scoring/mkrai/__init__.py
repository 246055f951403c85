"""The official Kyrgyz red flags (MKRAI) as the Ministry of Finance's application computes them, with all its traps.

For comparison only: what Achyk itself says of the same rules are the corrected indicators KG02 to KG18. The application
(EBRD project, 2021) was published without a licence: its rules were read, and are written here anew; nothing is copied.

Values are 1 (raised), 0 (not raised) and -1 (incorrect or not applicable). A rule looks only at tenders inside its gate
(method, stage, reason, year) and of good quality; outside it the last value stays. Flag 1
(common contacts) was never implemented there, so that the catalogue has no KG01: R044 asks that question.
"""
