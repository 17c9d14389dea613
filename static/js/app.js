/* Conveniences only: every page works without this file. */
"use strict";

/* The browser's time zone, for forms that ask for it. */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function prepare(root) {
  for (const input of root.querySelectorAll("input[name='browser_zone']")) input.value = zone;
}

/* Menus close on Escape and on a click elsewhere; Escape gives the focus back. */
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest("details.menu[open]");
  closeMenus(null);
  if (menu) menu.querySelector("summary").focus();
});

/* Text boxes grow with their text where the style sheet alone cannot do it. */
if (!CSS.supports("field-sizing", "content")) {
  document.addEventListener("input", (event) => {
    const box = event.target;
    if (box.tagName !== "TEXTAREA") return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  });
}

/* An answer that says nothing (the server broke, the network went) is told as such. */
function tellFailure() {
  const note = document.getElementById("failed");
  note.hidden = false;
  note.scrollIntoView({ block: "center" });
}
document.addEventListener("htmx:responseError", tellFailure);
document.addEventListener("htmx:sendError", tellFailure);

/* Whoever was logged out meanwhile is led to the login page, not shown it inside a part of this one. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const answered = new URL(event.detail.xhr.responseURL || location.href, location.href);
  if (answered.pathname !== document.body.dataset.login) return;
  event.detail.shouldSwap = false;
  location.reload();
});

/* The number beside a heading follows what is done in place below it. */
document.addEventListener("htmx:afterSettle", () => {
  for (const section of document.querySelectorAll("[data-counted]")) {
    section.querySelector("h2 .n").textContent = section.querySelectorAll(".task:not(.task-settled)").length;
  }
});

/* After a part of the page is replaced, the focus goes where the answer is: to what asks for it, or to the new part. */
document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.target;
  prepare(part);
  if (document.activeElement && document.activeElement !== document.body) return;
  const next = part.querySelector("[autofocus], .is-invalid, [data-focus]") || part;
  if (!next.matches("a, button, input, select, textarea, summary")) next.tabIndex = -1;
  next.focus({ preventScroll: true });
});

prepare(document);

/* What takes a while says that it is under way. */
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-waits]")) return;
  const bar = event.target.querySelector("progress");
  if (bar) bar.hidden = false;
});
