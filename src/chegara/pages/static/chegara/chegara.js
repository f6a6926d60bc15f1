// Small help for pages: no page needs it to work.
"use strict";
// After a refused form, put the focus on the summary of what is wrong.
document.getElementById("form-errors")?.focus();
// What somebody opened stays open when htmx brings its part of the page anew.
let opened = [];
document.addEventListener("htmx:beforeSwap", () => {
  opened = Array.from(document.querySelectorAll("details[open][id]"), (one) => one.id);
});
document.addEventListener("htmx:afterSettle", () => {
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
});
// A button that opens the browser's print window.
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
// A select that sends its form when it changes.
for (const field of document.querySelectorAll("[data-submit-on-change]")) {
  field.addEventListener("change", () => field.form.requestSubmit());
}
// Quick decisions: a key chooses the radio button or follows the link that names it, unless somebody types.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input:not([type=radio]), textarea, select")) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
  if (target.matches("input")) target.form.querySelector("input[name=reason]")?.focus();
});
// Ctrl+Enter sends the form in which somebody writes, in every browser.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.ctrlKey && event.target.form) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});
// A machine-readable zone that is whole is sent by the Enter with which a reader, or somebody typing, ends it.
for (const zone of document.querySelectorAll("[data-zone]")) {
  zone.addEventListener("keydown", (event) => {
    const lines = zone.value.split(/\s+/).filter(Boolean).map((line) => line.length);
    const whole = [[30, 30, 30], [36, 36], [44, 44]].some((layout) => layout.join() === lines.join());
    if (event.key !== "Enter" || !whole) return;
    event.preventDefault();
    zone.form.requestSubmit();
  });
}
// In a form that asks for one of several lines, a digit chooses the line of that number; a form that asks for more
// names the field (data-digits-choose="decision"), and goes on to its reason.
for (const form of document.querySelectorAll("[data-digits-choose]")) {
  form.addEventListener("keydown", (event) => {
    if (event.target.matches("textarea, select, input:not([type=radio])") || event.ctrlKey || event.altKey || event.metaKey) return;
    const named = form.dataset.digitsChoose ? `[name="${form.dataset.digitsChoose}"]` : "";
    const choice = form.querySelectorAll(`input[type=radio]${named}`)[Number(event.key) - 1];
    if (choice) {
      event.preventDefault();
      choice.checked = true;
      (named && form.querySelector("[name=reason]") || choice).focus();
    }
  });
}
// A clock that counts from T+0 as the server's does; without it the page shows the time at which it was made.
setInterval(() => {
  for (const clock of document.querySelectorAll("[data-clock-from]")) {
    const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.clockFrom)) / 60000));
    clock.textContent = `${clock.textContent.split("+")[0]}+${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  }
}, 1000);
