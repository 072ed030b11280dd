// The pictures the map draws, each when it is first needed: floods by depth, other hazards by icon and severity, hatching.
//
// `beside-…` are map-beside-marks.js's.
// Names: mark-flood-<step 0..4>-<kind>, mark-<hazard>-<severity>-<kind>, group-<hazard>, hatch-<state>, area-<state>.
// Kinds: firm (verified), open (not verified), past (archive).

import { besideSign } from './map-beside-marks.js';
import { SEVERITIES } from './map-hazards.js';

const DISC = 34;
const BADGE = 40;
const GROUP = 24;
const SCALE = 2;
/** Distance and width of the hatching of area states 1 to 4: the worse, the denser. */
const HATCHING = { 1: [0, 0], 2: [12, 2], 3: [8, 2], 4: [6, 3] };

/** Draws what is missing; `again` draws everything anew in other colours. */
export class Pictures {
  /** @param {any} map @param {() => Record<string, string>} colours @param {Record<string, Path2D[]>} icons */
  constructor(map, colours, icons) {
    Object.assign(this, { map, colours, icons, drawn: new Set() });
    map.setMissingStyleImageResolver((name) => this.put(name));
    for (const state of [1, 2, 3, 4]) for (const name of [`hatch-${state}`, `area-${state}`]) this.put(name);
  }

  /** @param {string} name */
  put(name) {
    const image = this.#image(name);
    if (!image) return;
    this.drawn.add(name);
    if (this.map.hasImage(name)) this.map.updateImage(name, image);
    else this.map.addImage(name, image, { pixelRatio: SCALE });
  }

  /** The device has changed between light and dark. */
  again() {
    for (const name of this.drawn) this.put(name);
  }

  #image(name) {
    const [what, first, second, kind] = name.split('-');
    const colours = this.colours();
    const lines = () => this.icons[first] ?? this.icons.other ?? [];
    if (what === 'beside') return besideSign([first, second, kind], this.icons, colours);
    if (what === 'hatch') return hatch(Number(first));
    if (what === 'area') return square(Number(first), colours);
    if (what === 'group') return groupSign(lines(), colours);
    if (what !== 'mark') return null;
    return first === 'flood' ? drop(Number(second), kind, colours) : badge(lines(), second, kind, colours);
  }
}

function canvas(size) {
  const element = document.createElement('canvas');
  element.width = size * SCALE;
  element.height = size * SCALE;
  const pen = element.getContext('2d', { willReadFrequently: true });
  pen.scale(SCALE, SCALE);
  return pen;
}

const done = (pen) => pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);

function circle(middle, radius) {
  const shape = new Path2D();
  shape.arc(middle, middle, radius, 0, 2 * Math.PI);
  return shape;
}

/** A flood: a disc in the colour of its depth. @param {string} kind */
function drop(step, kind, colours) {
  const shape = circle(DISC / 2, DISC / 2 - 3);
  const pen = canvas(DISC);
  fillDisc(pen, shape, kind, step ? colours[`depth-${step}`] : colours.muted, colours);
  return done(pen);
}

/** Verified: full, ringed. Not verified: hatched, with a broken ring. Archive: full, with a ring in the accent's colour. */
function fillDisc(pen, shape, kind, colour, colours) {
  const open = kind === 'open';
  pen.fillStyle = open ? colours.paper : colour;
  pen.fill(shape);
  if (open) {
    pen.save();
    pen.clip(shape);
    stripes(pen, DISC, 5, 1.8, colour);
    pen.restore();
  }
  ring(pen, shape, colours.paper, open ? 0 : 4, []);
  ring(pen, shape, kind === 'past' ? colours.accent : colours.ink, kind === 'past' ? 2.5 : open ? 2.2 : 1.2, open ? [4, 3] : []);
}

function ring(pen, shape, colour, width, dashes) {
  if (!width) return;
  pen.setLineDash(dashes);
  pen.lineWidth = width;
  pen.strokeStyle = colour;
  pen.stroke(shape);
  pen.setLineDash([]);
}

/** Another hazard: its icon, in a ring of four quarters of which the severity fills one to four. */
function badge(lines, severity, kind, colours) {
  const pen = canvas(BADGE);
  const middle = BADGE / 2;
  const open = kind === 'open';
  pen.fillStyle = colours.paper;
  pen.fill(circle(middle, 18.5));
  quarters(pen, middle, SEVERITIES.indexOf(severity) + 1, colours);
  ring(pen, circle(middle, 18.5), kind === 'past' ? colours.accent : colours.ink, 1.2, []);
  pen.fillStyle = open ? colours.paper : colours.ink;
  pen.fill(circle(middle, 12.2));
  if (open) ring(pen, circle(middle, 12.2), colours.ink, 1.6, [3, 2.4]);
  sign(pen, lines, middle, 15, open ? colours.ink : colours.paper);
  return done(pen);
}

function quarters(pen, middle, filled, colours) {
  pen.lineWidth = 4.6;
  pen.strokeStyle = colours[`grade-${filled}`] ?? colours.muted;
  const gap = 0.11;
  for (let at = 0; at < filled; at += 1) {
    const from = (at - 1) * Math.PI / 2;
    pen.beginPath();
    pen.arc(middle, middle, 15.5, from + gap, from + Math.PI / 2 - gap);
    pen.stroke();
  }
}

function sign(pen, lines, middle, size, colour) {
  pen.save();
  pen.translate(middle - size / 2, middle - size / 2);
  pen.scale(size / 24, size / 24);
  pen.lineWidth = 2.6;
  pen.lineCap = pen.lineJoin = 'round';
  pen.strokeStyle = colour;
  lines.forEach((line) => pen.stroke(line));
  pen.restore();
}

/** The small sign at a group of which all are of one hazard. */
function groupSign(lines, colours) {
  const pen = canvas(GROUP);
  pen.fillStyle = colours.ink;
  pen.fill(circle(GROUP / 2, 11));
  ring(pen, circle(GROUP / 2, 11), colours.paper, 1.4, []);
  sign(pen, lines, GROUP / 2, 14, colours.paper);
  return done(pen);
}

function stripes(pen, size, distance, width, colour) {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  for (let from = -size; from < size; from += distance) {
    pen.beginPath();
    pen.moveTo(from, size);
    pen.lineTo(from + size, 0);
    pen.stroke();
  }
}

function hatch(state) {
  const pen = canvas(24);
  const [distance, width] = HATCHING[state];
  if (distance) stripes(pen, 24, distance, width, 'rgb(20 33 61 / 60%)');
  return done(pen);
}

/** An area of which only the centre is known: a hatched square. */
function square(state, colours) {
  const pen = canvas(18);
  pen.fillStyle = colours[`state-${state}`];
  pen.fillRect(2, 2, 14, 14);
  const [distance, width] = HATCHING[state];
  pen.save();
  pen.beginPath();
  pen.rect(2, 2, 14, 14);
  pen.clip();
  if (distance) stripes(pen, 18, distance / 1.6, width / 1.8, 'rgb(20 33 61 / 65%)');
  pen.restore();
  pen.lineWidth = 1.5;
  pen.strokeStyle = colours.ink;
  pen.strokeRect(2, 2, 14, 14);
  return done(pen);
}
