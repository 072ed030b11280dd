/* The page of an invitation: makes the key on this phone and registers it, or removes the badge. */
import { badge, removed, taken } from "./badge.js";

const form = document.getElementById("take");
const said = document.getElementById("said");

async function register(key) {
  const body = new URLSearchParams(new FormData(form));
  body.set("key", JSON.stringify(key));
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.title);
  return told;
}

function tell(text, good) {
  said.textContent = text;
  said.hidden = false;
  said.className = good ? "badge__said badge__said--good" : "badge__said badge__said--bad";
  said.focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    if (!window.crypto?.subtle || !window.indexedDB) throw new Error(form.dataset.cannot);
    const told = await taken(register);
    form.hidden = true;
    document.getElementById("after").hidden = false;
    tell(form.dataset.done.replace("{name}", told.name), true);
  } catch (problem) {
    button.disabled = false;
    tell(problem.message || form.dataset.cannot, false);
  }
});

document.getElementById("remove").addEventListener("click", async () => {
  await removed();
  tell(form.dataset.removed, true);
  document.getElementById("there").hidden = true;
});

form.querySelector("button").disabled = false;
badge().then((mine) => {
  const there = document.getElementById("there");
  there.hidden = !mine;
  if (mine) there.querySelector("[data-name]").textContent = mine.name;
});
