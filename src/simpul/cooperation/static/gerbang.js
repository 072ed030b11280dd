/** The page of a gate: shows what becomes of a ticket, large; and what this device knows, holds and has sent. */
import { Desk } from './gerbang-desk.js';
import { places } from './gerbang-decide.js';
import * as keeping from './gerbang-keep.js';
import { Scanner } from './gerbang-scan.js';
import * as sending from './gerbang-send.js';

const words = JSON.parse(document.getElementById('gerbang-words').textContent);
const at = (id) => document.getElementById(id);
const [, prefix, event, gate] = /^(.*)\/kerja-sama\/gerbang\/([0-9a-f-]{36})\/([0-9a-f-]{36})$/.exec(location.pathname) ?? [];
const TONES = {
  admitted: 'good', double: 'warn', remote: 'warn', waiting: 'warn', elsewhere: 'warn', undone: 'warn',
  unknown: 'bad', cancelled: 'bad', unreadable: 'bad', off: 'bad', wrong: 'bad',
};
const time = (ms) => new Date(ms).toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const filled = (sentence, facts) => sentence.replace(/\{(\w+)\}/g, (_all, name) => facts[name] ?? '');

let desk = null;
let last = null;
let sound = null;

/** Says so to the eye, to who hears the page, and (if wanted) by a tone. */
function say(result) {
  last = { ...result, made: Date.now() };
  const tone = TONES[result.outcome] ?? 'bad';
  const told = words.outcomes[result.outcome] ?? words.outcomes.wrong;
  const facts = { gate: desk?.gates[result.gate] ?? words.another, time: result.at ? time(result.at) : '', list: desk?.list ? time(desk.list.at) : '' };
  at('hasil').dataset.tone = tone;
  at('hasil-tanda').replaceChildren(at(`tanda-${tone}`).content.cloneNode(true));
  at('hasil-kata').textContent = told.word;
  at('hasil-lagi').textContent = filled(result.outcome === 'unknown' && result.alone ? told.alone : told.more, facts);
  at('batalkan').hidden = !Desk.undoable(last);
  beep(tone);
  recent();
}

function beep(tone) {
  if (!sound) return;
  const made = sound.createOscillator();
  made.frequency.value = { good: 880, warn: 440, bad: 220 }[tone];
  made.connect(sound.destination);
  made.start();
  made.stop(sound.currentTime + (tone === 'good' ? 0.12 : 0.5));
  navigator.vibrate?.(tone === 'good' ? 60 : [120, 80, 120]);
}

/** One showing after the other, so that none is lost when a scanner is faster than the answer. */
let working = Promise.resolve();
function shown(code) {
  working = working.then(async () => {
    try {
      say(await desk.shown(code));
    } catch (error) {
      say({ outcome: 'wrong' });
      throw error;
    }
  }).catch((error) => console.error(error));
}

async function recent() {
  const rows = await keeping.lately(desk.device.id);
  at('terakhir').replaceChildren(...rows.map((entry) => {
    const item = document.createElement('li');
    const what = entry.undoes ? words.outcomes.undone.word : words.outcomes[entry.verdict || (entry.in ? 'admitted' : 'unknown')]?.word ?? '';
    item.textContent = `${time(entry.at)} · ${what} · ${entry.sent ? words.sent : words.held}`;
    return item;
  }));
}

function state() {
  const { online, off, unsent, inside, list } = desk;
  const which = off ? `off-${off}` : online ? 'online' : 'offline';
  at('keadaan').dataset.keadaan = off ? 'off' : which;
  at('keadaan').textContent = off ? words.state.off : words.state[which];
  at('tersimpan').textContent = String(unsent);
  at('masuk').textContent = String(inside);
  at('daftar').textContent = list ? filled(words.list, { n: places(list.bytes).toLocaleString(document.documentElement.lang), time: time(list.at) }) : words.nolist;
  at('lepas').hidden = !off;
  if (off) {
    at('lepas-kata').textContent = filled(words.off[off] ?? words.off.unknown, { n: String(unsent) });
    at('lepas-lagi').href = `${prefix}/kerja-sama/gerbang/${event}/${gate}/perangkat`;
  }
}

function changed(what) {
  if (what === 'double') at('ganda').hidden = false;
  state();
}

function buttons() {
  const scanner = new Scanner(at('kamera'), shown);
  at('ketik').addEventListener('submit', (submitted) => {
    submitted.preventDefault();
    const field = at('kode');
    if (field.value.trim()) shown(field.value);
    field.value = '';
    field.focus();
  });
  at('pindai').addEventListener('click', async () => {
    if (scanner.on) scanner.stop();
    else await scanner.start().catch(() => { at('kamera-gagal').hidden = false; });
    at('kamera').hidden = !scanner.on;
    at('pindai').setAttribute('aria-pressed', String(scanner.on));
  });
  at('suara').addEventListener('click', () => {
    sound = sound ? (sound.close(), null) : new AudioContext();
    at('suara').setAttribute('aria-pressed', String(Boolean(sound)));
  });
  at('batalkan').addEventListener('click', async () => {
    const mistaken = last;
    if (!Desk.undoable(mistaken)) return;
    await desk.undo(mistaken);
    say({ outcome: 'undone' });
    at('kode').focus();
  });
  at('keluar').addEventListener('click', async () => {
    await sending.off(desk.device).catch(() => {});
    desk.off = 'unknown';
    changed('state');
  });
  setInterval(() => { at('batalkan').hidden = !Desk.undoable(last); recent(); }, 5_000);
}

async function begin() {
  const device = await keeping.kept('device');
  if (!device || device.event !== event || device.gate !== gate) {
    at('belum').hidden = false;
    at('belum-lagi').href = `${prefix}/kerja-sama/gerbang/${event}/${gate}/perangkat`;
    at('mulai').hidden = true;
    const held = (await keeping.unsent()).length;
    at('belum-simpan').textContent = held ? filled(words.heldhere, { n: String(held) }) : '';
    return;
  }
  at('acara').textContent = device.title[document.documentElement.lang] ?? device.title.id;
  at('gerbang-nama').textContent = device.name;
  desk = new Desk(device, changed);
  await desk.open();
  buttons();
  state();
  recent();
  at('mulai').hidden = true;
  at('gerbang').hidden = false;
  at('kode').focus();
}

navigator.serviceWorker?.register('/kerja-sama/gerbang/kerja.js', { scope: `${prefix}/kerja-sama/gerbang/` }).catch(() => {});
navigator.storage?.persist?.();
begin();
