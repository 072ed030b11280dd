/** Screens by the fragment of the address: `#/uji/…`. Back works as everywhere. */
import screens from './screens/index.js';

/** @param {string} pattern @param {string} path @returns {Record<string, string>|null} */
export function matched(pattern, path) {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return null;
  const params = {};
  for (const [at, part] of wanted.entries()) {
    if (part.startsWith(':')) {
      if (!given[at]) return null;
      params[part.slice(1)] = decoded(given[at]);
    } else if (part !== given[at]) return null;
  }
  return params;
}

function decoded(part) {
  try { return decodeURIComponent(part); } catch { return part; }
}

/** @param {string} path @returns {{screen: any, params: Record<string, string>}|null} */
export function screenOf(path) {
  for (const screen of screens) {
    const params = matched(screen.path, path);
    if (params) return { screen, params };
  }
  return null;
}

/** The path of the address; an invitation's link leads to enrolment. */
export function pathNow() {
  const fragment = globalThis.location.hash.slice(1);
  const invited = /^daftar=(.+)$/.exec(fragment);
  if (invited) return `/daftar/${invited[1]}`;
  return (fragment.startsWith('/') ? fragment.split('?')[0] : '/').replace(/(.)\/$/, '$1');
}
