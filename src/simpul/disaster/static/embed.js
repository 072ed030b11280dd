// Copies the lines. Without a clipboard they are marked, ready to be copied by hand.

const button = document.querySelector('[data-copy]');
const lines = document.querySelector('[data-lines]');
const told = document.querySelector('[data-told]');

button.hidden = false;
button.addEventListener('click', async () => {
  lines.select();
  try {
    await navigator.clipboard.writeText(lines.value);
    told.textContent = button.dataset.copied;
  } catch {
    told.textContent = button.dataset.failed;
  }
});
