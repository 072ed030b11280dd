// Shares a report's address: by the device's own way where there is one, else by copying it. The button shows itself.

const button = document.querySelector('button[data-share]');
const told = document.querySelector('[data-shared]');

async function share() {
  const { address, title, copied, failed } = button.dataset;
  const url = address.startsWith('/') ? location.origin + address : address;
  try {
    if (navigator.share) return await navigator.share({ title, url });
    await navigator.clipboard.writeText(url);
    told.textContent = copied;
  } catch (error) {
    if (error.name !== 'AbortError') told.textContent = failed;
  }
  return undefined;
}

if (button && (navigator.share || navigator.clipboard)) {
  button.hidden = false;
  button.addEventListener('click', share);
}
