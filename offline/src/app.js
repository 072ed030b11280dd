/** What screens work with: the village's state, recording, moving on, words, the phone's own affairs. */
import { text, utf8 } from './bytes.js';
import { uuid7 } from './ids.js';
import * as log from './log.js';
import { agreed, newPair } from './seal.js';
import { DiskFull, keep, kept, wipe } from './storage.js';
import * as sync from './sync.js';
import * as vault from './vault.js';
import { nothing, stateOf, taken } from './village.js';
import { words } from './words.js';

export const SCHEMA = 1;
const ENROL = '/malaria/perangkat/daftar';

export class App extends EventTarget {
  constructor({ version, language, table }) {
    super();
    Object.assign(this, { version, language, table, device: null, state: stateOf(nothing(), [], new Set()), contact: null, sending: null, prompt: null });
    /** @type {CryptoKey|null} */ this.key = null;
    /** @type {CryptoKey|null} */ this.sealing = null;
    /** @type {any[]} */ this.own = [];
    this.waiting = new Set();
    this.snapshot = nothing();
    /** Examinations that were begun, by person. @type {Record<string, any>} */ this.drafts = {};
  }

  /** The phone as it was left, still locked. */
  async begin() {
    [this.device, this.sealing, this.contact, this.skew] = await Promise.all(['device', 'sealing', 'contact', 'skew'].map(kept));
    this.language = (await kept('language')) ?? this.language;
    this.table = this.table ?? (await kept('table')) ?? null;
    return this;
  }

  get unlocked() { return this.key !== null; }
  get training() { return !this.table?.signed_off_by; }
  /** @returns {Date} */
  now() { return new Date(); }
  newId() { return uuid7(Date.now()); }
  words(key, facts) { return words(this.language, key, facts); }
  go(path) { globalThis.location.hash = `#${path}`; }
  redraw() { this.dispatchEvent(new Event('redraw')); }

  async speak(code) {
    this.language = code;
    document.documentElement.lang = code;
    await keep({ language: code });
    this.redraw();
  }

  /** Records one event: durable and sealed when this resolves. Throws DiskFull, and then nothing of it is kept. */
  async record(kind, { p = null, s = null, d = {} } = {}) {
    if (!this.key || !this.sealing) throw new Error('locked');
    const event = { v: SCHEMA, id: this.newId(), t: kind, at: this.now().toISOString(), p, ...(s ? { s } : {}), d };
    const whole = await log.append({ device: this.device.id, sealing: this.sealing, key: this.key }, event);
    this.own.push(whole);
    this.waiting.add(whole.id);
    this.refold();
    this.dispatchEvent(new Event('recorded'));
    return whole;
  }

  refold() {
    this.state = stateOf(this.snapshot, this.own, this.waiting);
  }

  /** @returns {Promise<{count: number, since: string|null, kinds: Record<string, number>, last_contact: string|null}>} */
  async unsent() {
    const found = await log.unsent();
    const kinds = {};
    for (const { id, t } of this.own) if (this.waiting.has(id)) kinds[t] = (kinds[t] ?? 0) + 1;
    return { ...found, kinds, last_contact: this.contact ? new Date(this.contact).toISOString() : null };
  }

  /** Sends what waits and fetches what changed; one at a time, whoever asks. @param {(told: {done: number, all: number}) => void} [progress] */
  send(progress) {
    if (!this.device) return Promise.resolve({ revoked: false, refused: [] });
    this.sending ??= this.exchanged(progress).finally(() => { this.sending = null; });
    return this.sending;
  }

  async exchanged(progress) {
    const told = await sync.sent(({ sent, of }) => progress?.({ done: sent, all: of }));
    [this.contact, this.skew] = await Promise.all([kept('contact'), kept('skew')]);
    await this.settled();
    if (told.revoked) return this.leave(told, progress);
    if (this.key) await this.fetch();
    this.dispatchEvent(new Event('sent'));
    return told;
  }

  /** Which of this phone's events the node has by now. */
  async settled() {
    const rows = await log.waiting();
    this.waiting = new Set(rows.map(({ i }) => i));
    if (this.key) this.refold();
  }

  async fetch() {
    const token = await this.secret('reading');
    if (!token) return;
    try {
      await sync.fetched(token, this.snapshot.cursor, async (page) => {
        this.snapshot = taken(this.snapshot, page);
        await keep({ snapshot: await vault.locked(this.key, utf8(JSON.stringify(this.snapshot)), 'snapshot') });
      });
    } catch (error) {
      if (error?.code === 'device-revoked') return this.leave(await sync.sent());
      throw error;
    } finally {
      if (this.key) this.refold();
    }
  }

  /** What was answered so far about a person is kept, so that leaving costs nothing; null ends it. @param {string} person @param {any} draft */
  async draft(person, draft) {
    if (!this.key) return;
    if (draft) this.drafts[person] = draft;
    else delete this.drafts[person];
    await keep({ drafts: await vault.locked(this.key, utf8(JSON.stringify(this.drafts)), 'drafts') });
  }

  async secret(name) {
    const cipher = await kept(name);
    return cipher ? text(await vault.unlocked(this.key, cipher, name)) : null;
  }

  /** The phone was revoked: what was recorded meanwhile is sent too, and only then nothing is left here. */
  async leave(told, progress) {
    const refused = new Set(told.refused.map(({ n }) => n));
    while (!(await log.whenEmpty(refused, () => this.wiped()))) for (const { n } of (await sync.sent(progress)).refused) refused.add(n);
    return { revoked: true, refused: told.refused };
  }

  async wiped() {
    Object.assign(this, { key: null, sealing: null, device: null, own: [], snapshot: nothing(), state: stateOf(nothing(), [], new Set()) });
    await wipe();
    this.dispatchEvent(new Event('wiped'));
  }

  /** This phone becomes the worker's. Throws sync.Refused with the node's code. @param {{token: string, label: string, pin: string}} given */
  async enrol({ token, label, pin }) {
    const refused = this.device ? (await sync.sent()).refused : [];
    const pair = await newPair();
    const body = JSON.stringify({ token, public_key: pair.jwk, name: label, app_version: this.version });
    const told = await sync.asked(ENROL, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const device = { id: told.device, short: told.short, label, worker: told.worker, village: told.village };
    const sealing = await agreed(pair.key, told.node_public_key, device.id);
    const { entries, key } = await vault.created(pin);
    const reading = await vault.locked(key, utf8(told.read_token), 'reading');
    await log.begun(new Set(refused.map(({ n }) => n)), { ...entries, device, sealing, upload: told.upload_token, reading });
    Object.assign(this, { device, sealing, key, own: [], waiting: new Set(), snapshot: nothing() });
    this.refold();
    this.dispatchEvent(new Event('enrolled'));
  }

  pinState() { return vault.pinState(Date.now()); }

  /** @param {string} pin @returns {Promise<{ok: true} | {ok: false, left: number, wait: number, gone: boolean}>} */
  async unlock(pin) {
    const answer = await vault.tried(pin, Date.now());
    if (!answer.ok) return answer;
    this.key = answer.key;
    const cipher = await kept('snapshot');
    this.snapshot = cipher ? JSON.parse(text(await vault.unlocked(this.key, cipher, 'snapshot'))) : nothing();
    this.drafts = JSON.parse((await this.secret('drafts')) ?? '{}');
    this.own = await log.readable(this.key, this.device.id);
    await this.settled();
    this.dispatchEvent(new Event('unlocked'));
    return { ok: true };
  }

  async changePin(old, fresh) {
    const { ok, ...rest } = await vault.changed(old, fresh, Date.now());
    return ok ? { ok } : { ok, ...rest };
  }

  /** Nothing readable is left in memory. */
  lock() {
    Object.assign(this, { key: null, own: [], drafts: {}, snapshot: nothing(), state: stateOf(nothing(), [], new Set()) });
    this.go('/pin');
    this.redraw();
  }

  exported() { return sync.exported(this.device, this.now()); }

  async smsNumber() {
    const next = ((await kept('sms')) ?? 0) + 1;
    await keep({ sms: next });
    return next;
  }

  persist() { return navigator.storage?.persist?.() ?? Promise.resolve(false); }
  installable() { return this.prompt !== null; }

  async install() {
    const { prompt } = this;
    this.prompt = null;
    if (!prompt) return undefined;
    await prompt.prompt();
    return (await prompt.userChoice).outcome === 'accepted';
  }
}

export { DiskFull };
