// The page: which view an address stands for.

import { render } from './vendor/preact.mjs';
import { useEffect, useLayoutEffect, useRef, useState } from './vendor/hooks.mjs';
import { takeToken } from './api.mjs';
import { html } from './ui.mjs';
import { Job, Queue, Queues } from './compute.mjs';
import { Definition, Definitions, Environments } from './environments.mjs';
import { Import, offer } from './import.mjs';
import { Project, Projects } from './projects.mjs';
import { Run } from './run.mjs';
import { Sample } from './sample.mjs';

const LEFT_AFTER = 600; // milliseconds without news of what is dragged
const VIEWS = [
  ['', Projects, () => 'Projects'],
  ['import', Import, () => 'Import'],
  ['compute', Queues, () => 'Compute'],
  ['compute/queues/:queue', Queue, (at) => at.queue],
  ['compute/jobs/:job', Job, (at) => `Job ${at.job}`],
  ['compute/environments', Environments, () => 'Compute environments'],
  ['compute/definitions', Definitions, () => 'Job definitions'],
  ['compute/definitions/:definition', Definition, (at) => at.definition],
  ['projects/:project', Project, (at) => at.project],
  ['projects/:project/runs/:workflow', Run, (at) => `${at.workflow} · ${at.project}`],
  ['projects/:project/runs/:workflow/samples/:sample', Sample, (at) => `${at.sample} · ${at.workflow}`],
];

const SECTIONS = [['Projects', '', /^projects\//], ['Import', 'import', /^import/], ['Compute', 'compute', /^compute\//]];

/** Read an address: the view, its title, and the names and values in it. */
function route(hash) {
  const [way, query = ''] = hash.replace(/^#\/?/, '').split('?');
  const given = way.split('/');
  for (const [pattern, View, title] of VIEWS) {
    const parts = pattern.split('/');
    if (parts.length === given.length && parts.every((part, n) => part.startsWith(':') || part === given[n])) {
      const named = parts.flatMap((part, n) => (part.startsWith(':') ? [[part.slice(1), decoded(given[n])]] : []));
      const at = Object.fromEntries(named);
      return { View, at: { ...at, ...Object.fromEntries(new URLSearchParams(query)) }, title: title(at), way };
    }
  }
  return { View: Missing, at: {}, title: 'Not found', way };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const Missing = () => html`<h1>Not found</h1><p>There is no such view. <a href="#/">See all projects.</a></p>`;

function App() {
  const [hash, setHash] = useState(location.hash);
  const main = useRef();
  const { View, at, title, way } = route(hash);
  useEffect(() => {
    const moved = () => { takeToken(); setHash(location.hash); };
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  useEffect(() => { document.title = `${title} · Batch Relay`; }, [title]);
  // Whoever follows a link by keyboard or ear goes on at the new view, not at the top.
  const first = useRef(true);
  useLayoutEffect(() => { if (!first.current) main.current.focus(); first.current = false; }, [way]);
  const skip = (event) => { event.preventDefault(); main.current.focus(); };
  return html`<header class="top"><a class="skip" href=${hash || '#/'} onClick=${skip}>Skip to the content</a>
      <a class="brand" href="#/"><img src="/favicon.svg" alt="" width="20" height="20" /> Batch Relay</a>
      <nav aria-label="Main">${SECTIONS.map(([name, to, begins]) => html`<a href="#/${to}" aria-current=${way === to ? 'page' : begins.test(way) ? 'true' : undefined}>${name}</a>`)}</nav></header>
    <main ref=${main} tabindex="-1"><${View} key=${way} ...${at} /></main>`;
}

takeToken();
// A CSV may be dropped anywhere; the view for it takes it from there.
let leaving;
const dragging = (is) => document.body.classList.toggle('dragging', is);
addEventListener('dragover', (event) => {
  event.preventDefault();
  clearTimeout(leaving);
  dragging(event.dataTransfer.types.includes('Files'));
  leaving = setTimeout(dragging, LEFT_AFTER, false); // no event tells reliably that it has left
});
addEventListener('drop', (event) => {
  event.preventDefault();
  dragging(false);
  const file = event.dataTransfer?.files?.[0];
  if (!file) return;
  offer(file);
  if (!location.hash.startsWith('#/import')) location.hash = '#/import';
});
const root = document.getElementById('app');
root.textContent = '';
render(html`<${App} />`, root);
