// The review of a form: each answer is saved by itself, the next doubt follows, and the page shows where it lies.
import { onKey } from "./desk.js";
import { zoomed } from "./zoom.js";

const main = document.querySelector("main.review");
const well = document.getElementById("pages");
const doubts = () => [...document.querySelectorAll("[data-doubt]")];
const open = () => doubts().filter((form) => !form.classList.contains("done"));
const status = () => document.getElementById("left");

function begin(form) {
  const first = form.querySelector("input[type=radio]:checked") ?? form.querySelector("input[type=radio], textarea, input[name=value]");
  first?.focus({ preventScroll: true });
  form.scrollIntoView({ block: "nearest" });
  if (form === doubts()[0]) document.getElementById("doubts-h").scrollIntoView({ block: "nearest" }); // how many there are
  show(form.id.slice(2));
}

function show(name) {
  for (const each of well.querySelectorAll("a.on")) each.classList.remove("on");
  const box = well.querySelector(`a[data-field="${CSS.escape(name)}"]`);
  if (!box) return;
  box.classList.add("on");
  const place = box.getBoundingClientRect(), frame = well.getBoundingClientRect();
  if (place.top < frame.top + 60 || place.bottom > frame.bottom - 20) well.scrollBy(0, place.top - frame.top - frame.height / 2);
  if (place.left < frame.left || place.right > frame.right) well.scrollBy(place.left - frame.left - frame.width / 2, 0);
}

function next(after) {
  const all = open();
  const later = all.find((form) => after.compareDocumentPosition(form) & Node.DOCUMENT_POSITION_FOLLOWING) ?? all[0];
  if (later && later !== after) begin(later);
  else document.querySelector("#confirm button")?.focus();
}

async function save(form, by = null) {
  const told = form.querySelector(".err");
  told.hidden = true;
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: new FormData(form, by), headers: { Accept: "application/json" } });
  } catch {
    return say(told, "The server does not answer. Nothing was saved; try again.");
  }
  if (answer.status === 401) return leave(form, by); // signed out: the page asks to sign in, and keeps the answer
  const found = await answer.json();
  if (!answer.ok) return say(told, found.detail);
  if (found.stood) form.querySelector("[name=stood]").value = found.stood;
  form.classList.add("done");
  for (const name of settled(form)) well.querySelector(`a[data-field="${CSS.escape(name)}"]`)?.classList.add("done");
  status().textContent = found.left ? `${found.left} ${found.left === 1 ? "doubt" : "doubts"} left` : "Saved";
  if (found.left) next(form);
  else await outcome();
}

// The fields that a form answers: one, or all of a strip.
function settled(form) {
  const boxes = [...form.querySelectorAll("[name=box]")].map((box) => box.value);
  return boxes.length ? boxes : [form.id.slice(2)];
}

// Sent as a page, with the button that was pressed.
function leave(form, by) {
  form.classList.add("leaving");
  form.requestSubmit(by);
}

function say(told, words) {
  told.textContent = words;
  told.hidden = false;
}

// What follows from the answers is the server's to say: it is fetched, and put in place.
async function outcome() {
  const page = await (await fetch(location.pathname, { headers: { Accept: "text/html" } })).text();
  const fresh = new DOMParser().parseFromString(page, "text/html").getElementById("outcome");
  document.getElementById("outcome").replaceWith(document.importNode(fresh, true));
  document.querySelector(".agree input, #confirm input[name=acknowledged], #confirm button")?.focus();
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-doubt]:not(.leaving)")) return;
  event.preventDefault();
  save(event.target, event.submitter);
});
// Enter in a choice or a line saves it, as it would without us; in a text of several lines it needs Ctrl.
main.addEventListener("keydown", (event) => {
  const form = event.target.closest("[data-doubt]");
  if (event.key !== "Enter" || !form || event.target.matches("button, a")) return;
  if (event.target.matches("textarea") && event.shiftKey) return;
  event.preventDefault();
  form.requestSubmit();
});
main.addEventListener("focusin", (event) => {
  const form = event.target.closest(".boxes li[id], [data-doubt], .facts li[id]");
  if (form) show(form.id.slice(2));
});
well.addEventListener("click", (event) => {
  const box = event.target.closest("a[data-field]");
  const form = box && document.getElementById(`f-${box.dataset.field}`);
  if (!form) return;
  event.preventDefault();
  if (form.matches("[data-doubt]")) begin(form);
  else if (form.matches(".boxes li")) form.querySelector("input[type=radio]").focus();
  else { form.scrollIntoView({ block: "center" }); form.querySelector("summary")?.focus(); show(box.dataset.field); }
});

function boxes() {
  const hidden = well.classList.toggle("noboxes");
  well.querySelector("[data-boxes]").setAttribute("aria-pressed", String(hidden));
}
const zoom = zoomed(well, () => {
  const on = well.querySelector("a.on");
  if (on) show(on.dataset.field);
});
well.querySelector("[data-boxes]").addEventListener("click", boxes);
onKey({
  ...zoom, h: boxes,
  s: (event) => {
    const form = event.target.closest?.("[data-strip]") ?? open().find((each) => each.matches("[data-strip]"));
    if (!form) return false;
    if ([...form.querySelectorAll("img")].some((each) => !each.naturalWidth)) return say(form.querySelector(".err"), "A picture has not come. Load the page again, then look.");
    form.requestSubmit(form.querySelector("[name=shown]"));
  },
  x: (event) => { const form = event.target.closest?.("[data-doubt]"); return form ? next(form) : false; },
  e: () => { const form = document.activeElement.closest?.("[data-doubt]") ?? open()[0]; form?.querySelector("textarea, input[name=value]")?.focus(); },
  Enter: (event) => {
    if (event.target.matches?.("a, button, summary")) return false;
    const form = document.getElementById("confirm");
    return open().length || !form?.querySelector("button.main:not([aria-disabled])") ? false : form.requestSubmit();
  },
});

const whose = document.querySelector("#whose input:not([type=hidden])");
const first = location.hash.startsWith("#f-") ? document.getElementById(location.hash.slice(1)) : open()[0];
if (whose && !location.hash) whose.focus();
else if (first?.matches("[data-doubt]")) begin(first);
else if (!doubts().length) document.querySelector("#confirm button.main:not([aria-disabled])")?.focus({ preventScroll: true });
