// Buttons that print the page: hidden until this runs, since nothing else can do it.
export function startPrinting() {
  for (const button of document.querySelectorAll('button[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
}
