// A partner's badge on a report: told at the last look, signed before the report is sent or put aside. Loaded only where this
// phone may have a badge. What is signed: rules/partners.py; a report is worth more than its badge, so nothing here stops one.
import { badge, removed, signed } from './badge.js';

const box = document.querySelector('#partner');
const button = (name) => box.querySelector(`[data-${name}]`);
let left = false;

function leave() {
  left = true;
  box.hidden = true;
}

/** Tells whose badge this phone has, and how to send the report without it. */
export async function tell() {
  const mine = await badge();
  if (!mine) return;
  const words = box.querySelector('[data-words]');
  words.textContent = words.dataset.words.replace('{name}', mine.name);
  box.hidden = false;
  button('leave').addEventListener('click', leave);
  button('remove').addEventListener('click', () => removed().then(leave, leave));
}

/** After a badge that the node did not take: it can be removed from this phone for good. */
export function doubted() {
  button('remove').hidden = false;
}

/** The fields as they are sent, with the partner's signature where there is a badge and it was not left out. */
export async function withBadge(fields, card) {
  if (left) return fields;
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return [...(await signed(form, card))];
}
