// Counts of a run over time, and when it may end.

import { runPath, useLive } from './api.mjs';
import { Loaded, Time, html } from './ui.mjs';
import { SAMPLE_STATUSES, SIGNS, moment, number, sum } from './words.mjs';

const WIDTH = 1000;
const HEIGHT = 100;
// From the ground up; what is still to begin is left blank.
const LAYERS = ['SUCCEEDED', 'FAILED', 'CANCELLED', 'CANCELLING', 'RUNNING'];
const ROWS = 12;

export function Course({ run, over }) {
  const live = useLive(runPath(run.project, run.workflow, 'history'), () => 30000);
  return html`<section aria-labelledby="course"><h2 id="course">Over time</h2>
    <${Loaded} of=${live}>${(course) => html`<${Finish} of=${course} over=${over} />
      ${course.items.length > 1 ? html`<${Chart} of=${course.items} />` : html`<p class="empty">There is nothing to draw yet.</p>`}`}</${Loaded}></section>`;
}

function Finish({ of, over }) {
  if (over) return null;
  return of.finish ? html`<p>It may end at <strong><${Time} at=${of.finish} /></strong>, if samples go on to end as in the last half hour.</p>`
    : html`<p class="hint">When it will end can't be told: ${of.why}.</p>`;
}

/** Statuses as layers, one upon the other; the table below says the same. */
function Chart({ of }) {
  const times = of.map((each) => new Date(each.at).getTime());
  const [from, to] = [times[0], Math.max(times.at(-1), times[0] + 1)];
  const most = Math.max(1, ...of.map((each) => sum(each.samples)));
  const x = (time) => ((time - from) / (to - from)) * WIDTH;
  const y = (count) => HEIGHT - (count / most) * HEIGHT;
  const shown = LAYERS.filter((status) => of.some((each) => each.samples[status]));
  const upTo = (each, n) => shown.slice(0, n).reduce((total, status) => total + (each.samples[status] || 0), 0);
  const edge = (n) => of.map((each, at) => `${x(times[at]).toFixed(1)},${y(upTo(each, n)).toFixed(2)}`);
  const area = (n) => `M${[...edge(n + 1), ...edge(n).reverse()].join('L')}Z`;
  const last = of.at(-1).samples;
  const said = SAMPLE_STATUSES.filter((status) => last[status]).map((status) => `${number(last[status])} ${status}`).join(', ');
  return html`<div class="plot">
      <div class="scale" aria-hidden="true"><span>${number(most)}</span><span>0</span></div>
      <svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-labelledby="chart-title chart-words">
        <title id="chart-title">Samples by status over time</title>
        <desc id="chart-words">From ${moment(of[0].at)} to ${moment(of.at(-1).at)}; at the end ${said || 'none has begun'}. The table below has the numbers.</desc>
        ${shown.map((status, n) => html`<path class="s-${status}" d=${area(n)} />`)}</svg>
      <div class="ends" aria-hidden="true"><span>${moment(of[0].at).slice(0, 16)}</span><span>${moment(of.at(-1).at).slice(0, 16)}</span></div></div>
    <p class="legend">${[...shown].reverse().map((status) => html`<span><span class="mark s-${status}" aria-hidden="true">${SIGNS[status]}</span> ${number(last[status])} ${status}</span>`)}</p>
    <details><summary>As a table</summary><${Numbers} of=${of} shown=${shown} /></details>`;
}

function Numbers({ of, shown }) {
  const step = (of.length - 1) / (ROWS - 1);
  const some = of.length <= ROWS ? of : Array.from({ length: ROWS }, (_, n) => of[Math.round(n * step)]);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Samples by status over time, as a table"><table>
    <thead><tr><th scope="col">Time</th>${shown.map((status) => html`<th scope="col" class="n">${status}</th>`)}</tr></thead>
    <tbody>${some.map((each) => html`<tr><td><${Time} at=${each.at} /></td>${shown.map((status) => html`<td class="n">${number(each.samples[status])}</td>`)}</tr>`)}</tbody></table></div>`;
}
