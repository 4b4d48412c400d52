// The samples of a run: as a grid of samples by analyses, or as a table.

import { useEffect, useState } from './vendor/hooks.mjs';
import { get, query, runPath } from './api.mjs';
import { Grid } from './grid.mjs';
import { Problem, Status, Table, Time, html, runLink } from './ui.mjs';
import { SAMPLE_STATUSES, SIGNS, number, sum } from './words.mjs';

export function Samples({ run, choice }) {
  const [typed, setTyped] = useState(choice.q || '');
  const status = SAMPLE_STATUSES.includes(choice.status) ? choice.status : '';
  const prefix = choice.q || '';
  const go = (values) => {
    const next = { status, q: prefix, view: choice.view, ...values };
    history.replaceState(null, '', runLink(run.project, run.workflow, [], next));
    dispatchEvent(new HashChangeEvent('hashchange'));
  };
  useEffect(() => {
    const timer = setTimeout(() => typed !== prefix && go({ q: typed }), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  // A table can't search names; the grid can.
  const asTable = choice.view === 'table' && !prefix;
  const chip = (name, count) => html`<button type="button" class="chip s-${name}" aria-pressed=${status === name ? 'true' : 'false'}
    onClick=${() => go({ status: name })}>${name ? html`<span aria-hidden="true">${SIGNS[name]}</span> ${name}` : 'All'} <b>${number(count)}</b></button>`;
  return html`<div class="filters">
      <div class="chips" role="group" aria-label="Status">${chip('', sum(run.samples))}
        ${SAMPLE_STATUSES.filter((each) => run.samples[each] || each === status).map((each) => chip(each, run.samples[each]))}</div>
      <label class="field">Name begins with <input type="search" value=${typed} onInput=${(event) => setTyped(event.target.value)} /></label>
      <div class="chips" role="group" aria-label="View">
        <button type="button" class="chip" aria-pressed=${String(!asTable)} onClick=${() => go({ view: '' })}>Grid</button>
        <button type="button" class="chip" aria-pressed=${String(asTable)} onClick=${() => { setTyped(''); go({ view: 'table', q: '' }); }}>Table</button></div>
    </div>
    ${asTable ? html`<${List} run=${run} status=${status} />`
      : html`<${Grid} run=${run} status=${status} prefix=${prefix} />`}
    ${run.samples.PENDING > 0 && !status && html`<p class="hint">${number(run.samples.PENDING)} more are still to begin.</p>`}`;
}

/** Whole samples, page by page. */
function List({ run, status }) {
  const at = runPath(run.project, run.workflow, 'samples');
  const [state, setState] = useState({ items: [], next: '' });
  const load = async (after, before) => {
    try {
      const page = await get(at + query({ status, after }));
      setState({ items: [...before, ...page.items], next: page.next });
    } catch (error) {
      setState({ items: before, next: null, error });
    }
  };
  useEffect(() => { load('', []); }, [status, run]);
  const columns = [
    { name: 'Sample', of: (s) => s.sample, show: (s) => html`<a href=${runLink(run.project, run.workflow, ['samples', s.sample])}>${s.sample}</a>` },
    { name: 'Status', of: (s) => s.status, show: (s) => html`<${Status} is=${s.status} />` },
    { name: 'Reason', of: (s) => s.reason },
    { name: 'Changed', of: (s) => s.updated_at, show: (s) => html`<${Time} at=${s.updated_at} />` },
    { name: 'File', of: (s) => s.file },
    { name: 'Generation', of: (s) => s.generation, number: true },
  ];
  return html`<${Problem} error=${state.error} />
    <${Table} label="Table of samples" rows=${state.items} columns=${columns} empty=${state.next === '' ? 'Loading …' : 'No sample fits.'} />
    ${state.next && html`<p class="hint">A click on a heading sorts the ${number(state.items.length)} samples shown.
      <button type="button" onClick=${() => load(state.next, state.items)}>100 more</button></p>`}`;
}
