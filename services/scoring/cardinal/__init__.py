"""The Cardinal profile: OCP's Cardinal 0.0.8, answer for answer.

Beside Achyk's own catalogue, for whoever wants to compare: the same eleven indicators over the same file give the same
output as `ocdscardinal indicators`, with its shortcuts (`README.md` of this service says which). `run.run` is the door.
"""
