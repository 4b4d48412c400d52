import pytest
from dnaio import FileFormatError

from amplicon.sequences import interleaved, pairs
from tests.e2e.amplicon.derive import DATA

FORWARD, REVERSE = f"{DATA}/sam1F.fastq.gz", f"{DATA}/sam1R.fastq.gz"


def names(found):
    return [forward.id for forward, _ in found]


def test_ranges_divide_the_pairs():
    parts = ("#1-500", "#501-1000", "#1001-1500")
    split = [name for part in parts for name in names(pairs(FORWARD + part, REVERSE + part))]
    assert split == names(pairs(FORWARD, REVERSE))


def test_mates_need_the_same_range():
    with pytest.raises(ValueError, match="the same range"):
        list(pairs(f"{FORWARD}#1-500", f"{REVERSE}#1-501"))


def test_a_range_must_not_end_beyond_the_file():
    with pytest.raises(ValueError, match="there are 1500 pairs"):
        list(pairs(f"{FORWARD}#1001-1501", f"{REVERSE}#1001-1501"))


@pytest.mark.parametrize("fragment", ["#5", "#5-", "#0-5", "#6-5", "#a-b"])
def test_a_range_that_is_none_is_refused(fragment):
    with pytest.raises(ValueError, match="expected a range of pairs"):
        list(pairs(FORWARD + fragment, REVERSE + fragment))


def test_reads_that_are_no_mates_are_refused(tmp_path):
    (tmp_path / "x.fastq").write_text("@one\nAC\n+\nII\n@two\nAC\n+\nII\n")
    with pytest.raises(FileFormatError, match="Reads are improperly paired"):
        list(interleaved(f"{tmp_path}/x.fastq"))
