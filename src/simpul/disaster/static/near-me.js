// “Near me” and “I am there now”: ask the phone where it is, after a tap only.

for (const button of document.querySelectorAll('[data-near-me], [data-fill-place]')) {
  if (!('geolocation' in navigator)) continue;
  button.hidden = false;
  button.addEventListener('click', () => ask(button));
}

/** @param {HTMLElement} button */
function ask(button) {
  button.setAttribute('aria-busy', 'true');
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      button.removeAttribute('aria-busy');
      if (button.dataset.fillPlace) fill(button, coords);
      else goThere(button, coords);
    },
    () => {
      button.removeAttribute('aria-busy');
      tell(button, button.dataset.failed);
    },
    { timeout: 10_000, maximumAge: 60_000, enableHighAccuracy: Boolean(button.dataset.fillPlace) },
  );
}

/** The same page for this place, rounded to some 100 m: an address says no more than it must. */
function goThere(button, { latitude, longitude }) {
  const address = new URL(button.dataset.nearMe, location.href);
  address.searchParams.set('lat', latitude.toFixed(3));
  address.searchParams.set('lon', longitude.toFixed(3));
  location.assign(address);
}

function fill(button, { latitude, longitude }) {
  const field = document.getElementById(button.dataset.fillPlace);
  field.value = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  field.focus();
}

function tell(button, words) {
  const told = button.nextElementSibling ?? document.createElement('span');
  told.setAttribute('role', 'status');
  told.textContent = words;
  button.after(told);
}
