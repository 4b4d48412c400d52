// The API, through the server that served this page.

import { useEffect, useRef, useState } from './vendor/hooks.mjs';

const TOKEN = 'batch-relay-token';
const known = new Map(); // path → {tag, data} of the last answer

/** Take the token out of the address, so that it is in no link or history. */
export function takeToken() {
  const found = /^#token=([\w-]+)$/.exec(location.hash);
  if (!found) return;
  localStorage.setItem(TOKEN, found[1]);
  history.replaceState(null, '', '#/');
}

export class ApiError extends Error {
  constructor(status, details) {
    super(details.detail || `The service answered ${status}.`);
    this.status = status;
    this.problems = details.problems || [];
    this.totals = details.totals || {};
  }
}

async function send(url, options = {}) {
  const headers = { 'X-Batch-Relay-Token': localStorage.getItem(TOKEN) || '', ...options.headers };
  const reply = await reached(url, { ...options, headers, cache: 'no-store' });
  if (reply.ok || reply.status === 304) return reply;
  const details = await reply.json().catch(() => ({}));
  // API Gateway's own refusals have a message only.
  throw new ApiError(reply.status, { detail: details.message, ...details });
}

async function reached(url, options) {
  try {
    return await fetch(url, options);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, { detail: 'No answer; does `batch-relay dashboard` still run?' });
  }
}

/** Return what is at a path; if it has not changed, the very same object as before. */
export async function get(path, signal) {
  const before = known.get(path);
  const headers = before ? { 'If-None-Match': before.tag } : {};
  const reply = await send(path, { headers, signal });
  if (reply.status === 304) return before.data;
  const data = await reply.json();
  known.delete(path);
  known.set(path, { tag: reply.headers.get('ETag'), data });
  if (known.size > 200) known.delete(known.keys().next().value);
  return data;
}

/** Change something. */
export async function write(method, path, { body, type = 'application/json' } = {}) {
  const headers = { 'Content-Type': type, 'Idempotency-Key': crypto.randomUUID() };
  const reply = await send(path, { method, headers, body });
  return reply.json();
}

export const post = (path, value) =>
  write('POST', path, { body: value === undefined ? undefined : JSON.stringify(value) });

/** Build a path of the API from names. */
export const path = (...names) => `/api/${names.map(encodeURIComponent).join('/')}`;
export const runPath = (project, workflow, ...rest) =>
  path('projects', project, 'runs', workflow, ...rest);

/** Build a query; what is empty is left out. */
export function query(values) {
  const given = Object.entries(values).filter(([, value]) => value !== '' && value != null);
  return given.length ? `?${new URLSearchParams(given)}` : '';
}

/**
 * Keep what is at a path: {data, error}. It is asked for again every `every(data)` milliseconds
 * while the page is seen, and at once when it is seen again; never if that is 0.
 */
export function useLive(url, every = () => 5000) {
  const [state, setState] = useState({ url, data: known.get(url)?.data });
  const [asked, ask] = useState(0);
  const pace = useRef();
  pace.current = every;
  useEffect(() => {
    if (!url) return undefined;
    const control = new AbortController();
    let timer;
    const look = async () => {
      clearTimeout(timer);
      let next = { url, data: known.get(url)?.data };
      try {
        next = { url, data: await get(url, control.signal) };
      } catch (error) {
        if (error.name === 'AbortError') return;
        next.error = error;
      }
      if (control.signal.aborted) return;
      setState((old) => (same(old, next) ? old : next));
      const wait = next.error ? 5000 : pace.current(next.data);
      if (wait && !document.hidden) timer = setTimeout(look, wait);
    };
    const seen = () => document.hidden || look();
    document.addEventListener('visibilitychange', seen);
    look();
    return () => {
      control.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [url, asked]);
  const current = state.url === url ? state : { url, data: known.get(url)?.data };
  return { ...current, again: () => ask((n) => n + 1) };
}

const same = (a, b) => a.url === b.url && a.data === b.data && a.error?.message === b.error?.message;
