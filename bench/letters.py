"""A letter of three pages as DOCX and PDF, in a process that makes its first one."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path

from bench.report import Figure, percentile
from services.community.correspondence.docx_paper import docx
from services.community.correspondence.paper import Paper
from services.community.correspondence.pdf_paper import pdf

ROUNDS = 5
_FIRST = "import time; from bench.letters import make; a = time.perf_counter(); make(); print(time.perf_counter() - a)"
_TEXT = (
    "По данным портала на 1 ноября 2026 года цена за единицу вне обычного диапазона; просим сообщить, как она "
    "рассчитана, и приложить документы. Сураныч, бааны кантип эсептегениңизди билдириңиз жана документтерди тиркеңиз. "
)


async def measure(folder: Path) -> list[Figure]:
    """Seconds of a clock: the slowest first letter of some processes that have just started, and a later one."""
    first = []
    for _ in range(ROUNDS):
        done = await asyncio.to_thread(
            subprocess.run, [sys.executable, "-c", _FIRST], check=True, capture_output=True, text=True
        )
        first.append(float(done.stdout))
    later = []
    for _ in range(ROUNDS + 1):
        begun = time.perf_counter()
        make()
        later.append(time.perf_counter() - begun)
    return [
        Figure("a letter as DOCX and PDF, the first of a process", percentile(first, 1.0), "s", "<= 2"),
        Figure("the same, any later one", percentile(later[1:], 1.0), "s", "<= 2"),
    ]


def make() -> None:
    """Both files of a long letter."""
    letter = Paper(
        language="ru",
        head="Исх. № A-2026-0001 от 01.11.2026",
        to=("Мэрия города Бишкек", "отдел закупок"),
        title="Обращение граждан",
        paragraphs=(_TEXT * 3,) * 12,
        norms_title="Нормы",
        norms=("Закон № 67 от 4 мая 2007 года",) * 5,
        term="Просим ответить в течение 14 рабочих дней.",
        answer_here=(),
        attachments_title="Приложения",
        attachments=tuple(f"Акт {number}, SHA-256 {'0' * 64}" for number in range(20)),
        signatures_title="Подписи",
        signatures=tuple(f"Айгүл Өмүрова {number}" for number in range(10)),
        notice="Риск-индикатор — это статистический признак, требующий проверки.",
        footer="0" * 64,
        watermark="",
    )
    if not docx(letter).startswith(b"PK") or not pdf(letter).startswith(b"%PDF"):
        raise RuntimeError("these are not the files that they should be")
