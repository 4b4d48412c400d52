import pytest

from batch_relay.domain.grid import LETTERS, NOT_BEGUN
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from tests.examples import analysis, analysis_key

RUN = RunKey(project="p", workflow="famli")
FAILED = AnalysisStatus.FAILED


@pytest.fixture
def grid(http, run):
    """Ask for a part of the grid."""
    return lambda **query: http.get(f"{run}/grid", params={"status": "FAILED", **query})


def test_every_status_has_a_letter_of_its_own():
    assert LETTERS.keys() == set(AnalysisStatus)
    assert len({*LETTERS.values(), NOT_BEGUN}) == len(LETTERS) + 1


def test_a_grid_has_a_letter_for_each_analysis(grid, ports, begun):
    begun("a", SampleStatus.FAILED)
    begun("b", SampleStatus.FAILED)
    ports.analyses.save(analysis(analysis_key(0, name="a", of=RUN), status=FAILED))
    assert grid().json() == {"samples": ["a", "b"], "cells": ["F", "."], "next": None}


def test_a_grid_goes_on_after_a_name(grid, begun):
    for name in "abc":
        begun(name, SampleStatus.FAILED)
    page = grid(limit=2).json()
    assert (page["samples"], page["next"]) == (["a", "b"], "b")
    assert grid(limit=2, after="b").json()["samples"] == ["c"]


def test_a_grid_of_names_alone_is_larger(grid, begun):
    begun("a", SampleStatus.FAILED)
    page = grid(limit=10_000, cells=False, prefix="a").json()
    assert (page["samples"], page["cells"]) == (["a"], [])


@pytest.mark.parametrize("query", [{"limit": 1001}, {"limit": 10_001, "cells": False}])
def test_a_grid_that_costs_too_much_is_refused(grid, query):
    assert grid(**query).status_code == 422


def test_a_grid_is_of_a_run(http, run):
    assert http.get("/projects/p/runs/nix/grid?status=FAILED").status_code == 404
