/** The live board follows by itself: the stream says that it changed, the page as the server draws it is taken in. */
const board = () => document.getElementById('papan');
const REST = 1_500;
let busy = false;
let again = false;

async function renew() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' }, cache: 'no-store' });
    if (answer.ok && !answer.redirected) take(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  } catch {
    again = true;
  }
  setTimeout(() => {
    busy = false;
    if (again) {
      again = false;
      renew();
    }
  }, REST);
}

/** What is open or has the focus stays so; only figures, rows and drawings are replaced. */
function take(fresh) {
  const parts = '.papan__besar, .papan__dari, .papan__bagian, .papan__lain, .papan__gerbang, #menit-title, #menit-drawing, #menit-rows, #menit-source, #papan .govuk-table__body, .source';
  const [now, next] = [board().querySelectorAll(parts), fresh.getElementById('papan')?.querySelectorAll(parts) ?? []];
  if (now.length !== next.length) {
    board().replaceChildren(...(fresh.getElementById('papan')?.childNodes ?? []));
    return;
  }
  now.forEach((one, n) => { if (one.innerHTML !== next[n].innerHTML || one.tagName === 'PROGRESS') one.replaceWith(next[n]); });
}

if (window.EventSource) {
  const stream = new EventSource(board().dataset.stream);
  stream.addEventListener('papan', renew);
  let opened = false;
  stream.addEventListener('open', () => {
    if (opened) renew();
    opened = true;
  });
}
