/** The weight, by a pad of large keys; and what to do where nobody can be weighed. */
import { h } from '../dom.js';
import { drawing } from '../pictures.js';
import { whoOf } from './asking.js';
import { button, page } from './parts.js';

/** @param {string} typed digits with at most one point @returns {string|null} the weight as the table reads it */
export function weightOf(typed) {
  const text = typed.replace(',', '.');
  return /^\d{1,3}(\.\d)?$/.test(text) && Number(text) > 0 && Number(text) <= 250 ? text : null;
}

/** @param {any} app @param {any} draft @param {(said: {weight: string|null}) => any} on */
export function weight(app, draft, on) {
  const input = h('input', { id: 't-weight', class: 't-weight', type: 'text', inputmode: 'decimal', autocomplete: 'off', value: draft.weight ?? '', 'aria-describedby': 't-weight-error', onkeydown: (event) => { if (event.key === 'Enter') send(); } });
  const error = h('p', { class: 'k-error', id: 't-weight-error', role: 'alert' });
  const send = () => {
    const read = weightOf(input.value.trim());
    if (read) return on({ weight: read });
    error.textContent = app.words('weight.wrong');
    return input.focus();
  };
  const press = (change) => () => { input.value = change(input.value).slice(0, 5); error.textContent = ''; };
  const key = (sign, label = null) => h('button', { type: 'button', class: 'k-key', 'aria-label': label, onclick: press((now) => now + sign) }, sign);
  const pad = h('div', { class: 'k-keys' }, ...'123456789'.split('').map((digit) => key(digit)), key(',', app.words('weight.comma')), key('0'), h('button', { type: 'button', class: 'k-key k-key--words', 'aria-label': app.words('weight.erase'), onclick: press((now) => now.slice(0, -1)) }, '⌫'));
  return page(app.words('weight.title'), whoOf(draft), h('div', { class: 't-scale' }, drawing('scale'), h('div', null, h('label', { for: 't-weight' }, app.words('weight.label')), input)), error, pad,
    button(app.words('keep.next'), send), button(app.words('weight.cannot'), () => on({ weight: null }), 'quiet'));
}
