/**
 * What events add up to: a pure function of their set, the twin of `simpul.malaria.rules.folding` by one file of examples.
 * Events count in the order of their time (never later than `received`), device, number and id, whenever they arrived.
 */
import { dayAfter, dayOf } from './days.js';
import { sound as makesSense } from './sound.js';

export const FIELDS = ['name', 'sex', 'birth_year', 'birth_month', 'mother', 'nik', 'house', 'phone', 'died', 'moved'];
const SLIDES = [3, 28];
const MOST_DAYS = 28;
/** What no correction changes: a treatment in training never becomes one of a patient. */
const FIXED = ['training'];
const UNTOUCHED = ['fact.corrected', 'person.same', 'person.apart'];

const empty = () => ({ people: {}, visits: {}, tests: {}, referrals: {}, treatments: {}, slides: [], contacts: [], rounds: [], supervisions: [], stock: [], checks: [], merges: {} });

/** When the event happened: by the phone's clock, but never after it was received. */
export const atOf = ({ at, received }) => (received && received < at ? received : at);

/** Code points, as Python orders texts; every text here is ASCII. */
const order = (one, other) => (one < other ? -1 : one > other ? 1 : 0);

const keysOf = (event) => [atOf(event), event.device ?? '', event.seq ?? 0, event.id];

function compared(one, other) {
  const [mine, theirs] = [keysOf(one), keysOf(other)];
  for (let at = 0; at < mine.length; at += 1) if (mine[at] !== theirs[at]) return order(mine[at], theirs[at]);
  return 0;
}

/** @param {any[]} events @returns {any[]} each once, in the order in which they count */
export function ordered(events) {
  const byId = new Map();
  for (const event of events) byId.set(event.id, event);
  return [...byId.values()].sort(compared);
}

/** The events as they read after the corrections among them. @param {any[]} events @param {(kind: string, facts: any) => boolean} sound */
function corrected(events, sound) {
  const changes = new Map();
  for (const { t, d } of events) if (t === 'fact.corrected') changes.set(d.event, [...(changes.get(d.event) ?? []), d.changes]);
  return events.map((event) => (changes.has(event.id) && !UNTOUCHED.includes(event.t) ? read(event, changes.get(event.id), sound) : event));
}

function read(event, changes, sound) {
  let known = event;
  for (const change of changes) {
    const d = { ...known.d, ...Object.fromEntries(Object.entries(change).filter(([key]) => !FIXED.includes(key))) };
    if (sound(event.t, d)) known = { ...known, d };
  }
  return known;
}

class Folding {
  constructor() {
    this.state = empty();
    this.told = new Map();
  }

  person(id) {
    return (this.state.people[id] ??= {});
  }

  check(kind, key, facts) {
    this.state.checks.push({ kind, key, ...facts });
  }

  contradiction(event) {
    this.check('contradiction', `contradiction:${event.id}`, { person: event.p, event: event.id, at: atOf(event) });
  }
}

/** The last one to tell a field wins it; it contends with the one before unless it saw it, said the same, or was it. */
function tell(folding, event, name, seen, value) {
  if (!folding.told.has(event.p)) folding.told.set(event.p, new Map());
  const fields = folding.told.get(event.p);
  const now = { value, device: event.device ?? null, at: atOf(event), contending: [] };
  const before = fields.get(name);
  if (before && !(now.device === null && same(seen, before.value))) {
    now.contending = [...before.contending];
    if (!same(before.value, seen) && !same(before.value, value) && now.device !== before.device) {
      now.contending = [...(now.contending.length ? now.contending : [valueOf(before)]), valueOf(now)];
    }
  }
  fields.set(name, now);
}

const same = (one, other) => (one ?? null) === (other ?? null);
const valueOf = ({ value, device, at }) => ({ value, device, at });

function checkFields(folding) {
  for (const [id, fields] of folding.told) {
    const person = folding.person(id);
    for (const [name, told] of fields) {
      if (told.value !== null && told.value !== undefined) person[name] = told.value;
      if (told.contending.length) folding.check('field_conflict', `field:${id}:${name}`, { person: id, field: name, at: told.at, values: told.contending });
    }
  }
}

function once(folding, event, room, more = {}) {
  const entries = folding.state[room];
  if (Object.hasOwn(entries, event.s)) return folding.contradiction(event);
  entries[event.s] = { ...event.d, person: event.p, at: atOf(event), ...more };
  return undefined;
}

const listed = (room, ...keys) => (folding, event) => {
  const entry = Object.fromEntries(keys.map((key) => [key, event.d[key] ?? null]));
  folding.state[room].push({ at: atOf(event), person: event.p ?? null, s: event.s ?? null, ...entry });
};

const PERSONAL = {
  'person.registered': (folding, event) => {
    folding.person(event.p);
    for (const name of FIELDS) if (event.d[name] !== null && event.d[name] !== undefined) tell(folding, event, name, null, event.d[name]);
  },
};

const MAKERS = {
  'person.changed': (folding, event) => {
    folding.person(event.p);
    tell(folding, event, event.d.field, event.d.from ?? null, event.d.to ?? null);
  },
  'visit.opened': (folding, event) => once(folding, event, 'visits', { signs: null }),
  'test.recorded': (folding, event) => once(folding, event, 'tests'),
  'referral.made': (folding, event) => once(folding, event, 'referrals'),
  'treatment.started': (folding, event) => once(folding, event, 'treatments', { status: 'open', watched: {}, dark_urine: [] }),
};

const DOERS = {
  'signs.checked': ({ state }, { s, d }) => { if (state.visits[s]) state.visits[s].signs = d.signs; },
  'dose.watched': ({ state }, { s, d }) => {
    const treatment = state.treatments[s];
    if (treatment) (treatment.watched[d.drug] ??= {})[String(d.day)] = { taken: d.taken, vomited_within_30m: d.vomited_within_30m ?? false };
  },
  'urine.checked': ({ state }, { s, d }) => {
    const treatment = state.treatments[s];
    if (treatment && d.dark === true && !treatment.dark_urine.includes(d.day)) treatment.dark_urine = [...treatment.dark_urine, d.day].sort((one, other) => one - other);
  },
  'treatment.ended': ended,
  'slide.taken': listed('slides', 'day', 'label'),
  'contact.listed': listed('contacts', 'contact'),
  'round.visited': listed('rounds', 'house', 'people', 'absent', 'nets'),
  'supervision.done': ({ state }, event) => { state.supervisions.push({ ...event.d, at: atOf(event) }); },
};

function ended(folding, event) {
  const treatment = folding.state.treatments[event.s];
  if (!treatment) return;
  if (treatment.status !== 'open') {
    if (treatment.status !== event.d.how) folding.contradiction(event);
    return;
  }
  treatment.status = event.d.how;
  treatment.ended = { how: event.d.how, reason: event.d.reason ?? null, at: atOf(event) };
}

/** What a treatment waits for: doses nobody watched taken, then slides not taken yet. @param {string} id @param {any} treatment @param {any[]} slides */
export function due(id, treatment, slides) {
  const start = dayOf(treatment.at);
  const found = [];
  if (treatment.status === 'open') {
    for (const drug of ['dhp', 'primaquine']) {
      const days = treatment.dose?.[`${drug}_days`];
      const count = Number.isInteger(days) ? Math.min(days, MOST_DAYS) : 0;
      for (let day = 1; day <= count; day += 1) if (!treatment.watched[drug]?.[String(day)]?.taken) found.push({ what: drug, day, on: dayAfter(start, day - 1) });
    }
  }
  if (['open', 'completed'].includes(treatment.status)) {
    const taken = slides.filter(({ s }) => s === id).map(({ day }) => day);
    for (const day of SLIDES) if (!taken.includes(day)) found.push({ what: 'slide', day, on: dayAfter(start, day) });
  }
  return found;
}

function rootsOf(events) {
  const undone = new Set(events.filter(({ t }) => t === 'person.apart').map(({ d }) => d.merge));
  const into = {};
  const root = (id) => { let at = id; while (Object.hasOwn(into, at)) at = into[at]; return at; };
  for (const { t, id, d } of events) {
    if (t !== 'person.same' || undone.has(id)) continue;
    const [one, other] = [root(d.from), root(d.into)];
    if (one !== other) into[one] = other;
  }
  return Object.fromEntries(Object.keys(into).map((id) => [id, root(id)]));
}

function merge({ state }, events) {
  const left = rootsOf(events);
  state.merges = left;
  for (const [gone, other] of Object.entries(left)) if (state.people[gone]) state.people[gone].into = other;
  const entries = [...['visits', 'tests', 'referrals', 'treatments'].flatMap((room) => Object.values(state[room])), ...state.slides, ...state.contacts];
  for (const entry of entries) entry.person = left[entry.person] ?? entry.person;
  for (const [id, treatment] of Object.entries(state.treatments)) treatment.due = due(id, treatment, state.slides);
}

const RECORDED = { 'stock.received': 'received', 'stock.counted': 'counted', 'stock.discarded': 'discarded' };

/** What the event moves of the stock: one entry, or none. Training moves nothing. @param {any} event @returns {any[]} */
export function movesOf(event) {
  const { d, t } = event;
  if (RECORDED[t]) return [move(event, RECORDED[t], d.item, d.quantity, d.colour ?? null)];
  const lot = d.lot !== null && d.lot !== undefined;
  if (t === 'test.recorded' && d.method === 'rdt' && lot) return [move(event, 'used', 'rdt', 1, d.pack ?? null)];
  if (t === 'treatment.started' && d.training === false && lot) return [move(event, 'used', 'pack', 1, d.pack ?? null)];
  return [];
}

const move = (event, kind, item, quantity, colour) => ({ event: event.id, of: keysOf(event), at: atOf(event), kind, item, colour, lot: event.d.lot, expires: event.d.expires ?? null, quantity });
const lotOf = ({ item, colour, lot }) => `${item}\u0000${colour ?? ''}\u0000${lot}`;

/** Each lot with what is left of it. @param {any[]} moves in their order @param {any[]} [known] what was left before */
export function lots(moves, known = []) {
  const found = new Map(known.map((one) => [lotOf(one), { ...one }]));
  for (const one of moves) {
    const key = lotOf(one);
    if (!found.has(key)) found.set(key, { item: one.item, colour: one.colour || null, lot: one.lot, expires: null, quantity: 0 });
    const entry = found.get(key);
    entry.expires = one.expires || entry.expires;
    if (one.kind === 'counted') entry.quantity = one.quantity;
    else entry.quantity += one.kind === 'received' ? one.quantity : -one.quantity;
  }
  return [...found.entries()].sort(([one], [other]) => order(one, other)).map(([, entry]) => entry);
}

function expired(moves, left) {
  const ends = new Map(left.map((one) => [lotOf(one), one.expires]));
  return moves.filter((one) => one.kind === 'used' && ends.get(lotOf(one)) && dayOf(one.at) > ends.get(lotOf(one)))
    .map((one) => ({ kind: 'expired_lot', key: `expired:${one.event}`, item: one.item, lot: one.lot, expires: ends.get(lotOf(one)), event: one.event, at: one.at }));
}

/**
 * The state that these events add up to, in any order, with any of them twice.
 * @param {any[]} events @param {(kind: string, facts: any) => boolean} [sound] whether corrected facts make sense
 */
export function fold(events, sound = makesSense) {
  const known = corrected(ordered(events), sound);
  const folding = new Folding();
  for (const steps of [PERSONAL, MAKERS, DOERS]) for (const event of known) steps[event.t]?.(folding, event);
  checkFields(folding);
  merge(folding, known);
  const moves = known.flatMap(movesOf);
  folding.state.stock = lots(moves);
  folding.state.checks.push(...expired(moves, folding.state.stock));
  folding.state.checks.sort((one, other) => order(one.key, other.key));
  return folding.state;
}
