// What the page knows of hazards: names, icons, how long a report stays. From data-hazards on the map's element, never from here.

import { languageNow, number } from './map-words.js';

/** @type {Record<string, {label: string, icon: string, hours: number, stays: string, types: Record<string, string>}>} in the order of the menu */
let known = {};
let sprite = '';

export const SEVERITIES = ['minor', 'moderate', 'severe', 'extreme'];

/** Reads the page's hazards; called once. @param {HTMLElement} element */
export function learnHazards(element) {
  known = JSON.parse(element.dataset.hazards);
  sprite = element.dataset.icons;
}

/** Every hazard that people report, in the order of the menu. */
export const slugs = () => Object.keys(known);
/** @param {string} slug */
export const hazardName = (slug) => known[slug]?.label ?? slug;
/** @param {string} slug */
export const iconName = (slug) => known[slug]?.icon ?? 'triangle-alert';
/** How long a report of this hazard stays on the map. @param {string} slug */
export const hoursOf = (slug) => known[slug]?.hours ?? 3;

/** The same in words: "3 jam". @param {string} slug */
export const staysOf = (slug) => known[slug]?.stays ?? '';

/** The answer that tells most, in the page's language: "60 cm (lutut)", "Roboh seluruhnya". @param {Record<string, any>} properties */
export function headline(properties) {
  const told = properties[`summary_${languageNow()}`];
  const type = known[properties.hazard]?.types[properties.report_type];
  if (told) return type && type !== told ? `${type}: ${told}` : told;
  const depth = properties.depth_cm;
  return Number.isFinite(depth) && depth >= 0 ? `${number(depth)} cm` : '';
}

/** How bad, from 1 to 4; 0 where nobody has judged it. @param {Record<string, any>} properties */
export const gradeOf = ({ severity }) => SEVERITIES.indexOf(severity) + 1;

/** An icon of the sprite, as the page's own templates draw it. @param {string} name */
export function icon(name) {
  const SVG = 'http://www.w3.org/2000/svg';
  const drawn = document.createElementNS(SVG, 'svg');
  drawn.setAttribute('class', 'icon');
  drawn.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `${sprite}#${name}`);
  drawn.append(use);
  return drawn;
}

/** The icon of each hazard, and of each layer beside reports, as lines to draw on a canvas. @param {HTMLElement} [element] @returns {Promise<Record<string, Path2D[]>>} */
export async function iconLines(element) {
  const text = await (await fetch(sprite)).text();
  const symbols = new DOMParser().parseFromString(text, 'image/svg+xml');
  const beside = Object.entries(JSON.parse(element?.dataset.layers || '{}')).map(([slug, about]) => [slug, about.icon]);
  const names = [...beside, ...slugs().map((slug) => [slug, iconName(slug)]), ['other', 'triangle-alert']];
  return Object.fromEntries(names.map(([slug, name]) => [slug, linesOf(symbols.getElementById(name))]));
}

function linesOf(symbol) {
  return [...(symbol?.querySelectorAll('path, line, circle, rect, polyline') ?? [])].map((shape) => {
    const get = (name) => Number(shape.getAttribute(name) ?? 0);
    if (shape.tagName === 'path') return new Path2D(shape.getAttribute('d'));
    const drawn = new Path2D();
    if (shape.tagName === 'circle') drawn.arc(get('cx'), get('cy'), get('r'), 0, 2 * Math.PI);
    else if (shape.tagName === 'rect') drawn.roundRect(get('x'), get('y'), get('width'), get('height'), get('rx'));
    else if (shape.tagName === 'line') { drawn.moveTo(get('x1'), get('y1')); drawn.lineTo(get('x2'), get('y2')); }
    else shape.getAttribute('points').match(/[\d.-]+/g).forEach((x, at, all) => { if (at % 2 === 0) drawn.lineTo(Number(x), Number(all[at + 1])); });
    return drawn;
  });
}
