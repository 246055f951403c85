"""`make bench`: how fast the chain is, each figure beside a floor measured in the same run."""
