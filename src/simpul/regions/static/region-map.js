// The map of a region's page: the borders one level below, moved to the region's own box.

import { openMap } from '../ui/map-style.js';

const element = document.querySelector('#peta');
const opened = element && (await openMap(element, { locate: false, cooperative: true }));
if (opened && element.dataset.box) {
  const [west, south, east, north] = element.dataset.box.split(',').map(Number);
  opened.map.fitBounds([[west, south], [east, north]], { padding: 16, animate: false });
}
