// All projects, and one with its runs.

import { useEffect, useState } from './vendor/hooks.mjs';
import { get, path, query, useLive } from './api.mjs';
import { Start } from './actions.mjs';
import { Bar, Crumbs, Facts, Loaded, Problem, Status, Table, Time, html, link, runLink } from './ui.mjs';
import { RUN_OVER, many, number, sum } from './words.mjs';

export function Projects() {
  const first = useLive(path('projects'), () => 10000);
  const [more, setMore] = useState({ items: [], next: undefined });
  const [wanted, setWanted] = useState('');
  const next = more.next === undefined ? first.data?.next : more.next;
  const load = async () => {
    try {
      const page = await get(path('projects') + query({ after: next }));
      setMore({ items: [...more.items, ...page.items], next: page.next });
    } catch (error) {
      setMore({ ...more, error });
    }
  };
  // Who looks for a name means all projects.
  useEffect(() => { if (wanted && next && !more.error) load(); }, [wanted !== '', next]);
  const fits = (each) => each.name.toLowerCase().includes(wanted.toLowerCase());
  return html`<h1>Projects</h1>
    <p class="hint">Drop a metadata CSV anywhere on this page to start one, or <a href="#/import">choose a file</a>.</p>
    <${Loaded} of=${first}>${({ items }) => (!items.length ? html`<p class="empty">There is no project yet.</p>` : html`
      <label class="field">Find a project <input type="search" value=${wanted}
        onInput=${(event) => setWanted(event.target.value)} /></label>
      <${Table} label="Projects" empty="No project fits." rows=${[...items, ...more.items].filter(fits)} columns=${COLUMNS} />
      ${next && html`<button type="button" onClick=${load}>More projects</button>`}
      <${Problem} error=${more.error} />`)}
    </${Loaded}>`;
}

const COLUMNS = [
  { name: 'Project', of: (p) => p.name, show: (p) => html`<a href=${link(['projects', p.name])}>${p.name}</a>` },
  { name: 'Samples', of: (p) => p.samples, show: (p) => number(p.samples), number: true },
  { name: 'Imported', of: (p) => p.created_at, show: (p) => html`<${Time} at=${p.created_at} />` },
  { name: 'Columns', of: (p) => p.columns.join(', ') },
];

export function Project({ project }) {
  const [starts, setStarts] = useState(false);
  const live = useLive(path('projects', project), (data) => (data.runs.every(isOver) ? 15000 : 3000));
  return html`<${Crumbs} to=${[['Projects', '#/'], [project]]} /><h1>${project}</h1>
    <${Loaded} of=${live}>${(data) => html`
      <${Facts} of=${[['Samples', number(data.samples)], ['Imported', html`<${Time} at=${data.created_at} />`],
        ['Columns', data.columns.join(', ')]]} />
      <p class="buttons"><button type="button" class="primary" onClick=${() => setStarts(true)}>Start a workflow …</button></p>
      <h2>Runs</h2>
      ${data.runs.length ? html`<ul class="cards">${data.runs.map((run) => html`<${Card} run=${run} />`)}</ul>`
        : html`<p class="empty">No workflow was started for this project yet.</p>`}
      ${starts && html`<${Start} project=${project} onClose=${() => setStarts(false)} />`}`}
    </${Loaded}>`;
}

const isOver = (run) => RUN_OVER.has(run.status);

const Card = ({ run }) => html`<li class="card">
  <h3><a href=${runLink(run.project, run.workflow)}>${run.workflow}</a> <${Status} is=${run.status} /></h3>
  <${Bar} counts=${run.samples} label="Samples" />
  <p>${many(sum(run.samples), 'sample')}: ${Object.entries(run.samples).map(([status, n]) => `${number(n)} ${status}`).join(', ')}</p>
  <p class="hint">Started <${Time} at=${run.created_at} /></p></li>`;
