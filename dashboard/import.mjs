// A CSV becomes a project: chosen or dropped, checked, then started.

import { useEffect, useState } from './vendor/hooks.mjs';
import { WorkflowField } from './actions.mjs';
import { ApiError, get, path, query, write } from './api.mjs';
import { Crumbs, Problem, Problems, html, link, runLink } from './ui.mjs';
import { bytes, many, number, sum } from './words.mjs';

// A request that is answered within seconds; what is more goes by an upload.
const SMALL = 1 << 20;
const FEW_LINES = 20000;
const LOOK_EVERY = 1000;
const SHOWN = 4 << 20;
const held = { file: null, take: null };

/** Hand over a file that was dropped on any view. */
export function offer(file) {
  if (held.take) held.take(file);
  else held.file = file;
}

function useDropped(take) {
  useEffect(() => {
    held.take = take;
    if (held.file) take(held.file);
    held.file = null;
    return () => { held.take = null; };
  }, []);
}

export function Import({ project: named = '', workflow: wished = '' }) {
  const [file, setFile] = useState(null);
  const [form, setForm] = useState({ project: named, workflow: wished, append: false });
  const [checked, setChecked] = useState(null);
  const [busy, setBusy] = useState('');
  const change = (values) => { setForm((old) => ({ ...old, ...values })); setChecked(null); };
  const take = (taken) => {
    setFile(taken);
    setChecked(null);
    setForm((old) => ({ ...old, project: old.project || nameOf(taken) }));
  };
  useDropped(take);

  const attempt = async (saying, work) => {
    setBusy(saying);
    try {
      setChecked(await work());
    } catch (error) {
      setChecked({ error });
    }
    setBusy('');
  };
  const check = () => attempt('Checking …', async () => {
    const result = await send(form, file, true, setBusy);
    return { result, rows: await firstLines(file, result.problems.map((each) => each.line)) };
  });
  const start = () => attempt('Starting …', async () => {
    const { run } = await send(form, file, false, setBusy);
    location.hash = (run ? runLink(run.project, run.workflow) : link(['projects', form.project])).slice(1);
    return null;
  });

  return html`<${Crumbs} to=${[['Projects', '#/'], ['Import']]} /><h1>Import a metadata CSV</h1>
    <form onSubmit=${(event) => { event.preventDefault(); check(); }}>
      <label class="drop ${file ? 'full' : ''}">
        <span>${file ? html`<strong>${file.name}</strong>, ${bytes(file.size)}` : 'Drop a metadata CSV anywhere on this page, or'}</span>
        <span class="button">${file ? 'Choose another file' : 'Choose a file'}</span>
        <input type="file" class="unseen" accept=".csv,.tsv,.txt,.gz,text/csv" onChange=${(event) => event.target.files[0] && take(event.target.files[0])} /></label>
      <div class="fields">
        <label class="field">Project <input required value=${form.project} onInput=${(e) => change({ project: e.target.value })} autocomplete="off" /></label>
        <${WorkflowField} label="Workflow to start" value=${form.workflow} onInput=${(e) => change({ workflow: e.target.value })} placeholder="none: import only" />
        <label class="check"><input type="checkbox" checked=${form.append} onChange=${(e) => change({ append: e.target.checked })} /> Add the rows to a project that exists</label>
      </div>
      <details><summary>More</summary><div class="fields">
        <label class="field">Column of the sample <input value=${form.sample_column} onInput=${(e) => change({ sample_column: e.target.value })} autocomplete="off" /></label>
        <label class="field">Column of the file <input value=${form.file_column} onInput=${(e) => change({ file_column: e.target.value })} autocomplete="off" /></label>
        <label class="check"><input type="checkbox" checked=${form.skip_invalid} onChange=${(e) => change({ skip_invalid: e.target.checked })} /> Leave out rows with problems</label>
        <label class="check"><input type="checkbox" checked=${form.allow_repeated_files} onChange=${(e) => change({ allow_repeated_files: e.target.checked })} /> Samples may share a file</label>
      </div></details>
      <p class="buttons"><button class="primary" disabled=${!file || busy}>Check it</button></p>
    </form>
    <div aria-live="polite">${busy && html`<p class="empty">${busy}</p>`}
      ${checked?.error && html`<${Refused} error=${checked.error} file=${file} />`}
      ${checked?.result && html`<${Checked} ...${checked} form=${form} start=${start} busy=${busy} />`}</div>`;
}

function Checked({ result, rows, form, start, busy }) {
  const [preview] = result.preview;
  return html`<section class="card"><h2>Ready: ${many(result.project.samples, 'sample')}</h2>
    <${Problems} of=${[...elsewhere(result.problems, rows), ...result.warnings]} />
    <${Rows} rows=${rows} problems=${result.problems} />
    <${Untold} of=${result} />
    ${preview?.jobs.length > 0 && html`<h3>The jobs of ${preview.sample}</h3><ol>${preview.jobs.map((job) => html`<li>
      <strong>${job.definition}</strong> on ${job.queue}<ul>${job.outputs.map((uri) => html`<li><code>${uri}</code></li>`)}</ul></li>`)}</ol>`}
    <p class="buttons"><button type="button" class="primary" disabled=${busy} onClick=${start}>${
      form.workflow ? `Start ${form.workflow} for ${many(result.project.samples, 'sample')}` : 'Import'}</button></p></section>`;
}

function Refused({ error, file }) {
  const [rows, setRows] = useState([]);
  useEffect(() => { firstLines(file, error.problems.map((each) => each.line)).then(setRows); }, [error]);
  return html`<${Problem} error=${{ message: error.message }} />
    ${error.problems.some((each) => each.line) && html`<${Rows} rows=${rows} problems=${error.problems} />`}
    <${Problems} of=${elsewhere(error.problems, rows)} />
    <${Untold} of=${error} />`;
}

/** Problems of lines that aren't shown. */
const elsewhere = (problems, rows) => problems.filter((each) => !rows.some(([line]) => line === each.line));

const Untold = ({ of: { problems, totals } }) => {
  const left = sum(totals) - problems.length;
  return left > 0 && html`<p>… and ${many(left, 'problem')} more.</p>`;
};

/** Rows of the file with what is wrong beside them: [line, text] each. */
function Rows({ rows, problems }) {
  if (!rows.length) return null;
  const at = (line) => problems.filter((each) => each.line === line);
  const isWrong = rows.some(([line]) => at(line).length);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Rows of the file"><table class="rows">
    <thead><tr><th>Line</th><th>As written</th>${isWrong && html`<th>Problem</th>`}</tr></thead>
    <tbody>${rows.map(([line, text]) => html`<tr class=${at(line).length ? 'bad' : ''}><td class="n">${line}</td>
      <td><code>${text}</code></td>${isWrong && html`<td>${at(line).map((each) => html`<p>${each.column && html`<strong>${each.column}</strong>: `}${each.message}</p>`)}</td>`}</tr>`)}</tbody></table></div>`;
}

const nameOf = (file) => file.name.replace(/\.(csv|tsv|txt)?(\.gz)?$/i, '').replace(/[^A-Za-z0-9_-]+/g, '_');

/** Import the file, or only try to: within one request if it is small, else by an upload. */
async function send({ project, append, ...values }, file, dryRun, tell) {
  const on = Object.entries({ ...values, append, dry_run: dryRun }).filter(([, value]) => value);
  const wanted = Object.fromEntries(on.map(([name, value]) => [name, String(value).trim()]));
  const name = project.trim();
  const type = isZipped(file) ? 'application/gzip' : 'text/csv';
  if (!append && await isSmall(file)) return write('POST', path('projects', name) + query(wanted), { body: file, type });
  tell('Uploading …');
  const { id } = await write('POST', `/upload${query({ ...wanted, project: name })}`, { body: file, type });
  return followed(id, tell);
}

async function isSmall(file) {
  return file.size <= SMALL && (isZipped(file) ? file.size < SMALL / 16 : (await file.text()).split('\n').length <= FEW_LINES);
}

/** Wait for the end of an upload's import, and return what it did. */
async function followed(id, tell) {
  for (;;) {
    const upload = await get(path('uploads', id));
    if (upload.result) return upload.result;
    if (upload.error) throw new ApiError(upload.error.status, upload.error);
    tell(`Reading … ${number(upload.rows)} rows so far`);
    await new Promise((done) => { setTimeout(done, LOOK_EVERY); });
  }
}

const isZipped = (file) => /\.gz$/i.test(file.name);

/** Return the first lines of the file, and these, each with its number; none of a gzip. */
async function firstLines(file, wanted = []) {
  if (isZipped(file)) return [];
  const lines = (await file.slice(0, SHOWN).text()).split(/\r\n|\n|\r/);
  const shown = new Set([1, 2, 3, ...wanted.filter(Boolean).slice(0, 100)]);
  return [...shown].sort((a, b) => a - b).filter((line) => lines[line - 1]).map((line) => [line, lines[line - 1]]);
}
