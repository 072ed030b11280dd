/* The pages of a subscription: the phone's position, and messages of this browser. Permission is asked only after a tap. */
const form = document.querySelector("form.langganan");
const find = (what) => form.querySelector(what);

function position() {
  const around = find("[data-around]");
  const locate = find("[data-locate]");
  if (!around || !navigator.geolocation) return;
  const told = find("[data-located]");
  const off = find("[data-unlocate]");
  const fields = { longitude: find("[name=longitude]"), latitude: find("[name=latitude]") };
  const set = (longitude, latitude, words) => {
    fields.longitude.value = longitude;
    fields.latitude.value = latitude;
    find("[data-radius]").hidden = !longitude;
    told.textContent = words;
  };
  around.hidden = false;
  locate.hidden = false;
  locate.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => set(coords.longitude.toFixed(3), coords.latitude.toFixed(3), told.dataset.here),
      () => set("", "", told.dataset.failed),
      { maximumAge: 600000, timeout: 15000 },
    );
  });
  if (off) {
    off.hidden = false;
    off.addEventListener("click", () => {
      set("", "", "");
      off.hidden = true;
      locate.focus();
    });
  }
}

function bytes(key) {
  const plain = atob(key.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
}

function tell(words) {
  const said = find("[data-said]");
  said.textContent = words;
  said.hidden = false;
}

async function pushed() {
  const worker = await navigator.serviceWorker.register(form.dataset.worker, { scope: "/bencana/langganan/" });
  await new Promise((resolve) => {
    const next = worker.installing ?? worker.waiting;
    if (!next || worker.active) return resolve();
    next.addEventListener("statechange", () => next.state === "activated" && resolve());
  });
  const key = bytes(form.dataset.key);
  const there = await worker.pushManager.getSubscription();
  const same = there && new Uint8Array(there.options.applicationServerKey ?? []).join() === key.join();
  if (there && !same) await there.unsubscribe();
  return same ? there : worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function subscribe(button) {
  button.disabled = true;
  try {
    if ((await Notification.requestPermission()) !== "granted") return tell(form.dataset.denied);
    const { endpoint, keys } = (await pushed()).toJSON();
    const body = new FormData(form);
    for (const [name, value] of Object.entries({ endpoint, ...keys })) body.set(name, value);
    const answer = await fetch(form.dataset.push, { method: "POST", body: new URLSearchParams(body), headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (!answer.ok) return tell(told.title);
    location.assign(told.link);
  } catch {
    tell(form.dataset.cannot);
  } finally {
    button.disabled = false;
  }
}

function browser() {
  const section = find("[data-browser]");
  if (!section || !("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
  section.hidden = false;
  const alone = find("[data-no-browser]");
  if (alone) alone.hidden = true;
  const button = section.querySelector("[data-subscribe]");
  button.addEventListener("click", () => subscribe(button));
}

if (form) {
  position();
  browser();
}
