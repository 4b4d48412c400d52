// The samples of a run: as a grid of samples by analyses, or as a table.

import { useEffect, useRef, useState } from './vendor/hooks.mjs';
import { get, query, runPath } from './api.mjs';
import { Cancel, Resubmit } from './actions.mjs';
import { Grid } from './grid.mjs';
import { Problem, Status, Table, Time, html, runLink } from './ui.mjs';
import { SAMPLE_STATUSES, SIGNS, many, number, sum } from './words.mjs';

export function Samples({ run, choice, again }) {
  const [typed, setTyped] = useState(choice.q || '');
  const status = SAMPLE_STATUSES.includes(choice.status) ? choice.status : '';
  const prefix = choice.q || '';
  const failure = choice.failure || '';
  const kept = failure ? { analysis: choice.analysis, failure } : {};
  const go = (values) => {
    const next = { status, q: prefix, view: choice.view, ...kept, ...values };
    history.replaceState(null, '', runLink(run.project, run.workflow, [], next));
    dispatchEvent(new HashChangeEvent('hashchange'));
  };
  const latest = useRef();
  latest.current = go; // what else is chosen while somebody types stays chosen
  useEffect(() => {
    const timer = setTimeout(() => typed !== prefix && latest.current({ q: typed }), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  const asTable = choice.view === 'table';
  const chip = (name, count) => html`<button type="button" class="chip s-${name}" aria-pressed=${status === name ? 'true' : 'false'}
    onClick=${() => go({ status: name, analysis: '', failure: '' })}>${name ? html`<span aria-hidden="true">${SIGNS[name]}</span> ${name}` : 'All'} <b>${number(count)}</b></button>`;
  return html`<div class="filters">
      <div class="chips" role="group" aria-label="Status">${chip('', sum(run.samples))}
        ${SAMPLE_STATUSES.filter((each) => run.samples[each] || each === status).map((each) => chip(each, run.samples[each]))}</div>
      <label class="field">Name begins with <input type="search" value=${typed} onInput=${(event) => setTyped(event.target.value)} /></label>
      <div class="chips" role="group" aria-label="View">
        <button type="button" class="chip" aria-pressed=${String(!asTable)} onClick=${() => go({ view: '', analysis: '', failure: '' })}>Grid</button>
        <button type="button" class="chip" aria-pressed=${String(asTable)} onClick=${() => go({ view: 'table' })}>Table</button></div>
    </div>
    ${failure && html`<p>Only those that failed in analysis ${choice.analysis} for: <strong>${failure}</strong> ${' '}
      <button type="button" onClick=${() => go({ analysis: '', failure: '' })}>Show all</button></p>`}
    ${asTable ? html`<${List} key=${JSON.stringify([status, prefix, kept])} run=${run} wanted=${{ status, prefix, ...kept }} again=${again} />`
      : html`<${Grid} run=${run} status=${status} prefix=${prefix} />`}
    ${run.samples.PENDING > 0 && !status && html`<p class="hint">Still to begin: ${number(run.samples.PENDING)}.</p>`}`;
}

const ENOUGH = 50;

/** Whole samples, page by page; a run that has changed is read again as far as it is shown. */
function List({ run, wanted: { status, prefix, analysis, failure }, again }) {
  const at = runPath(run.project, run.workflow, 'samples');
  const [state, setState] = useState({ items: [], next: null, loading: true });
  // Names are found within a status: one after the other is asked for.
  const statuses = status || !prefix ? [status] : SAMPLE_STATUSES.filter((each) => run.samples[each]);
  /** Read on from a place, until there is enough to show or the end. */
  const read = async (place, enough) => {
    const items = [];
    let next = place;
    while (next && items.length < enough) {
      const page = await get(at + query({ status: statuses[next.n], prefix, analysis, failure, after: next.after }));
      items.push(...page.items);
      if (page.next) next = { n: next.n, after: page.next };
      else next = next.n + 1 < statuses.length ? { n: next.n + 1 } : null;
    }
    return { items, next };
  };
  const load = async (place, before, enough = ENOUGH, isGone = () => false) => {
    try {
      const { items, next } = await read(place, enough);
      if (!isGone()) setState({ items: [...before, ...items], next });
    } catch (error) {
      if (!isGone()) setState({ items: before, next: null, error });
    }
  };
  useEffect(() => {
    let gone = false;
    if (statuses.length) load({ n: 0 }, [], Math.max(ENOUGH, state.items.length), () => gone);
    else setState({ items: [], next: null });
    return () => { gone = true; };
  }, [run]);
  const columns = [
    { name: 'Sample', of: (s) => s.sample, show: (s) => html`<a href=${runLink(run.project, run.workflow, ['samples', s.sample])}>${s.sample}</a>` },
    { name: 'Status', of: (s) => s.status, show: (s) => html`<${Status} is=${s.status} />` },
    { name: 'Reason', of: (s) => s.reason },
    { name: 'Changed', of: (s) => s.updated_at, show: (s) => html`<${Time} at=${s.updated_at} />` },
    { name: 'File', of: (s) => s.file },
    { name: 'Generation', of: (s) => s.generation, number: true },
  ];
  return html`<${Problem} error=${state.error} />
    <${Shown} run=${run} status=${status} samples=${state.items.map((each) => each.sample)} again=${again} />
    <${Table} label="Table of samples" rows=${state.items} columns=${columns} empty=${state.loading ? 'Loading …' : 'No sample fits.'} />
    ${state.next && html`<p class="hint">A click on a heading sorts the ${number(state.items.length)} samples shown.
      <button type="button" onClick=${() => load(state.next, state.items)}>More</button></p>`}`;
}

// What may be done to all that are shown, by where they stand.
const DOES = { FAILED: [Resubmit, 'Resubmit'], CANCELLED: [Resubmit, 'Resubmit'], RUNNING: [Cancel, 'Cancel'] };

function Shown({ run, status, samples, again }) {
  const [asked, ask] = useState(null);
  const [Does, verb] = DOES[status] || [];
  if (!asked && !(Does && samples.length)) return null;
  return html`<p class="buttons"><button type="button" onClick=${() => ask(samples)}>${verb} the ${many(samples.length, 'sample')} shown …</button></p>
    ${asked && html`<${Does} run=${run} samples=${asked} onClose=${() => ask(null)} done=${again} />`}`;
}
