// A record against the signature it holds: both say the same, and the key was its member's. As `log/records.py`.
import { fromBase64, latin1, need, sha256, subtle, toBase64, utf8, Wrong } from './bytes.js';
import { parsed } from './canonical.js';
import { moment } from './times.js';
import { pathOf } from './names.js';

const SAME = ['role', 'node', 'message', 'request', 'client', 'service', 'method', 'path', 'hash'];
const FORM = 'a record is not written as nodes write them';
const KINDS = ['received', 'answered', 'refused'];
const SECOND = 1e6;
const [LIFE, SKEW, SLACK] = [60, 60, 600];
const INPUT = /^\(([ -'*-~]*)\)((?:;[a-z]+=(?:"[^"\\;]*"|[0-9]+))+)$/;
const PARAMETERS = {
  created: /^[1-9][0-9]{0,11}$/,
  expires: /^[1-9][0-9]{0,11}$/,
  nonce: /^"[A-Za-z0-9+/]{22}=="$/,
  alg: /^"ecdsa-p256-sha256"$/,
  keyid: /^"[A-Za-z0-9_-]{43}"$/,
  tag: /^"simpul-exchange-v1"$/,
};

/** What the log commits to for a record. */
export const entryOf = (leaf) => sha256(utf8('simpul-record-v1\n'), fromBase64(leaf.salt, 'a part'), utf8(leaf.record));

/** The record's fields. */
export function read(leaf) {
  const said = parsed(leaf.record, { json: FORM, canonical: FORM });
  try {
    moment(said.at);
    const texts = [...['kind', 'at', 'digest', 'base', ...SAME].map((name) => said[name]), said.signature.keyid, said.signature.value];
    if (said.v === 1 && KINDS.includes(said.kind) && texts.every((text) => typeof text === 'string')) return said;
  } catch {
    // falls to the end
  }
  throw new Wrong(FORM);
}

/** Whose signature the record holds, in words, once it was found to be right. */
export async function checkSignature(said, known) {
  if (isOwnAnswer(said)) return `no signature: the answer is the node's own (${said.fault})${await asked(said, new Map(), known)}`;
  const { lines, given } = baseOf(said.base);
  const answers = lines.has('@status');
  need(answers === (said.kind === 'answered') || said.kind === 'refused', `a record of kind ${said.kind} holds a signature of the other kind`);
  need(given.keyid === said.signature.keyid, "the key in the base is another than the record's");
  (answers ? checkAnswer : checkRequest)(said, lines);
  checkTime(given, moment(said.at));
  const member = said[answers ? 'service' : 'client'].split('/').slice(0, 3).join('/');
  const value = fromBase64(said.signature.value, 'the signature');
  need(value.length === 64, 'the signature is not 64 bytes');
  need(await holds(pointOf(said, member, known), value, latin1(said.base)), 'the signature does not fit the message');
  return `signed by ${known.members.get(member) ?? 'a member'} (${member})${await asked(said, answers ? lines : new Map(), known)}`;
}

async function asked(said, lines, known) {
  if (said.kind !== 'refused' || !Object.hasOwn(said, 'asked')) return '';
  const part = said.asked;
  const good = [part?.base, part?.digest, part?.signature?.keyid, part?.signature?.value].every((text) => typeof text === 'string');
  need(good && Object.keys(part.signature).length === 2, FORM);
  const { asked: _, ...request } = { ...said, ...part, kind: 'received' };
  if (lines.size) checkOfRequest(lines, request);
  return `, of a request ${await checkSignature(request, known)}`;
}

function isOwnAnswer(said) {
  return !said.base && !said.signature.value && said.kind !== 'received' && Boolean(said.fault);
}

function pointOf(said, member, known) {
  const key = known.keys.get(said.signature.keyid);
  need(key, 'no statement of the register names the key');
  need(key.member === member, `the key is that of ${key.member}, not of ${member}`);
  const at = moment(said.at);
  need(key.since <= at + SKEW * SECOND && at < key.until, 'the key was not yet, or no longer, in the register at the time of the record');
  return key.point;
}

async function holds(point, value, message) {
  try {
    const key = await subtle().importKey('raw', point, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
    return await subtle().verify({ name: 'ECDSA', hash: 'SHA-256' }, key, value, message);
  } catch {
    return false;
  }
}

/** The lines of a signature base by name (`;req` behind those of the request), and its parameters. */
function baseOf(text) {
  const rows = text.split('\n').map((row) => {
    const gap = row.indexOf(': ');
    return gap < 0 ? [row] : [row.slice(0, gap), row.slice(gap + 2)];
  });
  const names = rows.map(([name]) => name);
  const whole = names.at(-1) === '"@signature-params"' && new Set(names).size === names.length && rows.every((row) => row.length === 2);
  need(whole, 'the signature base is malformed');
  const found = INPUT.exec(rows.at(-1)[1]);
  need(found, 'signature-input is not of the profile');
  const pairs = found[2].split(';').slice(1).map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]);
  const said = new Map(pairs);
  const fit = said.size === pairs.length && said.size === 6 && pairs.every(([name, value]) => PARAMETERS[name]?.test(value));
  need(fit, "signature-input does not have the profile's parameters");
  need(found[1] === names.slice(0, -1).join(' '), 'the signature base is not what its parameters cover');
  const lines = new Map(rows.slice(0, -1).map(([name, value]) => [plain(name), value]));
  return { lines, given: { created: Number(said.get('created')), expires: Number(said.get('expires')), keyid: said.get('keyid').slice(1, -1) } };
}

function plain(name) {
  const [quoted, rest] = name.split(/;(.*)/s);
  return quoted.replace(/^"+|"+$/g, '') + (rest ? ';req' : '');
}

function checkTime({ created, expires }, at) {
  need(expires - created === LIFE, "the signature's life is not 60 seconds");
  const early = at < (created - SKEW) * SECOND;
  need(!early && at <= (expires + SKEW + SLACK) * SECOND, 'the signature was not made at the time of the record');
}

function checkRequest(said, lines) {
  const [path, query] = halves(said.path, '?');
  const target = (lines.get('@path') ?? '').split('/');
  const rest = target.length > 7 ? `/${target.slice(7).join('/')}` : '';
  const node = said.role === 'consumer' ? said.provider ?? lines.get('simpul-node') : said.node;
  agree(
    ['@method', lines.get('@method'), said.method],
    ['@path', spelled(target.slice(2, 7).join('/'), 5), said.service],
    ['@path', rest, path],
    ['@query', lines.get('@query'), `?${query}`],
    ['content-digest', lines.get('content-digest'), said.digest],
    ['x-road-client', spelled((lines.get('x-road-client') ?? '').trim(), 3, 4), said.client],
    ['x-road-service', lines.get('x-road-service'), said.service],
    ['x-road-id', lines.get('x-road-id'), said.message],
    ['x-road-request-id', lines.get('x-road-request-id'), said.request],
    ['x-road-request-hash', lines.get('x-road-request-hash'), said.hash],
    ['simpul-node', lines.get('simpul-node'), node],
  );
}

function checkAnswer(said, lines) {
  agree(
    ['@status', lines.get('@status'), String(said.status)],
    ['content-digest', lines.get('content-digest'), said.digest],
    ['x-road-id', lines.get('x-road-id'), said.message],
    ['x-road-request-id', lines.get('x-road-request-id'), said.request],
    ['x-road-service', lines.get('x-road-service'), said.service],
  );
  if ('fault' in said && lines.has('x-road-error')) agree(['x-road-error', lines.get('x-road-error'), said.fault]);
}

function agree(...pairs) {
  for (const [name, signed, recorded] of pairs) {
    need(signed !== undefined && signed === recorded, `what was signed as ${name} is not what the record says`);
  }
}

function halves(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function spelled(text, ...counts) {
  try {
    return pathOf(text, ...counts);
  } catch {
    return '';
  }
}

/** Nothing when the answer is to that request: the same call, and the answer's signature covers the request's. */
export function checkPair(received, answered) {
  for (const name of SAME) need(received[name] === answered[name], `request and answer differ in ${name}`);
  need(moment(answered.at) >= moment(received.at), 'the answer is older than the request');
  if (!isOwnAnswer(answered)) checkOfRequest(baseOf(answered.base).lines, received);
}

function checkOfRequest(lines, received) {
  agree(
    ["the request's signature", lines.get('signature;req'), `:${received.signature.value}:`],
    ["the request's digest", lines.get('content-digest;req'), received.digest],
  );
}

/** Nothing when the body is the one the record has the digest of. */
export async function checkBody(said, body) {
  const digest = toBase64(await sha256(body));
  need(said.digest === `sha-256=:${digest}:` && said.size === body.length, 'a body is not the one that was recorded');
}
