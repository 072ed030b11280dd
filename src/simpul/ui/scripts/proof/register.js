// What the statements of the register say of members, nodes and keys: the latest of a subject wins; a key keeps its first
// owner and its earliest end. As `rules/register.py` folds them.
import { fromBase64, joined, sha256, toBase64, utf8, Wrong } from './bytes.js';
import { fields, parsed } from './canonical.js';
import { moment } from './times.js';
import { pathOf } from './names.js';

const MALFORMED = 'a statement of the register is malformed';
const FIELDS = {
  instance: ['instance', 'operator'],
  member: ['member', 'name'],
  node: ['node', 'name', 'address', 'certificate', 'log', 'witness'],
  subsystem: ['subsystem', 'name', 'node'],
  key: ['key', 'member', 'node', 'jwk'],
  'key-revoked': ['key', 'reason'],
  group: ['group', 'name', 'members'],
  maintenance: ['node', 'message'],
  'member-removed': ['member'],
  'node-removed': ['node'],
  'subsystem-removed': ['subsystem'],
};
const PARTS = { member: 3, node: 4, subsystem: 4, operator: 3 };

/** Members' names, nodes and keys (with `since` and `until` in microseconds) as the statements together say. */
export async function folded(statements) {
  const known = { members: new Map(), nodes: new Map(), keys: new Map() };
  for (const text of statements) {
    try {
      const said = JSON.parse(text);
      await take(known, said, text, moment(said.at));
    } catch {
      throw new Wrong(MALFORMED);
    }
  }
  return known;
}

async function take(known, said, text, at) {
  const names = FIELDS[said.type];
  if (typeof said.type !== 'string') throw new Wrong(MALFORMED);
  if (!names || !Object.hasOwn(FIELDS, said.type)) return;
  fields(said, ['type', 'at', ...names]);
  parsed(text, { json: MALFORMED, canonical: MALFORMED });
  for (const [name, parts] of Object.entries(PARTS)) if (name in said) said[name] = pathOf(said[name], parts);
  const effect = EFFECTS[said.type];
  if (effect) await effect(known, said, at);
}

const EFFECTS = {
  member: ({ members }, said) => members.set(said.member, said.name),
  node: ({ nodes }, said) => nodes.set(said.node, said),
  key: async ({ keys }, said, at) => {
    const point = await pointOf(said.jwk, said.key);
    if (!keys.has(said.key)) keys.set(said.key, { member: said.member, node: said.node, point, since: at, until: Infinity });
  },
  'key-revoked': (known, said, at) => end(known, (_key, name) => name === said.key, at),
  'node-removed': (known, said, at) => {
    known.nodes.delete(said.node);
    end(known, (key) => key.node === said.node, at);
  },
  'member-removed': (known, said, at) => {
    known.members.delete(said.member);
    for (const path of known.nodes.keys()) if (path.startsWith(`${said.member}/`)) known.nodes.delete(path);
    end(known, (key) => key.member === said.member, at);
  },
};

function end({ keys }, which, at) {
  for (const [name, key] of keys) if (which(key, name)) key.until = Math.min(key.until, at);
}

/** The uncompressed point of a P-256 JWK whose RFC 7638 thumbprint is `name`. */
async function pointOf(jwk, name) {
  fields(jwk, ['kty', 'crv', 'x', 'y']);
  const [x, y] = [jwk.x, jwk.y].map(coordinate);
  const print = await sha256(utf8(`{"crv":"P-256","kty":"EC","x":"${jwk.x}","y":"${jwk.y}"}`));
  if (jwk.kty !== 'EC' || jwk.crv !== 'P-256' || url64(print) !== name) throw new Wrong(MALFORMED);
  return joined(Uint8Array.of(4), x, y);
}

function coordinate(text) {
  if (typeof text !== 'string' || !/^[A-Za-z0-9_-]{43}$/.test(text)) throw new Wrong(MALFORMED);
  return fromBase64(`${text.replaceAll('-', '+').replaceAll('_', '/')}=`, 'a coordinate');
}

const url64 = (bytes) => toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
