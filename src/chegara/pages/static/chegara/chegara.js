// Small help for pages: no page needs it to work.
"use strict";
// After a refused form, put the focus on the summary of what is wrong.
document.getElementById("form-errors")?.focus();
// A button that opens the browser's print window.
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
// A select that sends its form when it changes.
for (const field of document.querySelectorAll("[data-submit-on-change]")) {
  field.addEventListener("change", () => field.form.requestSubmit());
}
