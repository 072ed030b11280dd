/* Assessors: choosing a level ticks the criteria up to it, which may be taken away again; another's words can be taken over.
   Drafts and keys are penilaian.js. All of it works without this file. */
const form = document.querySelector("form[data-judging]");

function changed() {
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function tick(level) {
  for (const one of form.querySelectorAll("input[name=met]")) one.checked = Number(one.value) <= level;
}

/** The words of the button's card stand in the form, below what was written there: nothing is lost. */
function take(button) {
  const said = JSON.parse(button.dataset.take);
  for (const name of ["facts", "analysis", "justification"]) {
    const field = form.querySelector(`textarea[name=${name}]`);
    if (field && said[name]) field.value = field.value.trim() && field.value.trim() !== said[name] ? `${field.value.trim()}\n${said[name]}` : said[name];
  }
  const radio = form.querySelector(`input[name=level][type=radio][value="${said.level}"]`);
  const typed = form.querySelector("input[name=level][type=text]");
  if (radio) radio.checked = true;
  else if (typed) typed.value = said.level;
  for (const one of form.querySelectorAll("input[name=met]")) one.checked = said.met.includes(Number(one.value));
  changed();
  form.querySelector("textarea")?.focus();
}

/** After an answer was saved and the next one came, the keyboard is where it was: at the levels. */
function goOn() {
  if (new URLSearchParams(location.search).get("selesai") !== "save") return;
  const levels = form.querySelector("[data-levels]");
  (levels?.querySelector("input[type=radio]:checked") ?? levels?.querySelector("input"))?.focus({ preventScroll: true });
}

if (form) {
  goOn();
  form.addEventListener("change", (event) => {
    if (event.target.name !== "level" || event.target.type !== "radio") return;
    tick(Number(event.target.value));
    changed();
  });
  for (const button of document.querySelectorAll("a[data-take]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      take(button);
    });
  }
}
