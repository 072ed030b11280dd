// The signs of the layers beside reports: each layer has a shape of its own, so that colour is never needed to tell them apart.
//
// Square: gauge, with its alert level. Circle: earthquake. Triangle: volcano, with its level. Gable: shelter.
// Diamond: warning. Small square: infrastructure. Speech bubble: need or offer. Pill: weather.

const SIZE = 36;
const SCALE = 2;
const ROMAN = ['', 'I', 'II', 'III', 'IV'];

/** The picture of this name's parts; null for what no layer has. @param {string[]} parts layer, variant, manner */
export function besideSign([layer, variant, manner], icons, colours) {
  const draw = { air, gempa, gunung, pengungsian, peringatan, prasarana, kebutuhan, prakiraan }[layer];
  if (!draw) return null;
  if (variant === 'hatch') return leaning(layer);
  const pen = canvas(SIZE);
  draw(pen, { variant, silent: manner === 'silent', lines: icons[layer] ?? [], colours });
  return pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);
}

function canvas(size) {
  const element = document.createElement('canvas');
  element.width = element.height = size * SCALE;
  const pen = element.getContext('2d', { willReadFrequently: true });
  pen.scale(SCALE, SCALE);
  return pen;
}

const shape = (draw) => { const path = new Path2D(); draw(path); return path; };
const square = (from, size) => shape((path) => path.roundRect(from, from, size, size, 5));
const polygon = (points) => shape((path) => { points.forEach(([x, y], at) => (at ? path.lineTo(x, y) : path.moveTo(x, y))); path.closePath(); });
const circle = (radius) => shape((path) => path.arc(SIZE / 2, SIZE / 2, radius, 0, 2 * Math.PI));

/** A filled shape with an edge that is seen on every ground; broken where what it tells is old. */
function body(pen, path, colour, { silent, colours }) {
  pen.lineJoin = 'round';
  pen.strokeStyle = colours.paper;
  pen.lineWidth = 5;
  pen.stroke(path);
  pen.fillStyle = silent ? colours.paper : colour;
  pen.fill(path);
  pen.setLineDash(silent ? [3, 2.6] : []);
  pen.strokeStyle = colours.ink;
  pen.lineWidth = 2;
  pen.stroke(path);
  pen.setLineDash([]);
}

function word(pen, text, y, size, colour) {
  pen.font = `700 ${size}px system-ui, "Liberation Sans", sans-serif`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillStyle = colour;
  pen.fillText(text, SIZE / 2, y);
}

function icon(pen, lines, y, size, colour) {
  pen.save();
  pen.translate(SIZE / 2 - size / 2, y - size / 2);
  pen.scale(size / 24, size / 24);
  pen.lineWidth = 2.6;
  pen.lineCap = pen.lineJoin = 'round';
  pen.strokeStyle = colour;
  lines.forEach((line) => pen.stroke(line));
  pen.restore();
}

/** Alert level 1 is the worst: red, orange, yellow, and plain for normal. */
const ALERTS = { 1: 'state-4', 2: 'state-3', 3: 'state-2', 4: 'paper' };
const onAlert = (level, colours) => (level === '1' ? '#ffffff' : level === '4' ? colours.ink : '#14213d');

function air(pen, one) {
  const { variant, silent, colours } = one;
  body(pen, square(5, 26), colours[ALERTS[variant] ?? 'paper'], one);
  word(pen, silent ? '?' : ROMAN[Number(variant)] || '–', 18.5, 14, silent ? colours.ink : onAlert(variant, colours));
}

/** The higher the level, the fuller the colour. */
const LEVELS = { 1: 'paper', 2: 'state-2', 3: 'state-3', 4: 'state-4' };

function gunung(pen, one) {
  const { variant, silent, colours } = one;
  body(pen, polygon([[18, 4], [33, 31], [3, 31]]), colours[LEVELS[variant] ?? 'paper'], one);
  const ink = variant === '4' && !silent ? '#ffffff' : ['2', '3'].includes(variant) && !silent ? '#14213d' : colours.ink;
  word(pen, silent ? '?' : ROMAN[Number(variant)] || '–', 23.5, 12, ink);
}

/** Rings: the larger, the stronger; the number stands in the middle. */
function gempa(pen, one) {
  const { variant, colours } = one;
  const radius = { small: 10, medium: 12.5, large: 15.5 }[variant.replace('tsunami', '') || 'large'] ?? 15.5;
  body(pen, circle(radius), colours.paper, one);
  pen.strokeStyle = variant.includes('tsunami') ? colours.bad : colours.ink;
  pen.lineWidth = variant.includes('tsunami') ? 4 : 1;
  pen.stroke(circle(radius - (variant.includes('tsunami') ? 0 : 3)));
}

const ROOMS = { room: 'good', nearly: 'warn', full: 'bad', over: 'bad', unknown: 'muted', closed: 'paper' };

function pengungsian(pen, one) {
  const { variant, colours, lines } = one;
  const closed = variant === 'closed';
  body(pen, polygon([[18, 3], [33, 15], [33, 32], [3, 32], [3, 15]]), colours[ROOMS[variant] ?? 'muted'], one);
  const ink = closed || one.silent ? colours.ink : colours.paper;
  if (variant === 'over' || variant === 'full') word(pen, variant === 'over' ? '!' : '=', 21, 17, ink);
  else if (closed) word(pen, '×', 21, 18, ink);
  else icon(pen, lines, 21, 16, ink);
}

function peringatan(pen, one) {
  const { variant, colours } = one;
  body(pen, polygon([[18, 2], [34, 18], [18, 34], [2, 18]]), colours[`grade-${variant}`] ?? colours.muted, one);
  word(pen, '!', 18.5, 18, one.silent ? colours.ink : colours.paper);
}

function prasarana(pen, one) {
  body(pen, square(8, 20), one.colours.paper, one);
  icon(pen, one.lines, 18, 13, one.colours.ink);
}

function kebutuhan(pen, one) {
  const need = one.variant !== 'offer';
  body(pen, shape((path) => { path.roundRect(4, 4, 28, 21, 6); path.moveTo(12, 24); path.lineTo(14, 33); path.lineTo(21, 25); }), one.colours[need ? 'accent' : 'good'], one);
  word(pen, need ? '?' : '+', 15, 17, one.silent ? one.colours.ink : one.colours.paper);
}

function prakiraan(pen, one) {
  body(pen, shape((path) => path.roundRect(3, 8, 30, 20, 10)), one.colours.paper, one);
  icon(pen, one.lines, 18, 16, one.colours.ink);
}

/** Sparse lines that lean to the left; those of affected areas lean to the right. */
function leaning(layer) {
  const pen = canvas(SIZE / 2);
  const size = SIZE / 2;
  pen.strokeStyle = layer === 'prakiraan' ? 'rgb(20 33 61 / 25%)' : 'rgb(20 33 61 / 45%)';
  pen.lineWidth = 1.4;
  for (let from = -size; from < size * 2; from += 9) {
    pen.beginPath();
    pen.moveTo(from, 0);
    pen.lineTo(from + size, size);
    pen.stroke();
  }
  return pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);
}
