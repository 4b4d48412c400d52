import pytest
from dnaio import SequenceRecord

from amplicon.sequences import interleaved
from amplicon.trim import Rules, trim

ADAPTER = "AGATCGGAAGAGC"
RULES = Rules(adapter=ADAPTER, quality="25", min_length="10", max_errors="2")
READ = "ACGTTGCAACGTTGCAACGT"


def pair(forward: str, reverse: str = READ, *, quality: str = "I"):
    reads = {"forward": forward, "reverse": reverse}
    return tuple(SequenceRecord("r", text, quality * len(text)) for text in reads.values())


@pytest.fixture
def output(tmp_path):
    return f"{tmp_path}/trimmed.fastq.gz"


@pytest.mark.parametrize(
    ("forward", "quality", "fate"),
    [
        (READ, "I", "kept"),
        (READ[:9], "I", "too_short"),
        (READ + "N", "I", "too_many_n"),
        (READ * 50, ":", "too_many_errors"),
        (READ, "#", "too_short"),
    ],
)
def test_a_pair_has_one_fate(output, forward, quality, fate):
    counts = trim([pair(forward, quality=quality)], output, RULES)
    assert {name for name, count in counts.items() if count} == {"pairs", fate}


@pytest.mark.parametrize("adapter", [ADAPTER, ADAPTER[:10], ADAPTER + "TTT"])
def test_an_adapter_is_cut_off(output, adapter):
    trim([pair(READ + adapter)], output, RULES)
    assert [forward.sequence for forward, _ in interleaved(output)] == [READ]


def test_no_pairs_are_no_failure(output):
    assert trim([], output, RULES)["pairs"] == 0
    assert list(interleaved(output)) == []


def test_input_that_breaks_leaves_no_output(output, tmp_path):
    def truncated():
        yield pair(READ)
        raise EOFError

    with pytest.raises(EOFError):
        trim(truncated(), output, RULES)
    assert list(tmp_path.iterdir()) == []


def test_a_rule_that_cutadapt_refuses_leaves_no_output(output, tmp_path, capfd):
    rules = Rules(adapter=ADAPTER, quality="high", min_length="10", max_errors="2")
    with pytest.raises(ChildProcessError, match="cutadapt ended with exit code 2"):
        trim([pair(READ)] * 10_000, output, rules)
    assert list(tmp_path.iterdir()) == []
