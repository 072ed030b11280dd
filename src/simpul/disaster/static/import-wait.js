/* While a file is worked on, its page looks again by itself; a link does the same without a script. */
const EVERY = 1500;
const here = document.querySelector("[data-works]");

async function look() {
  if (document.hidden) return void setTimeout(look, EVERY);
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-works]");
    if (!fresh) return void location.reload();
    here.replaceChildren(...fresh.childNodes);
  } catch { /* the network is gone for a moment: the next look may find it again */ }
  setTimeout(look, EVERY);
}

if (here) setTimeout(look, EVERY);
