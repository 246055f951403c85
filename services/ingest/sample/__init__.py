"""Made-up tenders in the shape of the Kyrgyz OCDS export, from a seed: to try, to show and to measure with.

Nothing in it is real: organisations carry tax numbers that cannot exist (they begin with 99999), firms are named
after the words for "example", and every package says so in its publisher. A truth file lists which risk indicators
were planted where, so that what scoring finds can be checked.

Read in this order: `words` (the vocabulary), `parties`, `design` (what a process will be and what may be planted in
it), `year` (what is remembered, so that no pattern arises by accident), `basis`, `draw` and `sole` (processes with and
without competition), `chains` (patterns over several processes), `release` (what the publisher would have exported at
each stage), `generator` (the year in date order), `truth`, `arrivals` (tenders of today), `commands` (writing to disk).
"""
