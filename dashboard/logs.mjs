// What the job of an attempt wrote, as it grows.

import { useEffect, useRef, useState } from './vendor/hooks.mjs';
import { get, query, runPath } from './api.mjs';
import { Problem, html } from './ui.mjs';
import { moment, number } from './words.mjs';

const PAGE = 1000;
const KEPT = 20000;
const SOON = 3000;

/** The log of an attempt, which may grow `until` a time. */
export function Log({ at, index, attempt, until }) {
  const [state, setState] = useState({ lines: [], next: '', missing: '', end: false });
  const [wanted, setWanted] = useState('');
  const [follows, setFollows] = useState(true);
  const [job, setJob] = useState('');
  const box = useRef();
  const live = Date.now() < until;
  const path = runPath(at.project, at.workflow, 'samples', at.sample, 'logs');
  const which = { analysis: index + 1, generation: attempt.generation, attempt: attempt.number, index: job };

  useEffect(() => {
    let gone = false;
    let timer;
    const read = async (next, lines) => {
      try {
        const page = await get(path + query({ ...which, next, limit: PAGE }));
        if (gone) return;
        const all = [...lines, ...page.items].slice(-KEPT);
        setState({ lines: all, missing: page.missing, indices: page.indices, end: page.end, cut: lines.length + page.items.length > KEPT });
        if (!page.end && page.next) read(page.next, all);
        else if (Date.now() < until) timer = setTimeout(() => read(page.next || next, all), SOON);
      } catch (error) {
        if (gone) return;
        setState((old) => ({ ...old, lines, missing: '', end: true, error }));
        if (Date.now() < until) timer = setTimeout(() => read(next, lines), SOON);
      }
    };
    read('', []);
    return () => { gone = true; clearTimeout(timer); };
  }, [path, index, attempt.generation, attempt.number, job, until]);

  useEffect(() => {
    if (follows && live && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [state.lines, follows]);

  const shown = wanted ? state.lines.filter(({ message }) => message.toLowerCase().includes(wanted.toLowerCase())) : state.lines;
  const save = () => {
    const text = state.lines.map(({ timestamp, message }) => `${timestamp}\t${message}\n`).join('');
    const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    Object.assign(document.createElement('a'), { href: address, download: `${at.sample}.${index + 1}.${attempt.job_id}${job && `[${job}]`}.log` }).click();
    URL.revokeObjectURL(address);
  };
  return html`<div class="log"><h3>Log of attempt ${attempt.number}</h3>
    ${state.indices && html`<label class="field">Job of the array, ${state.indices} <input type="number" min="0" value=${job}
      onInput=${(event) => setJob(event.target.value)} placeholder=${attempt.failed ? 'the one that was judged' : 'its index'} /></label>`}
    <div class="filters"><label class="field">Find in the log <input type="search" value=${wanted} onInput=${(event) => setWanted(event.target.value)} /></label>
      ${live && html`<label class="check"><input type="checkbox" checked=${follows} onChange=${(event) => setFollows(event.target.checked)} /> Follow</label>`}
      <button type="button" onClick=${save} disabled=${!state.lines.length}>Save</button>
      <span class="hint" role="status">${number(shown.length)} of ${number(state.lines.length)} lines${state.end ? '' : ' …'}${state.cut ? '; older ones are left out' : ''}</span></div>
    <${Problem} error=${state.error} />
    ${state.missing ? html`<p class="empty">${state.missing}</p>`
      : html`<div class="lines" ref=${box} tabindex="0" role="log" aria-live="off" aria-label="Log lines">${shown.map(({ timestamp, message }) =>
        html`<div><time datetime=${timestamp} title=${moment(timestamp)}>${moment(timestamp).slice(11)}</time> <code>${message}</code></div>`)}</div>`}</div>`;
}
