// Samples × analyses. Only the rows in sight are drawn, and only their cells are asked for, so that
// a run of 100,000 samples costs as much as one of 50.

import { useEffect, useLayoutEffect, useRef, useState } from './vendor/hooks.mjs';
import { get, query, runPath } from './api.mjs';
import { Problem, html, runLink } from './ui.mjs';
import { SAMPLE_STATUSES, SIGNS, number } from './words.mjs';

const ROW = 30;
const CHUNK = 50;
const FIRST_NAMES = 500;
const MORE_NAMES = 5000;
// As the API writes them.
const LETTERS = {
  H: 'PARKED', I: 'SUBMITTING', Q: 'SUBMITTED', P: 'PENDING', B: 'RUNNABLE', T: 'STARTING', R: 'RUNNING',
  A: 'RESUBMITTING', D: 'CANCELLING', S: 'SUCCEEDED', K: 'SKIPPED', F: 'FAILED', C: 'CANCELLED',
};

/** The names of one status, in order, as far as anybody has scrolled; and the cells beside them. */
class Section {
  constructor(run, status, prefix) {
    this.status = status;
    this.prefix = prefix;
    this.path = runPath(run.project, run.workflow, 'grid');
    this.names = [];
    this.cells = new Map();
    this.complete = false;
  }

  get(values) {
    return get(this.path + query({ status: this.status, prefix: this.prefix, ...values }));
  }

  async load(wanted) {
    while (!this.complete && this.names.length < wanted) {
      const limit = this.names.length ? MORE_NAMES : FIRST_NAMES;
      const page = await this.get({ cells: false, limit, after: this.names.at(-1) });
      this.names.push(...page.samples);
      this.complete = page.next === null;
    }
  }

  /** Read the cells of the rows from first to last, in chunks that always begin at the same row. */
  async fill(first, last) {
    for (let at = first - (first % CHUNK); at < Math.min(last, this.names.length); at += CHUNK) {
      if (this.names[at] === undefined || this.cells.has(this.names[at])) continue;
      const page = await this.get({ after: this.names[at - 1], limit: CHUNK });
      page.samples.forEach((name, n) => this.cells.set(name, page.cells[n]));
    }
  }

  size(counted) {
    if (this.complete) return this.names.length;
    return this.prefix ? this.names.length + 1 : Math.max(counted, this.names.length);
  }
}

/** Which part of which section the rows from first to last are. */
function parts(sections, sizes, first, last) {
  let start = 0;
  return sections.flatMap((section, n) => {
    const from = Math.max(first - start, 0);
    const to = Math.min(last - start, sizes[n]);
    const part = { section, from, to, start };
    start += sizes[n];
    return from < to ? [part] : [];
  });
}

export function Grid({ run, status, prefix }) {
  const box = useRef();
  const [sight, setSight] = useState({ first: 0, last: 20 });
  const [sections, setSections] = useState([]);
  const [error, setError] = useState(null);
  const [drawn, redraw] = useState(0);
  const sizes = sections.map((section) => section.size(run.samples[section.status] || 0));
  const total = sizes.reduce((a, b) => a + b, 0);

  const look = () => {
    const { scrollTop, clientHeight } = box.current;
    const first = Math.max(0, Math.floor(scrollTop / ROW) - 5);
    const last = Math.ceil((scrollTop + clientHeight) / ROW) + 5;
    setSight((old) => (old.first === first && old.last === last ? old : { first, last }));
  };
  useLayoutEffect(look, [total]);

  // A run that has changed is read anew, where it is looked at, and replaces what was drawn.
  useEffect(() => {
    let gone = false;
    const wanted = status ? [status] : SAMPLE_STATUSES.filter((each) => prefix || run.samples[each]);
    const fresh = wanted.map((each) => new Section(run, each, prefix));
    const read = async () => {
      try {
        await Promise.all(fresh.map((section) => section.load(prefix ? 1 : 0)));
        const counted = fresh.map((section) => section.size(run.samples[section.status] || 0));
        await fill(parts(fresh, counted, sight.first, sight.last));
        if (!gone) { setSections(fresh); setError(null); }
      } catch (problem) {
        if (!gone) setError(problem);
      }
    };
    read();
    return () => { gone = true; };
  }, [run, status, prefix]);

  useEffect(() => {
    let gone = false;
    fill(parts(sections, sizes, sight.first, sight.last))
      .then(() => gone || redraw((n) => n + 1), (problem) => gone || setError(problem));
    return () => { gone = true; };
  }, [sight, sections, total]);

  const rows = parts(sections, sizes, sight.first, sight.last).flatMap(({ section, from, to, start }) =>
    Array.from({ length: to - from }, (_, n) => ({
      section, at: start + from + n, name: section.names[from + n], cells: section.cells.get(section.names[from + n]),
    })));
  useEffect(() => { if (rows.some((row) => row.cells)) performance.mark('grid-drawn'); }, [drawn, sections]);

  return html`<${Problem} error=${error} />
    <div class="grid" role="table" aria-label="Samples by analyses" aria-rowcount=${total + 1} aria-colcount=${run.analyses.length + 2}>
      <div role="rowgroup" class="grid-head"><div role="row" aria-rowindex="1">
        <span role="columnheader" class="who">Sample</span>
        ${run.analyses.map(({ index, job_definition: name }) => html`<span role="columnheader" class="cell" title=${name}>
          <span aria-hidden="true">${index + 1}</span><span class="unseen">${name}</span></span>`)}
        <span role="columnheader" class="stands">Status</span></div></div>
      <div role="rowgroup" class="grid-body" ref=${box} tabindex="0" aria-label="${number(total)} samples" onScroll=${look} onKeyDown=${step}
        style=${{ height: `${Math.min(total * ROW + 2, 560)}px` }}>
        <div class="rows" role="presentation" style=${{ height: `${total * ROW}px` }}>
          ${rows.map((row) => html`<${Row} key=${row.at} ...${row} run=${run} />`)}</div></div></div>
    ${!total && html`<p class="empty" role="status">${sections.length || !Object.keys(run.samples).length ? 'No sample fits.' : 'No sample has begun.'}</p>`}
    <${Legend} />`;
}

async function fill(wanted) {
  for (const { section, from, to } of wanted) {
    await section.load(to);
    await section.fill(from, to);
  }
}

function Row({ run, section, at, name, cells = '' }) {
  const to = (analysis) => runLink(run.project, run.workflow, ['samples', name], { analysis });
  const cell = (letter, n) => {
    const is = LETTERS[letter];
    const text = `${n + 1}. ${run.analyses[n].job_definition}: ${is || 'not begun'}`;
    if (!is) return html`<span role="cell" class="cell"><span class="mark none" title=${text}><span class="unseen">not begun</span></span></span>`;
    return html`<span role="cell" class="cell"><a class="mark s-${is}" href=${to(n + 1)} title=${text} aria-label=${text} tabindex=${is === 'FAILED' ? 0 : -1}>${SIGNS[is]}</a></span>`;
  };
  return html`<div role="row" aria-rowindex=${at + 2} class="row" style=${{ top: `${at * ROW}px` }}>
    <span role="rowheader" class="who">${name === undefined ? '…' : html`<a href=${to('')}>${name}</a>`}</span>
    ${run.analyses.map((_, n) => cell(cells[n], n))}
    <span role="cell" class="stands">${section.status}</span></div>`;
}

/** Arrow keys move from row to row in the same column, and along a row. */
function step(event) {
  const row = event.target.closest?.('.row');
  const [way, along] = { ArrowDown: ['nextElementSibling', 0], ArrowUp: ['previousElementSibling', 0], ArrowLeft: ['', -1], ArrowRight: ['', 1] }[event.key] || [];
  if (!row || way === undefined) return;
  const column = [...row.querySelectorAll('a')].indexOf(event.target) + along;
  const links = (way ? row[way] : row)?.querySelectorAll('a');
  if (!links?.length) return;
  event.preventDefault();
  links[Math.max(0, Math.min(column, links.length - 1))].focus();
}

const Legend = () => html`<p class="legend">${['SUCCEEDED', 'SKIPPED', 'RUNNING', 'RUNNABLE', 'RESUBMITTING', 'FAILED', 'CANCELLED', 'PARKED'].map((is) =>
  html`<span><span class="mark s-${is}" aria-hidden="true">${SIGNS[is]}</span> ${is === 'RUNNABLE' ? 'waiting' : is.toLowerCase()}</span>`)}</p>`;
