// JSON written in the one way in which nodes write it: sorted keys, no spaces. A changed sign shows, whatever it means.
import { fromBase64, hasLone, need, textOf, Wrong } from './bytes.js';

/** The value as nodes write it. */
export function written(value) {
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const names = Object.keys(value).sort(byCodePoint);
  return `{${names.map((name) => `${JSON.stringify(name)}:${written(value[name])}`).join(',')}}`;
}

function byCodePoint(one, other) {
  const [a, b] = [Array.from(one), Array.from(other)];
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const apart = a[at].codePointAt(0) - b[at].codePointAt(0);
    if (apart) return apart;
  }
  return a.length - b.length;
}

/** The value of a text that must be canonical; `not` says what it is when it is not. */
export function parsed(text, not) {
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    throw new Wrong(not.json);
  }
  need(!lone(found) && written(found) === text, not.canonical);
  return found;
}

function lone(value) {
  if (typeof value === 'string') return hasLone(value);
  if (value === null || typeof value !== 'object') return false;
  return Object.entries(value).some(([name, inner]) => hasLone(name) || lone(inner));
}

const ALWAYS = ['v', 'message', 'node', 'records', 'checkpoint', 'register'];
const AT_TIMES = ['stamp', 'stamp_roots', 'bodies'];

/** The bundle in these bytes, its parts of the kinds they must be. */
export function bundleOf(bytes) {
  need(bytes.length <= 64 * 1024 * 1024, 'the text is too long');
  const whole = textOf(bytes);
  const found = parsed(whole.endsWith('\n') ? whole.slice(0, -1) : whole, {
    json: 'the text is not JSON',
    canonical: 'the text is not canonical JSON: it was changed or written anew',
  });
  fields(found, ALWAYS, AT_TIMES);
  need(found.v === 1 && 'stamp' in found === 'stamp_roots' in found, 'the bundle is of another version, or its stamp has no roots');
  for (const part of [found.message, found.node, found.checkpoint]) text(part);
  list(found.records).forEach((leaf) => {
    fields(leaf, ['record', 'salt', 'seq', 'proof']);
    text(leaf.record);
    [leaf.salt, ...list(leaf.proof)].forEach(raw);
    count(leaf.seq);
  });
  fields(found.register, ['key', 'checkpoint', 'statements']);
  [found.register.key, found.register.checkpoint].forEach(text);
  list(found.register.statements).forEach((said) => {
    fields(said, ['index', 'statement', 'proof']);
    text(said.statement);
    list(said.proof).forEach(raw);
    count(said.index);
  });
  if ('stamp' in found) [found.stamp, ...list(found.stamp_roots)].forEach(raw);
  if ('bodies' in found) {
    fields(found.bodies, [], ['received', 'answered']);
    Object.values(found.bodies).forEach(raw);
  }
  return found;
}

export function fields(found, names, more = []) {
  const is = found !== null && typeof found === 'object' && !Array.isArray(found);
  const fit = is && names.every((name) => Object.hasOwn(found, name)) && Object.keys(found).every((name) => names.includes(name) || more.includes(name));
  need(fit, 'a part has not the fields it should have');
}

const list = (found) => {
  need(Array.isArray(found), 'a part is not a list');
  return found;
};
const text = (found) => need(typeof found === 'string', 'a part is not a text');
const raw = (found) => {
  text(found);
  fromBase64(found, 'a part');
};
const count = (found) => need(Number.isSafeInteger(found) && found >= 0, 'a part is not a count');
