import pytest
from dnaio import SequenceRecord

from amplicon.screen import screen_against
from amplicon.sequences import pairs, references
from tests.e2e.amplicon.derive import DATA

PHIX = f"{DATA}/phix_genome.fa"


@pytest.fixture
def screen():
    return screen_against(PHIX)


@pytest.fixture
def amplicons():
    return list(pairs(f"{DATA}/sam1F.fastq.gz#1-5", f"{DATA}/sam1R.fastq.gz#1-5"))


def phix(start: int, changes: str = "") -> SequenceRecord:
    """A read of 150 bases of PhiX, with `changes` over its middle."""
    (genome,) = references(PHIX)
    sequence = genome.sequence[start : start + 150]
    return SequenceRecord("phix", sequence[:75] + changes + sequence[75 + len(changes) :])


@pytest.mark.parametrize("start", [0, 1000, 5236])
@pytest.mark.parametrize("changes", ["", "ACGT"])
def test_a_pair_from_phix_is_removed(screen, start, changes):
    read = phix(start, changes)
    assert list(screen.passing([(read, read.reverse_complement())])) == []
    assert (screen.pairs, screen.hits) == (1, 1)


def test_one_read_from_phix_removes_its_mate(screen, amplicons):
    mixed = [(amplicons[0][0], phix(500)), *amplicons[1:]]
    assert list(screen.passing(mixed)) == amplicons[1:]


def test_amplicons_pass(screen, amplicons):
    assert list(screen.passing(amplicons)) == amplicons
    assert (screen.pairs, screen.hits) == (5, 0)


def test_a_control_is_one_sequence():
    with pytest.raises(ValueError, match="expected one sequence, found 100"):
        screen_against(f"{DATA}/16s_reference.fa.gz")
