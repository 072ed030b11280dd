/**
 * What opens the phone's readable copies: a data key, wrapped by a key that cannot leave this phone and by one that the PIN
 * gives. A try is counted before it is judged, so that ending the app does not give it back; the tenth wrong one destroys.
 */
import { joined, utf8 } from './bytes.js';
import { alone, keep, kept } from './storage.js';

export const ROUNDS = 210_000;
export const MOST = 10;
const WAITS = [0, 0, 0, 30, 60, 300, 900, 1800, 3600, 3600];
const AES = 'AES-GCM';

/** @param {CryptoKey} key @param {Uint8Array} bytes @param {string} what binds the bytes to their place */
export async function locked(key, bytes, what) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const cipher = await crypto.subtle.encrypt({ name: AES, iv, additionalData: utf8(what) }, key, bytes);
  return joined(iv, new Uint8Array(cipher));
}

/** @param {CryptoKey} key @param {Uint8Array} bytes @param {string} what @returns {Promise<Uint8Array>} */
export async function unlocked(key, bytes, what) {
  const how = { name: AES, iv: bytes.subarray(0, 12), additionalData: utf8(what) };
  return new Uint8Array(await crypto.subtle.decrypt(how, key, bytes.subarray(12)));
}

async function ofPin(pin, salt) {
  const base = await crypto.subtle.importKey('raw', utf8(pin), 'PBKDF2', false, ['deriveKey']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, base, { name: AES, length: 256 }, false, ['encrypt', 'decrypt']);
}

const imported = (raw) => crypto.subtle.importKey('raw', raw, AES, false, ['encrypt', 'decrypt']);

/** A fresh data key under this PIN; what is to be kept, and the key. @param {string} pin */
export async function created(pin) {
  const device = await crypto.subtle.generateKey({ name: AES, length: 256 }, false, ['encrypt', 'decrypt']);
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const entries = { vault: await wrapped(device, pin, raw), tries: { wrong: 0, until: 0 } };
  const key = await imported(raw);
  raw.fill(0);
  return { entries, key };
}

async function wrapped(device, pin, raw) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const inner = await locked(await ofPin(pin, salt), raw, 'pin');
  return { device, salt, wrapped: await locked(device, inner, 'device') };
}

/** How many tries are left, and for how many seconds none counts. @param {number} now ms @returns {Promise<{left: number, wait: number, gone: boolean}>} */
export async function pinState(now) {
  const [tries, vault] = await Promise.all([kept('tries'), kept('vault')]);
  const wait = Math.max(0, Math.ceil(((tries?.until ?? 0) - now) / 1000));
  const most = vault?.wrapped ? WAITS[Math.min(tries?.wrong ?? 0, WAITS.length - 1)] : 0;
  return { left: MOST - (tries?.wrong ?? 0), wait: Math.min(wait, most), gone: !vault?.wrapped };
}

/**
 * The data key, or why not.
 * @param {string} pin @param {number} now ms
 * @returns {Promise<{ok: true, key: CryptoKey} | {ok: false, left: number, wait: number, gone: boolean}>}
 */
export const tried = (pin, now) => alone('pin', () => judged(pin, now));

/** One at a time, in all tabs: a thousand at once would else count as one. */
async function judged(pin, now) {
  const state = await pinState(now);
  if (state.gone || state.wait > 0) return { ok: false, ...state };
  const wrong = MOST - state.left + 1;
  const until = now + 1000 * WAITS[Math.min(wrong, WAITS.length - 1)];
  await keep({ tries: { wrong, until } });
  const raw = await unwrapped(pin);
  if (raw) {
    await keep({ tries: { wrong: 0, until: 0 } });
    return { ok: true, key: await imported(raw) };
  }
  if (wrong >= MOST) await destroyed();
  return { ok: false, ...(await pinState(now)) };
}

async function unwrapped(pin) {
  const vault = await kept('vault');
  try {
    return await unlocked(await ofPin(pin, vault.salt), await unlocked(vault.device, vault.wrapped, 'device'), 'pin');
  } catch {
    return null;
  }
}

/** Nothing can be read any more; what is sealed for the node stays. */
async function destroyed() {
  await keep({ vault: { gone: true }, snapshot: undefined, reading: undefined, drafts: undefined });
}

/** The same data key under another PIN. @param {string} old @param {string} fresh @param {number} now */
export async function changed(old, fresh, now) {
  const answer = await tried(old, now);
  if (!answer.ok) return answer;
  const raw = await unwrapped(old);
  const vault = await kept('vault');
  await keep({ vault: await wrapped(vault.device, fresh, raw) });
  raw.fill(0);
  return answer;
}
