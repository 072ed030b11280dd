// A button beside a sample copies it. It shows itself only where a script can do it, and says when it is done.
export function startCopying() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll('[data-copy]')) {
    const source = document.getElementById(button.dataset.copy);
    const words = button.querySelector('[data-copy-words]');
    if (!source || !words) continue;
    button.hidden = false;
    const usual = words.textContent;
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(source.textContent);
        words.textContent = button.dataset.done;
        setTimeout(() => { words.textContent = usual; }, 3000);
      } catch {
        getSelection().selectAllChildren(source);
      }
    });
  }
}
