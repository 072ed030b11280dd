/* Filling an indicator: drafts keep themselves and say when, keys for who fills many. All of it works without this file too. */
const form = document.querySelector("form[data-draft]");
const line = document.querySelector("[data-saved]");
const WAIT = 1500;
const AGAIN = 15000;

const words = line ? line.dataset : {};
let timer = 0;
let sent = "";
let sending = false;
let leaving = false;
let underway = new AbortController();

/** What the form says now, in one text: nothing is sent twice, and nothing that has not been changed. */
function written() {
  const pairs = [...new FormData(form)].filter(([name]) => name !== "csrf" && name !== "do");
  return new URLSearchParams(pairs).toString();
}

function say(text, bad = false) {
  if (line.textContent !== text) line.textContent = text;
  line.classList.toggle("saved--bad", bad);
}

function later(wait = WAIT) {
  clearTimeout(timer);
  timer = setTimeout(keep, wait);
}

/** The draft is on the server, or the line says that it is not and tries again: nothing is lost in silence. */
async function keep() {
  const now = written();
  if (now === sent) return;
  if (sending) return void later();
  sending = true;
  say(words.saving);
  underway = new AbortController();
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.dataset.draft, { method: "POST", body, headers: { Accept: "application/json" }, signal: underway.signal });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.title);
    sent = now;
    say(told.words);
    form.dispatchEvent(new CustomEvent("draft-kept"));
  } catch (fault) {
    if (leaving) return;
    const ours = fault instanceof TypeError || fault instanceof SyntaxError ? words.offline : fault.message || words.offline;
    say(ours, true);
    later(AGAIN);
  } finally {
    sending = false;
  }
  if (!leaving && written() !== sent && !line.classList.contains("saved--bad")) later();
}

/** Whoever closes the page or walks on keeps what was typed in the last second as well. */
function last() {
  if (leaving || written() === sent) return;
  navigator.sendBeacon(form.dataset.draft, new URLSearchParams(new FormData(form)));
  sent = written();
}

function press(action) {
  const button = form.querySelector(`button[name="do"][value="${action}"]`);
  if (!button) return;
  form.requestSubmit(button);
}

function follow(rel) {
  const link = document.querySelector(`.turn a[rel="${rel}"]`);
  if (link) link.click();
}

/** Digits choose a level only while the focus is among the levels: never while somebody writes or a reader speaks. */
function digit(event) {
  const levels = event.target.closest?.("[data-levels]");
  if (!levels || event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input[type=text], textarea")) return false;
  const choice = levels.querySelector(`input[type=radio][value="${event.key === "0" ? "" : event.key}"]`);
  if (!choice || choice.disabled) return false;
  choice.focus();
  choice.click();
  return true;
}

function keys(event) {
  const control = event.ctrlKey || event.metaKey;
  if (control && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "s" && form) press("save");
  else if (control && event.key === "Enter" && form) press("next");
  else if (event.altKey && event.key === "PageDown") follow("next");
  else if (event.altKey && event.key === "PageUp") follow("prev");
  else if (!(/^[0-9]$/.test(event.key) && form && digit(event))) return;
  event.preventDefault();
}

/** What is missing below the chosen level, told while one chooses; the server says the same once it is saved. */
function look() {
  const box = form.querySelector("[data-gaps]");
  if (!box) return;
  const level = form.querySelector("[data-levels] input[type=radio]:checked, [data-levels] input[type=text]");
  const chosen = Number((level?.value || "0").replace(",", "."));
  const open = [...form.querySelectorAll("input[name=met]")].filter((one) => Number(one.value) <= chosen && !one.checked).map((one) => one.value);
  const bare = [...form.querySelectorAll("[data-proofs]")].filter((one) => Number(one.dataset.level) <= chosen && one.dataset.proofs === "0").map((one) => one.dataset.level);
  const says = [];
  if (open.length) says.push(box.dataset.open.replace("{levels}", open.join(", ")));
  if (bare.length) says.push(box.dataset.bare.replace("{levels}", bare.join(", ")));
  box.hidden = !says.length;
  box.querySelector("ul").replaceChildren(...says.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
}

if (form && line) {
  sent = written();
  form.addEventListener("input", () => { look(); later(); });
  form.addEventListener("change", () => { look(); later(); });
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); underway.abort(); });
  addEventListener("pagehide", last);
  addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("visibilitychange", () => { if (document.hidden) last(); });
  look();
}
document.addEventListener("keydown", keys);
