import gzip
import json

from batch_relay import uploading


def test_import_makes_a_project(relay, csv):
    code, out, err = relay("project", "import", "p", "--metadata", csv)
    assert (code, out, err) == (0, "Imported project p, 2 samples.\n", "")


def test_import_again_says_that_nothing_is_new(relay, csv):
    relay("project", "import", "p", "--metadata", csv)
    out = relay("project", "import", "p", "--metadata", csv)[1]
    assert out == "Nothing new in project p, 2 samples.\n"


def test_import_prints_each_problem_with_its_place(relay, csv):
    csv.write_text("sample,file\na,\n")
    code, out, err = relay("project", "import", "p", "--metadata", csv)
    assert (code, out) == (1, "")
    assert f"{csv}:2: [file] The sample has no file; fill in the cell.\n" in err
    assert "error: The project was not imported" in err


def test_import_says_how_many_problems_it_left_out(relay, csv):
    csv.write_text("sample,file\n" + "a,\n" * 150)
    err = relay("project", "import", "p", "--metadata", csv)[2]
    assert "and 50 more of kind missing_file" in err


def test_import_skips_invalid_rows_if_asked_to(relay, csv):
    csv.write_text("sample,file\na,x\nb,\n")
    code, out, err = relay("project", "import", "p", "--metadata", csv, "--skip-invalid")
    assert (code, out) == (0, "Imported project p, 1 sample.\n")
    assert f"{csv}:3: skipped: [file]" in err


def test_a_dry_run_shows_the_jobs_and_stores_nothing(relay, csv, definition, service):
    relay("workflow", "put", definition)
    _, out, _ = relay("project", "import", "p", "--metadata", csv, "--workflow=famli", "--dry-run")
    assert "s3://results/p/a.fq" in out
    assert "reads=s3://reads/a.fq" in out
    assert service.ports.projects.items == {}


def test_import_with_a_workflow_starts_it(relay, started, service):
    assert len(service.ports.starts.sent) == 1


def test_rows_are_appended(relay, started, csv):
    csv.write_text("sample,file\nc,z\n")
    append = ("project", "import", "p", "--append", "--metadata", csv)
    assert relay(*append)[1] == "Appended 1 sample to project p; it has 3 samples.\n"
    assert relay(*append)[1] == "Nothing new in project p, 3 samples.\n"


def test_columns_may_be_named(relay, csv):
    csv.write_text("id,reads\na,x\n")
    named = ("--sample-col", "id", "--file-col", "reads")
    assert relay("project", "import", "p", "--metadata", csv, *named)[0] == 0


def test_a_gzip_file_is_imported(relay, csv):
    csv.write_bytes(gzip.compress(csv.read_bytes()))
    assert relay("project", "import", "p", "--metadata", csv)[0] == 0


def test_a_large_file_goes_by_an_upload(relay, csv, service):
    rows = "".join(f"s{number},f{number},{'x' * 1000}\n" for number in range(4400))
    csv.write_text(f"sample,file,note\n{rows}")
    assert csv.stat().st_size > uploading.LARGEST_BODY
    assert "4400 samples" in relay("project", "import", "p", "--metadata", csv)[1]
    assert any(key.startswith("uploads/") for key in service.ports.files.items)


def test_a_large_file_gets_its_problems_too(relay, csv):
    rows = "".join(f"s{number},,{'x' * 1000}\n" for number in range(4400))
    csv.write_text(f"sample,file,note\n{rows}")
    code, out, err = relay("project", "import", "p", "--metadata", csv)
    assert (code, out) == (1, "")
    assert f"{csv}:2: [file] The sample has no file" in err
    assert "and 4300 more of kind missing_file" in err


def test_list_says_what_to_do_when_there_is_none(relay):
    assert relay("project", "list")[2].startswith("There is no project yet")


def test_list_names_all_projects(relay, csv):
    for name in "b", "a":
        relay("project", "import", name, "--metadata", csv)
    listed = json.loads(relay("project", "list", "--json")[1])
    assert [each["name"] for each in listed] == ["a", "b"]
    assert "2026-01-01" in relay("project", "list")[1]


def test_show_tells_the_runs(relay, started):
    out = relay("project", "show", "p")[1]
    assert "columns sample, file" in out
    assert "2 PENDING" in out


def test_a_missing_file_is_a_wrong_command_line(relay):
    code, _, err = relay("project", "import", "p", "--metadata", "nix.csv")
    assert code == 2
    assert "does not exist" in err
