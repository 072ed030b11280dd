/** Whether an event's facts make sense, kind by kind: the same table as `simpul.malaria.rules.events`, for corrections. */
const text = (value) => typeof value === 'string' && [...value].length <= 200;
const flag = (value) => typeof value === 'boolean';
const like = (pattern) => (value) => typeof value === 'string' && pattern.test(value);
const one = (...known) => (value) => known.includes(value);
const whole = (least, most) => (value) => Number.isInteger(value) && least <= value && value <= most;
const number = (value) => ['number', 'string'].includes(typeof value) && String(value).length <= 20;
const uuid = like(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const slug = like(/^[a-z0-9_]{1,40}$/);
const slugs = (value) => Array.isArray(value) && value.length <= 30 && value.every(slug);
const table = (value) => value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length <= 60;
const lot = like(/^[\p{L}\p{N}_./ -]{1,40}$/u);
const day = like(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
const STOCK = { item: slug, lot, quantity: whole(0, 1_000_000) };
/** Values of a person's fields; null takes one away. */
const VALUES = { name: text, sex: one('L', 'P'), birth_year: whole(1900, 2200), birth_month: whole(1, 12), mother: text, nik: text, house: text, phone: text, died: (value) => flag(value) || text(value), moved: (value) => flag(value) || text(value) };
const COUNTED = [STOCK, { colour: slug, expires: day }];

/** By kind: what it must have, and what it may have. @type {Record<string, Record<string, (value: any) => boolean>[]>} */
const FACTS = {
  'person.registered': [{ name: text, sex: VALUES.sex, birth_year: VALUES.birth_year }, { birth_month: VALUES.birth_month, mother: text, nik: like(/^\d{16}$/), house: text, phone: text }],
  'person.changed': [{ field: (value) => Object.hasOwn(VALUES, value) }, {}],
  'visit.opened': [{ reason: one('sick', 'contact', 'round', 'antenatal', 'followup'), pregnant: flag, breastfeeding_lt_6m: flag, g6pd: one('unknown', 'normal', 'deficient'), malaria_before: one('none', 'within_28d', 'earlier') },
    { fever_days: whole(0, 365), temp: number }],
  'signs.checked': [{ signs: slugs }, {}],
  'test.recorded': [{ method: one('rdt', 'slide'), result: one('negative', 'positive', 'invalid', 'pending'), for: one('diagnosis', 'day3', 'day28') },
    { visit: uuid, lot, species: one('falciparum', 'vivax', 'ovale', 'malariae', 'knowlesi', 'mixed_pf_pv_po', 'unknown') }],
  'referral.made': [{ to: text, reasons: slugs }, { visit: uuid, pre_referral: table }],
  'treatment.started': [{ weight_kg: like(/^\d{1,3}(\.\d)?$/), dose: table, training: flag }, { visit: uuid, test: uuid, weighed: flag, pack: slug, lot }],
  'dose.watched': [{ day: whole(1, 14), drug: one('dhp', 'primaquine'), taken: flag }, { vomited_within_30m: flag }],
  'urine.checked': [{ day: whole(1, 28), dark: flag }, {}],
  'treatment.ended': [{ how: one('completed', 'stopped', 'referred', 'lost') }, { reason: text }],
  'slide.taken': [{ day: whole(0, 28) }, { label: text }],
  'contact.listed': [{ contact: uuid }, {}],
  'round.visited': [{ house: text, people: whole(0, 500), absent: whole(0, 500) }, { nets: whole(0, 500) }],
  'stock.received': [{ ...STOCK, expires: day }, { colour: slug }],
  'stock.counted': COUNTED,
  'stock.discarded': COUNTED,
  'supervision.done': [{ supervisor: text, items: table }, { note: text }],
};

/** @param {string} kind @param {any} facts */
export function sound(kind, facts) {
  const [must, may] = FACTS[kind] ?? [{}, {}];
  if (kind === 'test.recorded' && facts.result === 'positive' && (facts.species ?? null) === null) return false;
  if (kind === 'person.changed' && Object.hasOwn(VALUES, facts.field) && (facts.to ?? null) !== null && !VALUES[facts.field](facts.to)) return false;
  return Object.entries(must).every(([key, fits]) => fits(facts[key])) && Object.entries(may).every(([key, fits]) => facts[key] === undefined || facts[key] === null || fits(facts[key]));
}
