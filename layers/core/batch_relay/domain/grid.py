"""Where the analyses of many samples stand, in a letter each."""

from collections.abc import Collection, Mapping
from typing import Final

from batch_relay.domain.attempts import AnalysisKey
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus

NOT_BEGUN: Final = "."
LETTERS: Final[Mapping[AnalysisStatus, str]] = {
    AnalysisStatus.PARKED: "H",
    AnalysisStatus.SUBMITTING: "I",
    AnalysisStatus.SUBMITTED: "Q",
    AnalysisStatus.PENDING: "P",
    AnalysisStatus.RUNNABLE: "B",
    AnalysisStatus.STARTING: "T",
    AnalysisStatus.RUNNING: "R",
    AnalysisStatus.RESUBMITTING: "A",
    AnalysisStatus.CANCELLING: "D",
    AnalysisStatus.SUCCEEDED: "S",
    AnalysisStatus.SKIPPED: "K",
    AnalysisStatus.FAILED: "F",
    AnalysisStatus.CANCELLED: "C",
}


def cells_of(
    run: RunKey,
    samples: Collection[str],
    analyses: int,
    standings: Mapping[AnalysisKey, AnalysisStatus],
) -> list[str]:
    """Return a word for each sample, with a letter for each of its analyses."""

    def letter(sample: str, index: int) -> str:
        stands = standings.get(AnalysisKey(run=run, sample=sample, analysis=index))
        return LETTERS[stands] if stands else NOT_BEGUN

    return ["".join(letter(sample, index) for index in range(analyses)) for sample in samples]
