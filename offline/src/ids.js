/** UUIDs of version 7 (RFC 9562 § 5.7): they sort by the time of their making, and rise within one millisecond too. */
import { hex, unhex } from './bytes.js';

let last = 0;
let counter = 0;

/** @param {number} [now] milliseconds @returns {string} */
export function uuid7(now = Date.now()) {
  const random = crypto.getRandomValues(new Uint8Array(16));
  if (now > last) {
    last = now;
    counter = ((random[6] & 0x07) << 8) | random[7];
  } else counter += 1;
  if (counter > 0xfff) {
    last += 1;
    counter = 0;
  }
  random.set(unhex(last.toString(16).padStart(12, '0')), 0);
  random[6] = 0x70 | (counter >> 8);
  random[7] = counter & 0xff;
  random[8] = 0x80 | (random[8] & 0x3f);
  return dashed(hex(random));
}

const dashed = (digits) => `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;

/** @param {string} id @returns {Uint8Array} its 16 bytes */
export const bytesOf = (id) => unhex(id.replaceAll('-', ''));
