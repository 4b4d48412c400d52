"""The ready tools of examples/tools, as jobs of their own job definitions."""

import gzip
import io
import json
import re
import zipfile
from hashlib import sha256

import pytest

from tests.integration.local_batch import image
from tests.integration.local_batch.image import install

TOOLS = image.EXAMPLES / "tools"
PAGE = (TOOLS.parents[1] / "docs/migration-compute.md").read_text()
BUCKET = "tools"
SCRIPT = b'echo "$1 $2" && exit 3\n'


@pytest.fixture(scope="module")
def s3(server):
    client = server.client("s3")
    client.create_bucket(Bucket=BUCKET)
    return client


@pytest.fixture
def environment(server, tmp_path, s3):
    tools = ("fetch_and_run", "in_scratch", "stream", "dockstore_tool")
    return image.environment(server, tmp_path, *(f"tools/{tool}" for tool in tools))


@pytest.fixture
def submit(jobs, environment):
    """Run a job of a definition as it is shipped."""

    def run(definition, /, **parameters):
        path = TOOLS / f"job-definitions/{definition}.json"
        return image.run(jobs, path, environment, **parameters)

    return run


@pytest.fixture
def shell(jobs, environment):
    """Run a command line as a job."""

    def run(line, **more):
        given = [f"{key}={value}" for key, value in {**environment, **more}.items()]
        return jobs.run("env", *given, "sh", "-c", line)

    return run


def put(s3, content, key="run"):
    s3.put_object(Bucket=BUCKET, Key=key, Body=content)
    return {"url": f"s3://{BUCKET}/{key}", "sha256": sha256(content).hexdigest()}


def zipped(**files):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return whole.getvalue()


def left(tmp_path):
    return list((tmp_path / "scratch").rglob("*"))


def test_a_script_runs_with_its_arguments_and_its_exit_code_is_kept(jobs, submit, s3):
    detail = submit(
        "fetch-and-run", type="script", arguments="'a b' c", name="x", **put(s3, SCRIPT)
    )
    assert jobs.lines(detail) == ["a b c"]
    assert detail["container"]["exitCode"] == 3


def test_the_script_that_is_named_runs_out_of_a_zip(jobs, submit, s3):
    archive = zipped(**{"main.sh": "exec sh $(dirname $0)/other.sh", "other.sh": "echo inside"})
    detail = submit("fetch-and-run", type="zip", **put(s3, archive))
    assert (jobs.lines(detail), detail["status"]) == (["inside"], "SUCCEEDED")


def test_a_file_with_another_checksum_is_not_run(jobs, submit, s3):
    meant = put(s3, SCRIPT)
    put(s3, b"echo something else")
    detail = submit("fetch-and-run", type="script", **meant)
    (line,) = jobs.lines(detail)
    assert line.endswith(f"not {meant['sha256']}; nothing was run")
    assert detail["container"]["exitCode"] == 1


def test_a_file_that_is_not_there_is_named(jobs, submit, s3):
    detail = submit("fetch-and-run", type="script", url=f"s3://{BUCKET}/none", sha256="0" * 64)
    (line,) = jobs.lines(detail)
    assert line.startswith(f"fetch-and-run: s3://{BUCKET}/none: ")
    assert detail["container"]["exitCode"] == 1


def test_what_a_script_leaves_in_scratch_goes_with_it(jobs, submit, s3, tmp_path):
    script = put(s3, b'echo data > file; echo more > "$TMPDIR/other"; pwd; ls')
    detail = submit("fetch-and-run-in-scratch", type="script", **script)
    folder, *names = jobs.lines(detail)
    assert folder.startswith(f"{tmp_path}/scratch/")
    assert {"file", "other"} <= set(names)
    assert left(tmp_path) == []


def test_an_object_is_streamed_through_a_command(submit, s3):
    source = put(s3, b"ACGT" * 1_000_000, "reads")["url"]
    target = f"s3://{BUCKET}/reads.gz"
    assert submit("stream-gzip", input=source, output=target)["status"] == "SUCCEEDED"
    stored = s3.get_object(Bucket=BUCKET, Key="reads.gz")["Body"].read()
    assert gzip.decompress(stored) == b"ACGT" * 1_000_000


def test_a_stream_that_breaks_off_leaves_no_object(jobs, submit, s3):
    missing, target = f"s3://{BUCKET}/none", f"s3://{BUCKET}/broken.gz"
    detail = submit("stream-gzip", input=missing, output=target)
    assert jobs.lines(detail)[0].startswith(f"stream: {missing}: ")
    assert "Contents" not in s3.list_objects_v2(Bucket=BUCKET, Prefix="broken.gz")


def test_a_dockstore_tool_is_launched_with_its_parameters(jobs, submit, s3, tmp_path):
    install(tmp_path / "bin/dockstore", "sh -c 'echo \"$@\"; cat params.json; exit 4' dockstore")
    text = json.dumps({"output_file": {"class": "File", "path": "s3://b/md5sum.txt"}})
    url = put(s3, text.encode(), "md5sum.s3.json")["url"]
    entry = "quay.io/briandoconnor/dockstore-tool-md5sum:1.0.4"
    detail = submit("dockstore-tool", entry=entry, parameters=url)
    launched = f"tool launch --entry {entry} --json params.json"
    assert jobs.lines(detail) == [launched, text]
    assert (detail["container"]["exitCode"], left(tmp_path)) == (4, [])


def lines_of(page, command):
    return re.findall(rf"\| `([^`]*{command} [^`]+)`[^|]*\|$", page, re.MULTILINE)


def remote(name):
    return {"out": {"class": "File", "path": f"s3://results/{name}.txt"}}


@pytest.fixture
def documented(s3):
    """The files that the page names, in their buckets."""
    for bucket in ("my-scripts", "my-params"):
        s3.create_bucket(Bucket=bucket)
    script = b'echo "slept $1"'
    files = {"myjob.sh": script, "myjob.zip": zipped(**{"myjob.sh": script})}
    params = {"md5sum.s3.json": remote("md5sum"), "bwa.s3.json": remote("bwa")}
    params["delly.local.json"] = {"out": {"class": "File", "path": "/tmp/delly.vcf"}}
    for name, content in files.items():
        s3.put_object(Bucket="my-scripts", Key=name, Body=content)
    for name, content in params.items():
        s3.put_object(Bucket="my-params", Key=name, Body=json.dumps(content).encode())
    return files


def digest_for(line, files):
    name = "myjob.zip" if ".zip" in line else "myjob.sh"
    return sha256(files[name]).hexdigest()


def test_the_page_has_lines_to_run():
    assert len(lines_of(PAGE, "fetch-and-run")) == 3
    assert len(lines_of(PAGE, "dockstore-tool")) == 3


@pytest.mark.parametrize("line", lines_of(PAGE, "fetch-and-run"))
def test_a_line_of_fetch_and_run_is_translated_to_one_that_works(jobs, shell, documented, line):
    detail = shell(line, SHA256=digest_for(line, documented))
    said = "slept 60" if line.endswith("60") else "slept"
    assert ([text.strip() for text in jobs.lines(detail)], detail["status"]) == (
        [said],
        "SUCCEEDED",
    )


@pytest.mark.parametrize("line", lines_of(PAGE, "dockstore-tool"))
def test_a_line_of_the_wrapper_is_translated_to_one_that_works(
    jobs, shell, documented, tmp_path, line
):
    install(tmp_path / "bin/dockstore", "echo launched")
    detail = shell(line)
    entry = line.split()[1]
    refused = "dockstore-tool: out: '/tmp/delly.vcf' is a local path"
    said = refused if "local" in line else f"launched tool launch --entry {entry} --json"
    assert jobs.lines(detail)[0].startswith(said)
