// A sample: every attempt at each analysis, what was decided and why, and its logs.

import { useState } from './vendor/hooks.mjs';
import { runPath, useLive } from './api.mjs';
import { Cancel, Resubmit } from './actions.mjs';
import { Log } from './logs.mjs';
import { Crumbs, Facts, Loaded, Status, Time, html, link, runLink } from './ui.mjs';
import { ANALYSIS_OVER, between, cost, duration, number } from './words.mjs';

const LIVE = new Set(['RUNNING', 'CANCELLING']);

export function Sample({ project, workflow, sample, analysis, attempt }) {
  const live = useLive(runPath(project, workflow, 'samples', sample), (data) => (LIVE.has(data.status) ? 2000 : 15000));
  const run = useLive(runPath(project, workflow), () => 0);
  return html`<${Crumbs} to=${[['Projects', '#/'], [project, link(['projects', project])], [workflow, runLink(project, workflow)], [sample]]} />
    <${Loaded} of=${live}>${(data) => html`<div class="title"><h1>${sample}</h1> <span role="status"><${Status} is=${data.status} /></span></div>
      ${data.reason && html`<p>${data.reason}</p>`}
      <${Facts} of=${[['File', html`<code>${data.file}</code>`], ['Line of the CSV', data.line], ['Generation', data.generation],
        ['Cost', data.used.jobs > 0 && cost(data.used)], ['Changed', html`<${Time} at=${data.updated_at} />`]]} />
      ${run.data && html`<${Actions} run=${run.data} sample=${data} again=${live.again} />`}
      <details><summary>All columns of the CSV</summary><${Facts} of=${Object.entries(data.columns)} /></details>
      ${data.analyses.length ? data.analyses.map((each) => html`<${Analysis} key=${each.index} sample=${data} of=${each}
        at=${{ project, workflow, sample }} open=${Number(analysis) === each.index + 1 ? (attempt || 'last') : ''} />`)
        : html`<p class="empty">No analysis has begun.</p>`}`}
    </${Loaded}>`;
}

function Actions({ run, sample, again }) {
  const [asked, ask] = useState('');
  const Asked = { Cancel, Resubmit }[asked];
  return html`<p class="buttons">
    ${!LIVE.has(sample.status) && html`<button type="button" onClick=${() => ask('Resubmit')}>Resubmit …</button>`}
    ${LIVE.has(sample.status) && html`<button type="button" class="danger" onClick=${() => ask('Cancel')}>Cancel …</button>`}</p>
    ${Asked && html`<${Asked} run=${run} samples=${[sample.sample]} onClose=${() => ask('')} done=${again} />`}`;
}

function Analysis({ of, at, sample, open }) {
  const last = of.attempts.at(-1);
  const shown = open === 'last' ? last : of.attempts.find((each) => keyOf(each) === open);
  return html`<section class="card" aria-labelledby="analysis-${of.index}">
    <h2 id="analysis-${of.index}">${of.index + 1}. ${of.job_definition} <${Status} is=${of.status} /></h2>
    ${of.reason && html`<p>${of.reason}</p>`}
    ${of.attempts.length > 0 && html`<${Timeline} attempts=${of.attempts} />
      <ol class="attempts">${of.attempts.map((each) => html`<${Attempt} of=${each} at=${at} index=${of.index} open=${each === shown} />`)}</ol>`}
    ${of.outputs.length > 0 && html`<details><summary>Outputs (${of.outputs.length})</summary><ul>${of.outputs.map((uri) => html`<li><code>${uri}</code></li>`)}</ul></details>`}
    ${shown && html`<${Log} key=${keyOf(shown)} at=${at} index=${of.index} attempt=${shown} until=${written(sample, shown)} />`}
  </section>`;
}

// The last lines come some time after a job's end.
const TAIL = 60000;
const written = (sample, { stopped_at: stopped }) => (stopped ? new Date(stopped).getTime() + TAIL : LIVE.has(sample.status) ? Infinity : 0);

const keyOf = (attempt) => `${attempt.generation}.${attempt.number}`;

function Attempt({ of, at, index, open }) {
  const log = runLink(at.project, at.workflow, ['samples', at.sample], { analysis: index + 1, attempt: keyOf(of) });
  return html`<li><h3>Attempt ${of.number} ${of.generation > 1 && html`of generation ${of.generation}`} <${Status} is=${of.status} /></h3>
    ${of.reason && html`<p class="reason">${of.reason}</p>`}
    ${of.decision && html`<p class="decision"><strong>Decision:</strong> ${of.decision}${of.rule && html` <span class="hint">(rule ${of.rule})</span>`}</p>`}
    <${Facts} of=${[
      ['Submitted', of.submitted_at && html`<${Time} at=${of.submitted_at} />`],
      ['Waited', duration(between(of.submitted_at, of.started_at))],
      ['Ran', duration(between(of.started_at, of.stopped_at))],
      ['Exit code', of.exit_code], ['Cost', of.usage.jobs > 0 && cost(of.usage)], ['Queue', of.queue && of.queue.split('/').pop()],
      ['vCPUs', of.vcpus], ['Memory', of.memory && `${number(of.memory)} MiB`], ['Definition', of.definition && html`<code>${of.definition.split('/').pop()}</code>`],
      ['Image', of.image && html`<code>${of.image}</code>`], ['Job', of.job_id && html`<a href=${link(['compute', 'jobs', of.job_id])}><code>${of.job_id}</code></a>`], ['Log stream', of.log_stream && html`<code>${of.log_stream}</code>`],
    ]} />
    ${of.settings && html`<${Settings} of=${of.settings} />`}
    ${of.job_id && html`<p><a href=${log} aria-current=${open ? 'true' : undefined}>${open ? 'Its log is below' : 'Show the log'}</a></p>`}</li>`;
}

/** What a job was given; variables are told from parameters by their sign. */
function Settings({ of }) {
  const variables = Object.entries(of.environment).map(([name, value]) => [`$${name}`, value]);
  return html`<details><summary>What it was given</summary>
    <${Facts} of=${[...Object.entries(of.parameters), ...variables, ['Timeout', duration(of.timeout)]]} /></details>`;
}

/** Attempts as bars over time: waiting, then running. */
function Timeline({ attempts }) {
  const from = Math.min(...attempts.map((each) => new Date(each.submitted_at)));
  const end = (each) => new Date(each.stopped_at || (ANALYSIS_OVER.has(each.status) ? each.started_at || each.submitted_at : Date.now()));
  const to = Math.max(...attempts.map(end), from + 1000);
  const percent = (time) => `${((time - from) / (to - from)) * 100}%`;
  const width = (a, b) => `${Math.max(0.5, ((b - a) / (to - from)) * 100)}%`;
  return html`<div class="timeline" role="img" aria-label="Attempts over ${duration((to - from) / 1000)}; the list below has their times">
    ${attempts.map((each) => {
      const submitted = new Date(each.submitted_at);
      const started = each.started_at ? new Date(each.started_at) : end(each);
      return html`<div class="lane">
        <span class="fill waited" style=${{ left: percent(submitted), width: width(submitted, started) }}></span>
        ${each.started_at && html`<span class="fill s-${each.status}" style=${{ left: percent(started), width: width(started, end(each)) }}></span>`}</div>`;
    })}</div><p class="hint">From <${Time} at=${new Date(from).toISOString()} /> on, ${duration((to - from) / 1000)}: grey while it waited, coloured while it ran.</p>`;
}
