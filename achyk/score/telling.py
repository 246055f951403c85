"""What people are told beside the answers, on standard error."""

from achyk.console import err
from achyk.score.intake import Intake

SHOWN = 5


def tell_losses(intake: Intake) -> None:
    """How much could not be taken in, and the first of it; and which way the lines went."""
    if intake.compiled:
        err.print("Each line was taken as a compiled release, the last of each process judged.", highlight=False)
    if intake.refused:
        refused = intake.refused
        more = " …" if len(refused) > SHOWN else ""
        err.print(f"{len(refused)} pieces were refused: {'; '.join(refused[:SHOWN])}{more}", highlight=False)
    if intake.skipped:
        places = "; ".join(intake.broken[:SHOWN])
        more = " …" if intake.skipped > SHOWN else ""
        err.print(f"{intake.skipped} lines are no contracting processes: {places}{more}", highlight=False)
