// Queues and jobs of AWS Batch, with the caller's own credentials.

import { useEffect, useState } from './vendor/hooks.mjs';
import { get, query, useLive } from './api.mjs';
import { Crumbs, Facts, Loaded, Problem, Status, Table, Time, html, link } from './ui.mjs';
import { JOB_STATUSES, between, duration, many, moment, number } from './words.mjs';

const MOST = 1000; // as the server counts
const MOST_LINES = 10000; // as the server cuts logs
export const AGAIN = 30000;
export const at = (...names) => `/compute/${names.map(encodeURIComponent).join('/')}`;
export const to = (...names) => link(['compute', ...names]);
export const last = (arn) => (arn || '').split('/').pop();
export const list = (values) => (values || []).join(', ');

export const Tabs = ({ is }) => html`<nav aria-label="Compute" class="tabs">${[['Queues', to()], ['Environments', to('environments')], ['Job definitions', to('definitions')]]
  .map(([name, href]) => html`<a href=${href} aria-current=${name === is ? 'page' : undefined}>${name}</a>`)}</nav>`;

/** The whole document as AWS tells it, for what no view shows. */
export const Whole = ({ of }) => html`<details><summary>All that AWS Batch tells</summary><pre tabindex="0">${JSON.stringify(of, null, 2)}</pre></details>`;

export function Queues() {
  const live = useLive(at('queues'), () => AGAIN);
  const counts = useCounts(live.data);
  const count = (status) => ({
    name: status, number: true, of: (queue) => counts[queue.name]?.[status] ?? -1,
    show: ({ name }) => html`<${Count} n=${counts[name]?.[status]} href=${link(['compute', 'queues', name], { status })} />`,
  });
  const columns = [
    { name: 'Queue', of: (q) => q.name, show: (q) => html`<a href=${to('queues', q.name)}>${q.name}</a>` },
    ...JOB_STATUSES.map(count),
    { name: 'State', of: (q) => `${q.state} ${q.status}`, show: State },
    { name: 'Priority', of: (q) => q.priority, number: true },
    { name: 'Environments, in order', of: (q) => list(q.environments) },
  ];
  return html`<h1>Compute</h1><${Tabs} is="Queues" />
    <${Loaded} of=${live}>${(queues) => html`<${Table} label="Job queues" columns=${columns} rows=${queues} empty="There is no job queue." />
      <p class="hint">Counted every ${AGAIN / 1000} seconds, ${number(MOST)} of a status at most; AWS Batch forgets jobs some days after their end.</p>`}</${Loaded}>`;
}

const Count = ({ n, href }) => (n === undefined ? '…' : n ? html`<a href=${href}>${number(n)}${n >= MOST ? '+' : ''}</a>` : '0');
export const State = ({ state, status, reason, statusReason }) => html`${state}${status !== 'VALID' && html`, <strong>${status}</strong>: ${reason || statusReason}`}`;

/** How many jobs stand where in each queue, one queue after the other. */
function useCounts(queues) {
  const [counts, setCounts] = useState({});
  useEffect(() => {
    const control = new AbortController();
    let timer;
    const look = async () => {
      for (const { name } of document.hidden ? [] : queues || []) {
        try {
          const found = await get(at('queues', name, 'counts'), control.signal);
          setCounts((old) => ({ ...old, [name]: found }));
        } catch {
          if (control.signal.aborted) return; // the list of queues tells what is wrong
        }
      }
      timer = setTimeout(look, AGAIN);
    };
    look();
    return () => { control.abort(); clearTimeout(timer); };
  }, [queues]);
  return counts;
}

export function Queue({ queue, status = 'RUNNING' }) {
  const live = useLive(at('queues'), () => AGAIN);
  const chosen = live.data?.find((each) => each.name === queue);
  const chip = (name) => html`<a class="chip s-${name}" href=${link(['compute', 'queues', queue], { status: name })}
    aria-current=${name === status ? 'true' : undefined}>${name}</a>`;
  return html`<${Crumbs} to=${[['Compute', to()], [queue]]} /><h1>${queue}</h1>
    <${Loaded} of=${live}>${() => (!chosen ? html`<p class="empty">There is no such job queue.</p>` : html`<${Facts} of=${[['State', html`<${State} ...${chosen} />`], ['Priority', chosen.priority],
      ['Environments, in order', list(chosen.environments)], ['Scheduling policy', chosen.scheduling_policy], ['ARN', html`<code>${chosen.arn}</code>`]]} />
    <h2>Jobs</h2><div class="chips" role="group" aria-label="Status">${JOB_STATUSES.map(chip)}</div>
    <${Jobs} key=${status} of=${at('queues', queue, 'jobs')} status=${status} />`)}</${Loaded}>`;
}

/** Jobs of a queue or an array that stand at a status, page by page. */
function Jobs({ of, status }) {
  const path = (after) => of + query({ status, after });
  const first = useLive(path(), () => AGAIN);
  const [more, setMore] = useState({ items: [], next: undefined });
  const [wanted, setWanted] = useState('');
  const next = more.next === undefined ? first.data?.next : more.next;
  const load = async () => {
    try {
      const page = await get(path(next));
      setMore({ items: [...more.items, ...page.items], next: page.next });
    } catch (error) {
      setMore({ ...more, error });
    }
  };
  const look = (event) => {
    event.preventDefault();
    const id = new FormData(event.target).get('id').trim();
    if (id) location.hash = to('jobs', id);
  };
  const fits = (job) => `${job.name} ${job.id}`.toLowerCase().includes(wanted.toLowerCase());
  return html`<div class="filters"><label class="field">Name or id has <input type="search" value=${wanted} onInput=${(event) => setWanted(event.target.value)} /></label>
      <form onSubmit=${look}><label class="field">Any job, by its id <input name="id" autocomplete="off" /></label><button>Show</button></form></div>
    <${Loaded} of=${first}>${({ items }) => html`<${Table} label="Jobs" columns=${JOBS} rows=${[...items, ...more.items].filter(fits)} empty="No job is ${status}." />
      ${next && html`<button type="button" onClick=${load}>100 more</button>`}<${Problem} error=${more.error} />`}</${Loaded}>`;
}

const JOBS = [
  { name: 'Job', of: (job) => (job.index == null ? job.name : `${job.name}:${job.index}`), show: (job) => html`<a href=${to('jobs', job.id)}>${job.name}${job.index != null && `:${job.index}`}</a>${job.size && html` <span class="hint">${many(job.size, 'job')}</span>`}` },
  { name: 'Id', of: (job) => job.id, show: (job) => html`<code>${job.id}</code>` },
  { name: 'Definition', of: (job) => job.definition },
  { name: 'Created', of: (job) => job.created_at, show: (job) => html`<${Time} at=${job.created_at} />` },
  { name: 'Started', of: (job) => job.started_at, show: (job) => html`<${Time} at=${job.started_at} />` },
  { name: 'Ran', number: true, of: (job) => ran(job.started_at, job.stopped_at) ?? -1, show: (job) => duration(ran(job.started_at, job.stopped_at)) },
  { name: 'Exit code', number: true, of: (job) => job.exit_code },
  { name: 'Reason', of: (job) => job.reason },
];
const ran = (from, until) => between(from, until || (from && Date.now()));

export function Job({ job, status }) {
  const live = useLive(at('jobs', job), (data) => (['SUCCEEDED', 'FAILED'].includes(data.status) ? 0 : 5000));
  return html`<${Loaded} of=${live}>${(data) => html`<${Crumbs} to=${[['Compute', to()], [last(data.jobQueue), to('queues', last(data.jobQueue))], [data.jobName]]} />
    <div class="title"><h1>${data.jobName}</h1> <${Status} is=${data.status} /></div>
    ${data.statusReason && html`<p>${data.statusReason}</p>`}
    <${Facts} of=${jobFacts(data)} />
    ${(data.attempts || []).map((each, n) => html`<section class="card"><h2>Attempt ${n + 1}</h2><${Facts} of=${[
      ['Started', html`<${Time} at=${each.startedAt} />`], ['Ran', duration(ran(each.startedAt, each.stoppedAt))], ['Exit code', each.container?.exitCode],
      ['Reason', each.container?.reason || each.statusReason]]} /><${JobLog} job=${job} attempt=${n + 1} /></section>`)}
    ${data.arrayProperties?.size && html`<${Children} of=${data} status=${status} />`}
    ${!data.arrayProperties?.size && !(data.attempts || []).length && data.startedAt && html`<${JobLog} job=${job} attempt=${0} />`}
    <${Whole} of=${data} />`}</${Loaded}>`;
}

/** The jobs of an array by status, at first those that most want to be looked at. */
function Children({ of, status }) {
  const counts = of.arrayProperties.statusSummary || {};
  const first = ['FAILED', 'RUNNING', ...JOB_STATUSES].find((each) => counts[each]) || 'FAILED';
  const chosen = JOB_STATUSES.includes(status) ? status : first;
  return html`<section aria-labelledby="children"><h2 id="children">Its ${many(of.arrayProperties.size, 'job')}</h2>
    <div class="chips" role="group" aria-label="Status">${JOB_STATUSES.filter((each) => counts[each] || each === chosen).map((each) => html`<a class="chip s-${each}"
      href=${link(['compute', 'jobs', of.jobId], { status: each })} aria-current=${each === chosen ? 'true' : undefined}>${each} <b>${number(counts[each])}</b></a>`)}</div>
    <${Jobs} key=${chosen} of=${at('jobs', of.jobId, 'children')} status=${chosen} /></section>`;
}

function jobFacts({ container = {}, ...job }) {
  const needs = Object.fromEntries((container.resourceRequirements || []).map(({ type, value }) => [type, value]));
  return [
    ['Created', html`<${Time} at=${job.createdAt} />`], ['Started', job.startedAt && html`<${Time} at=${job.startedAt} />`],
    ['Ran', duration(ran(job.startedAt, job.stoppedAt))], ['Exit code', container.exitCode], ['Said', container.reason],
    ['Queue', html`<a href=${to('queues', last(job.jobQueue))}>${last(job.jobQueue)}</a>`],
    ['Definition', html`<a href=${to('definitions', last(job.jobDefinition).split(':')[0])}>${last(job.jobDefinition)}</a>`],
    ['vCPUs', needs.VCPU || container.vcpus], ['Memory', (needs.MEMORY || container.memory) && `${number(needs.MEMORY || container.memory)} MiB`], ['GPUs', needs.GPU],
    ['Image', container.image && html`<code>${container.image}</code>`], ['Command', container.command?.length && html`<code>${container.command.join(' ')}</code>`],
    ['Role', last(container.jobRoleArn)],
    ['Of the array', job.arrayProperties?.index != null && html`<a href=${to('jobs', job.jobId.split(':')[0])}><code>${job.jobId.split(':')[0]}</code></a>`],
    ['Waits for', list((job.dependsOn || []).map((each) => each.jobId))],
    ['Parameters', Object.entries(job.parameters || {}).map(([name, value]) => `${name}=${value}`).join(', ')],
    ['Id', html`<code>${job.jobId}</code>`],
  ];
}

function JobLog({ job, attempt }) {
  const [state, setState] = useState(null);
  const read = async () => {
    setState({});
    try {
      setState({ lines: await get(at('jobs', job, 'log') + query({ attempt })) });
    } catch (error) {
      setState({ error });
    }
  };
  if (!state) return html`<button type="button" onClick=${read}>Show the log</button>`;
  return html`<${Problem} error=${state.error} />
    ${!state.lines ? !state.error && html`<p class="empty" role="status">Loading …</p>`
      : html`<div class="lines" tabindex="0" role="log" aria-live="off" aria-label="Log lines">${state.lines.map((line) =>
        html`<div><time datetime=${line.at} title=${moment(line.at)}>${moment(line.at).slice(11)}</time> <code>${line.message}</code></div>`)}</div>
        ${state.lines.length >= MOST_LINES && html`<p class="hint">Only its first ${number(MOST_LINES)} lines; all of it: <code>batch-relay job logs ${job}</code></p>`}`}`;
}
