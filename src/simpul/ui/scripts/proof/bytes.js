// Bytes, texts and digests; and the three ways in which a step of a proof can end without being good.

/** The step does not hold; the message says why. */
export class Wrong extends Error {}
/** An earlier step failed, so that this one has nothing to stand on. */
export class Skipped extends Error {}
/** This browser cannot do the step; the message says what it lacks. */
export class Unable extends Error {}

const encoder = new TextEncoder();
const LONE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?:[^\uD800-\uDBFF]|^)[\uDC00-\uDFFF]/;

export function need(holds, why) {
  if (!holds) throw new Wrong(why);
}

/** The browser's cryptography; it is withheld from pages that came without https. */
export function subtle() {
  const found = globalThis.crypto?.subtle;
  if (!found) throw new Unable('the browser withholds its cryptography from pages that did not come by https');
  return found;
}

export const utf8 = (text) => encoder.encode(text);
export const hasLone = (text) => LONE.test(text);

/** The text of bytes that must be UTF-8. */
export function textOf(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Wrong('the text is no UTF-8');
  }
}

/** Latin-1, as signature bases are signed; what does not fit becomes a question mark. */
export const latin1 = (text) => Uint8Array.from(text, (sign) => (sign.codePointAt(0) < 256 ? sign.codePointAt(0) : 63));

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export function toBase64(bytes) {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** The bytes, when the text is their one right encoding. */
export function fromBase64(text, what) {
  let found;
  try {
    found = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  } catch {
    throw new Wrong(`${what} is not base64`);
  }
  need(toBase64(found) === text, `${what} is not base64 as it should be written`);
  return found;
}

export async function sha256(...parts) {
  return new Uint8Array(await subtle().digest('SHA-256', joined(...parts)));
}
