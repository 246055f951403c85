"""The rebuttal desk: untrue says whoever, and the desk decides while a clock runs."""
