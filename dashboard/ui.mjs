// What every view is built from.

import { h } from './vendor/preact.mjs';
import { useEffect, useRef, useState } from './vendor/hooks.mjs';
import htm from './vendor/htm.mjs';
import { SIGNS, STATUSES, moment, number, sum } from './words.mjs';

export const html = htm.bind(h);

/** Build the address of a view: names become a path, values its query. */
export function link(names, values = {}) {
  const given = Object.entries(values).filter(([, value]) => value !== '' && value != null);
  const query = given.length ? `?${new URLSearchParams(given)}` : '';
  return `#/${names.map(encodeURIComponent).join('/')}${query}`;
}
export const runLink = (project, workflow, rest = [], values = {}) =>
  link(['projects', project, 'runs', workflow, ...rest], values);

export const Status = ({ is }) =>
  is && html`<span class="status s-${is}"><span aria-hidden="true">${SIGNS[is] || '·'}</span> ${is}</span>`;

export const Time = ({ at }) => at && html`<time datetime=${at}>${moment(at)}</time>`;

export function Problem({ error, children }) {
  if (!error) return null;
  return html`<div class="problem" role="alert"><strong>${error.message}</strong>
    <${Problems} of=${error.problems} totals=${error.totals} />${children}</div>`;
}

/** Problems of a CSV or a definition, each with the place that it is at. */
export function Problems({ of = [], totals = {} }) {
  if (!of.length) return null;
  const left = sum(totals) - of.length;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Problems"><table>
    <thead><tr><th>Line</th><th>Column</th><th>Problem</th></tr></thead>
    <tbody>${of.map((each) => html`<tr><td class="n">${each.line ?? ''}</td>
      <td>${each.column ?? ''}</td><td>${each.message}</td></tr>`)}</tbody></table>
    ${left > 0 && html`<p>… and ${number(left)} more.</p>`}</div>`;
}

/** Show what a path gave: its problem, that it is awaited, or `children(data)`. */
export function Loaded({ of, children }) {
  return html`<${Problem} error=${of.error}>${of.data && html`<p>What stands below is from before. It is asked for again every few seconds.</p>`}</${Problem}>
    ${of.data ? children(of.data) : !of.error && html`<p class="empty" role="status">Loading …</p>`}`;
}

export function Crumbs({ to }) {
  return html`<nav aria-label="Breadcrumb" class="crumbs"><ol>
    ${to.map(([text, href]) => html`<li>${href ? html`<a href=${href}>${text}</a>`
      : html`<span aria-current="page">${text}</span>`}</li>`)}</ol></nav>`;
}

/** A bar of counts by status, and of the `rest` that has none; the words beside it say the same. */
export function Bar({ counts, label, rest = 0 }) {
  const total = sum(counts) + rest;
  const shown = STATUSES.filter((status) => counts[status]);
  const said = shown.map((status) => `${number(counts[status])} ${status}`).join(', ');
  return html`<div class="bar" role="img" aria-label="${label}: ${said || 'none yet'}">
    ${shown.map((status) => html`<span class="fill s-${status}" title="${number(counts[status])} ${status}"
      style=${{ flexGrow: counts[status] / (total || 1) }}></span>`)}
    ${rest > 0 && html`<span style=${{ flexGrow: rest / total }}></span>`}</div>`;
}

/** A table that sorts by a click on a heading: columns are {name, of, show, number}. */
export function Table({ label, columns, rows, empty = 'Nothing here yet.' }) {
  const [by, setBy] = useState({ column: -1, down: false });
  const of = columns[by.column]?.of;
  const sorted = of ? [...rows].sort((a, b) => order(of(a), of(b)) * (by.down ? -1 : 1)) : rows;
  const head = (column, n) => {
    const dir = by.column === n ? (by.down ? 'descending' : 'ascending') : undefined;
    const flip = () => setBy({ column: n, down: by.column === n && !by.down });
    return html`<th scope="col" aria-sort=${dir} class=${column.number ? 'n' : ''}>
      <button type="button" class="head" onClick=${flip}>${column.name}<span aria-hidden="true">${
        dir ? (by.down ? ' ↓' : ' ↑') : ''}</span></button></th>`;
  };
  if (!rows.length) return html`<p class="empty">${empty}</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${label}><table>
    <thead><tr>${columns.map(head)}</tr></thead>
    <tbody>${sorted.map((row) => html`<tr>${columns.map((column) =>
      html`<td class=${column.number ? 'n' : ''}>${column.show ? column.show(row) : column.of(row)}</td>`)}</tr>`)}
    </tbody></table></div>`;
}

function order(a, b) {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a ?? '').localeCompare(String(b ?? ''), 'en', { numeric: true });
}

/** A modal dialog; it closes by Escape, and gives the focus back. */
export function Dialog({ title, onClose, children }) {
  const ref = useRef();
  useEffect(() => {
    const before = document.activeElement;
    ref.current.showModal();
    return () => before?.focus?.();
  }, []);
  return html`<dialog ref=${ref} aria-labelledby="dialog-title" onClose=${onClose}>
    <h2 id="dialog-title">${title}</h2>${children}</dialog>`;
}

/** A form in a dialog that does something, and stays open with the reason if that fails. */
export function Confirm({ title, verb, danger, onClose, act, done, children }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(null);
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    try {
      const result = await act(new FormData(event.target));
      onClose();
      done?.(result);
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return html`<${Dialog} title=${title} onClose=${onClose}><form onSubmit=${submit}>
    ${children}<${Problem} error=${error} />
    <p class="buttons"><button type="button" onClick=${onClose}>Back</button>
      <button class=${danger ? 'danger' : 'primary'} disabled=${busy}>${verb}</button></p>
  </form></${Dialog}>`;
}

/** Terms and what they are; empty ones are left out. */
export const Facts = ({ of }) => html`<dl class="facts">
  ${of.filter(([, value]) => value !== '' && value != null && value !== false).map(([name, value]) =>
    html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
