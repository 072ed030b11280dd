// Printing: the canvas is turned into a picture first, since browsers print an empty one.

/** @param {any} map @param {HTMLImageElement} picture */
export function startPrint(map, picture) {
  addEventListener('beforeprint', () => {
    map.redraw();
    picture.src = map.getCanvas().toDataURL('image/png');
    picture.hidden = false;
  });
  addEventListener('afterprint', () => { picture.hidden = true; });
}
