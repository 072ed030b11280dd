/* A file is measured before it is sent, and one sees how much of it is there. Without this file the form sends it all the same. */
/** The text with its places filled in. */
function said(text, facts) {
  return Object.entries(facts).reduce((whole, [name, value]) => whole.replace(`{${name}}`, value), text);
}

function begin(form) {
  const { most, large, going, read, lost } = form.dataset;
  const field = form.querySelector("input[type=file]");
  const box = form.querySelector("[data-progress]");
  const bar = box.querySelector("progress");
  const told = box.querySelector("[data-told]");
  const button = form.querySelector("button[type=submit]");
  const megabytes = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

  /** Whether the chosen file is small enough; says so where it is not. */
  function fits() {
    const file = field.files[0];
    const wrong = file && file.size > Number(most) ? said(large, { size: megabytes.format(file.size / 1048576) }) : "";
    field.setCustomValidity(wrong);
    if (wrong) field.reportValidity();
    return !wrong;
  }

  function done(request) {
    const here = new URL(form.action).pathname;
    if (request.responseURL && new URL(request.responseURL).pathname !== here) return void location.assign(request.responseURL);
    if (request.responseURL && new URL(request.responseURL).search.includes("selesai=")) return void location.assign(request.responseURL);
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = document.querySelector("main");
    const fresh = page.querySelector("main");
    if (!fresh) return void location.reload();
    main.replaceChildren(...fresh.childNodes);
    const first = main.querySelector(".govuk-error-summary") || main.querySelector("h1");
    first?.setAttribute("tabindex", "-1");
    first?.focus();
    const again = main.querySelector("form[data-upload]");
    if (again) begin(again);
  }

  field.addEventListener("change", fits);
  form.addEventListener("submit", (event) => {
    if (!fits()) return void event.preventDefault();
    if (!field.files[0]) return;
    event.preventDefault();
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "text/html");
    request.upload.addEventListener("progress", (sent) => {
      if (!sent.lengthComputable) return;
      const share = Math.floor((100 * sent.loaded) / sent.total);
      bar.value = share;
      told.textContent = share < 100 ? said(going, { n: share }) : read;
    });
    request.addEventListener("load", () => done(request));
    request.addEventListener("error", () => {
      told.textContent = lost;
      button.disabled = false;
    });
    box.hidden = false;
    told.textContent = said(going, { n: 0 });
    button.disabled = true;
    request.send(new FormData(form));
  });
}

const first = document.querySelector("form[data-upload]");
if (first) begin(first);
