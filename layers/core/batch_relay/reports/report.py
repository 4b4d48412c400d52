"""Write the report of a run: an HTML file that sums it up, and a CSV of every attempt."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from batch_relay.client import Client
from batch_relay.reports.files import replacing
from batch_relay.reports.page import page
from batch_relay.reports.reading import Progress, details, names_of
from batch_relay.reports.rows import RowWriter
from batch_relay.reports.summary import Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFiles:
    """Where a report is."""

    html: Path
    csv: Path

    @classmethod
    def at(cls, output: Path, project: str, workflow: str) -> "ReportFiles":
        """Return the files for what was asked for: an HTML file, or a folder."""
        whole = output.suffix.lower() in {".html", ".htm"}
        html = output if whole else output / f"{project}.{workflow}.html"
        return cls(html=html, csv=html.with_suffix(".csv"))


def write_report(
    client: Client, project: str, workflow: str, files: ReportFiles, *, at: datetime, show: Progress
) -> Summary:
    """Write both files; they appear when they are complete, or not at all."""
    run = client.run(project, workflow)
    names, summary = names_of(client, run, show), Summary()
    with replacing(files.csv) as file:
        rows = RowWriter(file, run)
        for sample in show(details(client, run, names), len(names)):
            rows.add(sample)
            summary.add(sample)
    definition = client.workflow(workflow, run.version).definition
    with replacing(files.html) as file:
        file.write(page(run, definition, summary, at=at))
    return summary
