// A proof is checked in front of the reader: by this browser, step by step, beside what the node says. Without scripts the
// node's verdict stands. All words come with the page; the check itself knows none.
import { verify } from './proof/check.js';

const PLAIN = /[\p{C}\p{Zl}\p{Zp}]/gu;
const plain = (text) => String(text).replace(PLAIN, '\ufffd');
const filled = (sentence, facts) => sentence.replace(/\{(\w+)\}/g, (place, name) => (name in facts ? plain(facts[name]) : place));

function start(box) {
  const form = document.querySelector('[data-proof-form]');
  const button = document.querySelector('[data-proof-start]');
  const wordsOf = (step) => Array.from(box.querySelectorAll('template[data-words]')).find((one) => one.dataset.words === step).dataset;
  const other = wordsOf('');

  function sentence(check) {
    if (check.state === 'skipped' || check.state === 'unable') return other[check.state];
    if (check.state === 'bad') return wordsOf(check.step).bad;
    const kind = check.facts.case ?? 'only';
    return filled(wordsOf(check.step)[`good${kind[0].toUpperCase()}${kind.slice(1)}`], check.facts);
  }

  async function tell(check) {
    const weak = check.ok && check.facts.case && wordsOf(check.step).weak === check.facts.case;
    const made = box.querySelector(`template[data-step-state="${weak ? 'weak' : check.state}"]`).content.cloneNode(true);
    made.querySelector('.proof__title > span').textContent = wordsOf(check.step).title;
    made.querySelector('p').textContent = sentence(check);
    made.querySelector('.proof__detail').textContent = plain(check.detail);
    box.querySelector('[data-proof-steps]').append(made);
    await new Promise((done) => setTimeout(done)); // The step is drawn before the next begins.
  }

  function judge(state) {
    box.querySelector('[data-proof-verdict]').replaceChildren(box.querySelector(`template[data-verdict="${state}"]`).content.cloneNode(true));
  }

  async function run() {
    box.hidden = false;
    box.querySelector('[data-proof-steps]').replaceChildren();
    button.disabled = true;
    judge('running');
    try {
      const bytes = await read(box, form);
      const verdict = await verify(bytes, { key: form?.elements.key.value || box.dataset.key, onCheck: tell });
      judge(verdict.state);
      compare(verdict.state);
    } catch {
      judge('unread');
    }
    button.disabled = false;
  }

  box.hidden = Boolean(form);
  button.hidden = false;
  button.addEventListener('click', run);
  if ('auto' in box.dataset) run();
}

/** The bundle's bytes: the file that was chosen, the text that was pasted, or what the node hands out. */
async function read(box, form) {
  if (!form) {
    const answer = await fetch(box.dataset.source, { headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new Error(String(answer.status));
    return new Uint8Array(await answer.arrayBuffer());
  }
  const [file] = form.elements.file.files;
  return file ? new Uint8Array(await file.arrayBuffer()) : new TextEncoder().encode(form.elements.text.value.trim());
}

/** Where both say the same, the node's steps fold away behind the browser's; where not, the page says so. */
function compare(state) {
  const node = document.querySelector('[data-proof-node]');
  if (!node) return;
  const apart = state !== 'partly' && state !== node.dataset.state;
  document.querySelector('[data-proof-apart]').hidden = !apart;
  if (!apart && state === 'holds') node.open = false;
}

document.querySelectorAll('[data-proof]').forEach(start);
