// Names in the exchange: parts between slashes, each percent-encoded. As `model/names.py` reads and writes them.
import { Wrong } from './bytes.js';

const LEGAL = /^(?:[A-Za-z0-9!$&'()*+,\-.:;=@_~]|%[0-9A-Fa-f]{2})+$/;
const SAFE = /[A-Za-z0-9!$&'()*+,\-.:;=@_~]/;

/** The name's one right spelling; Wrong when it has not so many parts, or a part is malformed. */
export function pathOf(text, ...counts) {
  const pieces = typeof text === 'string' ? text.split('/') : [];
  if (!counts.includes(pieces.length) || !pieces.every((piece) => LEGAL.test(piece))) throw new Wrong('a name is malformed');
  return pieces.map(respelled).join('/');
}

function respelled(piece) {
  let plain;
  try {
    plain = decodeURIComponent(piece);
  } catch {
    throw new Wrong('a name is malformed');
  }
  return Array.from(plain, (sign) => (SAFE.test(sign) && sign.length === 1 ? sign : encoded(sign))).join('');
}

const encoded = (sign) => Array.from(new TextEncoder().encode(sign), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
