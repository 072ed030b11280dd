// Reads dose_examples.json and the table as Python carries it (standard input), and says where the browser's code differs.
import { readFileSync } from 'node:fs';
import { dose } from '../../offline/src/dosing.js';
import { colour } from '../../offline/src/packs.js';
import { preReferral } from '../../offline/src/severity.js';

const table = JSON.parse(readFileSync(0, 'utf8'));
// JavaScript would round a decimal: the app keeps weights as text, so each is turned into text before it is read.
const text = readFileSync(process.argv[2], 'utf8').replace(/"weight_kg": (-?\d[\d.eE+-]*)/g, '"weight_kg": "$1"');
const answers = { dose: (input) => dose(table, input), referral: (input) => preReferral(table, input) };

function same(one, other) {
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((each, i) => same(each, other[i]));
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object') return one === other;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => same(one[name], other[name]));
}

function inexact(value) {
  if (typeof value === 'number') return !Number.isInteger(value);
  return value !== null && typeof value === 'object' && Object.values(value).some(inexact);
}

let compared = 0;
const wrong = [];
for (const { kind, input, expect, pack, json_only: jsonOnly } of JSON.parse(text).examples) {
  if (jsonOnly) continue;
  const found = answers[kind](input);
  const fits = same(found, expect) && !inexact(found);
  const packed = kind !== 'dose' || found.dhp_tablets_per_day === null || colour(table, found, input.weight_kg) === pack;
  if (!fits || !packed) wrong.push({ input, expect, pack, found });
  compared += 1;
}
for (const weight of [6.1, 50.5, NaN, Infinity, 1e300, 50n, Symbol('x'), () => 50, new Date(0)]) {
  const found = dose(table, { ...JSON.parse(text).examples[0].input, weight_kg: weight });
  if (found.dhp_tablets_per_day !== null) wrong.push({ weight: String(weight), found });
}
for (const odd of [null, undefined, 5, 'x', [], () => 1, Object.create(null)]) {
  if (dose(table, odd).dhp_tablets_per_day !== null) wrong.push({ odd: String(typeof odd) });
}
console.log(JSON.stringify({ compared, wrong: wrong.slice(0, 5), faults: wrong.length }));
