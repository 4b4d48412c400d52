import pytest
from dnaio import SequenceRecord

from amplicon.assign import Assigner, Tally, table
from amplicon.kmers import Index, kmers

ONE = "ACGTTGCATTACGGATCCAT"
TWO = "GGCCATATTTGCGCAAGTCA"


@pytest.fixture
def assigner():
    assigner = Assigner(index=Index(5), min_shared=6)
    assigner.learn("Bacteria;One;", ONE)
    assigner.learn("Bacteria;Two;", TWO)
    return assigner


def pair(forward: str, reverse: str):
    """A pair as sequenced: the mate is read from the other strand."""
    return SequenceRecord("r", forward), SequenceRecord("r", reverse).reverse_complement()


def test_a_pair_has_the_phylum_of_the_closest_reference(assigner):
    assert assigner.tally([pair(ONE, ONE), pair(TWO, TWO)]) == {
        "One": Tally(pairs=1, kmers=16, shared=16),
        "Two": Tally(pairs=1, kmers=16, shared=16),
    }


@pytest.mark.parametrize(
    "reads",
    [("A" * 20, "A" * 20), (ONE, TWO), (ONE[:9], ONE[:9]), ("", "")],
    ids=["like none", "like two", "like one, but too little", "empty"],
)
def test_a_pair_without_a_clear_phylum_is_unassigned(assigner, reads):
    (phylum,) = assigner.tally([pair(*reads)])
    assert phylum == "unassigned"


def test_a_phylum_does_not_compete_with_itself(assigner):
    assigner.learn("Bacteria;One;", ONE)
    assert set(assigner.tally([pair(ONE, ONE)])) == {"One"}


def test_the_table_has_most_pairs_first():
    tallies = {"B": Tally(1, 2, 1), "C": Tally(2, 4, 3), "A": Tally(1, 2, 2)}
    lines = b"".join(table(tallies)).decode().splitlines()
    assert lines == ["phylum\tpairs\tkmers\tshared", "C\t2\t4\t3", "A\t1\t2\t2", "B\t1\t2\t1"]


def test_kmers_leave_out_what_is_no_base():
    assert list(kmers("ACGNTTT", 3)) == [0b000110, 0b111111]


@pytest.mark.parametrize("k", [0, 16])
def test_an_index_that_no_machine_holds_is_refused(k):
    with pytest.raises(ValueError, match="1 to 15 bases"):
        Index(k)
