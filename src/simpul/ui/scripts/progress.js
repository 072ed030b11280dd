// A form that sends something large says so while it is under way: `<form data-busy="Mengirim…">`.
export function startProgress() {
  for (const form of document.querySelectorAll('form[data-busy]')) {
    form.addEventListener('submit', () => {
      const line = form.querySelector('[data-busy-line]') ?? form.appendChild(document.createElement('p'));
      line.setAttribute('role', 'status');
      line.textContent = form.dataset.busy;
    });
  }
  // Coming back by the browser's "back" shows the page as it was: the line would be a lie then.
  window.addEventListener('pageshow', () => {
    for (const line of document.querySelectorAll('form[data-busy] > p[role="status"]')) line.textContent = '';
  });
}
