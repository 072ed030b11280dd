/** Sending and fetching: small pieces, each acknowledged, so that a thin line that breaks loses nothing and begins where it was. */
import { base64, gzipped, utf8 } from './bytes.js';
import { acknowledged, waiting } from './log.js';
import { alone, keep, kept, there } from './storage.js';

export const PIECE = 12_000;
/** Bytes of sealed events in one request: some two seconds of a line of 64 kbit/s. */
const SENDING = '/malaria/sinkron/kirim';
const FETCHING = '/malaria/sinkron/ambil';
const PATIENCE = 60_000;

/** The node answered that this cannot be; `code` says why. */
export class Refused extends Error {
  constructor(status, code) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

/** @param {string} path @param {RequestInit} [how] @returns {Promise<any>} */
export async function asked(path, how = {}) {
  const answer = await fetch(path, { cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(PATIENCE), ...how });
  const said = await answer.json().catch(() => null);
  if (!answer.ok || said === null) throw new Refused(answer.status, said?.code ?? `http-${answer.status}`);
  return said;
}

/**
 * Sends what waits, piece by piece.
 * @param {(told: {sent: number, of: number}) => void} [progress]
 * @returns {Promise<{revoked: boolean, refused: {n: number, code: string}[], skew: number}>} skew in ms
 */
export function sent(progress = () => {}) {
  return alone('sync', async () => {
    const told = { revoked: false, refused: [], skew: 0 };
    if (!(await there())) return told;
    const rows = await waiting();
    const token = await kept('upload');
    let done = 0;
    for (const piece of pieces(rows)) {
      const answer = await offered(piece, token);
      const refused = new Set((answer.refused ?? []).map(({ n }) => n));
      await acknowledged(answer.have, refused);
      Object.assign(told, { revoked: answer.revoked, skew: skewOf(answer) });
      told.refused.push(...(answer.refused ?? []));
      progress({ sent: (done += piece.length), of: rows.length });
    }
    if (!rows.length) {
      const answer = await offered([], token);
      Object.assign(told, { revoked: answer.revoked, skew: skewOf(answer) });
    }
    await keep({ contact: Date.now(), skew: told.skew });
    return told;
  });
}

/** How far this phone's clock is from the node's, in ms; positive where the phone's is late. */
const skewOf = ({ now }) => Date.parse(now) - Date.now() || 0;

function* pieces(rows) {
  let piece = [];
  let size = 0;
  for (const row of rows) {
    if (piece.length && size + row.cipher.length > PIECE) {
      yield piece;
      [piece, size] = [[], 0];
    }
    piece.push(row);
    size += row.cipher.length + 120;
  }
  if (piece.length) yield piece;
}

/** An event as it is sent; what the node can compute from the one before it in the piece is left out. */
const asSent = ({ n, i, p, cipher }, index, piece) => ({ n, i, ...(piece[index - 1]?.hash === p ? {} : { p }), c: base64(cipher) });

async function offered(piece, token) {
  const body = JSON.stringify({ events: piece.map(asSent) });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-encoding': 'gzip' };
  return asked(SENDING, { method: 'POST', headers, body: await gzipped(utf8(body)) });
}

/**
 * What has changed in the village since `after`, page by page.
 * @param {string} token @param {string} after @param {(page: any) => Promise<void>} take keeps a page before the next is asked for
 */
export async function fetched(token, after, take) {
  for (let cursor = after, more = true; more;) {
    const page = await asked(`${FETCHING}?after=${encodeURIComponent(cursor)}`, { headers: { authorization: `Bearer ${token}` } });
    await take(page);
    [cursor, more] = [page.cursor, page.more];
  }
}

/** What waits, as a file that only the node can read. @param {any} device @param {Date} now @returns {Promise<{name: string, blob: Blob, count: number}>} */
export async function exported(device, now) {
  const rows = await waiting();
  const head = JSON.stringify({ simpul: 'malaria', device: device.id, schema: 1 });
  const lines = rows.map(({ n, i, p, cipher }) => JSON.stringify({ n, i, p, c: base64(cipher) }));
  const name = `simpul-${device.short ?? device.id.slice(0, 8)}-${now.toISOString().slice(0, 10)}.smp`;
  return { name, blob: new Blob([[head, ...lines, ''].join('\n')], { type: 'application/octet-stream' }), count: rows.length };
}

