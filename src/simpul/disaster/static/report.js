// A report, one question a page, without the network: every question is in the page. What is answered is kept on this phone
// until it was sent; without a signal it waits (report-unsent.js). Without this file the same pages go by way of the node.
import { PlaceAsked, seenFrom, shrunk } from './report-place.js';
import { showUnsent, waitForSignal } from './report-unsent.js';

const store = self.simpulReports;
const form = document.querySelector('#report');
const words = form.dataset;
const path = location.pathname;
const sections = [...form.querySelectorAll('[data-step]')];
const field = (name) => form.elements.namedItem(name);
const section = (name) => sections.find((one) => one.dataset.step === name);
const BEARINGS = { n: 0, ne: 45, e: 90, se: 135, s: 180, sw: 225, w: 270, nw: 315 };
const OWN = /^(here_|direction$|away$|q$|place$|step$|returning$|do$)/;
let photo = null;
let partner = null;
let returning = field('returning').value === 'ya';

const places = Object.fromEntries([...form.querySelectorAll('[data-where]')].map((one) => [one.dataset.where, new PlaceAsked(form, one, next)]));
const way = () => sections.filter(({ dataset }) => !dataset.deck || dataset.deck === field('report_type').value);
const now = () => section(field('step').value);
const hasPhoto = () => Boolean(photo || (field('held').value && !document.querySelector('#photo-kept').hidden));

function show(name, { moves = true, why = '' } = {}) {
  const one = section(name) ?? sections[0];
  const steps = way();
  const at = steps.indexOf(one);
  const last = at === steps.length - 1;
  sections.forEach((other) => { other.hidden = other !== one; });
  field('step').value = one.dataset.step;
  form.querySelectorAll('.govuk-error-message').forEach((old) => old.remove());
  form.querySelectorAll('.govuk-form-group--error').forEach((old) => old.classList.remove('govuk-form-group--error'));
  document.querySelector('.govuk-error-summary')?.remove();
  const progress = document.querySelector('#progress');
  progress.textContent = progress.dataset.words.replace('{n}', at + 1).replace('{of}', steps.length);
  Object.assign(document.querySelector('#bar'), { max: steps.length, value: at + 1 });
  document.querySelector('#back').hidden = at === 0;
  document.querySelector('#next').hidden = last;
  document.querySelector('#send').hidden = !last;
  if (last) fillRows(steps);
  const heading = one.querySelector('h1');
  document.title = `${heading.textContent.trim()} – ${words.title}`;
  if (moves) history.pushState({ step: one.dataset.step }, '', `#${one.dataset.step}`);
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  scrollTo(0, at ? Math.max(0, document.querySelector('.lapor__head').offsetTop - 8) : 0);
  if (why) complain(one, why);
}

function complain(one, why) {
  one.querySelector('[data-error]')?.remove();
  const line = document.createElement('p');
  line.className = 'govuk-error-message';
  line.dataset.error = '';
  line.setAttribute('role', 'alert');
  line.textContent = why;
  (one.querySelector('.govuk-fieldset__legend, h1') ?? one).after(line);
  one.querySelector('input:not([type=hidden]), textarea')?.focus({ preventScroll: true });
  line.scrollIntoView({ block: 'center' });
}

/** The answers to a question that are chosen or written. */
function given(one) {
  const inputs = [...one.querySelectorAll('input:not([type=hidden]):not([type=search]):not([type=file]), textarea')];
  return inputs.filter((input) => (/radio|checkbox/.test(input.type) ? input.checked : input.value.trim()));
}

/** What is wrong with the answer to this question; empty when it will do. */
function fault(one) {
  const name = one.dataset.step;
  if (name === 'here' && !places.here.chosen) return words.where;
  if (name === 'place' && !fromHere()) return places.here ? words.way : words.where;
  if (name === 'text' && !field('text').value.trim() && !hasPhoto()) return words.seen;
  if (name === 'report_type' && !field('report_type').value) return words.missing;
  if (!one.dataset.asks) return '';
  const answers = given(one);
  if (!answers.length) return one.dataset.asks === 'must' ? words.missing : '';
  const { least, most } = one.dataset;
  const beyond = answers.some(({ type, value }) => type === 'text' && !(Number(value.replace(',', '.')) >= least && Number(value.replace(',', '.')) <= most));
  return beyond ? words.range.replace('{least}', least).replace('{most}', most) : '';
}

/** Whether the report's place is known; told from one's own, it is computed here, and one's own place stays on the phone. */
function fromHere() {
  const [direction, away] = [field('direction')?.value, field('away')?.value];
  if (!places.place.chosen && direction && away && places.here.chosen) {
    const here = ['longitude', 'latitude'].map((name) => Number(places.here.field(name).value));
    const [longitude, latitude] = seenFrom(here, BEARINGS[direction], Number(away));
    places.place.choose(longitude, latitude, 'given', `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`);
    places.place.name({ longitude, latitude });
  }
  return places.place.chosen;
}

function next() {
  const one = now();
  const why = fault(one);
  if (why) return complain(one, why);
  const steps = way();
  const to = returning ? steps.at(-1) : steps[steps.indexOf(one) + 1];
  returning = false;
  return show(to.dataset.step);
}

function inWords({ dataset: { step } }) {
  if (places[step]) return places[step].section.querySelector('[data-name]').textContent;
  if (step === 'photo') return hasPhoto() ? words.photo : words.noPhoto;
  const answers = given(section(step));
  const written = answers.filter((one) => !/radio|checkbox/.test(one.type)).map((one) => `${one.value.trim()} ${one.parentElement.querySelector('.govuk-input__suffix')?.textContent ?? ''}`.trim());
  const chosen = answers.filter((one) => one.labels[0]).map(({ labels: [label] }) => [...label.querySelectorAll('.pictures__word, .pictures__hint')].map((part) => part.textContent).join(', ') || label.textContent.trim());
  return (written.length ? written : chosen).join('; ') || words.none;
}

function fillRows(steps) {
  const list = document.querySelector('#rows');
  const pattern = list.firstElementChild;
  const rows = steps.slice(0, -1).map((one) => {
    const row = pattern.cloneNode(true);
    const { step, label } = one.dataset;
    row.dataset.row = step;
    row.querySelector('dt').textContent = label;
    row.querySelector('dd').textContent = inWords(one);
    const button = row.querySelector('button');
    button.value = `to:${step}`;
    button.querySelector('span').textContent = ` ${label}`;
    return row;
  });
  list.replaceChildren(...rows);
}

/** What is sent: never the sender's own place where the report is about another. */
const toSend = () => [...new FormData(form)].filter(([name, value]) => !(value instanceof File) && !OWN.test(name));
const toKeep = () => [...new FormData(form)].filter(([name, value]) => !(value instanceof File) && name !== 'csrf');

/** The card's answers as the node reads them from this form: what a partner's phone signs. */
function card() {
  const found = { report_type: field('report_type').value };
  for (const one of way()) {
    const answers = one.dataset.asks ? given(one) : [];
    const written = answers.find(({ type }) => type === 'text');
    const values = written ? [written.value] : answers.map(({ value }) => value);
    if (values.length) found[one.dataset.step] = values.length > 1 ? values : values[0];
  }
  if (words.repeats) found[words.repeats] = { lat: field('latitude').value, lng: field('longitude').value };
  return found;
}

/** A phone that took a partner's badge signs what it sends; on all others nothing more is loaded. */
async function askBadge(doubted) {
  const kept = await indexedDB.databases?.() ?? [{ name: 'simpul-badge' }];
  if (!kept.some(({ name }) => name === 'simpul-badge')) return;
  partner = await import(words.badge);
  await partner.tell();
  if (doubted) partner.doubted();
}

function save() {
  store.keep('drafts', { path, at: Date.now(), fields: toKeep(), photo, step: field('step').value }).catch(() => {});
}

async function send(act) {
  const wrong = way().find((one) => fault(one));
  if (wrong) { returning = true; return show(wrong.dataset.step, { why: fault(wrong) }); }
  field('client_at').value = new Date().toISOString();
  const id = field('form_id').value;
  const plain = [...toSend(), ['hazard', words.slug], ['do', act]];
  document.querySelector('#said').textContent = words.sending;
  document.querySelector('#go').inert = true;
  const fields = await partner?.withBadge(plain, card()).catch(() => plain) ?? plain;
  try {
    await store.keep('outbox', { id, state: 'waiting', at: Date.now(), made: field('client_at').value, action: form.action, title: words.hazard, fields, photo });
    await store.flush();
    return await after(await store.get('outbox', id));
  } catch {
    document.querySelector('#said').textContent = document.querySelector('#unsent').dataset.notKept;
    return null;
  } finally {
    document.querySelector('#go').inert = false;
  }
}

async function after(entry) {
  document.querySelector('#said').textContent = '';
  if (!entry) return null;
  if (entry.state === 'refused') {
    await store.drop('outbox', entry.id);
    await showUnsent(); // it is in the form again, and nowhere else
    return refused(entry.said);
  }
  await store.drop('drafts', path);
  if (entry.state === 'sent') {
    await store.drop('outbox', entry.id);
    return location.assign(entry.path);
  }
  return waits();
}

function refused({ step, sentence, similar, code }) {
  if (code === 'signature-wrong') partner?.doubted();
  returning = true;
  if (!similar) return show(step, { why: sentence });
  const asks = document.querySelector('#similar');
  field('update_of').value = similar;
  asks.querySelector('[data-words]').textContent = sentence;
  asks.hidden = false;
  document.querySelector('#send').hidden = true;
  return asks.querySelector('button').focus();
}

async function waits() {
  await waitForSignal();
  form.hidden = true;
  document.querySelectorAll('.lapor__head, .lapor__bar').forEach((one) => { one.hidden = true; });
  document.querySelectorAll('[data-kept]').forEach((one) => { one.hidden = false; });
  await showUnsent();
  document.querySelector('#unsent-title').focus();
}

function act(event) {
  const { value: does = 'next' } = event.submitter ?? {};
  event.preventDefault();
  const asked = places[field('step').value];
  if (does === 'search' || (document.activeElement?.type === 'search' && does === 'next')) return asked?.search();
  if (does === 'back') return back();
  if (does === 'drop') return takePhoto(null);
  if (does.startsWith('to:')) { returning = true; return show(does.slice(3)); }
  if (does === 'skip') { takePhoto(null); return next(); }
  return does === 'next' ? next() : send(does);
}

function back() {
  const steps = way();
  returning = false;
  show(steps[Math.max(0, steps.indexOf(now()) - 1)].dataset.step);
}

async function takePhoto(file) {
  const said = document.querySelector('#said');
  if (file) said.textContent = words.shrinking;
  photo = file ? await shrunk(file) : null;
  said.textContent = '';
  if (!file) field('photo').value = '';
  field('held').value = '';
  seePhoto();
  save();
}

function seePhoto() {
  const seen = document.querySelector('#photo-seen');
  document.querySelector('#photo-kept').hidden = seen.hidden = !photo;
  if (photo) seen.src = URL.createObjectURL(photo);
}

function fill(fields) {
  for (const input of form.querySelectorAll('[type=radio], [type=checkbox]')) input.checked = fields.some(([name, value]) => name === input.name && value === input.value);
  for (const [name, value] of fields) {
    const one = field(name);
    if (one && !(one instanceof RadioNodeList) && !/radio|checkbox|file/.test(one.type) && !/^(csrf|form_id)$/.test(name)) one.value = value;
  }
  field('text').dispatchEvent(new Event('keyup')); // how many characters are left
  for (const place of Object.values(places)) {
    if (place.chosen) place.say(`${place.field('latitude').value}, ${place.field('longitude').value}`);
    if (place.chosen) place.name({ longitude: place.field('longitude').value, latitude: place.field('latitude').value });
  }
}

async function start() {
  addEventListener('popstate', () => show(history.state?.step ?? way()[0].dataset.step, { moves: false }));
  form.addEventListener('submit', act);
  form.addEventListener('change', save);
  form.addEventListener('input', save);
  form.querySelector('.lapor__camera').hidden = false;
  field('photo').classList.add('govuk-visually-hidden');
  document.querySelector('#photo-plain').remove();
  field('photo').addEventListener('change', ({ target }) => takePhoto(target.files[0]));
  if (!('begun' in words)) return;
  field('form_id').value = crypto.randomUUID?.() ?? '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
  const asked = new URLSearchParams(location.search);
  const draft = await store.draft(path).catch(() => null);
  askBadge(draft?.code === 'signature-wrong').catch(() => {});
  if (draft && !asked.has('lon')) {
    fill(draft.fields);
    ({ photo } = draft);
    seePhoto();
    returning = Boolean(draft.why);
    show(draft.step, { moves: false, why: draft.why });
    if (!draft.why) document.querySelector('#said').textContent = words.restored;
  } else if (asked.has('lon') && !places.place.chosen) places.place.choose(asked.get('lon'), asked.get('lat'), 'map', words.tapped);
}

start();
