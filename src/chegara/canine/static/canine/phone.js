// The telephone page: records a search or what a team did at an exercise, with or without network.
"use strict";
const settings = JSON.parse(document.getElementById("settings").textContent);
const words = settings.words;
const form = document.getElementById("record");
const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_all, key) => values[key]);
let data = { teams: [], points: [], exercises: [], recent: [] };
let correcting = null; // the change or record that is corrected

const chosen = (name) => form.querySelector(`input[name="${name}"]:checked`)?.value ?? null;
const yesNo = (name) => ({ yes: true, no: false })[chosen(name)] ?? null;
const number = (name) => (form.elements[name].value === "" ? null : Number(form.elements[name].value));

// A choice as a large tile.
function tile(name, value, text, note = "") {
  const label = document.createElement("label");
  label.className = "tile";
  const input = document.createElement("input");
  Object.assign(input, { type: "radio", name, value });
  const box = document.createElement("span");
  box.textContent = text;
  if (note) {
    const small = document.createElement("small");
    small.textContent = note;
    box.append(small);
  }
  label.append(input, box);
  return label;
}

function choose(name, value) {
  for (const input of form.querySelectorAll(`input[name="${name}"]`)) input.checked = input.value === String(value);
}

// --- what is shown ------------------------------------------------------------------------------------------

function showChoices() {
  const team = chosen("team");
  const tiles = data.teams.map((each) => tile("team", each.key, each.code, settings.disciplines[each.discipline]));
  document.getElementById("teams").replaceChildren(...tiles);
  document.getElementById("no-teams").hidden = tiles.length > 0;
  document.getElementById("no-teams").textContent = words.noTeams;
  const own = data.teams.filter((each) => each.mine);
  const first = team ?? data.last ?? own[0]?.key ?? (data.teams.length === 1 ? data.teams[0].key : null);
  if (first !== null) choose("team", first);
  const point = form.elements.point;
  const place = point.value;
  point.replaceChildren(new Option("–", ""), ...data.points.map((each) => new Option(each.name, each.key)));
  point.value = place || teamChosen()?.point || "";
  const banner = document.getElementById("invented");
  banner.hidden = !data.invented;
  banner.firstElementChild.textContent = data.invented || "";
  showExercises();
  showDependent();
}

const teamChosen = () => data.teams.find((each) => String(each.key) === chosen("team"));

function showExercises() {
  const before = chosen("exercise");
  const fitting = data.exercises.filter((each) => each.discipline === teamChosen()?.discipline);
  document.getElementById("exercises").replaceChildren(
    ...fitting.map((each) => tile("exercise", each.set_up, each.code, each.goal)));
  document.getElementById("no-exercises").hidden = fitting.length > 0;
  choose("exercise", before);
  showUnits();
}

function showUnits() {
  const exercise = data.exercises.find((each) => String(each.set_up) === chosen("exercise"));
  const box = document.getElementById("units");
  if (box.dataset.of === String(exercise?.set_up ?? "")) return;
  box.dataset.of = exercise?.set_up ?? "";
  const rows = [];
  for (let unit = 1; unit <= (exercise?.units ?? 0); unit += 1) {
    const row = document.createElement("fieldset");
    const legend = document.createElement("legend");
    legend.textContent = say("unit", { n: unit });
    const tiles = document.createElement("div");
    tiles.className = "tiles";
    for (const value of ["alert", "none", "unclear"]) tiles.append(tile(`unit-${unit}`, value, settings.responses[value]));
    row.append(legend, tiles);
    rows.push(row);
  }
  box.replaceChildren(...rows);
}

function showDependent() {
  const kind = chosen("kind");
  document.getElementById("of-search").hidden = kind !== "search";
  document.getElementById("of-exercise").hidden = kind !== "performance";
  const alert = yesNo("alert");
  document.getElementById("after-alert").hidden = alert !== true;
  document.getElementById("what-found").hidden = alert !== true || yesNo("found") !== true;
  const blocked = document.getElementById("blocked");
  const why = teamChosen()?.blocked;
  blocked.hidden = !why;
  blocked.textContent = why ? `${words.blocked} ${why}` : "";
}

async function showState(outcome) {
  const all = await ChegaraStore.changes();
  const waiting = all.filter((each) => each.state === "waiting");
  const lines = [waiting.length ? say("some", { n: waiting.length }) : words.none];
  if (outcome === "offline" || !navigator.onLine) lines.push(words.offline);
  if (outcome === "signIn") lines.push(words.signIn);
  if (outcome === "other") lines.push(words.other);
  const state = document.getElementById("state");
  state.textContent = lines.join(" ");
  state.dataset.waiting = waiting.length;
  document.getElementById("sign-in").hidden = outcome !== "signIn";
  await showList(all);
}

async function showList(all) {
  const latest = new Map();
  for (const each of data.recent) latest.set(each.record, { ...each, state: "sent", uid: each.head });
  for (const each of all) {
    const known = latest.get(each.record);
    // What the server told of a record that was sent is as new as what is kept here of it, or newer.
    if (!known || each.state !== "sent" || !data.recent.some((one) => one.record === each.record)) latest.set(each.record, each);
  }
  const list = document.getElementById("records");
  // What somebody must still see to its end is never pushed out of the list by what was sent.
  const settled = (each) => Number(each.state === "sent");
  const shown = [...latest.values()].sort((a, b) => settled(a) - settled(b) || moment(b) - moment(a)).slice(0, 30);
  list.replaceChildren(...shown.map(line));
}

const moment = (each) => new Date(each.values.searched_at || each.values.worked_at);

function line(each) {
  const item = document.createElement("li");
  item.dataset.record = each.record;
  item.dataset.state = each.state;
  const team = data.teams.find((one) => one.key === each.team)?.code ?? "";
  const when = moment(each).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  const what = each.kind === "search"
    ? [settings.areas[each.values.area], each.values.alert ? words.alert : words.noAlert, each.values.found ? words.found : ""]
    : [words.exercise, data.exercises.find((one) => one.set_up === each.values.set_up)?.code ?? ""];
  const text = document.createElement("span");
  text.textContent = [when, team, ...what].filter(Boolean).join(" · ");
  const state = document.createElement("span");
  state.className = `state ${each.state}`;
  state.textContent = { waiting: words.waiting, sent: words.sent, conflict: words.conflict, refused: `${words.refused} ${each.message}` }[each.state];
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn d-print-none";
  button.textContent = words.correct;
  const of = document.createElement("span");
  of.className = "visually-hidden";
  of.textContent = `: ${text.textContent}`;
  button.append(of);
  button.addEventListener("click", () => correct(each));
  item.append(text, state, button);
  return item;
}

// --- what is done -------------------------------------------------------------------------------------------

function correct(each) {
  correcting = each;
  clear();
  choose("kind", each.kind);
  choose("team", each.team);
  const values = each.values;
  form.elements.point.value = values.point ?? "";
  setTime(new Date(values.searched_at || values.worked_at));
  form.elements.minutes.value = values.minutes ?? "";
  form.elements.remark.value = values.remark ?? values.narrative ?? "";
  if (each.kind === "search") {
    choose("area", values.area);
    form.elements.count.value = values.count ?? 1;
    for (const name of ["alert", "by_hand", "found"]) choose(name, { true: "yes", false: "no" }[values[name]]);
    for (const name of ["alert_at", "substance", "explanation"]) form.elements[name].value = values[name] ?? "";
  }
  showExercises();
  if (each.kind === "performance") {
    choose("exercise", values.set_up);
    showUnits();
    for (const [unit, answer] of Object.entries(values.seen)) choose(`unit-${unit}`, answer);
  }
  showDependent();
  tell(words.correcting);
  document.getElementById("teams").scrollIntoView();
}

function setTime(at) {
  const local = new Date(at - at.getTimezoneOffset() * 60000);
  form.elements.moment.value = local.toISOString().slice(0, 16);
}

// The moment that was entered; now, where nobody touched it.
function when() {
  return form.elements.moment.value ? new Date(form.elements.moment.value).toISOString() : new Date().toISOString();
}

function searchValues() {
  if (!chosen("area")) return words.chooseArea;
  const alert = yesNo("alert");
  if (alert === null) return words.chooseAlert;
  const found = alert ? yesNo("found") : null;
  return {
    searched_at: when(),
    point: number("point"),
    area: chosen("area"),
    count: number("count") ?? 1,
    minutes: number("minutes"),
    alert,
    alert_at: alert ? form.elements.alert_at.value : "",
    by_hand: alert ? yesNo("by_hand") : null,
    found,
    substance: found ? form.elements.substance.value : "",
    explanation: alert && !found ? form.elements.explanation.value : "",
    remark: form.elements.remark.value,
  };
}

function performanceValues() {
  if (!chosen("exercise")) return words.chooseExercise;
  const seen = {};
  for (const input of document.querySelectorAll("#units input:checked")) seen[input.name.slice(5)] = input.value;
  if (!Object.keys(seen).length) return words.chooseUnit;
  return { worked_at: when(), set_up: Number(chosen("exercise")), minutes: number("minutes"), narrative: form.elements.remark.value, seen };
}

async function save() {
  const kind = chosen("kind");
  if (!chosen("team")) return tell(words.chooseTeam, true);
  const values = kind === "search" ? searchValues() : performanceValues();
  if (typeof values === "string") return tell(values, true);
  const before = correcting;
  const refused = before?.state === "refused";
  try {
    await ChegaraStore.add({
      record: before?.record,
      base: refused ? before.base : before?.uid,
      kind,
      team: Number(chosen("team")),
      values,
      replaces: refused ? before.number : null,
    });
  } catch {
    return tell(words.full, true);
  }
  correcting = null;
  clear();
  tell(words.saved);
  await showState();
  return send();
}

// Empty the form but for what stays the same from search to search: the team and the place.
function clear() {
  for (const input of form.querySelectorAll("input[type=radio]")) {
    if (!["team", "kind"].includes(input.name)) input.checked = false;
  }
  for (const name of ["alert_at", "substance", "explanation", "remark", "minutes", "moment"]) form.elements[name].value = "";
  form.elements.count.value = 1;
  document.getElementById("units").dataset.of = "-";
  showUnits();
  showDependent();
}

function tell(text, wrong = false) {
  const said = document.getElementById("said");
  said.textContent = text;
  said.classList.toggle("wrong", wrong);
}

async function send() {
  const outcome = await ChegaraStore.send();
  data = (await ChegaraStore.kept("data")) ?? data;
  showChoices();
  await showState(outcome);
  if (outcome !== "sent" && "serviceWorker" in navigator) {
    const ready = await navigator.serviceWorker.getRegistration(settings.scope);
    await ready?.sync?.register("chegara-send").catch(() => {});
  }
}

async function begin() {
  await ChegaraStore.keep("settings", { data: settings.data, changes: settings.changes, most: settings.most });
  data = (await ChegaraStore.kept("data")) ?? data;
  showChoices();
  await showState();
  navigator.storage?.persist?.();
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(settings.worker, { scope: settings.scope }).catch(() => {});
  }
  await send();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});
form.addEventListener("change", (event) => {
  if (event.target.name === "team") {
    const point = teamChosen()?.point;
    if (point && !form.elements.point.value) form.elements.point.value = point;
    showExercises();
  }
  if (event.target.name === "exercise") showUnits();
  showDependent();
});
for (const button of document.querySelectorAll("[data-step]")) {
  button.addEventListener("click", () => {
    const field = form.elements.count;
    field.value = Math.max(1, Number(field.value || 1) + Number(button.dataset.step));
  });
}
document.getElementById("send").addEventListener("click", send);
window.addEventListener("online", send);
window.addEventListener("offline", () => showState("offline"));
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
setInterval(async () => {
  if (document.visibilityState === "visible" && (await ChegaraStore.changes()).some((each) => each.state === "waiting")) send();
}, 20000);
begin();
