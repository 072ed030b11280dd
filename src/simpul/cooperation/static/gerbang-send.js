/** Between the device and the node: entries go there, what other gates took and the list of tickets come here. */
import * as keeping from './gerbang-keep.js';

const AT_ONCE = 100;
const PATIENCE = 15_000;

/** The node says that this device may no longer admit. */
export class Off extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** @param {any} device @param {string} way @param {RequestInit} [options] */
async function asked(device, way, options = {}, patience = PATIENCE) {
  const headers = { Authorization: `Bearer ${device.key}`, 'Accept-Language': document.documentElement.lang, ...options.headers };
  const answer = await fetch(`/api/v1/cooperation/gates/${device.event}/${way}`, {
    ...options, headers, credentials: 'omit', signal: AbortSignal.timeout(patience),
  });
  if (answer.status === 401 || answer.status === 403) {
    const { code } = await answer.json().catch(() => ({ code: '' }));
    throw new Off(code === 'gate-device-revoked' ? 'revoked' : 'unknown');
  }
  if (!answer.ok && answer.status !== 304) throw new Error(String(answer.status));
  return answer;
}

function told(entry, device) {
  const { seq, at, ticket, undoes, asks } = entry;
  return {
    seq, at, ticket, ...(undoes ? { undoes } : {}), ...(asks ? { asks: true } : {}), ...(entry.device === device.id ? {} : { device: entry.device }),
  };
}

/** Sends these entries; the node's verdicts. @param {any} device @param {any[]} entries @param {number} left how many more are held */
export async function send(device, entries, left, patience = PATIENCE) {
  const body = JSON.stringify({ now: Date.now(), unsent: left, entries: entries.map((entry) => told(entry, device)) });
  const answer = await asked(device, 'checkins', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } }, patience);
  return (await answer.json()).verdicts;
}

/** Sends all that is held, in pieces; each is marked as sent once the node has it. @param {any} device @param {Set<number>} asking numbers that are being asked about */
export async function flush(device, asking, heard) {
  for (;;) {
    const waiting = (await keeping.unsent()).filter((e) => e.event === device.event && !(e.device === device.id && asking.has(e.seq)));
    if (!waiting.length) return;
    const piece = waiting.slice(0, AT_ONCE);
    const verdicts = await send(device, piece, waiting.length - piece.length);
    const of = new Map(verdicts.map((one) => [`${one.device} ${one.seq}`, one]));
    for (const entry of piece) {
      const verdict = of.get(`${entry.device} ${entry.seq}`) ?? null;
      await keeping.write({ ...entry, sent: 1, verdict: verdict?.outcome ?? '' });
      if (verdict) heard(entry, verdict);
    }
  }
}

/** The list of tickets, if it changed since. @param {any} device @param {string} mark @returns {Promise<{mark: string, bytes: Uint8Array, at: number}|null>} */
export async function tickets(device, mark) {
  const answer = await asked(device, 'tickets', { headers: mark ? { 'If-None-Match': mark } : {}, cache: 'no-store' }, 60_000);
  if (answer.status === 304) return null;
  return { mark: answer.headers.get('etag') ?? '', bytes: new Uint8Array(await answer.arrayBuffer()), at: Date.now() };
}

/** What gates took since the cursor. @param {any} device @param {number} cursor */
export async function taken(device, cursor) {
  return (await asked(device, `used${cursor ? `?after=${cursor}` : ''}`, { cache: 'no-store' })).json();
}

/** The node forgets the key. @param {any} device */
export const off = (device) => asked(device, 'off', { method: 'POST' });
