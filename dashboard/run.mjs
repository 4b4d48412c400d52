// A run: what stands where, how it went, what failed, and every sample.

import { useState } from './vendor/hooks.mjs';
import { runPath, useLive } from './api.mjs';
import { Cancel, Pause, Resubmit } from './actions.mjs';
import { Course } from './chart.mjs';
import { Samples } from './samples.mjs';
import { Bar, Crumbs, Facts, Loaded, Status, Time, html, link, runLink } from './ui.mjs';
import { RUN_OVER, STATUSES, cost, hours, many, money, number, sum } from './words.mjs';

const SOON = 2000;
const LATER = 15000;

export function Run({ project, workflow, ...choice }) {
  const live = useLive(runPath(project, workflow), (run) => (RUN_OVER.has(run.status) ? LATER : SOON));
  return html`<${Crumbs} to=${[['Projects', '#/'], [project, link(['projects', project])], [workflow]]} />
    <${Loaded} of=${live}>${(run) => html`<${Body} run=${run} again=${live.again} choice=${choice} />`}</${Loaded}>`;
}

function Body({ run, again, choice }) {
  return html`<div class="title"><h1>${run.workflow}</h1> <span role="status"><${Status} is=${run.status} /></span></div>
    ${run.reason && html`<p>${run.reason}</p>`}
    <${Held} run=${run} />
    <${Facts} of=${facts(run)} />
    <${Actions} run=${run} again=${again} />
    <section aria-labelledby="analyses"><h2 id="analyses">Analyses</h2><${Analyses} run=${run} /></section>
    <${Failures} run=${run} />
    <${Course} run=${run} over=${RUN_OVER.has(run.status)} />
    <section aria-labelledby="samples"><h2 id="samples">Samples</h2><${Samples} run=${run} choice=${choice} again=${again} /></section>`;
}

function facts(run) {
  return [
    ['Samples', number(sum(run.samples))],
    ['Started', html`<${Time} at=${run.created_at} />`],
    ['Cost', cost(run.used)],
    ['Of that wasted', run.wasted.dollars > 0 && money(run.wasted.dollars)],
    ['Used', `${hours(run.used.vcpu_hours)} vCPU-hours`],
    ['Budget', run.budget != null && money(run.budget)],
    ['Priority', run.priority],
    ['Summary', run.summary && html`<a href=${runLink(run.project, run.summary)}>${run.summary}</a>`],
    ['Generation', number(run.generation)],
    ['Version', html`<code>${run.version.slice(0, 12)}</code>`],
  ];
}

/** What a run that submits nothing waits for. */
function Held({ run }) {
  if (run.status === 'PAUSED') return html`<p class="hint">Nothing is submitted until it is continued.</p>`;
  if (run.status !== 'OVER_BUDGET') return null;
  return html`<p class="hint">Nothing more is submitted. To let it go on: <code>batch-relay run budget ${run.project} ${run.workflow} --amount DOLLARS</code></p>`;
}

function Actions({ run, again }) {
  const [asked, ask] = useState(null);
  const over = RUN_OVER.has(run.status);
  const ended = (run.samples.FAILED || 0) + (run.samples.CANCELLED || 0);
  const Asked = asked && { Cancel, Pause, Resubmit }[asked];
  const button = (name, text, kind = '') => html`<button type="button" class=${kind} onClick=${() => ask(name)}>${text} …</button>`;
  return html`<p class="buttons">
      ${ended > 0 && button('Resubmit', 'Resubmit', 'primary')}
      ${!over && button('Pause', run.paused ? 'Continue' : 'Pause')}
      ${!over && run.status !== 'CANCELLING' && button('Cancel', 'Cancel', 'danger')}</p>
    ${Asked && html`<${Asked} run=${run} onClose=${() => ask(null)} done=${again} />`}`;
}

function Analyses({ run }) {
  const total = sum(run.samples);
  const words = (counts) => STATUSES.filter((each) => counts[each]).map((each) => `${number(counts[each])} ${each}`).join(', ');
  return html`<ol class="analyses">${run.analyses.map(({ job_definition: name, statuses, index }) => html`<li>
    <span class="name">${index + 1}. ${name}</span>
    <${Bar} counts=${statuses} rest=${Math.max(0, total - sum(statuses))} label=${name} />
    <span class="words">${words(statuses) || 'not begun'}</span></li>`)}</ol>`;
}

/** What failed the samples, the most frequent first; each leads to those samples. */
function Failures({ run }) {
  const groups = run.analyses.flatMap(({ index, job_definition: name, failures }) =>
    Object.entries(failures || {}).map(([failure, count]) => ({ index, name, failure, count })));
  if (!groups.length) return null;
  const of = (each) => runLink(run.project, run.workflow, [], { status: 'FAILED', view: 'table', analysis: each.index + 1, failure: each.failure });
  return html`<section aria-labelledby="failures"><h2 id="failures">Failures</h2>
    <ol class="failures">${groups.sort((a, b) => b.count - a.count).map((each) => html`<li>
      <a href=${of(each)}>${each.failure}</a> <span class="hint">in ${each.index + 1}. ${each.name}</span> <b>${many(each.count, 'sample')}</b></li>`)}</ol></section>`;
}
