// Everything that is seen stands in the address, so that a link shows another person the same.
//
// peta=zoom/latitude/longitude · lapis=air,gempa · tampil=panas · pada=<instant> · kejadian=12 · laporan=12 · banding=<instant>,50
// Filters (hazard, tanpa) are map-filter.js's. What is as the page opens it is left out.

import { say } from './map-words.js';

const NAMES = ['peta', 'lapis', 'tampil', 'pada', 'kejadian', 'banding', 'laporan'];

/** What the address asks for, read once. @returns {{camera: null | {center: [number, number], zoom: number}, layers: string[] | null, heat: boolean, at: Date | null, incident: number, report: number, compare: null | {at: Date, line: number}}} */
export function read() {
  const address = new URLSearchParams(location.search);
  const [zoom, latitude, longitude] = (address.get('peta') ?? '').split('/').map(Number);
  const fits = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && zoom >= 1 && zoom <= 18;
  const [moment, line] = (address.get('banding') ?? '').split(',');
  return {
    camera: fits ? { center: [longitude, latitude], zoom } : null,
    layers: address.has('lapis') ? address.get('lapis').split(',') : null,
    heat: address.get('tampil') === 'panas',
    at: instant(address.get('pada')),
    incident: Number(address.get('kejadian')) || 0,
    report: Number(address.get('laporan')) || 0,
    compare: instant(moment) ? { at: instant(moment), line: Math.min(95, Math.max(5, Number(line) || 50)) } : null,
  };
}

function instant(words) {
  const at = new Date(words ?? '');
  return words && Number.isFinite(at.getTime()) ? at : null;
}

/** These members stand in the address; an empty one is left out. @param {Record<string, string>} members */
export function write(members) {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(members)) {
    if (!NAMES.includes(name)) throw new Error(`no member "${name}" in the map's address`);
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  address.search = address.search.replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%2F', '/');
  if (address.href !== location.href) history.replaceState(history.state, '', address);
}

/** Where the map stands, as the address has it. @param {any} map */
export function positionOf(map) {
  const { lat, lng } = map.getCenter();
  return `${map.getZoom().toFixed(1)}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
}

/** The minute, as the address has it. @param {Date | null} at */
export const minuteOf = (at) => (at ? `${at.toISOString().slice(0, 16)}Z` : '');

/** A button that shares the address, or copies it. @param {HTMLButtonElement | null} button @param {HTMLElement} told @param {() => void} write */
export function startShare(button, told, write) {
  if (!button || !(navigator.share || navigator.clipboard)) return;
  button.hidden = false;
  button.addEventListener('click', async () => {
    write();
    try {
      if (navigator.share && matchMedia('(pointer: coarse)').matches) return await navigator.share({ title: document.title, url: location.href });
      await navigator.clipboard.writeText(location.href);
      told.textContent = say('copied');
    } catch (error) {
      if (error.name !== 'AbortError') told.textContent = say('copy_failed');
    }
    return undefined;
  });
}
