// Jumping to a region by its name: a field with suggestions from /wilayah/cari.json. Without script the form leads to the list.

import { say } from './map-words.js';

const ZOOMS = { province: 8, regency: 10.5, district: 12.5, village: 14 };

/** @param {HTMLFormElement} form @param {(place: {center: [number, number], zoom: number, name: string}) => void} jump */
export function startSearch(form, jump) {
  const field = form.querySelector('input[type="search"]');
  const list = form.querySelector('[role="listbox"]');
  const state = { found: [], chosen: -1, asked: 0 };
  const choose = (region) => {
    hide(field, list);
    field.value = region.name;
    jump({ center: [region.longitude, region.latitude], zoom: ZOOMS[region.level] ?? 10, name: region.path });
  };
  field.addEventListener('input', () => {
    clearTimeout(state.timer);
    state.timer = setTimeout(() => ask(form, field, list, state, choose), 150);
  });
  field.addEventListener('keydown', (event) => keyed(event, field, list, state, choose));
  field.addEventListener('blur', () => setTimeout(() => hide(field, list), 200));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    await ask(form, field, list, state, choose);
    if (state.found.length) choose(state.found[Math.max(state.chosen, 0)]);
  });
}

async function ask(form, field, list, state, choose) {
  const words = field.value.trim();
  const mine = ++state.asked;
  state.found = [];
  if (words.length >= 2) {
    try {
      const answer = await fetch(`${form.dataset.search}?q=${encodeURIComponent(words)}&jumlah=6`);
      const found = answer.ok ? (await answer.json()).regions : [];
      if (mine !== state.asked) return;
      state.found = found.filter((region) => region.longitude !== null);
    } catch { /* without a connection there are no suggestions; the line below says that nothing was found */ }
  }
  state.chosen = -1;
  draw(field, list, state, words, choose);
}

function draw(field, list, state, words, choose) {
  const rows = state.found.map((region, at) => row(`peta-cari-${at}`, region.path, () => choose(region)));
  if (!rows.length && words.length >= 2) rows.push(row('peta-cari-0', say('nothing_found'), null));
  list.replaceChildren(...rows);
  list.hidden = rows.length === 0;
  field.setAttribute('aria-expanded', String(rows.length > 0));
}

function row(id, text, chosen) {
  const item = document.createElement('li');
  Object.assign(item, { id, role: 'option', textContent: text });
  item.setAttribute('aria-selected', 'false');
  if (chosen) item.addEventListener('pointerdown', (event) => { event.preventDefault(); chosen(); });
  else item.setAttribute('aria-disabled', 'true');
  return item;
}

function keyed(event, field, list, state, choose) {
  if (event.key === 'Escape') return hide(field, list);
  if (event.key === 'Enter' && state.chosen >= 0) {
    event.preventDefault();
    return choose(state.found[state.chosen]);
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !state.found.length) return undefined;
  event.preventDefault();
  state.chosen = (state.chosen + step + state.found.length) % state.found.length;
  [...list.children].forEach((item, at) => item.setAttribute('aria-selected', String(at === state.chosen)));
  field.setAttribute('aria-activedescendant', `peta-cari-${state.chosen}`);
  return undefined;
}

function hide(field, list) {
  list.hidden = true;
  field.setAttribute('aria-expanded', 'false');
  field.removeAttribute('aria-activedescendant');
}
