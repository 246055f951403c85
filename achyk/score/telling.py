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
        count = "1 piece was" if len(refused) == 1 else f"{len(refused)} pieces were"
        err.print(f"{count} refused: {'; '.join(refused[:SHOWN])}{more}", highlight=False)
    if intake.skipped:
        places = "; ".join(intake.broken[:SHOWN])
        more = " …" if intake.skipped > SHOWN else ""
        count = "1 line is" if intake.skipped == 1 else f"{intake.skipped} lines are"
        err.print(f"{count} no contracting process: {places}{more}", highlight=False)
