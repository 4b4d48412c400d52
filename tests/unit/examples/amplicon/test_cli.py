import gzip

import pytest

from tests.e2e.amplicon.derive import DATA

FASTQ = b"@r\nACGT\n+\nIIII\n"
PHIX = f"{DATA}/phix_genome.fa"
CORRUPTED = gzip.compress(FASTQ, mtime=0)[:10] + b"\xff" * 20


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("x.fastq", b"ACGT", "Error in FASTQ file"),
        ("x.fastq", b"@r\nACGT\n", "Error in FASTQ file"),
        ("x.fastq", FASTQ, "has no partner"),
        ("x.fastq.gz", FASTQ, "Not a gzipped file"),
        ("x.fastq.gz", CORRUPTED, "while decompressing"),
        ("x.fastq.gz", gzip.compress(FASTQ * 2, mtime=0)[:-9], "ended before"),
    ],
    ids=["no name", "no qualities", "no mate", "not compressed", "corrupted", "truncated"],
)
def test_input_that_is_broken_is_one_line(run_job, tmp_path, name, content, reason):
    (tmp_path / name).write_bytes(content)
    out = {"output": f"{tmp_path}/out.fastq", "summary": f"{tmp_path}/out.json"}
    with pytest.raises(SystemExit, match=f"^amplicon-screen: [^\n]*{reason}"):
        run_job("amplicon-screen", {"reads": f"{tmp_path / name}", "control": PHIX, **out})
    assert not list(tmp_path.glob("out*"))
