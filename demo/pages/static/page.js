// Keeps the lists up to date without touching what is being read or written.
"use strict";

const { key, number } = document.body.dataset;
const lists = document.getElementById("lists");
let shown = "";

function markOpenLetter() {
  lists.querySelector(`.letters a[data-number="${number}"]`)?.setAttribute("aria-current", "page");
}

function isInUse() {
  const chosen = [...lists.querySelectorAll("input[type=file]")].some((input) => input.files.length);
  return chosen || lists.contains(document.activeElement);
}

async function look() {
  try {
    const answer = await fetch(`/news?key=${encodeURIComponent(key)}`);
    const found = await answer.text();
    if (answer.ok && found !== shown && !isInUse()) {
      const places = [...lists.children].map((each) => each.scrollTop);
      lists.innerHTML = found; // our own page, escaped by the server; its policy lets no script in
      [...lists.children].forEach((each, i) => { each.scrollTop = places[i] ?? 0; });
      shown = found;
      markOpenLetter();
      if (number === "" && lists.querySelector(".letters a")) location.reload();
    }
  } catch { /* the demo was stopped; when it is back, so are we */ }
  setTimeout(look, 1500);
}

markOpenLetter();
look();
if (location.hash === "#reply" || new URLSearchParams(location.search).has("words")) {
  const words = document.getElementById("words");
  words.focus();
  words.setSelectionRange(words.value.length, words.value.length);
}
