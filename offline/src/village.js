/** What the phone shows: the village as the node told it last, and over it what this phone recorded and the node may not know. */
import { due, fold, lots, movesOf, ordered } from './folding.js';

/** @returns {{cursor: string, people: Record<string, any>, cases: Record<string, any>, stock: any[]}} nothing told yet */
export const nothing = () => ({ cursor: '', people: {}, cases: {}, stock: [] });

/** The snapshot after a page of changes; pages may come twice. */
export function taken(snapshot, { cursor, people, cases, marks }) {
  const fresh = { ...snapshot, cursor, people: { ...snapshot.people }, cases: { ...snapshot.cases } };
  for (const { id, ...facts } of people) fresh.people[id] = facts;
  for (const { id, ...facts } of cases) fresh.cases[id] = facts;
  for (const { case: gone } of marks.filter(({ mark, case: one }) => mark === 'gone' && one)) delete fresh.cases[gone];
  const stock = marks.filter(({ mark }) => mark === 'stock').map(({ mark: _, ...lot }) => lot);
  return stock.length || marks.length ? { ...fresh, stock } : fresh;
}

/**
 * The state as screens read it.
 * @param {any} snapshot @param {any[]} own every event of this phone @param {Set<string>} unsent ids of those the node does not have
 */
export function stateOf(snapshot, own, unsent) {
  const local = fold(own);
  const waiting = own.filter(({ id }) => unsent.has(id));
  const touched = new Set(waiting.flatMap(({ p, s }) => [p, s]));
  const state = { ...local, people: {}, tests: { ...local.tests }, treatments: { ...local.treatments }, visits: { ...local.visits } };
  for (const id of new Set([...Object.keys(snapshot.people), ...Object.keys(local.people)])) {
    const [told, mine] = [snapshot.people[id] ?? {}, local.people[id] ?? {}];
    state.people[id] = touched.has(id) ? { ...told, ...mine } : { ...mine, ...told };
  }
  for (const [id, one] of Object.entries(snapshot.cases)) overlay(state, id, one, touched);
  for (const [id, treatment] of Object.entries(state.treatments)) state.treatments[id] = { ...treatment, due: due(id, treatment, state.slides) };
  if (snapshot.cursor) state.stock = lots(ordered(waiting).flatMap(movesOf), snapshot.stock);
  return state;
}

function overlay(state, id, one, touched) {
  const { person, species, method, status, at } = one;
  state.tests[id] ??= { person, species, method, at, result: 'positive', for: 'diagnosis', ...(one.test ?? {}), told: status };
  const told = one.treatment;
  if (!told) return;
  const subject = told.id ?? told.s ?? id;
  const mine = state.treatments[subject];
  state.treatments[subject] = mine && touched.has(subject) ? joined(told, mine) : { ...told, ...(mine && told.status === undefined ? mine : {}) };
}

/** The node's view with what this phone watched since. */
function joined(told, mine) {
  const watched = { ...told.watched };
  for (const [drug, days] of Object.entries(mine.watched ?? {})) watched[drug] = { ...watched[drug], ...days };
  const open = told.status === 'open' || told.status === undefined;
  return { ...mine, ...told, watched, status: open ? mine.status : told.status, dark_urine: [...new Set([...(told.dark_urine ?? []), ...(mine.dark_urine ?? [])])] };
}
