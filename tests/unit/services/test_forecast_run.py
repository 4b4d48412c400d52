"""What a start would do, without doing it."""

from dataclasses import dataclass, field

import pytest

from batch_relay.adapters.memory.catalog import MemoryCatalog
from batch_relay.adapters.memory.files import MemoryFiles
from batch_relay.adapters.memory.projects import MemoryProjects
from batch_relay.adapters.memory.runs import MemoryRuns
from batch_relay.adapters.memory.services import MemoryObjects
from batch_relay.adapters.memory.workflows import MemoryWorkflows
from batch_relay.domain.definitions import workflow_from_json
from batch_relay.domain.errors import InvalidError
from batch_relay.domain.runs import RunKey
from batch_relay.domain.uploads import ImportOptions
from batch_relay.services.forecast_run import LOOKED_AT, Forecasting, forecast_run
from batch_relay.services.import_project import import_project
from batch_relay.services.ports import Catalog
from batch_relay.services.start_run import Start
from tests.examples import RUN, START, AnyCatalog, run


def workflow(*array):
    analyses = [
        {"job_definition": name, "queue": "q", "outputs": [f"s3://out/{{sample}}/{name}"]}
        for name in ("align", "call")
    ]
    for size in array:
        analyses[1]["arrayProperties"] = {"size": size}
    return workflow_from_json({"workflow_name": "w", "analyses": analyses})


@dataclass
class Office:
    projects: MemoryProjects = field(default_factory=MemoryProjects)
    workflows: MemoryWorkflows = field(default_factory=MemoryWorkflows)
    runs: MemoryRuns = field(default_factory=MemoryRuns)
    files: MemoryFiles = field(default_factory=MemoryFiles)
    objects: MemoryObjects = field(default_factory=MemoryObjects)
    catalog: Catalog = field(default_factory=AnyCatalog)
    samples: int = 10

    def __post_init__(self):
        csv = "sample,file\n" + "".join(f"S{n},{n}.fq\n" for n in range(self.samples))
        ports = {"projects": self.projects, "files": self.files, "clock": lambda: START}
        import_project("p", [csv.encode()], options=ImportOptions(), **ports)
        self.workflows.put(workflow())

    def finish(self, analysis, *samples):
        uris = [f"s3://out/S{n}/{analysis}" for n in samples]
        self.objects.objects |= dict.fromkeys(uris, START)

    def ran(self, key, cost):
        """An earlier run used so much for ten jobs of its first analysis."""
        self.runs.begin(run(key, analyses=("align", "call")))
        counters = {"jobs": 10, "vcpu_ms": 1, "cost": cost}
        self.runs.counters[key] = {f"count#USED#0#useful#{n}": v for n, v in counters.items()}

    def forecast(self, **asked):
        names = ("projects", "workflows", "runs", "files", "objects", "catalog")
        ports = {name: getattr(self, name) for name in names}
        return forecast_run(RUN, Start(**asked), ports=Forecasting(**ports))


@pytest.fixture
def office():
    return Office()


def jobs(forecast):
    return [one.jobs for one in forecast.analyses]


def test_every_analysis_of_every_sample_is_a_job(office):
    assert jobs(office.forecast()) == [10, 10]


def test_an_array_is_as_many_jobs_as_it_has_indices(office):
    office.workflows.put(workflow(4))
    assert jobs(office.forecast()) == [10, 40]


def test_what_exists_is_no_job(office):
    office.finish("align", 0, 1, 2)
    office.finish("call", 0)
    assert jobs(office.forecast()) == [7, 9]


def test_only_the_chosen_samples_count(office):
    office.finish("align", 0)
    assert jobs(office.forecast(samples=frozenset({"S0", "S1"}))) == [1, 2]


def test_of_many_samples_some_are_looked_at():
    office = Office(samples=4 * LOOKED_AT)
    office.finish("align", *range(0, 4 * LOOKED_AT, 2))
    office.finish("call", *range(2 * LOOKED_AT))
    told = office.forecast()
    assert (told.looked_at, told.samples) == (LOOKED_AT, 4 * LOOKED_AT)
    assert jobs(told)[1] == 2 * LOOKED_AT


def test_nothing_is_begun_or_queued(office):
    office.forecast()
    assert office.runs.runs == {}


def test_runs_of_other_projects_tell_what_jobs_use(office):
    office.ran(RunKey(project="other", workflow="w"), 100)
    office.ran(RunKey(project="third", workflow="w"), 300)
    told = office.forecast()
    assert (told.runs, told.least.cost, told.most.cost) == (2, 100, 300)
    assert not told.is_known


def test_runs_of_other_workflows_tell_nothing(office):
    office.ran(RunKey(project="p", workflow="other"), 100)
    assert office.forecast().runs == 0


def test_what_the_start_would_refuse_is_refused(office):
    office.catalog = MemoryCatalog()
    with pytest.raises(InvalidError) as refused:
        office.forecast()
    assert {one.column for one in refused.value.problems} >= {"analyses[0].queue"}


def test_a_sample_that_is_not_there_is_refused(office):
    with pytest.raises(InvalidError, match="no sample named S99"):
        office.forecast(samples=frozenset({"S99"}))
