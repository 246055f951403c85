"""The publication gate: claims with their evidence, wording, reviewers, the other side, and the published versions."""
