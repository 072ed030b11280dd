/** The log of events: only ever added to, each sealed at once, chained to the one before. What `append` returned is durable. */
import { text, utf8 } from './bytes.js';
import { FIRST, hashOf, sealed } from './seal.js';
import { alone, database, kept, roomFor } from './storage.js';
import { locked, unlocked } from './vault.js';

/**
 * @param {{device: string, sealing: CryptoKey, key: CryptoKey}} with
 * @param {{id: string, at: string}} event with everything that is recorded
 * @returns {Promise<any>} the event with its number
 */
export function append({ device, sealing, key }, event) {
  return alone('log', async () => {
    if ((await kept('device'))?.id !== device) throw new Error('another device');
    const last = (await kept('last')) ?? { n: 0, hash: FIRST };
    const place = { n: last.n + 1, i: event.id, p: last.hash };
    const { id: _, ...said } = event; // the seal binds the id, so that it need not be said twice
    const cipher = await sealed(sealing, device, place, JSON.stringify(said));
    const own = await locked(key, utf8(JSON.stringify(event)), `event|${place.n}`);
    const hash = await hashOf(device, place, cipher);
    await write({ ...place, cipher, own, hash, unsent: 1, at: event.at }, { n: place.n, hash });
    return { ...event, device, seq: place.n };
  });
}

async function write(row, last) {
  const writing = (await database()).transaction(['events', 'keep'], 'readwrite', { durability: 'strict' });
  await roomFor(Promise.all([writing.objectStore('events').add(row), writing.objectStore('keep').put(last, 'last'), writing.done]));
}

/** Every event that was recorded on this phone, readable. @param {CryptoKey} key @param {string} device */
export async function readable(key, device) {
  const rows = await (await database()).getAll('events');
  return Promise.all(rows.filter(({ own }) => own).map(async ({ n, own }) => ({ ...JSON.parse(text(await unlocked(key, own, `event|${n}`))), device, seq: n })));
}

/**
 * The log of another device begins, and the old one's is gone: only where the node has all of it that it did not refuse.
 * @param {Set<number>} refused @param {Record<string, any>} entries what is kept from now on, all or nothing
 */
export async function begun(refused, entries) {
  const done = await whenEmpty(refused, async () => {
    const writing = (await database()).transaction(['events', 'keep'], 'readwrite', { durability: 'strict' });
    const place = writing.objectStore('keep');
    const gone = ['last', 'snapshot', 'drafts'].map((name) => place.delete(name));
    await roomFor(Promise.all([writing.objectStore('events').clear(), ...gone, ...Object.entries(entries).map(([name, value]) => place.put(value, name)), writing.done]));
  });
  if (!done) throw new Error('unsent');
}

/** What the node has not acknowledged: how many, and since when. @returns {Promise<{count: number, since: string|null}>} */
export async function unsent() {
  const rows = await waiting();
  return { count: rows.length, since: rows.length ? rows[0].at : null };
}

/** The rows that wait, in their order. */
export const waiting = async () => (await (await database()).getAllFromIndex('events', 'unsent')).sort((one, other) => one.n - other.n);

/** Acts where nothing waits that the node did not refuse, and nobody can add to the log meanwhile; else says false. @param {Set<number>} refused @param {() => Promise<void>} act */
export const whenEmpty = (refused, act) => alone('log', async () => {
  if ((await waiting()).some(({ n }) => !refused.has(n))) return false;
  await act();
  return true;
});

/** @param {[number, number][]} ranges of numbers that the node has, durable @param {Set<number>} [refused] numbers that it has with another content */
export async function acknowledged(ranges, refused = new Set()) {
  const has = (n) => !refused.has(n) && ranges.some(([first, last]) => first <= n && n <= last);
  const writing = (await database()).transaction('events', 'readwrite');
  for (let at = await writing.store.index('unsent').openCursor(); at; at = await at.continue()) {
    if (has(at.value.n)) {
      const { unsent: _, ...row } = at.value;
      await at.update(row);
    }
  }
  await writing.done;
}
