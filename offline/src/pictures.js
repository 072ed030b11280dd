/** Pictures of the examination, drawn by us: danger signs, what a test shows, tablets and their parts. Lines in the text's colour. */
import { svg } from './dom.js';

const HEAD = '<circle cx="24" cy="14" r="9"/>';
const BODY = `${HEAD}<path d="M8 44c0-12 6-17 16-17s16 5 16 17"/>`;
const DRAWN = {
  sick: `${BODY}<path d="M20 12h.5M28 12h.5M20 18c3-2 5-2 8 0"/><path d="M38 4v8M42 6l-4 2"/>`,
  glass: '<rect x="4" y="16" width="40" height="16" rx="2"/><path d="M14 16v16"/><ellipse cx="29" cy="24" rx="7" ry="4.5" fill="#b42318"/>',
  add: `${HEAD}<path d="M8 44c0-12 6-17 16-17 4 0 7 1 10 3M38 30v14M31 37h14"/>`,
  unconscious: '<circle cx="11" cy="30" r="7"/><path d="M18 32c10-3 18 0 27 3M3 41h42M8 28l3 3M11 28l-3 3"/><path d="M22 14h6l-6 7h6M32 6h5l-5 6h5"/>',
  convulsion: `${HEAD}<path d="M24 23v11l-8 10M24 34l8 10M24 26l-11 3M24 26l11 3"/><path d="M5 20l3 4-3 4 3 4M43 20l-3 4 3 4-3 4"/>`,
  cannot_sit: '<circle cx="13" cy="12" r="6"/><path d="M13 18l3 12h14l4 12M16 24l10 2"/><path d="M6 44h38M34 8l8 8M42 8l-8 8"/>',
  cannot_drink: '<path d="M10 10h18l-3 30H13z"/><path d="M12 20h14"/><path d="M33 14l10 10M43 14L33 24"/>',
  hard_breathing: `${HEAD}<path d="M8 44c0-12 6-17 16-17s16 5 16 17"/><path d="M33 12h9M34 17h10M33 22h7"/>`,
  cold_grey: '<path d="M17 44V18a4 4 0 0 1 8 0v8l8 3c4 1 5 3 5 7v8"/><path d="M12 6v8M8 8l8 4M16 8l-8 4M34 6v8M30 8l8 4M38 8l-8 4"/>',
  yellow_eyes: '<path d="M4 24c6-9 12-13 20-13s14 4 20 13c-6 9-12 13-20 13S10 33 4 24z" fill="#ffd23f" fill-opacity=".55"/><circle cx="24" cy="24" r="7"/><circle cx="24" cy="24" r="2.5" fill="currentColor"/>',
  bleeding: '<path d="M24 5c7 11 12 17 12 24a12 12 0 0 1-24 0c0-7 5-13 12-24z" fill="currentColor" fill-opacity=".35"/>',
  dark_urine: '<path d="M14 8h20l-3 34H17z"/><path d="M16 22h16l-2 18H18z" fill="currentColor" fill-opacity=".7"/>',
  very_pale: '<path d="M15 44V22l-5-8 4-2 5 8V8h4v12h2V5h4v15h2V9h4v18c0 8-3 12-5 17z"/><path d="M40 8l4-4M42 16h4"/>',
  pregnant: `<circle cx="22" cy="9" r="6"/><path d="M18 16v28M18 19c12 2 17 9 14 17-2 5-8 6-14 5"/>`,
  breastfeeding: '<circle cx="20" cy="9" r="6"/><path d="M10 44V24c0-6 4-8 10-8s11 4 11 12"/><circle cx="32" cy="27" r="5"/><path d="M14 34c8 4 16 3 22-1"/>',
  neither: '<circle cx="24" cy="24" r="18"/><path d="M14 34l20-20"/>',
  before: '<circle cx="24" cy="26" r="16"/><path d="M24 16v10l8 5M24 4v6M18 4h12"/>',
  scale: '<rect x="6" y="14" width="36" height="28" rx="5"/><path d="M14 26a11 11 0 0 1 20 0zM24 26l4-6"/>',
  refer: '<path d="M4 34V20h22v14M26 25h9l7 6v7H4"/><circle cx="13" cy="38" r="4" fill="currentColor"/><circle cx="34" cy="38" r="4" fill="currentColor"/><path d="M15 23v8M11 27h8"/>',
  nothing: '<circle cx="24" cy="24" r="19"/><path d="M10 38L38 10"/><path d="M14 24h20M18 20l-4 4 4 4"/>',
  swallowed: `${HEAD}<path d="M8 44c0-12 6-17 16-17s16 5 16 17M20 18h8"/><circle cx="38" cy="16" r="5" fill="currentColor"/><path d="M33 17l-4 1"/>`,
  vomited: `${HEAD}<path d="M8 44c0-12 6-17 16-17 5 0 9 1 12 4M27 18c5 1 9 4 10 9M24 19c5 2 8 6 8 11"/><circle cx="40" cy="34" r="2" fill="currentColor"/><circle cx="34" cy="38" r="2" fill="currentColor"/>`,
  syringe: '<path d="M30 6l12 12M36 12l-6 6M33 21L17 37l-9 3 3-9 16-16M20 22l6 6M6 42l4-4"/>',
};

/** @param {string} name @returns {Node} */
export const drawing = (name) => svg(`<svg class="t-drawing" viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">${DRAWN[name] ?? DRAWN.neither}</svg>`);
export const DRAWINGS = Object.keys(DRAWN);

const LINES = { negative: ['C'], falciparum: ['C', 'P'], vivax: ['C', 'V'], mixed: ['C', 'P', 'V'], invalid: [] };

/** A test's window with its lines: C the control, P falciparum, V vivax. @param {keyof typeof LINES} kind */
export function cassette(kind) {
  const at = { C: 20, P: 34, V: 48 };
  const line = (name) => `<path d="M${at[name]} 14v20" stroke="#b42318" stroke-width="4"/>`;
  const mark = (name) => `<text x="${at[name]}" y="46" font-size="9" text-anchor="middle" fill="currentColor" stroke="none">${name}</text>`;
  return svg(`<svg class="t-cassette" viewBox="0 0 84 52" fill="none" stroke="currentColor" stroke-width="2"><rect x="2" y="2" width="80" height="48" rx="8"/><rect x="12" y="12" width="46" height="24" rx="3" fill="#ffffff"/><circle cx="70" cy="24" r="6"/>${LINES[kind].map(line).join('')}${['C', 'P', 'V'].map(mark).join('')}</svg>`);
}

/** Tablets as they are given: whole ones and one in parts, the parts to be taken filled. @param {string|null} amount such as "3/2" */
export function tablets(amount, label) {
  const [over, under = 1] = String(amount ?? '0').split('/').map(Number);
  const whole = Math.floor(over / under);
  const rest = over - whole * under;
  const shapes = [...Array.from({ length: whole }, () => pill(1, 1)), ...(rest ? [pill(rest, under)] : [])];
  const width = 52 * Math.max(1, shapes.length);
  const placed = shapes.map((shape, index) => `<g transform="translate(${index * 52} 0)">${shape}</g>`).join('');
  return svg(`<svg class="t-tablets" viewBox="0 0 ${width} 52" fill="none" stroke="currentColor" stroke-width="2.5">${placed}</svg>`, { 'aria-hidden': 'false', role: 'img', 'aria-label': label });
}

function pill(parts, of) {
  if (of === 1) return '<circle cx="26" cy="26" r="21" fill="currentColor" fill-opacity=".85"/>';
  const point = (turn) => [26 + 21 * Math.sin(2 * Math.PI * turn), 26 - 21 * Math.cos(2 * Math.PI * turn)].map((at) => at.toFixed(2)).join(' ');
  const taken = `<path d="M26 26L${point(0)}A21 21 0 ${parts / of > 0.5 ? 1 : 0} 1 ${point(parts / of)}z" fill="currentColor" fill-opacity=".85"/>`;
  const cuts = Array.from({ length: of }, (_, index) => `<path d="M26 26L${point(index / of)}"/>`).join('');
  return `<circle cx="26" cy="26" r="21" stroke-dasharray="4 3"/>${taken}${cuts}`;
}
