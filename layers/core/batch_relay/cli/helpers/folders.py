"""The files of a project's folder: `metadata.json`, and `<workflow>.json` for each workflow."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import Any, Self, cast

from batch_relay.domain.definition_checks import IGNORED
from batch_relay.domain.errors import InvalidError
from batch_relay.domain.json_types import Json, JsonObject
from batch_relay.domain.relaxed_json import plain_json

METADATA = "metadata.json"
# What an import adds to a row, and a submission.
_ADDED = {"_sample", "_filepath", "job_ids"}

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowFile:
    """A workflow's definition with a project's name, samples and perhaps jobs."""

    path: Path
    content: JsonObject

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file; InvalidError if it is none of a workflow of a project."""
        content = read_json_file(path)
        if not is_workflow(content):
            msg = f"{path} is no workflow of a project; make one with `batch_project create`."
            raise InvalidError(msg)
        return cls(path=path, content=cast("JsonObject", content))

    @property
    def project(self) -> str:
        """Return the project's name."""
        return str(self.content["project_name"])

    @property
    def workflow(self) -> str:
        """Return the workflow's name."""
        return str(self.content["workflow_name"])

    @property
    def samples(self) -> Sequence[Record]:
        """Return the project's samples."""
        return cast("Sequence[Record]", self.content["samples"])

    @property
    def jobs(self) -> Sequence[Record]:
        """Return the jobs that were submitted."""
        return cast("Sequence[Record]", self.content.get("jobs") or [])

    @property
    def definition(self) -> str:
        """Return the definition alone, as JSON."""
        return json.dumps({k: v for k, v in self.content.items() if k not in IGNORED})

    def write(self, **changed: Json) -> None:
        """Replace the file, with these keys changed."""
        write_json_file(self.path, {**self.content, **changed})


def is_workflow(content: Json) -> bool:
    """Whether it is what `create` makes."""
    needed = {"workflow_name", "project_name", "analyses", "samples"}
    return isinstance(content, Mapping) and needed <= content.keys()


def read_json_file(path: Path) -> Json:
    """Read JSON, with `#` comments, last commas and NaN; InvalidError tells the line."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    try:
        return cast("Json", json.loads(plain_json(text)))
    except json.JSONDecodeError as error:
        msg = f"{path}:{error.lineno}: {error.msg}; mend it, and try again."
        raise InvalidError(msg) from error


def write_json_file(path: Path, content: Json) -> None:
    """Write JSON, whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(content, indent=4) + "\n", encoding="utf-8")
    part.replace(path)


def read_samples(path: Path) -> Sequence[Record]:
    """Read `metadata.json`; InvalidError if it is no list of samples."""
    found = read_json_file(path)
    if isinstance(found, list) and found and all(isinstance(one, Mapping) for one in found):
        return cast("Sequence[Record]", found)
    msg = f"{path} is no list of samples; make it anew with `batch_project import`."
    raise InvalidError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Samples as a metadata CSV again; the columns name sample and file."""

    rows: tuple[Mapping[str, str], ...]
    sample_column: str | None
    file_column: str | None

    @classmethod
    def of(cls, samples: Sequence[Record]) -> Self:
        """Take away what an import added; InvalidError if a column that names is missing."""
        rows = tuple(
            {name: _text(value) for name, value in one.items() if name not in _ADDED}
            for one in samples
        )
        return cls(
            rows=rows,
            sample_column=_naming("_sample", samples, rows),
            file_column=_naming("_filepath", samples, rows),
        )

    def write(self, path: Path) -> None:
        """Write the CSV."""
        with path.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, _columns(self.rows))
            writer.writeheader()
            writer.writerows(self.rows)


def _columns(rows: Iterable[Mapping[str, str]]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _naming(key: str, samples: Sequence[Record], rows: Sequence[Mapping[str, str]]) -> str | None:
    """Return the column whose cells are those under the key; None leaves it to the usual names."""
    wanted = [_text(one.get(key)) for one in samples]
    usual = {"_sample": ("sample", "sample_name"), "_filepath": ("file", "file_name")}[key]
    candidates = [*usual, *_columns(rows)]
    found = (name for name in candidates if [row.get(name) for row in rows] == wanted)
    return next(found, None)


def _text(value: object) -> str:
    """Return a cell as it was rendered into jobs; a blank one is empty, not `nan`."""
    if value is None or (isinstance(value, float) and isnan(value)):
        return ""
    return str(value)
