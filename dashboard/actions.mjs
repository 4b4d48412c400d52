// What people do to a run, each after a look at what it means.

import { path, post, runPath, useLive } from './api.mjs';
import { Confirm, html, runLink } from './ui.mjs';
import { many, number } from './words.mjs';

/** A field for a workflow, which offers those that are registered. */
export function WorkflowField({ label, ...given }) {
  const { data } = useLive(path('workflows'), () => 0);
  return html`<label class="field">${label} <input ...${given} list="workflows" autocomplete="off" /></label>
    <datalist id="workflows">${(data?.items || []).map(({ name, analyses }) =>
      html`<option value=${name}>${analyses.join(', ')}</option>`)}</datalist>`;
}

const FEW = 5;
const named = (samples) => (samples.length > FEW ? many(samples.length, 'sample') : samples.join(', '));

export function Start({ project, onClose }) {
  const act = (form) => post(runPath(project, form.get('workflow').trim()));
  const done = (run) => { location.hash = runLink(run.project, run.workflow).slice(1); };
  return html`<${Confirm} title="Start a workflow for ${project}" verb="Start" ...${{ act, done, onClose }}>
    <${WorkflowField} label="Workflow" name="workflow" required />
    <p class="hint">All samples are started; analyses whose outputs exist are skipped.</p>
  </${Confirm}>`;
}

export function Cancel({ run, samples, onClose, done }) {
  const act = (form) => post(runPath(run.project, run.workflow, 'cancel'),
    { reason: form.get('reason'), ...(samples ? { samples } : {}) });
  const what = samples ? named(samples) : `the whole run of ${run.workflow} for ${run.project}`;
  return html`<${Confirm} title="Cancel ${what}?" verb="Cancel the jobs" danger=${true} ...${{ act, done, onClose }}>
    <p>Jobs at work are ended, and nothing more is submitted. What is complete stays.</p>
    <label class="field">Reason <input name="reason" required maxlength="500" autocomplete="off" /></label>
  </${Confirm}>`;
}

export function Resubmit({ run, samples, onClose, done }) {
  const act = (form) => post(runPath(run.project, run.workflow, 'resubmit'), wanted(form, samples));
  const ended = (run.samples.FAILED || 0) + (run.samples.CANCELLED || 0);
  const what = samples ? named(samples) : `all that failed or were cancelled (${number(ended)})`;
  return html`<${Confirm} title="Resubmit?" verb="Resubmit" ...${{ act, done, onClose }}>
    <p>Runs again: ${what}. Analyses whose outputs exist are skipped, unless you say from where.</p>
    <label class="field">From <select name="from"><option value="">the first that has an output missing</option>
      ${run.analyses.map(({ index, job_definition: name }) => html`<option value=${index + 1}>${index + 1}. ${name}</option>`)}</select></label>
    <details><summary>Change what the jobs get</summary>
      <label class="field">Memory, MiB <input name="memory" type="number" min="1" /></label>
      <label class="field">vCPUs <input name="vcpus" type="number" min="1" /></label>
      <label class="field">Timeout, seconds <input name="timeout" type="number" min="60" /></label>
      <label class="field">Job queue <input name="queue" autocomplete="off" /></label></details>
  </${Confirm}>`;
}

function wanted(form, samples) {
  const body = samples ? { samples } : {};
  for (const name of ['from', 'memory', 'vcpus', 'timeout']) {
    if (form.get(name)) body[name] = Number(form.get(name));
  }
  if (form.get('queue')) body.queue = form.get('queue').trim();
  return body;
}

export function Pause({ run, onClose, done }) {
  const verb = run.paused ? 'continue' : 'pause';
  const act = () => post(runPath(run.project, run.workflow, verb));
  return html`<${Confirm} title=${run.paused ? 'Let the run go on?' : 'Pause the run?'}
    verb=${run.paused ? 'Continue' : 'Pause'} ...${{ act, done, onClose }}>
    <p>${run.paused ? 'What waits is submitted again.' : 'Jobs at work go on; none is submitted until it is continued.'}</p>
  </${Confirm}>`;
}

