/** The PIN's pad: large keys, and an ordinary field for those who type or have it read aloud. */
import { h } from '../dom.js';

export const LENGTH = 6;

/**
 * @param {any} app
 * @param {{label: string, error?: string|null, act: (pin: string) => any, shut?: boolean}} asked `act` gets six digits
 * @returns {HTMLElement}
 */
export function pad(app, { label, error = null, act, shut = false }) {
  const field = h('input', { id: 'k-pin', class: 'k-pin', type: 'password', inputmode: 'numeric', pattern: '[0-9]{6}',
    maxlength: String(LENGTH), autocomplete: 'off', disabled: shut || null,
    'aria-describedby': error ? 'k-pin-error' : null, 'aria-invalid': error ? 'true' : null, oninput: () => typed() });
  const said = h('p', { class: 'k-hidden', role: 'status' });
  let busy = false;
  const typed = async () => {
    field.value = field.value.replace(/\D/g, '').slice(0, LENGTH);
    if (field.value.length < LENGTH || busy) return;
    busy = true;
    said.textContent = app.words('pin.checking');
    said.className = 'k-hint';
    try { await act(field.value); } finally { busy = false; field.value = ''; said.className = 'k-hidden'; }
  };
  const press = (change) => () => { field.value = change(field.value); said.textContent = app.words('pin.typed',
    { n: field.value.length }); typed(); };
  const key = (digit) => h('button', { type: 'button', class: 'k-key', disabled: shut || null,
    onclick: press((now) => now + digit) }, digit);
  const clear = h('button', { type: 'button', class: 'k-key k-key--words', disabled: shut || null,
    'aria-label': app.words('pin.erase'), onclick: press((now) => now.slice(0, -1)) }, '⌫');
  return h('div', { class: 'k-pad' }, h('label', { for: 'k-pin' }, label),
    error && h('p', { class: 'k-error', id: 'k-pin-error', role: 'alert' }, error), field, said,
    h('div', { class: 'k-keys' }, ...'123456789'.split('').map(key), h('span'), key('0'), clear));
}

/** @param {string} pin @returns {boolean} one that somebody who finds the phone tries first */
export const weak = (pin) => RUNS.some((run) => run.includes(pin)) || /^(\d)\1{5}$|^(\d\d)\2\2$|^(\d{3})\3$/.test(pin);

const RUNS = ['01234567890', '09876543210'];
