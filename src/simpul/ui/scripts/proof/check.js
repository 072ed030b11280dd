// Whether a proof bundle proves what it says, by the browser's own cryptography: the same questions, in the same order and
// words, as `log/verify.py` asks them. Nothing is asked of any server.
import { fromBase64, hex, need, sha256, Skipped, Unable, utf8, Wrong } from './bytes.js';
import { bundleOf } from './canonical.js';
import { checkInclusion, leafHash } from './merkle.js';
import { checkpointOf, checkSignature, checkSigned, COSIGNATURE, ED25519, isBy, noteOf, number, verifierOf } from './notes.js';
import { checkBody, checkPair, checkSignature as checkSigner, entryOf, read } from './records.js';
import { folded } from './register.js';
import { checkStamp } from './stamp.js';
import { instant, moment, shown } from './times.js';

const AHEAD = 300e6;

/**
 * The verdict on a bundle's bytes; never throws. `key`: the vkey of the register one trusts; `now`: milliseconds since 1970;
 * `onCheck` is told each answer as it is found. A check's `state` is good, bad, skipped or unable.
 */
export async function verify(bytes, { key = '', now = Date.now(), onCheck = () => {} } = {}) {
  const session = new Session(key.trim(), now * 1000, onCheck);
  await session.run('structure', () => session.structure(bytes));
  if (session.bundle) await session.questions();
  const states = session.checks.map((check) => check.state);
  const ended = states.some((state) => state === 'bad' || state === 'skipped') ? 'broken' : states.includes('unable') ? 'partly' : 'holds';
  const { message = '', node = '' } = session.bundle ?? {};
  return { state: ended, ok: ended === 'holds', message, node, witnesses: session.cosigned, compared: Boolean(key), checks: session.checks };
}

class Session {
  constructor(key, now, onCheck) {
    Object.assign(this, { key, now, onCheck, checks: [], known: null, registered: null, note: null, logged: null, said: [], cosigned: 0 });
  }

  async questions() {
    const { records, stamp, bodies } = this.bundle;
    await this.run('register key', () => this.registerKey());
    await this.run('register', () => this.register());
    await this.run('statements', () => this.statements());
    await this.run('log key', () => this.logKey());
    await this.run('checkpoint', () => this.logCheckpoint());
    await this.run('witnesses', () => this.witnesses());
    for (const leaf of records) await this.run(`record ${leaf.seq}`, () => this.record(leaf));
    await this.run('calls', () => this.calls());
    if (stamp !== undefined) await this.run('time stamp', () => this.stamp());
    if (bodies !== undefined && Object.keys(bodies).length) await this.run('bodies', () => this.bodies());
  }

  async run(name, ask) {
    this.facts = {};
    const check = { name, step: name.startsWith('record ') ? 'record' : name };
    try {
      Object.assign(check, { state: 'good', detail: await ask(), facts: this.facts });
    } catch (wrong) {
      const text = wrong instanceof Wrong || wrong instanceof Skipped || wrong instanceof Unable ? wrong.message : 'the bundle is not of its form';
      const state = wrong instanceof Skipped ? 'skipped' : wrong instanceof Unable ? 'unable' : 'bad';
      Object.assign(check, { state, detail: `${text[0].toUpperCase()}${text.slice(1)}.`, facts: {} });
    }
    check.ok = check.state === 'good';
    this.checks.push(check);
    await this.onCheck(check);
  }

  structure(bytes) {
    const found = bundleOf(bytes);
    const places = found.records.map((leaf) => leaf.seq);
    const indexes = found.register.statements.map((said) => said.index);
    this.bundle = found;
    need(places.length && rising(places) && rising(indexes), 'records or statements are missing, repeated or out of order');
    this.facts = { records: String(places.length), statements: String(indexes.length) };
    return `${many(places.length, 'record')}, ${many(indexes.length, 'statement')} of the register.`;
  }

  async registerKey() {
    const found = await verifierOf(this.bundle.register.key);
    need(!this.key || this.key === found.text, 'the bundle is of another register than the one given');
    const print = hex(await sha256(found.key));
    this.facts = { case: this.key ? 'compared' : 'uncompared', name: found.name, print };
    return this.key ? `${found.text} is the one given.` : `Not compared. Compare this fingerprint: ${print} (${found.name}).`;
  }

  async register() {
    const key = await verifierOf(this.bundle.register.key);
    const note = noteOf(this.bundle.register.checkpoint);
    const lack = await lacking(checkSigned(note, key));
    need(note.signatures.length === 1, "the register's checkpoint bears other signatures");
    const found = (this.registered = checkpointOf(note.text));
    need(found.origin === key.name, "the register's checkpoint is another's");
    const [issued, expires] = ['issued', 'expires'].map((word) => extension(found, word));
    this.notAhead(issued, "the register's checkpoint");
    if (lack) throw lack;
    const late = expires < this.now;
    this.facts = { case: late ? 'late' : 'current', name: key.name };
    return `${many(found.size, 'statement')}, issued ${shown(issued)}, relied on until ${shown(expires)}${late ? ' (its time has passed since)' : ''}.`;
  }

  async statements() {
    const tree = there(this.registered);
    const carried = this.bundle.register.statements;
    for (const said of carried) await checkInclusion(await leafHash(utf8(said.statement)), said.index, tree, said.proof);
    this.known = await folded(carried.map((said) => said.statement));
    const part = BigInt(carried.length) !== tree.size;
    this.facts = { case: part ? 'part' : 'whole', count: String(carried.length), size: String(tree.size) };
    return `${carried.length} of the register's ${tree.size} statements are carried, all proven.${part ? ' A revocation that the bundle leaves out would not be seen.' : ''}`;
  }

  async keyOf(path, field, prefix, algorithm) {
    const text = this.known?.nodes.get(path)?.[field];
    const found = text === undefined ? null : await verifierOf(text).catch(() => null);
    return found && found.name === prefix + path && found.algorithm === algorithm ? found : null;
  }

  async log() {
    const found = await this.keyOf(this.bundle.node, 'log', 'simpul.log/', ED25519);
    need(found, 'no statement names a log of this node');
    return found;
  }

  async logKey() {
    const key = await this.log();
    this.facts = { node: this.bundle.node, name: this.known.nodes.get(this.bundle.node).name };
    return `The register names ${key.text}.`;
  }

  async logCheckpoint() {
    const key = await this.log();
    const note = noteOf(this.bundle.checkpoint);
    const lack = await lacking(checkSigned(note, key));
    const found = checkpointOf(note.text);
    const mine = found.origin === key.name && isBy(note.signatures[0], key) && !found.extensions.length;
    need(mine, "the checkpoint is another log's, or its signatures are out of order");
    Object.assign(this, { note, logged: found });
    if (lack) throw lack;
    this.facts = { node: this.bundle.node, size: String(found.size) };
    return `Signed by ${key.name} over ${many(found.size, 'record')}.`;
  }

  async witnesses() {
    const note = there(this.note);
    const seen = [];
    for (const one of note.signatures.slice(1)) {
      const path = one.name.startsWith('simpul.witness/') ? one.name.slice(15) : one.name;
      const key = await this.keyOf(path, 'witness', 'simpul.witness/', COSIGNATURE);
      need(key && isBy(one, key), `a signature by ${one.name} is by nobody the register names`);
      this.notAhead(instant(await checkSignature(note.text, one, key)), 'a cosignature');
      seen.push(path);
    }
    need(new Set(seen).size === seen.length, 'a witness signed twice');
    const others = seen.filter((path) => path !== this.bundle.node);
    this.cosigned = others.length;
    this.facts = { case: others.length ? 'some' : 'none', count: String(others.length), names: others.join(', ') };
    return `Cosigned by ${many(others.length, 'other node')}${others.length ? `: ${others.join(', ')}` : ''}.`;
  }

  async record(leaf) {
    const tree = there(this.logged);
    await checkInclusion(await leafHash(await entryOf(leaf)), leaf.seq, tree, leaf.proof);
    need(fromBase64(leaf.salt, 'a part').length === 16, "the record's salt is not 16 bytes");
    const said = read(leaf);
    need(said.message === this.bundle.message && said.node === this.bundle.node, 'the record is of another message or node');
    this.notAhead(moment(said.at), 'the record');
    const signer = await checkSigner(said, this.known);
    this.said.push(said);
    this.facts = { case: signer.startsWith('no signature') ? 'own' : said.kind, seq: String(leaf.seq), client: said.client, service: said.service };
    return `${said.kind} as ${said.role} at ${said.at}, ${signer}; in the log.`;
  }

  calls() {
    const whole = this.said.length && this.said.length === this.bundle.records.length;
    if (!whole) throw new Skipped('not checked, since a record does not hold');
    const groups = new Map();
    for (const said of this.said) {
      const name = JSON.stringify([said.role, said.request]);
      const group = groups.get(name) ?? groups.set(name, {}).get(name);
      need(!group[said.kind], `${said.kind} stands twice for one call`);
      group[said.kind] = said;
    }
    const calls = [...groups.values()];
    const told = calls.map(callOf);
    const one = ['refused', 'answered', 'received'].find((kind) => calls[0][kind]);
    this.facts = { case: told.length > 1 ? 'several' : one, count: String(told.length) };
    return told.join(' ');
  }

  async stamp() {
    const note = there(this.note);
    const found = await checkStamp(this.bundle.stamp, this.bundle.stamp_roots, `${note.text}\n${note.signatures[0].line}`);
    this.notAhead(found.at, 'the time stamp');
    this.facts = { at: shown(found.at), authority: found.authority };
    return `Stamped ${shown(found.at)} by ${found.authority}. Compare its root's fingerprint: ${found.roots.join(', ')}.`;
  }

  async bodies() {
    for (const [kind, body] of Object.entries(this.bundle.bodies)) {
      const mine = this.said.filter((said) => said.kind === kind);
      need(mine.length === 1, 'a body belongs to no single record');
      await checkBody(mine[0], fromBase64(body, 'a part'));
    }
    return `The bodies (${Object.keys(this.bundle.bodies).join(', ')}) are those that were recorded.`;
  }

  notAhead(at, what) {
    need(at <= this.now + AHEAD, `${what} is of the future`);
  }
}

/** What this browser lacks for the step, or nothing: what was read serves later steps also where its signature was not verified. */
const lacking = (verifying) => verifying.then(() => null, (wrong) => {
  if (wrong instanceof Unable) return wrong;
  throw wrong;
});

function there(found) {
  if (!found) throw new Skipped('not checked, since an earlier check failed');
  return found;
}

function extension(checkpoint, word) {
  const found = checkpoint.extensions.filter((line) => line.startsWith(`${word} `));
  need(found.length === 1, `the register's checkpoint does not say when it is ${word}`);
  return instant(number(found[0].slice(word.length + 1)));
}

function callOf(group) {
  if (group.refused) {
    need(Object.keys(group).length === 1, 'a call was refused and yet served');
    return `The call was refused (${group.refused.fault ?? 'no reason given'}).`;
  }
  need(group.received, 'an answer without its request');
  if (!group.answered) return 'The request was received; no answer is recorded.';
  checkPair(group.received, group.answered);
  return `The answer (${group.answered.status ?? 'None'}) belongs to the request.`;
}

const rising = (numbers) => numbers.every((one, at) => !at || numbers[at - 1] < one);
const many = (count, what) => `${count} ${what}${BigInt(count) === 1n ? '' : 's'}`;
