"""Read the metadata CSV of a project: one row a sample."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from batch_relay.domain.columns import Header, read_header
from batch_relay.domain.csv_rows import Row, read_rows
from batch_relay.domain.names import SAMPLE_NAME
from batch_relay.domain.problems import ProblemKind, Problems
from batch_relay.domain.samples import Sample
from batch_relay.domain.stored_samples import STORED, StoredSamples
from batch_relay.domain.wording import suggest

# A sample is one item of the table, 400 KB at most, and a hundred of them are one answer of the
# API, 6 MB at most; JSON writes some characters with six bytes.
LARGEST_ROW: Final = 48 << 10


class Repeated(NamedTuple):
    """A row that is stored already, the same in every cell, and which append brought it."""

    line: int
    append: int


class Metadata(Iterator[Sample]):
    """The good rows of a CSV, read once from start to end.

    `columns` and the `header_line` they are on are known at once. Rows that are
    stored already, the same in every cell, are set apart.
    """

    def __init__(
        self,
        header: Header,
        rows: Iterator[Row],
        problems: Problems,
        *,
        repeated_files: bool,
        stored: StoredSamples | None = None,
    ) -> None:
        self.header_line = header.line
        self.columns = tuple(name for name in header.columns if name)
        self._header = header
        self._problems = problems
        self._repeated_files = repeated_files
        self._stored = stored or StoredSamples()
        self._names, self._files = self._stored.names, self._stored.files
        self._repeated: dict[str, Repeated] = {}
        self._samples = self._read(rows)

    def __next__(self) -> Sample:
        return next(self._samples)

    def _read(self, rows: Iterator[Row]) -> Iterator[Sample]:
        line = 0
        for line, cells in rows:
            if self._fits(line, cells) and (sample := self._sample(line, cells)):
                yield sample
        if not line and self._header.columns:
            message = "There is no row below the header; add one for each sample."
            self._problems.add(ProblemKind.EMPTY_FILE, message)

    def _fits(self, line: int, cells: list[str]) -> bool:
        """Whether the row has as many cells as the header, not counting blank ones beyond it."""
        width = len(self._header.columns)
        if len(cells) == width or (len(cells) > width and not any(cells[width:])):
            return True
        message = (
            f"The row has {len(cells)} cell{'s' * (len(cells) != 1)}, the header {width}; "
            "add what is missing, or quote a cell that has the delimiter in it."
        )
        self._problems.add(ProblemKind.RAGGED_ROW, message, line=line)
        return False

    def _sample(self, line: int, cells: list[str]) -> Sample | None:
        header = self._header
        columns = dict(zip(header.columns, cells, strict=False))
        columns.pop("", None)
        if not self._is_small(line, columns):
            return None
        if self._is_repeated(line, cells, columns):
            return None
        name = self._name(line, cells[header.sample]) if header.sample is not None else None
        file = self._file(line, cells[header.file]) if header.file is not None else None
        if name is None or file is None:
            return None
        return Sample(name=name, file=file, columns=columns, line=line)

    def _is_small(self, line: int, columns: dict[str, str]) -> bool:
        size = sum(len(name.encode()) + len(cell.encode()) for name, cell in columns.items())
        if size <= LARGEST_ROW:
            return True
        message = (
            f"The row has {size} bytes with its header, {LARGEST_ROW} at most; "
            "put long values into a file and name it."
        )
        self._problems.add(ProblemKind.ROW_TOO_LARGE, message, line=line)
        return False

    def _is_repeated(self, line: int, cells: list[str], columns: dict[str, str]) -> bool:
        header = self._header
        if not self._stored.last_line or header.sample is None or header.file is None:
            return False
        name, file = cells[header.sample], cells[header.file]
        row = Sample(name=name, file=file, columns=columns, line=line)
        append = self._stored.append_of(row)
        if append is not None:
            self._repeated[name] = Repeated(line, append)
        return append is not None

    def expect_columns(self, wanted: Sequence[str]) -> None:
        """Note what is missing of these columns, and what is beyond them."""
        for name in wanted:
            if name not in self.columns:
                message = f"The project has a column {name!r}; {suggest(name, self.columns)}"
                self._note(ProblemKind.MISSING_COLUMN, message, self.header_line, name)
        for name in self.columns:
            if name not in wanted:
                message = f"The project has no column {name!r}; {suggest(name, wanted)}"
                self._note(ProblemKind.UNKNOWN_COLUMN, message, self.header_line, name)

    def last_repeated(self) -> frozenset[str]:
        """Return the stored rows that came last: what this CSV brought, if it was sent before."""
        last = max((row.append for row in self._repeated.values()), default=0)
        return frozenset(name for name, row in self._repeated.items() if row.append == last)

    def refuse_repeated(self, *, but: Container[str]) -> None:
        """Note each row that is stored already as a problem, but those of these names."""
        for name, row in self._repeated.items():
            if name not in but:
                column = self._header.columns[self._header.sample or 0]
                message = f"The sample {name!r} is in the project already; leave the row out."
                self._note(ProblemKind.DUPLICATE_SAMPLE, message, row.line, column)

    def _note(self, kind: ProblemKind, message: str, line: int | None, column: str) -> None:
        self._problems.add(kind, message, line=line, column=column)

    def _name(self, line: int, name: str) -> str | None:
        """Return the sample's name if nothing is wrong with it."""
        column = self._header.columns[self._header.sample or 0]
        if not name.strip():
            message = "The sample has no name; fill in the cell."
            self._problems.add(ProblemKind.MISSING_SAMPLE, message, line=line, column=column)
            return None
        if not SAMPLE_NAME.check(name, self._problems, line=line, column=column):
            return None
        if (earlier := self._names.line_of(name, line)) is not None:
            message = f"The sample {name!r} is {_where(earlier)} already; names must differ."
            self._problems.add(ProblemKind.DUPLICATE_SAMPLE, message, line=line, column=column)
            return None
        return name

    def _file(self, line: int, file: str) -> str | None:
        """Return the sample's file if nothing is wrong with it."""
        column = self._header.columns[self._header.file or 0]
        if not file.strip():
            message = "The sample has no file; fill in the cell."
            self._problems.add(ProblemKind.MISSING_FILE, message, line=line, column=column)
            return None
        if file != file.strip():
            message = f"The file {file!r} starts or ends with a space, which is kept."
            self._problems.warn(ProblemKind.SURROUNDING_SPACE, message, line=line, column=column)
        if self._repeated_files:
            return file
        if (earlier := self._files.line_of(file, line)) is not None:
            message = f"The file {file!r} is {_where(earlier)} already; allow repeated files?"
            self._problems.add(ProblemKind.DUPLICATE_FILE, message, line=line, column=column)
            return None
        return file


def _where(line: int) -> str:
    return "in the project" if line == STORED else f"on line {line}"


def read_metadata(
    lines: Iterable[str] | Iterable[bytes],
    *,
    sample_column: str | None = None,
    file_column: str | None = None,
    allow_repeated_files: bool = False,
    stored: StoredSamples | None = None,
    watch: Callable[[int], None] | None = None,
    problems: Problems,
) -> Metadata:
    """Yield the good rows of a CSV as they are read; what is wrong goes to `problems`.

    `lines` are lines of text with their ends, or chunks of bytes of any size. The
    columns are `sample` and `file`, else `sample_name` and `file_name`, unless named.
    What is `stored` may not be repeated. `watch` is told how many rows were read so
    far, good or not, at each of them.
    """
    rows = read_rows(lines, problems)
    header = read_header(rows, problems, sample=sample_column, file=file_column)
    rows = _watched(rows, watch) if watch else rows
    return Metadata(header, rows, problems, repeated_files=allow_repeated_files, stored=stored)


def _watched(rows: Iterable[Row], watch: Callable[[int], None]) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        watch(number)
        yield row
