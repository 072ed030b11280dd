// Signed notes, cosignatures and checkpoints: c2sp.org/signed-note, tlog-cosignature, tlog-checkpoint.
import { fromBase64, need, same, sha256, subtle, toBase64, Unable, utf8 } from './bytes.js';

export const ED25519 = 1;
export const COSIGNATURE = 4;
const MOST = 2n ** 63n;

/** The count that a note writes: digits without zeros in front. */
export function number(text) {
  need(/^(?:0|[1-9][0-9]{0,18})$/.test(text) && BigInt(text) < MOST, 'a number is malformed');
  return BigInt(text);
}

function name(text) {
  need(text && !text.includes('+') && !/[\s\x1c-\x1f\x85]/u.test(text), "a key's name is empty or holds a space or a plus");
  return text;
}

/** The key in `name+hash+base64(algorithm byte, 32 bytes)`. */
export async function verifierOf(text) {
  const found = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/s.exec(text);
  need(found && text.length <= 1000, 'the key is not name+hash+base64');
  const raw = fromBase64(found[3], 'the key');
  need(raw.length === 33 && [ED25519, COSIGNATURE].includes(raw[0]), 'the key is of an unknown kind');
  const id = (await sha256(utf8(`${name(found[1])}\n`), raw)).slice(0, 4);
  const made = { name: found[1], algorithm: raw[0], key: raw.slice(1), id, text };
  need(`${made.name}+${Array.from(id, (b) => b.toString(16).padStart(2, '0')).join('')}+${toBase64(raw)}` === text, "the key's hash is not its own");
  return made;
}

/** The text and the signatures of a note, none of them verified yet. */
export function noteOf(note) {
  need(note.length <= 256 * 1024, 'the note is too long');
  need(!/[\x00-\x09\x0b-\x1f]/.test(note), 'the note holds a control character');
  const gap = note.lastIndexOf('\n\n');
  const below = note.slice(gap + 2);
  need(gap >= 0 && below.endsWith('\n'), 'the note has no signatures');
  const lines = below.slice(0, -1).split('\n');
  need(lines.length <= 100, 'the note has too many signatures');
  return { text: note.slice(0, gap + 1), signatures: lines.map(signature) };
}

function signature(line) {
  const found = /^\u2014 ([^ \n]+) ([A-Za-z0-9+/=]+)$/.exec(line);
  need(found, 'a signature line is malformed');
  const raw = fromBase64(found[2], 'a signature');
  need(raw.length >= 5, 'a signature is too short');
  return { name: name(found[1]), id: raw.slice(0, 4), value: raw.slice(4), line: `${line}\n` };
}

export const isBy = (one, key) => one.name === key.name && same(one.id, key.id);

let able;

/** Whether this browser verifies Ed25519 at all: asked once. */
export async function knowsEd25519() {
  able ??= subtle()
    .importKey('raw', fromBase64('11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=', 'a key'), 'Ed25519', false, ['verify'])
    .then(() => true, () => false);
  return able;
}

/** Nothing, or a cosignature's time, when the signature is that key's over the text; Unable in a browser without Ed25519. */
export async function checkSignature(text, one, by) {
  need(isBy(one, by), 'the signature is by another key');
  let [at, value, message] = [null, one.value, text];
  if (by.algorithm === COSIGNATURE) {
    need(value.length === 72, `the signature of ${by.name} is malformed`);
    at = value.slice(0, 8).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
    [value, message] = [value.slice(8), `cosignature/v1\ntime ${at}\n${text}`];
  }
  need(value.length === 64 && (at ?? 0n) < MOST, `the signature of ${by.name} is malformed`);
  if (!(await knowsEd25519())) throw new Unable('this browser does not know Ed25519, the kind of signature that registers, logs and witnesses use');
  need(await holds(by.key, value, utf8(message)), `the signature of ${by.name} does not hold`);
  return at;
}

async function holds(key, value, message) {
  try {
    return await subtle().verify('Ed25519', await subtle().importKey('raw', key, 'Ed25519', false, ['verify']), value, message);
  } catch {
    return false;
  }
}

/** Nothing when the note bears that key's signature and every signature of that key holds. */
export async function checkSigned(note, by) {
  const own = note.signatures.filter((one) => isBy(one, by));
  need(own.length, `the note is not signed by ${by.name}`);
  for (const one of own) await checkSignature(note.text, one, by);
}

/** Whose log, how many entries, their root, and lines of its own. */
export function checkpointOf(text) {
  need(text.endsWith('\n'), 'the checkpoint does not end in a newline');
  const lines = text.slice(0, -1).split('\n');
  need(lines.length >= 3 && lines.every(Boolean), 'the checkpoint has not three lines, or an empty one');
  const [origin, size, digest, ...extensions] = lines;
  const root = fromBase64(digest, 'the root');
  need(root.length === 32, 'the root is not 32 bytes');
  return { origin, size: number(size), root, extensions };
}
