/** How an event is sealed on its way, and the chain over what is sent; `simpul.malaria.rules.sealing` is the other side. */
import { deflated, hex, inflated, joined, unhex, utf8 } from './bytes.js';
import { bytesOf } from './ids.js';

export const FIRST = '0'.repeat(64);
const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
const PURPOSE = utf8('simpul malaria events 1');

/** @returns {Promise<{key: CryptoKey, jwk: JsonWebKey}>} the phone's half: a private key that cannot leave it, and its public half */
export async function newPair() {
  const pair = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return { key: pair.privateKey, jwk: { kty, crv, x, y } };
}

/** The key that phone and node share; it cannot be taken out. @param {CryptoKey} own @param {JsonWebKey} theirs @param {string} device */
export async function agreed(own, theirs, device) {
  const { kty, crv, x, y } = theirs;
  const their = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, CURVE, false, []);
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: their }, own, 256);
  const base = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const how = { name: 'HKDF', hash: 'SHA-256', salt: bytesOf(device), info: PURPOSE };
  return crypto.subtle.deriveKey(how, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

const bound = (device, { n, i, p }) => utf8(`${device}|${n}|${i}|${p}`);

/**
 * The event's bytes as they are sent: 12 of the vector, then the cipher text.
 * @param {CryptoKey} key @param {string} device @param {{n: number, i: string, p: string}} place @param {string} body JSON
 */
export async function sealed(key, device, place, body) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = await deflated(utf8(body));
  const cipher = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bound(device, place) }, key, plain);
  return joined(iv, new Uint8Array(cipher));
}

/** The body's bytes again; throws where the seal is broken. @param {CryptoKey} key @param {string} device @param {{n: number, i: string, p: string}} place @param {Uint8Array} cipher */
export async function opened(key, device, place, cipher) {
  const how = { name: 'AES-GCM', iv: cipher.subarray(0, 12), additionalData: bound(device, place) };
  return inflated(new Uint8Array(await crypto.subtle.decrypt(how, key, cipher.subarray(12))));
}

/** What the next event names as the one before it. @param {string} device @param {{n: number, i: string, p: string}} place @param {Uint8Array} cipher */
export async function hashOf(device, place, cipher) {
  const over = joined(unhex(place.p), bound(device, place), cipher);
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', over)));
}
