// Draw the box that a restriction rests on: drag on the page, or move it by keys. The four numbers are the form's own.
import { onKey } from "./desk.js";
import { zoomed } from "./zoom.js";

const EDGES = ["left", "top", "right", "bottom"];
const LEAST = 0.5, STEP = 0.5; // hundredths of the page
const form = document.getElementById("entry"), well = document.getElementById("pages"), sheet = document.getElementById("sheet");
const { width, height } = sheet.viewBox.baseVal;
const field = (name, of) => form.elements[`${name}-${of}`];
const group = (of) => sheet.querySelector(`[data-of="${of}"]`);
const row = (of) => document.getElementById(`row-${of}`);
const rows = () => [...form.querySelectorAll("[data-row-of]")].map((each) => each.dataset.rowOf);
let active = null, from = null, armed = false;

function box(of) {
  const found = EDGES.map((edge) => parseFloat(field(edge, of).value));
  const [left, top, right, bottom] = found;
  return found.every((n) => n >= 0 && n <= 100) && left < right && top < bottom && field("page", of).value === sheet.dataset.page ? found : null;
}

function put(of, numbers) {
  field("page", of).value = sheet.dataset.page;
  EDGES.forEach((edge, at) => { field(edge, of).value = numbers[at].toFixed(1); });
  paint(of);
}

function paint(of) {
  const each = group(of), numbers = box(of);
  if (!each) return;
  each.setAttribute("visibility", numbers ? "visible" : "hidden");
  if (!numbers) return;
  const [left, top, right, bottom] = numbers.map((n, at) => (n * (at % 2 ? height : width)) / 100);
  const set = (what, values) => { for (const [name, value] of Object.entries(values)) each.querySelector(what).setAttribute(name, value); };
  set("rect", { x: left, y: top, width: right - left, height: bottom - top });
  set("circle", { cx: left, cy: top });
  set("text", { x: left, y: top + 3 });
}

function choose(of) {
  active = of;
  for (const each of sheet.querySelectorAll("[data-of]")) each.classList.toggle("on", each.dataset.of === of);
}

// Which box a drag draws: that of the row in hand, else the first that has none.
const wanted = () => active ?? rows().find((of) => !box(of)) ?? rows()[0];

function place(event) {
  const frame = sheet.getBoundingClientRect(), within = (n) => Math.min(100, Math.max(0, n * 100));
  return [within((event.clientX - frame.left) / frame.width), within((event.clientY - frame.top) / frame.height)];
}

function drawn(event) {
  const [x, y] = place(event);
  return [Math.min(x, from[0]), Math.min(y, from[1]), Math.max(x, from[0]), Math.max(y, from[1])];
}
const large = ([left, top, right, bottom]) => right - left >= LEAST && bottom - top >= LEAST;

sheet.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || (event.pointerType !== "mouse" && !armed)) return;
  event.preventDefault();
  choose(wanted());
  from = place(event);
  sheet.setPointerCapture(event.pointerId);
});
sheet.addEventListener("pointermove", (event) => {
  if (from && large(drawn(event))) put(active, drawn(event));
});
sheet.addEventListener("pointerup", (event) => {
  if (!from) return;
  const numbers = drawn(event);
  from = null;
  if (!large(numbers)) return;
  put(active, numbers);
  arm(false);
  row(active).querySelector("select").focus();
});
sheet.addEventListener("pointercancel", () => { from = null; });

function arm(on) {
  armed = on;
  sheet.classList.toggle("armed", on);
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-place]");
  if (!button) return;
  choose(button.closest("[data-row-of]").dataset.rowOf);
  if (event.detail) { // pressed with a finger or a mouse: the next drag draws
    arm(true);
    tell("Drag around it on the page");
    return sheet.scrollIntoView({ block: "nearest" });
  }
  if (!box(active)) put(active, [30, 40, 70, 45]);
  group(active).focus();
});
form.addEventListener("focusin", (event) => {
  const of = event.target.closest("[data-row-of]")?.dataset.rowOf;
  if (of) choose(of);
});
form.addEventListener("input", (event) => {
  const of = event.target.closest("[data-row-of]")?.dataset.rowOf;
  if (of) paint(of);
});

const MOVES = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
sheet.addEventListener("keydown", (event) => {
  const of = event.target.closest("[data-of]")?.dataset.of;
  if (!of) return;
  if (event.key === "Enter" || event.key === "Escape") row(of).querySelector("select").focus();
  else if (MOVES[event.key]) move(of, MOVES[event.key], event.shiftKey);
  else return;
  event.preventDefault();
});

function move(of, [x, y], edge) {
  const [left, top, right, bottom] = box(of);
  const next = edge ? [left, top, right + x, bottom + y] : [left + x, top + y, right + x, bottom + y];
  if (next.every((n) => n >= 0 && n <= 100) && large(next)) put(of, next);
  tell(`From ${field("left", of).value} to ${field("right", of).value} across, ${field("top", of).value} to ${field("bottom", of).value} down`);
}

function tell(words) {
  document.getElementById("told").textContent = words;
}

// One more row is the server's to make; the page beside it stays as it is.
form.addEventListener("submit", async (event) => {
  if (event.submitter?.name !== "add") return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
  } catch {
    return tell("The server does not answer; all that you wrote is still here. Try again.");
  }
  if (answer.status === 401) return leave(); // signed out: the page asks to sign in, and keeps what was written
  if (!answer.ok) return tell("No row was added; all that you wrote is still here.");
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const last = [...fresh.querySelectorAll("#limits-h ~ [data-row-of]")].at(-1), of = last.dataset.rowOf;
  event.submitter.closest("p").before(document.importNode(last, true));
  const boxes = document.getElementById("boxes");
  boxes.append(document.importNode(fresh.querySelector(`[data-of="${of}"]`), true));
  form.elements.rows.value = of;
  begin();
  row(of).querySelector("[data-place]").focus();
});

function leave() {
  const asked = document.createElement("input");
  Object.assign(asked, { type: "hidden", name: "add", value: "1" });
  form.append(asked);
  form.submit();
}

function begin() {
  for (const button of form.querySelectorAll("[data-place]")) button.hidden = false;
}
begin();
onKey(zoomed(well));
const wrong = form.querySelector("[aria-invalid]");
if (wrong) wrong.focus();
