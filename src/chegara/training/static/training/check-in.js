// Cards are read whether there is a network or not: what can't be sent yet is kept here and sent later.
// Sending one twice does no harm: somebody is present on a day, or not.
"use strict";
const form = document.getElementById("check-in");
const words = JSON.parse(document.getElementById("words").textContent);
const list = document.getElementById("read");
const state = document.getElementById("waiting");
const kept = `check-in-${form.dataset.session}`;
const EVERY = 10_000;
let sending = false;

const waiting = () => JSON.parse(localStorage.getItem(kept) || "[]");
const keep = (cards) => localStorage.setItem(kept, JSON.stringify(cards));
const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

function show(problem = "") {
  const count = waiting().length;
  state.hidden = count === 0;
  state.textContent = `${words.waiting}: ${count}. ${problem}`;
}

function tell(text, good) {
  const line = document.createElement("li");
  line.className = "list-group-item";
  const badge = document.createElement("span");
  badge.className = `badge-state ${good ? "state-good" : "state-bad"}`;
  badge.textContent = good ? words.here : words.refused;
  line.append(badge, ` ${text}`);
  list.prepend(line);
}

async function answerTo(card) {
  const body = new FormData(form);
  body.set("code", card.code);
  body.set("on", card.on);
  return fetch(form.dataset.url, { method: "POST", body, redirect: "manual" });
}

async function send() {
  if (sending) return;
  sending = true;
  let problem = "";
  try {
    for (let cards = waiting(); cards.length; cards = waiting()) {
      const answer = await answerTo(cards[0]);
      if (answer.status !== 200) {
        problem = words.signIn;
        break;
      }
      const told = await answer.json();
      tell(told.message, told.here);
      keep(waiting().slice(1)); // another card may have been read meanwhile
    }
  } catch {
    problem = words.noNetwork;
  } finally {
    sending = false;
    show(problem);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = form.elements.code;
  const code = field.value.trim();
  field.value = "";
  field.focus();
  if (!code) return;
  keep([...waiting(), { code, on: today() }]);
  show();
  send();
});
window.addEventListener("online", send);
setInterval(() => waiting().length && send(), EVERY);
send();
