/**
 * What a gate's device keeps, in IndexedDB. Rooms:
 * `keep` by name: `device` (id, key, event, gate, titles), `list:<event>` ({mark, bytes, at}), `cursor:<event>`, `gates:<event>`.
 * `entries` by [device, seq]: {device, seq, event, at, ticket (hex), undoes?, asks, sent (0, 1), verdict?}; `sent` is indexed.
 * `used` by [event, t]: {event, t (20 hex digits), gate, at}: tickets that were let in, here or elsewhere.
 */
import { openDB } from 'idb';

const NAME = 'simpul-gerbang';
let opening = null;

/** @returns {Promise<import('idb').IDBPDatabase>} */
function database() {
  opening ??= openDB(NAME, 1, {
    upgrade(made) {
      made.createObjectStore('keep');
      made.createObjectStore('entries', { keyPath: ['device', 'seq'] }).createIndex('sent', 'sent');
      made.createObjectStore('used', { keyPath: ['event', 't'] }).createIndex('event', 'event');
    },
    blocking(_version, _blocked, event) { /** @type {any} */ (event.target).close(); opening = null; },
    terminated() { opening = null; },
  });
  return opening;
}

/** @param {string} name */
export const kept = async (name) => (await database()).get('keep', name);

/** @param {string} name @param {any} value */
export const keep = async (name, value) => (await database()).put('keep', value, name);

/** The entry is kept before anybody is let in by it. @param {Record<string, any>} entry */
export async function write(entry) {
  const writing = (await database()).transaction('entries', 'readwrite', { durability: 'strict' });
  await Promise.all([writing.store.put(entry), writing.done]);
}

/** Entries that were not acknowledged yet, in their order. @returns {Promise<Record<string, any>[]>} */
export const unsent = async () => (await database()).getAllFromIndex('entries', 'sent', 0);

/** The number of the next entry of a device. @param {string} device */
export async function nextSeq(device) {
  const cursor = await (await database()).transaction('entries').store
    .openCursor(IDBKeyRange.bound([device, 0], [device, Number.MAX_SAFE_INTEGER]), 'prev');
  return (cursor?.value.seq ?? 0) + 1;
}

/** Entries that a device made, the latest first. @param {string} device */
export async function lately(device, most = 6) {
  const found = [];
  const all = (await database()).transaction('entries').store;
  let cursor = await all.openCursor(IDBKeyRange.bound([device, 0], [device, Number.MAX_SAFE_INTEGER]), 'prev');
  while (cursor && found.length < most) {
    found.push(cursor.value);
    cursor = await cursor.continue();
  }
  return found;
}

/** How many a device let in, those it took back left out. @param {string} device */
export async function admitted(device) {
  const all = await (await database()).getAll('entries', IDBKeyRange.bound([device, 0], [device, Number.MAX_SAFE_INTEGER]));
  const back = new Set(all.filter((entry) => entry.undoes).map((entry) => entry.undoes));
  return all.filter((entry) => !entry.undoes && entry.in && !back.has(entry.seq)).length;
}

/** @param {string} event @returns {Promise<Map<string, {gate: string, at: number}>>} */
export async function used(event) {
  const rows = await (await database()).getAllFromIndex('used', 'event', event);
  return new Map(rows.map(({ t, gate, at }) => [t, { gate, at }]));
}

/** Tickets were let in ({t, gate, at}), or taken back (at null). @param {string} event @param {{t: string, gate: string, at: number|null}[]} rows */
export async function mark(event, rows) {
  if (!rows.length) return;
  const writing = (await database()).transaction('used', 'readwrite');
  const steps = rows.map((row) => (row.at === null ? writing.store.delete([event, row.t]) : writing.store.put({ event, ...row })));
  await Promise.all([...steps, writing.done]);
}
