// Reporting with scripts: the phone's own place, a tap on the map, and photographs made smaller before they travel.
// Without this file the form works by itself: a place is then searched by name.

const form = document.querySelector('#report');
const field = (name) => form.elements.namedItem(name);
const SHRINK_OVER = 900_000;
const LONGEST = 1600;

/** The point is chosen: hidden fields hold it, the page says so. */
function choose(longitude, latitude, placed, words) {
  field('longitude').value = longitude.toFixed(6);
  field('latitude').value = latitude.toFixed(6);
  field('placed').value = placed;
  form.querySelectorAll('input[name="place"]').forEach((one) => { one.checked = false; });
  const line = document.querySelector('#chosen');
  line.hidden = false;
  line.querySelector('[data-name]').textContent = words;
  line.querySelector('.muted')?.remove();
}

function locate() {
  const said = document.querySelector('#locating');
  said.textContent = form.dataset.locating;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      said.textContent = '';
      choose(coords.longitude, coords.latitude, 'gps', form.dataset.placeHere.replace('{n}', Math.round(coords.accuracy)));
    },
    () => { said.textContent = form.dataset.noPlace; },
    { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
  );
}

async function drawMap(details) {
  const { openMap } = await import('../ui/map-style.js');
  const opened = await openMap(document.querySelector('#place-map'));
  if (!opened) return;
  const { map, maplibre } = opened;
  let mark = null;
  const put = ({ lng, lat }) => {
    choose(lng, lat, 'map', form.dataset.placeTapped);
    if (!maplibre?.Marker) return;
    mark ??= new maplibre.Marker({ color: getComputedStyle(document.documentElement).getPropertyValue('--accent').trim() });
    mark.setLngLat([lng, lat]).addTo(map);
  };
  map.on('click', (event) => put(event.lngLat));
  document.querySelector('#middle').addEventListener('click', () => put(map.getCenter()));
  const [longitude, latitude] = [Number(field('longitude').value), Number(field('latitude').value)];
  if (longitude && latitude) {
    map.jumpTo({ center: [longitude, latitude], zoom: 15 });
  }
  details.addEventListener('toggle', () => map.resize());
}

/** The photograph as a JPEG of at most 1,600 pixels; the file itself where the browser cannot read it (HEIC on Android). */
async function shrunk(file) {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => { canvas.toBlob(done, 'image/jpeg', 0.85); });
  return blob && blob.size < file.size ? new File([blob], 'photo.jpg', { type: 'image/jpeg' }) : file;
}

async function takePhoto(input) {
  const [file] = input.files;
  if (!file || file.size < SHRINK_OVER) return;
  const said = document.querySelector('#shrinking');
  said.textContent = form.dataset.shrinking;
  try {
    const held = new DataTransfer();
    held.items.add(await shrunk(file));
    input.files = held.files;
  } catch {
    // The server makes it smaller; it takes up to 10 MB.
  }
  said.textContent = '';
}

if (form) {
  form.querySelectorAll('[data-scripted]').forEach((part) => { part.hidden = false; });
  const button = document.querySelector('#locate');
  if (navigator.geolocation) button.addEventListener('click', locate);
  else button.hidden = true;
  document.querySelector('#on-map').addEventListener('toggle', ({ target }) => drawMap(target), { once: true });
  field('photo').addEventListener('change', ({ target }) => takePhoto(target));
  form.addEventListener('submit', () => { field('client_at').value = new Date().toISOString(); });
}
