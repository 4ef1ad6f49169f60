"use strict";
// Every page is whole without this. With it, a page that shows contracts is fetched anew when one of them changes.
(() => {
  const { live: watched, every } = document.body.dataset;
  if (every) setInterval(refresh, every * 1000); // a screen that nobody is signed in at asks by itself
  if (!watched || !window.EventSource) return;
  let planned = 0;

  async function refresh() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.redirected && new URL(answer.url).pathname !== location.pathname) return location.reload(); // signed out
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    replaceParts(fresh);
  }

  // Who does not see the page change hears it; who sees it reads a word in the corner.
  function say() {
    const status = document.querySelector(".status");
    if (!status) return;
    status.textContent = status.dataset.words;
    setTimeout(() => { status.textContent = ""; }, 4000);
  }

  // Where in a part the focus is, as a selector that finds the same link or fold in its next text.
  function focusIn(part) {
    const focused = document.activeElement;
    if (!part.contains(focused)) return null;
    if (focused.hasAttribute("href")) return `[href="${CSS.escape(focused.getAttribute("href"))}"]`;
    return focused.matches("details[id] > summary") ? `#${CSS.escape(focused.parentElement.id)} > summary` : null;
  }

  // Only what lies in [data-part] is put in place: an open filter, a half-written word and the focus stay.
  function replaceParts(fresh) {
    for (const part of document.querySelectorAll("[data-part]")) {
      const now = fresh.querySelector(`[data-part="${CSS.escape(part.dataset.part)}"]`);
      if (!now) return location.reload();
      if (now.innerHTML === part.innerHTML) continue;
      say();
      const focused = focusIn(part);
      const before = new Set([...part.querySelectorAll("[data-row]")].map((row) => row.outerHTML));
      const open = [...part.querySelectorAll("details[id][open]")].map((each) => each.id);
      part.innerHTML = now.innerHTML;
      for (const id of open) part.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
      for (const row of part.querySelectorAll("[data-row]")) row.classList.toggle("changed", !before.has(row.outerHTML));
      if (focused) part.querySelector(focused)?.focus({ preventScroll: true });
    }
  }

  const source = new EventSource(`/live?of=${encodeURIComponent(watched)}`);
  source.addEventListener("changed", () => {
    // Many pages may be open: they do not all come at once.
    if (!planned) planned = setTimeout(() => { planned = 0; refresh(); }, 200 + Math.random() * 800);
  });
  addEventListener("pagehide", () => source.close());
})();
