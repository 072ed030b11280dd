/**
 * What the phone keeps, in IndexedDB. Rooms:
 * `events` by number: {n, i, p, cipher (sealed, as sent), own (readable copy, under the data key), sent, at}
 * `keep` by name: keys, device, tokens, pin, counters, the village's snapshot (under the data key).
 */
import { openDB } from 'idb';

export const NAME = 'simpul-malaria';

/** There is no room left on the phone: nothing of what was being written is kept. */
export class DiskFull extends Error {
  constructor() {
    super('disk full');
    this.name = 'DiskFull';
  }
}

/**
 * One at a time, of all this phone's pages and its worker. @template T
 * @param {'log' | 'sync' | 'pin'} what to continue the chain, to send or wipe, to try a PIN @param {() => Promise<T>} act @returns {Promise<T>}
 */
export const alone = (what, act) => (navigator.locks ? navigator.locks.request(`simpul-malaria-${what}`, act) : act());

let opening = null;

/** @returns {Promise<import('idb').IDBPDatabase>} */
export function database() {
  opening ??= openDB(NAME, 1, {
    upgrade(made) {
      const events = made.createObjectStore('events', { keyPath: 'n' });
      events.createIndex('unsent', 'unsent');
      made.createObjectStore('keep');
    },
    blocking(_version, _blocked, event) { /** @type {any} */ (event.target).close(); opening = null; },
    terminated() { opening = null; },
  });
  return opening;
}

/** Says that there is no room, in one way for every browser. @template T @param {Promise<T>} writing @returns {Promise<T>} */
export async function roomFor(writing) {
  try {
    return await writing;
  } catch (error) {
    const names = [error?.name, error?.inner?.name, error?.target?.error?.name];
    if (names.includes('QuotaExceededError') || (error?.name === 'AbortError' && /quota/i.test(String(error?.message)))) throw new DiskFull();
    if (error?.name === 'AbortError' && await full()) throw new DiskFull();
    throw error;
  }
}

async function full() {
  const told = await navigator.storage?.estimate?.();
  return Boolean(told && told.quota && (told.usage ?? 0) > told.quota * 0.98);
}

/** @param {string} name */
export const kept = async (name) => (await database()).get('keep', name);

/** Each is kept, or none. @param {Record<string, any>} entries; undefined takes one away */
export async function keep(entries) {
  const writing = (await database()).transaction('keep', 'readwrite', { durability: 'strict' });
  const steps = Object.entries(entries).map(([name, value]) => (value === undefined ? writing.store.delete(name) : writing.store.put(value, name)));
  await roomFor(Promise.all([...steps, writing.done]));
}

/** Does this phone keep anything of the app? Asking makes nothing; a browser that cannot tell is taken to. */
export const there = async () => (await indexedDB.databases?.())?.some(({ name }) => name === NAME) ?? true;

/** Nothing of the app is left on this phone: keys, events, pages. Not while something is being sent, which would begin it anew. */
export const wipe = () => alone('sync', wiped);

async function wiped() {
  const open = await database();
  open.close();
  opening = null;
  await new Promise((done, failed) => {
    const asked = indexedDB.deleteDatabase(NAME);
    asked.onsuccess = () => done(null);
    asked.onerror = () => failed(asked.error);
    asked.onblocked = () => done(null);
  });
  for (const name of await caches.keys()) if (name.startsWith('simpul-lapangan-')) await caches.delete(name);
}
