// Keeps the lists up to date without touching what is being read or written.
"use strict";

const { key, number } = document.body.dataset;
const lists = document.getElementById("lists");
let shown = "";

function markOpenLetter() {
  lists.querySelector(`.letters a[data-number="${number}"]`)?.setAttribute("aria-current", "page");
}

// Below a reply that was sent: who is asked now, as soon as the daemon has asked.
function leadOn() {
  const lead = document.getElementById("lead");
  if (lead) lead.innerHTML = lists.querySelector("#asked-now").innerHTML;
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
      leadOn();
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
