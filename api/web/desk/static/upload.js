// Files are sent one by one, each with a line that says how far it is; what cannot be read says so in its line.
const form = document.getElementById("drop");
const files = document.getElementById("files");
const WAIT = 1000;

function line(name) {
  document.getElementById("came").hidden = false;
  const item = document.createElement("li"), title = document.createElement("span"), state = document.createElement("strong");
  title.textContent = name;
  state.textContent = "Being sent";
  item.append(title, state);
  files.append(item);
  return item;
}

function say(item, words, href) {
  item.querySelector("strong, .w").textContent = words;
  if (href && !item.querySelector("a")) {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = "Look at it";
    item.append(link);
  } else if (href) item.querySelector("a").href = href;
}

async function follow(item, document_) {
  for (;;) {
    const answer = await fetch(`/documents/${document_}/progress`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return say(item, "Sign in again to follow it; it is safe.");
    const found = await answer.json();
    const more = found.ended ? `${found.replies} ${found.replies === 1 ? "form" : "forms"} found${found.unplaced ? `, ${found.unplaced} pages without a place` : ""}` : found.stages.join(", ");
    say(item, [found.word, more, ...found.reasons].filter(Boolean).join(". "), found.ended ? found.href : null);
    if (found.ended) return;
    await new Promise((then) => setTimeout(then, WAIT));
  }
}

async function send(file) {
  const item = line(file.name), body = new FormData();
  body.append("token", form.elements.token.value);
  body.append("file", file);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const found = await answer.json();
    if (!answer.ok) return say(item, found.detail);
    if (found.refused.length) return say(item, found.refused[0].replace(/^File 1 /, "It "));
    await follow(item, found.received[0]);
  } catch {
    say(item, "The server does not answer. It was not added; try again.");
  }
}

async function add(list) {
  for (const file of list) await send(file);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const chosen = [...form.elements.file.files];
  form.elements.file.value = "";
  add(chosen);
});
document.getElementById("drag").hidden = false;
for (const kind of ["dragover", "dragleave", "drop"]) form.addEventListener(kind, (event) => {
  event.preventDefault();
  form.classList.toggle("over", kind === "dragover");
  if (kind === "drop") add([...event.dataTransfer.files]);
});
for (const item of files.querySelectorAll("[data-document]")) follow(item, item.dataset.document);
