// A button that asks the phone where it is, and opens the page of that place. Without it the name does the same.

const place = document.querySelector('#here');

if (place && navigator.geolocation) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = place.dataset.words;
  button.addEventListener('click', () => navigator.geolocation.getCurrentPosition(
    ({ coords }) => location.assign(`${place.dataset.path}?lat=${coords.latitude.toFixed(3)}&lon=${coords.longitude.toFixed(3)}`),
    () => { button.textContent = place.dataset.failed; },
    { timeout: 15_000, maximumAge: 60_000 },
  ));
  place.append(button);
  place.hidden = false;
}
