// How numbers, times and statuses are written.

export const SAMPLE_STATUSES = ['FAILED', 'RUNNING', 'CANCELLING', 'CANCELLED', 'SUCCEEDED'];
export const RUN_OVER = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED']);
export const ANALYSIS_OVER = new Set(['SUCCEEDED', 'SKIPPED', 'FAILED', 'CANCELLED']);

// In the order in which bars and legends show them.
export const STATUSES = [
  'SUCCEEDED', 'SKIPPED', 'RUNNING', 'STARTING', 'RUNNABLE', 'PENDING', 'SUBMITTED', 'SUBMITTING',
  'RESUBMITTING', 'PARKED', 'CANCELLING', 'CANCELLED', 'FAILED',
];

export const JOB_STATUSES = ['SUBMITTED', 'PENDING', 'RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED', 'FAILED'];

export const SIGNS = {
  SUCCEEDED: '✓', SKIPPED: '»', FAILED: '✕', CANCELLED: '–', CANCELLING: '–', RUNNING: '▶',
  STARTING: '▹', RESUBMITTING: '↻', PARKED: '‖', SUBMITTING: '·', SUBMITTED: '·', PENDING: '·',
  RUNNABLE: '·', PAUSED: '‖', OVER_BUDGET: '‖',
};

const integers = new Intl.NumberFormat('en');
export const number = (n) => integers.format(n ?? 0);
const dollars = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' });
export const money = (n) => (n > 0 && n < 0.01 ? `< ${dollars.format(0.01)}` : dollars.format(n ?? 0));
export const hours = (n) => (n >= 10 ? number(Math.round(n)) : Number(n.toFixed(2)));
/** What was used in money; hours that cost nothing ran in queues whose price nobody has set. */
export const cost = (of) => (of.dollars > 0 || !of.vcpu_hours ? money(of.dollars) : 'no price is set');
export const many = (n, noun) => `${number(n)} ${noun}${n === 1 ? '' : 's'}`;
export const sum = (counts) => Object.values(counts).reduce((a, b) => a + b, 0);

export function duration(seconds) {
  if (seconds == null || !Number.isFinite(seconds)) return '';
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 172800) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}

export const between = (from, to) => (from && to ? (new Date(to) - new Date(from)) / 1000 : null);

const pad = (n) => String(n).padStart(2, '0');
export function moment(text) {
  if (!text) return '';
  const t = new Date(text);
  const day = `${t.getFullYear()}-${pad(t.getMonth() + 1)}-${pad(t.getDate())}`;
  return `${day} ${pad(t.getHours())}:${pad(t.getMinutes())}:${pad(t.getSeconds())}`;
}

export function bytes(n) {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let unit = 0;
  while (n >= 1024 && unit < 3) { n /= 1024; unit += 1; }
  return `${unit ? n.toFixed(1) : n} ${units[unit]}`;
}
