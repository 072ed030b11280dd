/** This browser is signed on at a gate: the key is told once, and kept here alone. */
import { keep, kept } from './gerbang-keep.js';
import { Off, off } from './gerbang-send.js';

const form = document.getElementById('pasang');
const failed = document.getElementById('pasang-gagal');

/** What an earlier sign-on of this browser still holds is sent by the next one: so the earlier one ends first. */
async function endEarlier() {
  const before = await kept('device');
  if (!before) return;
  await off(before).catch((error) => { if (!(error instanceof Off)) throw error; });
}

async function signOn() {
  await endEarlier();
  const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), headers: { Accept: 'application/json' } });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.title ?? String(answer.status));
  await keep('device', told);
  location.assign(form.dataset.next);
}

form?.addEventListener('submit', (event) => {
  event.preventDefault();
  const button = form.querySelector('button[type=submit]');
  button.disabled = true;
  signOn().catch((error) => {
    button.disabled = false;
    failed.hidden = false;
    failed.textContent = error.message;
  });
});
for (const one of document.querySelectorAll('[data-needs-script]')) one.hidden = false;
