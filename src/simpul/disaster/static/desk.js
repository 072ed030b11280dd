/* The queue by keyboard, and the news that more has come: the list stays as it is until the officer asks for it. */

const queue = document.getElementById("queue");
const news = document.getElementById("new");
if (matchMedia("(min-width: 40em)").matches) document.getElementById("filters").open = true; // a phone shows the queue first

const EVERY = 15000, KEY = "simpul-desk-shortcuts";

const lines = () => [...queue.querySelectorAll(".queue__line")];
const current = () => document.activeElement?.closest(".queue__line");

function step(by) {
  const all = lines(), at = all.indexOf(current());
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function hide(line) {
  const more = line.querySelector("[data-hide]");
  if (!more) return;
  more.open = true;
  more.querySelector("input[name=reason]").focus();
}

const acts = {
  j: () => step(1),
  k: () => step(-1),
  v: (line) => line?.querySelector("[data-verify]")?.click(),
  h: (line) => line && hide(line),
  Enter: (line) => line?.querySelector("[data-open]")?.click(),
};

function wanted(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && event.key === "v") return false;
  const at = document.activeElement, line = current();
  if (at && at !== document.body && !line) return false; // a field or a link elsewhere has the keyboard
  if (at?.matches("input, select, textarea, summary, button, a")) return event.key !== "Enter" && !at.matches("input, select, textarea");
  return true;
}

function remembered() {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

if (queue) {
  const box = document.getElementById("shortcuts");
  box.closest("label").hidden = false;
  box.checked = remembered();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(KEY, box.checked ? "on" : "off");
    } catch { /* a private window: it holds until the page is left */ }
  });
  document.addEventListener("keydown", (event) => {
    const act = acts[event.key];
    if (!act || !box.checked || !wanted(event)) return;
    event.preventDefault();
    act(current());
  });
}

let said = 0;

async function look() {
  if (document.hidden || !navigator.onLine) return;
  try {
    const answer = await fetch(`${news.dataset.ask}${news.dataset.ask.includes("?") ? "&" : "?"}sejak=${news.dataset.newest}`,
      { headers: { Accept: "application/json", "Accept-Language": document.documentElement.lang } });
    if (!answer.ok) return;
    const told = await answer.json();
    if (told.new && told.new !== said) tell(told);
  } catch { /* the next time */ }
}

function tell(told) {
  said = told.new;
  const link = document.createElement("a");
  const line = current();
  link.href = news.dataset.again + (line ? `#${line.id}` : "");
  link.textContent = told.words;
  link.addEventListener("click", () => location.hash && setTimeout(() => location.reload()));
  news.replaceChildren(link);
}

if (news) {
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
  const back = location.hash.startsWith("#k-") && document.getElementById(location.hash.slice(1));
  if (back) back.focus();
}
