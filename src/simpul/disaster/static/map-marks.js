// The pictures the map draws: markers by depth and status, hazards by shape, hatching of area states. Drawn once, on a canvas.

const SIZE = 34;
const SCALE = 2;
/** Up to which depth (cm) each step of the blue ramp goes; the last has no end. */
export const DEPTHS = [10, 70, 150];
/** Distance and width of the hatching of area states 1 to 4: the worse, the denser. */
const HATCHING = { 1: [0, 0], 2: [12, 2], 3: [8, 2], 4: [6, 3] };

/** The step of the ramp, 1 to 4, of a depth; 0 when it is not known. @param {number | null | undefined} depth */
export function depthStep(depth) {
  if (depth === null || depth === undefined) return 0;
  const step = DEPTHS.findIndex((most) => depth <= most);
  return step < 0 ? 4 : step + 1;
}

/** The name of a feature's picture. @param {Record<string, any>} properties */
export function markOf({ hazard, depth_cm: depth, status }) {
  const step = hazard === 'flood' ? depthStep(depth) : hazard;
  return `mark-${step}-${{ unverified: 'open', archive: 'past' }[status] ?? 'firm'}`;
}

/** A map's pictures in these colours: added, or replaced when the scheme changes. */
export function drawMarks(map, colours, icons) {
  for (const kind of ['firm', 'open', 'past']) {
    for (const step of [0, 1, 2, 3, 4]) put(map, `mark-${step}-${kind}`, drop(step, kind, colours));
    for (const [hazard, path] of Object.entries(icons)) put(map, `mark-${hazard}-${kind}`, badge(path, kind, colours));
  }
  for (const state of [1, 2, 3, 4]) {
    put(map, `hatch-${state}`, hatch(state));
    put(map, `area-${state}`, square(state, colours));
  }
}

function put(map, name, image) {
  if (map.hasImage(name)) map.updateImage(name, image);
  else map.addImage(name, image, { pixelRatio: SCALE });
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

/** A flood: a disc in the colour of its depth. @param {'firm' | 'open' | 'past'} kind */
function drop(step, kind, colours) {
  const shape = new Path2D();
  shape.arc(SIZE / 2, SIZE / 2, SIZE / 2 - 3, 0, 2 * Math.PI);
  const pen = canvas(SIZE);
  fillMark(pen, shape, kind, step ? colours[`depth-${step}`] : colours.muted, colours);
  return done(pen);
}

/** Another hazard: a square standing on its corner, with its icon. */
function badge(path, kind, colours) {
  const pen = canvas(SIZE);
  const [middle, half] = [SIZE / 2, SIZE / 2 - 2];
  const shape = new Path2D();
  [[0, -half], [half, 0], [0, half], [-half, 0]].forEach(([x, y]) => shape.lineTo(middle + x, middle + y));
  shape.closePath();
  fillMark(pen, shape, kind, colours.ink, colours);
  pen.translate(middle - 8, middle - 8);
  pen.scale(16 / 24, 16 / 24);
  pen.lineWidth = 2.4;
  pen.lineCap = pen.lineJoin = 'round';
  pen.strokeStyle = kind === 'open' ? colours.ink : colours.paper;
  path.forEach((line) => pen.stroke(line));
  return done(pen);
}

/** Verified: full, ringed. Not verified: hatched, with a broken ring. Archive: full, with a ring in the accent's colour. */
function fillMark(pen, shape, kind, colour, colours) {
  const open = kind === 'open';
  pen.fillStyle = open ? colours.paper : colour;
  pen.fill(shape);
  if (open) {
    pen.save();
    pen.clip(shape);
    stripes(pen, SIZE, 5, 1.8, colour);
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
