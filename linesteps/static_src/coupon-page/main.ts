// The coupon page works without this. It only keeps a second tap from asking the server twice.

import "./main.css";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-ls-once]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  });
}

// A browser that comes back to the page from its memory shows the buttons as they were left.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});
