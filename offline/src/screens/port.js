/** Where these screens meet the rest of the app: other owners' addresses, and the app's services under one name each. */

/** @param {string} person @param {'contact'|'round'|'sick'|'followup'} reason @returns {string} a new test of theirs */
export const testOf = (person, reason) => `/uji/${person}/${reason}`;
export const NEW_PERSON = '/orang/baru';

/** To the first page, also where the address says so already: after unlocking and enrolment. @param {any} app */
export function home(app) {
  app.go('/');
  app.redraw?.();
}

/**
 * @typedef {{count: number, since: string|null, kinds: Record<string, number>, last_contact: string|null}} Unsent
 * @param {any} app @returns {Promise<Unsent>}
 */
export async function unsentOf(app) {
  const told = await app.unsent();
  if (Array.isArray(told)) return ofList(told);
  return { count: told.count ?? 0, since: told.since ?? null, kinds: told.kinds ?? {},
    last_contact: told.last_contact ?? null };
}

function ofList(events) {
  const kinds = {};
  for (const { t } of events) kinds[t] = (kinds[t] ?? 0) + 1;
  const since = events.map(({ at }) => at).filter(Boolean).sort()[0] ?? null;
  return { count: events.length, since, kinds, last_contact: null };
}

/** @param {any} app @returns {string} a new subject's id */
export const newId = (app) => app.newId();

/** @param {any} app @param {string} slug @returns {string} the colour in words */
export const colourWords = (app, slug) => app.words(`stock.colour.${slug}`);
