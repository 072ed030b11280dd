// DER, as far as time stamps and certificates need it: elements that end where they should, in the one right encoding.
import { need } from './bytes.js';

export const [INTEGER, BITS, OCTETS, OID, SEQUENCE, SET, TIME, UTC] = [0x02, 0x03, 0x04, 0x06, 0x30, 0x31, 0x18, 0x17];
const FORM = 'the stamp is not of the form of RFC 3161';

/** The elements one behind the other: tag, content, and the bytes of the whole. */
export function elements(bytes) {
  const found = [];
  let at = 0;
  while (at < bytes.length) {
    const begin = at;
    const tag = bytes[at];
    let size = bytes[at + 1];
    at += 2;
    if (size & 0x80) {
      const wide = size & 0x7f;
      need(wide > 0 && wide < 4 && at + wide <= bytes.length && bytes[at] !== 0, FORM);
      size = bytes.slice(at, at + wide).reduce((sum, byte) => sum * 256 + byte, 0);
      need(size >= 0x80, FORM);
      at += wide;
    }
    need(size !== undefined && at + size <= bytes.length, 'the stamp ends too early');
    found.push({ tag, content: bytes.slice(at, at + size), whole: bytes.slice(begin, at + size) });
    at += size;
  }
  return found;
}

/** The elements within one that must be of this tag, and of so many parts where it is said which tags. */
export function inside(element, tag, ...tags) {
  need(element?.tag === tag, FORM);
  const found = elements(element.content);
  need(!tags.length || (found.length === tags.length && tags.every((one, at) => found[at].tag === one)), FORM);
  return found;
}

export function only(bytes) {
  const found = elements(bytes);
  need(found.length === 1, FORM);
  return found[0];
}

/** An object identifier as digits and dots. */
export function oidOf({ tag, content }) {
  need(tag === OID && content.length && !(content.at(-1) & 0x80), FORM);
  const parts = [Math.min(2, Math.floor(content[0] / 40))];
  parts.push(content[0] - parts[0] * 40);
  let value = 0;
  for (const byte of content.slice(1)) {
    value = value * 128 + (byte & 0x7f);
    if (!(byte & 0x80)) {
      parts.push(value);
      value = 0;
    }
  }
  return parts.join('.');
}

/** The instant of a UTCTime or GeneralizedTime, in microseconds since 1970. */
export function instantOf({ tag, content }) {
  const text = String.fromCharCode(...content);
  const found = (tag === UTC ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,6}))?Z$/).exec(text);
  need(found && [TIME, UTC].includes(tag), FORM);
  const [year, month, ...rest] = found.slice(1, 7).map(Number);
  const whole = tag === TIME ? year : year + (year < 50 ? 2000 : 1900);
  return Date.UTC(whole, month - 1, ...rest) * 1000 + Number((found[7] ?? '').padEnd(6, '0'));
}
