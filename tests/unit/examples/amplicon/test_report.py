import pytest

from amplicon import objects
from amplicon.report import gather, markdown

TRIM = {"pairs": 9, "too_short": 1, "too_many_n": 0, "too_many_errors": 2, "kept": 6}
SCREEN = {"pairs": 6, "control": 1, "kept": 5}
PHYLA = b"phylum\tpairs\tkmers\tshared\nOne\t3\t30\t10\nunassigned\t2\t20\t1\n"


@pytest.fixture
def folder(tmp_path):
    objects.write_json(f"{tmp_path}/trim.json", TRIM)
    objects.write_json(f"{tmp_path}/screen.json", SCREEN)
    objects.write(f"{tmp_path}/phyla.tsv", [PHYLA])
    return str(tmp_path)


def test_no_pair_is_lost(folder):
    pairs = gather(folder, sample="s", specimen="x").pairs
    dropped = pairs.too_short + pairs.too_many_n + pairs.too_many_errors + pairs.phix
    assert pairs.sequenced == dropped + pairs.assigned + pairs.unassigned


def test_unassigned_pairs_are_no_phylum(folder):
    report = gather(folder, sample="s", specimen="x")
    assert [(row.phylum, row.percent) for row in report.phyla] == [("One", 100.0)]
    assert report.pairs.unassigned == 2


def test_people_see_the_same_numbers(folder):
    lines = list(markdown(gather(folder, sample="s", specimen="x")))
    assert lines[0] == "# s (specimen x)"
    assert "| One | 3 | 100.0 | 33.3 |" in lines


def test_counts_of_different_runs_are_not_mixed(folder):
    objects.write_json(f"{folder}/screen.json", {**SCREEN, "kept": 4})
    with pytest.raises(ValueError, match="not of one run"):
        gather(folder, sample="s", specimen="x")
