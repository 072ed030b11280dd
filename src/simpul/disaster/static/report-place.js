// Where: the phone's own place, a name looked up while there is a signal, a tap on the map; and photographs made smaller.
const SHRINK_OVER = 400_000;
const LONGEST = 1600;
const FINE = 1000;

/** A section that asks for a place: `part` is its fields' prefix. */
export class PlaceAsked {
  constructor(form, section, goOn) {
    this.form = form;
    this.section = section;
    this.goOn = goOn;
    this.part = section.dataset.where === 'here' ? 'here_' : '';
    section.querySelectorAll('[data-scripted]').forEach((one) => { one.hidden = false; });
    const locate = section.querySelector('[data-here]');
    if (navigator.geolocation) locate?.addEventListener('click', () => this.locate());
    else if (locate) locate.hidden = true;
    section.querySelector('[data-map]').addEventListener('toggle', (event) => this.map(event.target), { once: true });
    section.addEventListener('change', ({ target }) => { if (['direction', 'away'].includes(target.name)) this.clear(); });
  }

  field(name) {
    return this.form.elements.namedItem(this.part + name) ?? {};
  }

  get chosen() {
    return Boolean(this.field('longitude').value && this.field('latitude').value);
  }

  clear() {
    this.field('longitude').value = this.field('latitude').value = '';
    this.section.querySelector('[data-chosen]').hidden = true;
  }

  choose(longitude, latitude, placed, words) {
    this.field('longitude').value = Number(longitude).toFixed(6);
    this.field('latitude').value = Number(latitude).toFixed(6);
    if (!this.part) this.form.elements.namedItem('placed').value = placed;
    if (placed !== 'given') this.section.querySelectorAll('[name=direction], [name=away]').forEach((one) => { one.checked = false; });
    this.say(words);
    this.section.querySelector('.govuk-error-message')?.remove();
    this.form.dispatchEvent(new Event('change'));
  }

  say(words) {
    const line = this.section.querySelector('[data-chosen]');
    line.hidden = false;
    line.querySelector('[data-name]').textContent = words;
    line.querySelector('[data-about]').textContent = '';
  }

  locate() {
    const { dataset } = this.form;
    const said = this.section.querySelector('[data-locating]');
    said.textContent = dataset.locating;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      const metres = Math.round(coords.accuracy);
      said.textContent = metres > FINE ? dataset.inexact.replace('{n}', metres) : '';
      this.choose(coords.longitude, coords.latitude, 'gps', dataset.located.replace('{n}', metres));
      this.name(coords);
      if (metres <= FINE) this.goOn();
    }, () => { said.textContent = dataset.noPlace; }, { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 });
  }

  /** What people call the point, when there is a signal to ask; a place at sea or abroad is told at once. */
  async name({ longitude, latitude }) {
    const answer = await fetch(`/wilayah/titik.json?lon=${longitude}&lat=${latitude}`, { headers: { Accept: 'application/json' } }).catch(() => null);
    if (answer?.ok) this.say((await answer.json()).name);
  }

  async search() {
    const { dataset } = this.form;
    const found = this.section.querySelector('[data-found]');
    const words = this.field('q').value.trim();
    if (!words) return;
    found.textContent = '…';
    const answer = await fetch(`/wilayah/cari.json?jumlah=6&q=${encodeURIComponent(words)}`).catch(() => null);
    if (!answer?.ok) { found.textContent = dataset.noSignal; return; }
    const regions = (await answer.json()).regions.filter((one) => one.longitude !== null);
    found.replaceChildren(...regions.map((one) => this.offer(one)));
    if (regions.length) found.querySelector('button').focus();
    else found.textContent = dataset.nothing;
  }

  offer(region) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'lapor__link lapor__offer';
    button.textContent = region.path;
    button.addEventListener('click', () => {
      this.choose(region.longitude, region.latitude, 'name', region.path);
      this.section.querySelector('[data-found]').replaceChildren();
      this.goOn();
    });
    return button;
  }

  async map(details) {
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = this.form.dataset.mapCss;
    document.head.append(style);
    const { openMap } = await import('../ui/map-style.js');
    const opened = await openMap(details.querySelector('.map'));
    if (!opened) return;
    const { map, maplibre } = opened;
    let mark;
    const put = ({ lng, lat }) => {
      this.choose(lng, lat, 'map', this.form.dataset.tapped);
      this.name({ longitude: lng, latitude: lat });
      mark ??= new maplibre.Marker({ color: getComputedStyle(document.documentElement).getPropertyValue('--accent').trim() });
      mark.setLngLat([lng, lat]).addTo(map);
    };
    map.on('click', (event) => put(event.lngLat));
    details.querySelector('[data-middle]').addEventListener('click', () => put(map.getCenter()));
    if (this.chosen) map.jumpTo({ center: [this.field('longitude').value, this.field('latitude').value], zoom: 15 });
    details.addEventListener('toggle', () => map.resize());
  }
}

/** The point some metres from another, in degrees clockwise from north; as `rules/questions.py` computes it. */
export function seenFrom([longitude, latitude], bearing, metres) {
  const turn = Math.PI / 180;
  const [x, y, arc, way] = [longitude * turn, latitude * turn, metres / 6_371_008.8, bearing * turn];
  const toY = Math.asin(Math.sin(y) * Math.cos(arc) + Math.cos(y) * Math.sin(arc) * Math.cos(way));
  const toX = x + Math.atan2(Math.sin(way) * Math.sin(arc) * Math.cos(y), Math.cos(arc) - Math.sin(y) * Math.sin(toY));
  return [toX / turn, toY / turn];
}

/** The photograph as a JPEG of at most 1,600 pixels; the file itself where the browser cannot read it (HEIC on Android). */
export async function shrunk(file) {
  if (file.size < SHRINK_OVER) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => { canvas.toBlob(done, 'image/jpeg', 0.8); });
    return blob && blob.size < file.size ? blob : file;
  } catch {
    return file; // the node makes it smaller; it takes up to 10 MB
  }
}
