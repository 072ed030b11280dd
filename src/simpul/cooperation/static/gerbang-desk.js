/** The gate itself: a code is shown, something is said at once, and what was done is kept until the node has it. */
import * as deciding from './gerbang-decide.js';
import * as keeping from './gerbang-keep.js';
import * as sending from './gerbang-send.js';

const ASK = 450;
const ASK_DOUBTFUL = 3_000;
const UNDO = 120_000;
/** Every so many milliseconds: what is held is sent, what others took is fetched, the list is asked for. */
const EVERY = { flush: 2_000, taken: 8_000, tickets: 45_000 };

export class Desk {
  /** @param {any} device @param {(what: string) => void} changed called when something to be shown changed */
  constructor(device, changed) {
    this.device = device;
    this.changed = changed;
    this.list = null;
    this.used = new Map();
    this.gates = {};
    this.online = navigator.onLine;
    this.off = '';
    this.unsent = 0;
    this.inside = 0;
    this.asking = new Set();
    this.due = { flush: 0, taken: 0, tickets: 0 };
    this.wait = 0;
  }

  async open() {
    const { event } = this.device;
    this.list = (await keeping.kept(`list:${event}`)) ?? null;
    this.gates = (await keeping.kept(`gates:${event}`)) ?? {};
    this.used = await keeping.used(event);
    await this.count();
    addEventListener('online', () => this.soon());
    addEventListener('offline', () => { this.online = false; this.changed('state'); });
    this.beat();
  }

  async count() {
    const held = await keeping.unsent();
    this.unsent = held.filter((entry) => entry.event === this.device.event).length;
    this.inside = await keeping.admitted(this.device.id);
    this.changed('state');
  }

  /** What becomes of what was shown: {outcome, gate?, at?, seq?, doubtful?}. @param {string} text */
  async shown(text) {
    const code = deciding.normal(text);
    if (!code) return { outcome: 'unreadable' };
    const digest = await deciding.digestOf(code);
    const ticket = deciding.hex(digest);
    const before = this.used.get(ticket.slice(0, 20));
    if (before) return { outcome: 'double', ...before };
    const local = deciding.given(this.list?.bytes ?? null, digest);
    if (this.off) return { outcome: 'off' };
    if (!this.online) return local === 'admitted' ? this.admits(await this.entry(ticket)) : { outcome: local, alone: true };
    return this.asks(await this.entry(ticket, { asks: 1 }), local);
  }

  /** The next entry, of a number that no other has. */
  async entry(ticket, more = {}) {
    this.numbering = (this.numbering ?? Promise.resolve()).then(async () => {
      const seq = await keeping.nextSeq(this.device.id);
      const made = { device: this.device.id, event: this.device.event, seq, at: Date.now(), ticket, asks: 0, sent: 0, ...more };
      if (made.asks) this.asking.add(seq);
      await keeping.write(made);
      return made;
    });
    return this.numbering;
  }

  /** Somebody is let in by this device's own judgement; the node hears of it when it can. */
  async admits(entry) {
    await keeping.write({ ...entry, asks: 0, in: 1 });
    await this.marked(entry, this.device.gate, entry.at);
    this.soon();
    return { outcome: 'admitted', seq: entry.seq, ticket: entry.ticket, alone: true };
  }

  async marked(entry, gate, at) {
    const row = { t: entry.ticket.slice(0, 20), gate, at };
    if (at === null) this.used.delete(row.t);
    else this.used.set(row.t, { gate, at });
    await keeping.mark(this.device.event, [row]);
    await this.count();
  }

  /** The node is asked; where it does not answer in time, this device's list decides. */
  async asks(entry, local) {
    try {
      const [verdict] = await sending.send(this.device, [entry], this.unsent, local === 'admitted' ? ASK : ASK_DOUBTFUL);
      return await this.answered(entry, verdict);
    } catch (error) {
      this.failed(error);
      if (local === 'admitted' && !this.off) return await this.admits(entry);
      // Whether the node let somebody in by this number is not known here, and nobody was: it is taken back.
      await keeping.write({ ...entry, sent: 1 });
      await this.entry(entry.ticket, { undoes: entry.seq });
      await this.count();
      return this.off ? { outcome: 'off' } : { outcome: local, alone: true };
    } finally {
      this.asking.delete(entry.seq);
    }
  }

  async answered(entry, verdict) {
    const { outcome, gate, at } = verdict;
    await keeping.write({ ...entry, sent: 1, verdict: outcome, ...(outcome === 'admitted' ? { in: 1 } : {}) });
    if (outcome === 'admitted' || outcome === 'double') await this.marked(entry, gate, at);
    return { outcome, gate, at, seq: entry.seq, ticket: entry.ticket };
  }

  /** Whether an entry can still be taken back. @param {{outcome: string, seq?: number, made?: number}} last */
  static undoable(last, now = Date.now()) {
    return last?.outcome === 'admitted' && Boolean(last.seq) && now - last.made < UNDO;
  }

  /** The person was not let in after all. @param {{seq: number, ticket: string}} last */
  async undo(last) {
    await this.entry(last.ticket, { undoes: last.seq });
    await this.marked({ ticket: last.ticket }, '', null);
    this.soon();
  }

  soon() {
    this.due.flush = 0;
    this.wait = 0;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.beat(), 20);
  }

  failed(error) {
    if (error instanceof sending.Off) this.off = error.code;
    else this.online = false;
    this.changed('state');
  }

  /** One round of what is due; it never ends, and never runs twice at once. */
  async beat() {
    if (this.beating) return;
    this.beating = true;
    clearTimeout(this.timer);
    try {
      if (!this.off && navigator.onLine) await this.round();
      this.wait = 0;
    } catch (error) {
      this.failed(error);
      this.wait = Math.min(30_000, (this.wait || 1_000) * 2);
    } finally {
      this.beating = false;
      this.timer = setTimeout(() => this.beat(), this.wait || 1_000);
    }
  }

  async round() {
    const now = Date.now();
    const due = (what) => now - this.due[what] >= EVERY[what] || !this.online;
    if (due('flush') && (await keeping.unsent()).length) {
      await sending.flush(this.device, this.asking, (entry, verdict) => this.merged(entry, verdict));
      await this.count();
    }
    if (due('taken')) await this.hears();
    if (due('tickets')) await this.renews();
    for (const what of Object.keys(EVERY)) if (due(what)) this.due[what] = now;
    if (!this.online) {
      this.online = true;
      this.changed('state');
    }
  }

  /** The node says what became of an entry that was made alone. */
  merged(entry, verdict) {
    if (entry.in && verdict.outcome !== 'admitted' && verdict.outcome !== 'undone') this.changed('double');
  }

  async hears() {
    const { event } = this.device;
    const heard = await sending.taken(this.device, (await keeping.kept(`cursor:${event}`)) ?? 0);
    const mine = new Set((await keeping.unsent()).map((entry) => entry.ticket.slice(0, 20)));
    const rows = heard.used.map(([t, gate, at]) => ({ t, gate, at })).filter((row) => !mine.has(row.t));
    for (const row of rows) {
      if (row.at === null) this.used.delete(row.t);
      else this.used.set(row.t, { gate: row.gate, at: row.at });
    }
    await keeping.mark(event, rows);
    await keeping.keep(`cursor:${event}`, heard.cursor);
    await keeping.keep(`gates:${event}`, heard.gates);
    this.gates = heard.gates;
    if (heard.more) await this.hears();
  }

  async renews() {
    const fresh = await sending.tickets(this.device, this.list?.mark ?? '');
    this.list = fresh ?? (this.list ? { ...this.list, at: Date.now() } : null);
    await keeping.keep(`list:${this.device.event}`, this.list);
    this.changed('list');
  }
}
