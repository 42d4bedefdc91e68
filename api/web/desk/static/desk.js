// What every page has: the keys. A single key never acts while somebody types, and all of them can be turned off.
const OFF = "workslip-no-single-keys";
const KEYS = [
  ["?", "these keys"], ["/", "find"], ["g t", "Today"], ["r", "review the next form"], ["j k", "next row, row before"],
  ["Enter", "open; on a form: save, then confirm"], ["s", "boxes of a thin page: as shown"], ["x", "leave a doubt open, go to the next"], ["+ − 0", "larger, smaller, fit"],
  ["h", "hide or show the boxes"], ["Esc", "leave"],
];

export const typing = (target) =>
  target.closest?.("textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])") !== null;

export function onKey(handlers) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (localStorage.getItem(OFF) || typing(event.target) || document.querySelector("dialog[open]")) return;
    const handler = handlers[event.key];
    if (handler && handler(event) !== false) event.preventDefault();
  });
}

function rows() {
  return [...document.querySelectorAll("[data-row] a")].filter((a) => a.closest("[data-row]").querySelector("a") === a);
}

function step(by) {
  const all = rows();
  const at = all.indexOf(document.activeElement);
  all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))]?.focus();
}

function help() {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "keys-h");
  const head = document.createElement("h2");
  head.id = "keys-h";
  head.textContent = "Keys";
  const list = document.createElement("dl");
  for (const [key, what] of KEYS) {
    const dt = document.createElement("dt"), dd = document.createElement("dd"), kbd = document.createElement("kbd");
    kbd.textContent = key;
    dt.append(kbd);
    dd.textContent = what;
    list.append(dt, dd);
  }
  const label = document.createElement("label"), box = document.createElement("input"), done = document.createElement("button");
  box.type = "checkbox";
  box.checked = !localStorage.getItem(OFF);
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
    tellOff();
  });
  label.className = "line";
  label.append(box, " Single keys act");
  done.textContent = "Close";
  done.addEventListener("click", () => dialog.close());
  dialog.append(head, list, label, done);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

let went = 0;
onKey({
  "?": help,
  "/": () => document.querySelector("[data-key='/']")?.focus(),
  g: () => { went = Date.now(); },
  t: () => (Date.now() - went < 1500 ? void (location.href = "/") : false),
  r: () => { const next = document.querySelector("[data-key='r']"); return next ? void next.click() : false; },
  j: () => step(1),
  k: () => step(-1),
});
// Who turned them off has to be able to turn them on again.
function tellOff() {
  document.getElementById("keys-off")?.remove();
  if (!localStorage.getItem(OFF)) return;
  const button = document.createElement("button");
  button.type = "button"; // it stands in the form that signs out
  button.id = "keys-off";
  button.className = "plain";
  button.textContent = "Keys are off";
  button.addEventListener("click", help);
  document.querySelector(".leave")?.prepend(button);
}
tellOff();
