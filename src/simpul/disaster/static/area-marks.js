// The hatching of area states for maps, the worse the denser: what the page's swatches have, for print and colour-blind eyes.

const SIZE = 24;
const SCALE = 2;
/** Distance and width of the lines of states 2 to 4; state 1 has none. */
const HATCHING = { 1: [0, 0], 2: [12, 2], 3: [8, 2], 4: [6, 3] };

/** The map knows `area-hatch-1` … `-4` for outlines and `area-mark-1` … `-4` for middles. @param {any} map @param {Record<string, string>} colours */
export function drawAreaMarks(map, colours) {
  for (const state of [1, 2, 3, 4]) {
    put(map, `area-hatch-${state}`, hatched(state));
    put(map, `area-mark-${state}`, hatched(state, colours));
  }
}

function put(map, name, image) {
  if (map.hasImage(name)) map.updateImage(name, image);
  else map.addImage(name, image, { pixelRatio: SCALE });
}

/** Lines on nothing; with `colours` on a square in the state's colour. */
function hatched(state, colours) {
  const element = document.createElement('canvas');
  element.width = element.height = SIZE * SCALE;
  const pen = element.getContext('2d', { willReadFrequently: true });
  pen.scale(SCALE, SCALE);
  if (colours) {
    pen.fillStyle = colours[`state-${state}`];
    pen.fillRect(0, 0, SIZE, SIZE);
  }
  stripes(pen, HATCHING[state]);
  if (colours) {
    pen.lineWidth = 2;
    pen.strokeStyle = colours.ink;
    pen.strokeRect(1, 1, SIZE - 2, SIZE - 2);
  }
  return pen.getImageData(0, 0, SIZE * SCALE, SIZE * SCALE);
}

function stripes(pen, [distance, width]) {
  pen.strokeStyle = 'rgb(20 33 61 / 60%)';
  pen.lineWidth = width;
  for (let from = -SIZE; distance && from < SIZE; from += distance) {
    pen.beginPath();
    pen.moveTo(from, SIZE);
    pen.lineTo(from + SIZE, 0);
    pen.stroke();
  }
}
