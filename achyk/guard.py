"""How errors are said on the terminal: what a person can act on is one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.errors import AchykError, Refused, Unavailable


@contextmanager
def guarded() -> Iterator[None]:
    """Turn known errors into one sentence and exit status 1."""
    try:
        yield
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        _fail(sentence)


def _sentence(error: Exception) -> str | None:
    """What a person can act on; None for an error that nobody foresaw."""
    if isinstance(error, Refused):
        return error.message
    if isinstance(error, Unavailable):
        return f"No answer to {error.subject}. Is the platform running? `achyk doctor` looks."
    if isinstance(error, AchykError):
        return str(error)
    if isinstance(error, FileNotFoundError):
        return f"There is no file {error.filename}."
    return _of_libraries(error)


def _of_libraries(error: Exception) -> str | None:
    # Imported here: a command that met no error need not have loaded these libraries to be able to name theirs.
    from pydantic import ValidationError

    from shared.store import CONNECTION_ERRORS
    from shared.topology import BROKER_ERRORS, MISSING_ERRORS

    if isinstance(error, ValidationError):
        wrong = "; ".join(
            f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors(include_input=False)
        )
        return f"A setting is wrong: {wrong}"
    if isinstance(error, MISSING_ERRORS):
        return "The broker has no such stream or consumer yet. Run `achyk topology apply`; `achyk doctor` looks."
    if isinstance(error, BROKER_ERRORS):
        return f"The broker does not do this: {type(error).__name__}. `achyk doctor` looks."
    if isinstance(error, CONNECTION_ERRORS):
        return "The database does not answer. Is the platform running? `achyk doctor` looks."
    return None


def _fail(sentence: str) -> None:
    from achyk.console import err

    err.print(sentence, style="bold red", highlight=False)
    raise SystemExit(1)
