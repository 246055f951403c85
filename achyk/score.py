"""placeholder until services.scoring lands"""


def command() -> None:
    raise NotImplementedError
