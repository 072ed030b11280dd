// Words, numbers and times of the map, in the page's language. Words come from the page: data-words on the map's element.

/** @type {Record<string, string>} */
let words = {};
let language = 'id';

/** The zones of Indonesia by the first two digits of a region's code, as Keppres 41/1987 has them; the rest is WIB. */
const WITA = new Set(['51', '52', '53', '63', '64', '65', '71', '72', '73', '74', '75', '76']);
const WIT = new Set(['81', '82', '91', '92', '93', '94', '95', '96']);
const ZONES = { WIB: 'Asia/Jakarta', WITA: 'Asia/Makassar', WIT: 'Asia/Jayapura' };

/** Reads the page's words; called once, before anything is said. @param {HTMLElement} element */
export function learn(element) {
  words = JSON.parse(element.dataset.words);
  language = document.documentElement.lang || 'id';
}

/** The page's word of this name, with {facts} filled in. @param {string} name @param {Record<string, string | number>} [facts] */
export function say(name, facts = {}) {
  const text = words[name] ?? name;
  return Object.entries(facts).reduce((done, [key, value]) => done.replace(`{${key}}`, String(value)), text);
}

/** The language of words that the data bring along: they are in Indonesian and English. */
export const languageNow = () => (language === 'en' ? 'en' : 'id');

/** Whose forms numbers and times have: few browsers know those of Javanese, and Indonesian ones are read by all. */
export const forms = () => [language, 'id'];

/** @param {number} value */
export const number = (value) => new Intl.NumberFormat(forms()).format(value);

/** The zone of a region's code. @param {string | null | undefined} code @returns {'WIB' | 'WITA' | 'WIT'} */
export function zoneOf(code) {
  const province = (code ?? '').slice(0, 2);
  return WITA.has(province) ? 'WITA' : WIT.has(province) ? 'WIT' : 'WIB';
}

/** Day and minute with the zone named. @param {Date} at @param {'WIB' | 'WITA' | 'WIT'} [zone] */
export function when(at, zone = 'WIB') {
  return `${form(at, zone, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' })} ${zone}`;
}

/** The minute with the zone named. @param {Date} at @param {'WIB' | 'WITA' | 'WIT'} [zone] */
export function minute(at, zone = 'WIB') {
  return `${form(at, zone, { hour: '2-digit', minute: '2-digit' })} ${zone}`;
}

/** How long before `now`, in words. @param {Date} at @param {Date} now */
export function ago(at, now) {
  const minutes = Math.round((at.getTime() - now.getTime()) / 60000);
  const relative = new Intl.RelativeTimeFormat(forms(), { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return Math.abs(hours) < 48 ? relative.format(hours, 'hour') : relative.format(Math.round(hours / 24), 'day');
}

function form(at, zone, shape) {
  return new Intl.DateTimeFormat(forms(), { ...shape, timeZone: ZONES[zone], hourCycle: 'h23' }).format(at);
}
