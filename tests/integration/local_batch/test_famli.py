"""The FAMLI example, with the real aligner and the real FAMLI, where they can be had."""

import gzip
import json
import os
import random
import shutil
import subprocess
import sys

import pytest

from tests.integration.local_batch import image
from tests.unit.examples.famli.test_famli import jobs_of

FAMLI = image.EXAMPLES / "famli"
PINNED = "famli==1.2.2"
ACIDS = "ARNDCQEGHILKMFPSTWYV"
BASES = "GCTCGTAATGATTGTCAAGAAGGTCATATTCTTAAAATGTTTCCTTCTACTTGGTATGTT"
CODONS = {acid: BASES[3 * n : 3 * n + 3] for n, acid in enumerate(ACIDS)}
PRESENT = {"gene1": 100, "gene2": 50}
READ = 100


@pytest.fixture(scope="module")
def diamond():
    """The aligner; CI must have it."""
    if not (found := shutil.which("diamond")):
        assert "REQUIRE_DIAMOND" not in os.environ
        pytest.skip("no diamond here: apt-get install diamond-aligner")
    return found


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """FAMLI from PyPI, with what `famli filter` imports."""
    target = tmp_path_factory.mktemp("famli")
    wanted = ["--no-deps", "--target", str(target), PINNED, "numpy", "biopython"]
    done = subprocess.run(
        ["uv", "pip", "install", "--quiet", "--python", sys.executable, *wanted],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        assert "REQUIRE_DIAMOND" not in os.environ, done.stderr
        pytest.skip(f"{PINNED} can't be installed here")
    return target


@pytest.fixture(scope="module")
def proteins():
    chance = random.Random(7)
    return {f"gene{n}": "".join(chance.choices([*CODONS], k=200)) for n in (1, 2, 3)}


def reads(proteins):
    """Reads along two of the genes, as many as PRESENT says."""
    for gene, many in PRESENT.items():
        dna = "".join(CODONS[acid] for acid in proteins[gene])
        for n in range(many):
            start = n * (len(dna) - READ) // many
            yield f"@{gene}-{n}\n{dna[start : start + READ]}\n+\n{'I' * READ}\n"


@pytest.fixture
def s3(server, diamond, proteins, tmp_path):
    """A bucket with a sample's reads and DIAMOND's database."""
    client = server.client("s3")
    client.create_bucket(Bucket="my-bucket")
    (tmp_path / "genes.faa").write_text("".join(f">{n}\n{p}\n" for n, p in proteins.items()))
    makedb = [diamond, "makedb", "--quiet", "--in", "genes.faa", "--db", "genes"]
    subprocess.run(makedb, cwd=tmp_path, check=True)
    packed = gzip.compress("".join(reads(proteins)).encode())
    client.put_object(Bucket="my-bucket", Key="reads/SRR1.fastq.gz", Body=packed)
    client.upload_file(str(tmp_path / "genes.dmnd"), "my-bucket", "references/genes.dmnd")
    return client


def test_the_genes_that_are_there_are_found_with_all_their_reads(
    server, jobs, s3, packages, tmp_path
):
    environment = image.environment(server, tmp_path, "tools/in_scratch", "famli/famli_sample")
    environment["PYTHONPATH"] += f":{packages}"
    main = "from famli.run_famli import main; main()"
    image.install(tmp_path / "bin/famli", f"{sys.executable} -c '{main}'")
    parameters = rendered() | {"threads": "1", "blocks": "0.1", "batchsize": "1000"}
    detail = image.run(jobs, FAMLI / "job-definitions/famli.json", environment, **parameters)
    assert detail["status"] == "SUCCEEDED", jobs.lines(detail)
    stored = s3.get_object(Bucket="my-bucket", Key="HMP/FAMLI/SRR1.json.gz")["Body"].read()
    found = json.loads(gzip.decompress(stored))
    assert {gene["id"]: gene["nreads"] for gene in found["results"]} == PRESENT
    assert list((tmp_path / "scratch").iterdir()) == []


def rendered():
    """The parameters of the first sample, as the workflow has them."""
    return dict(jobs_of("HMP")[0].parameters)
