/** Pictures of the screens that follow up and keep: drawn for this app, in the text's colour, never read aloud. */
import { svg } from './dom.js';

const LINES = 'fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"';
const FULL = 'fill="currentColor" stroke="none"';

/** What is inside a drawing of 48 × 48. */
const DRAWN = {
  done: '<circle cx="24" cy="24" r="18"/><path d="M15 25l6 6 12-14"/>',
  attention: `<path d="M24 6L44 41H4z"/><path d="M24 19v10"/><circle cx="24" cy="35" r="1.6" ${FULL}/>`,
  stop: '<path d="M16 5h16l11 11v16L32 43H16L5 32V16z"/><path d="M15 24h18"/>',
  note: `<circle cx="24" cy="24" r="18"/><path d="M24 22v11"/><circle cx="24" cy="15.5" r="1.8" ${FULL}/>`,
  pill: '<rect x="5" y="16" width="38" height="16" rx="8"/><path d="M24 16v16"/>',
  swallow: '<circle cx="20" cy="14" r="8"/><path d="M6 43c0-10 6-15 14-15s14 5 14 15"/><path d="M33 17h10v9c0 3-2 5-5 5s-5-2-5-5z"/>',
  vomit: '<circle cx="17" cy="13" r="8"/><path d="M5 43c0-11 5-17 13-17"/><path d="M25 17c6 1 7 5 6 9"/><path d="M24 34c3-3 6 2 9-1s6 2 9-1"/><path d="M22 42c4-3 7 2 11-1s6 2 10-1"/>',
  missed: '<rect x="7" y="10" width="34" height="32" rx="4"/><path d="M7 19h34M16 5v9M32 5v9"/><path d="M18 26l12 10M30 26L18 36"/>',
  calendar: '<rect x="7" y="10" width="34" height="32" rx="4"/><path d="M7 19h34M16 5v9M32 5v9"/><path d="M15 27h5M28 27h5M15 34h5"/>',
  slide: '<rect x="4" y="16" width="40" height="16" rx="2"/><path d="M14 16v16"/><ellipse cx="29" cy="24" rx="7" ry="4.5"/>',
  home: '<path d="M6 24L24 8l18 16"/><path d="M11 21v20h26V21"/><path d="M20 41V29h8v12"/>',
  people: '<circle cx="16" cy="16" r="7"/><path d="M4 41c0-9 5-14 12-14s12 5 12 14"/><circle cx="34" cy="20" r="5.5"/><path d="M33 29c7 0 11 4 11 12"/>',
  walk: '<circle cx="27" cy="8" r="4"/><path d="M25 15l-8 8v7M25 15l7 8 7 2M25 15l-2 13 8 6 2 10M22 30l-4 6-7 7"/>',
  net: '<path d="M24 5v6M9 43c0-18 4-28 15-32 11 4 15 14 15 32z"/><path d="M12 30h24M24 11v32M17 17c-2 8-2 17-2 26M31 17c2 8 2 17 2 26"/>',
  fever: `<path d="M28 27V10a5 5 0 0 0-10 0v17a9 9 0 1 0 10 0z"/><circle cx="23" cy="34" r="4" ${FULL}/><path d="M23 34V15M35 10h6M35 17h6M35 24h6"/>`,
  pack: '<path d="M8 15l16-8 16 8v18l-16 8-16-8z"/><path d="M8 15l16 8 16-8M24 23v18"/>',
  rdt: '<rect x="13" y="4" width="22" height="40" rx="6"/><rect x="19" y="11" width="10" height="14" rx="2"/><path d="M21 16h6M21 20h6"/><circle cx="24" cy="34" r="4"/>',
  primaquine: '<circle cx="17" cy="20" r="11"/><path d="M9 20h16"/><circle cx="34" cy="34" r="8"/><path d="M28 34h12"/>',
  receive: '<path d="M24 5v22M15 19l9 9 9-9"/><path d="M6 29v12h36V29"/>',
  count: '<rect x="9" y="7" width="30" height="36" rx="4"/><path d="M16 17l3 3 5-6M28 18h6M16 30l3 3 5-6M28 31h6"/>',
  discard: '<path d="M8 13h32M19 13V7h10v6M12 13l3 30h18l3-30M20 21v14M28 21v14"/>',
  supervise: '<rect x="8" y="9" width="24" height="33" rx="3"/><path d="M15 9V5h10v4M14 19l3 3 5-6M14 31l3 3 5-6"/><circle cx="37" cy="20" r="4"/><path d="M32 42c0-8 2-13 6-13s6 4 6 9"/>',
  send: '<path d="M5 22L43 6 31 43l-8-15z"/><path d="M23 28L43 6"/>',
  sent: '<path d="M4 25l9 9L31 14M22 32l3 3 19-21"/>',
  cable: '<path d="M17 5v9M31 5v9M12 14h24v8a12 12 0 0 1-24 0zM24 34v9"/>',
  message: '<path d="M5 9h38v26H22l-9 8v-8H5z"/><path d="M13 18h22M13 26h14"/>',
  key: '<circle cx="15" cy="24" r="9"/><path d="M24 24h20v8M37 24v6"/>',
  lock: '<rect x="9" y="21" width="30" height="22" rx="4"/><path d="M15 21v-6a9 9 0 0 1 18 0v6M24 30v5"/>',
  phone: '<rect x="13" y="4" width="22" height="40" rx="4"/><path d="M21 38h6"/>',
  code: '<path d="M6 6h14v14H6zM28 6h14v14H28zM6 28h14v14H6zM28 28h5v5h-5zM37 37h5v5h-5zM37 28h5M28 42h4"/>',
  settings: '<path d="M7 13h16M33 13h8M7 35h8M25 35h16M7 24h4M21 24h20"/><circle cx="28" cy="13" r="5"/><circle cx="20" cy="35" r="5"/><circle cx="16" cy="24" r="5"/>',
  clinic: '<path d="M6 43V16L24 5l18 11v27z"/><path d="M24 18v14M17 25h14"/>',
};

/** Urine in a glass: pale, or dark as tea. Its colour is the question, so here it is drawn in colour. */
const GLASS = (fill, name) => `<path class="k-urine k-urine--${name}" d="M13 18h22l-2 23a3 3 0 0 1-3 2H18a3 3 0 0 1-3-2z" fill="${fill}" stroke="none"/><path d="M11 5h26l-4 36a3 3 0 0 1-3 2H18a3 3 0 0 1-3-2z"/>`;
DRAWN.urine_clear = GLASS('#ffe27a', 'clear');
DRAWN.urine_dark = GLASS('#4a2410', 'dark');

/** @param {string} name @returns {SVGElement} not read aloud: the words beside it say the same */
export function picture(name) {
  return svg(`<svg viewBox="0 0 48 48" class="k-picture k-picture--${name}" ${LINES}>${DRAWN[name] ?? DRAWN.note}</svg>`);
}

/** The names that can be drawn. */
export const PICTURES = Object.keys(DRAWN);
