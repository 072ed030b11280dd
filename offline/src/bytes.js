/** Bytes as texts, and texts as bytes. */

const TO = new TextEncoder();
const FROM = new TextDecoder();

/** @param {string} text */
export const utf8 = (text) => TO.encode(text);
/** @param {BufferSource} bytes */
export const text = (bytes) => FROM.decode(bytes);
/** @param {Uint8Array} bytes */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
/** @param {string} digits @returns {Uint8Array} */
export const unhex = (digits) => Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** @param {Uint8Array} bytes @returns {string} standard base64 */
export function base64(bytes) {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}

/** @param {...Uint8Array} parts */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What a stream of the platform makes of the bytes. @param {Uint8Array} bytes @param {GenericTransformStream} through */
async function through(bytes, through) {
  return new Uint8Array(await new Response(new Blob([/** @type {any} */ (bytes)]).stream().pipeThrough(through)).arrayBuffer());
}

/** @param {Uint8Array} bytes */
export const deflated = (bytes) => through(bytes, new CompressionStream('deflate-raw'));
/** @param {Uint8Array} bytes */
export const inflated = (bytes) => through(bytes, new DecompressionStream('deflate-raw'));
/** @param {Uint8Array} bytes */
export const gzipped = (bytes) => through(bytes, new CompressionStream('gzip'));
