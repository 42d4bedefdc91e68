// How far a mailing is, asked for while it moves. What is said changes only when there is something new to say.
const EACH = 4000;
const there = () => document.getElementById("progress");
const words = (of) => of.querySelector("#say")?.textContent.replace(/\s+/g, " ").trim() ?? "";

async function look() {
  const answer = await fetch(`${location.pathname}/progress`, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return false;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("progress");
  const now = there();
  if (!found) return false;
  if (found.dataset.state !== now.dataset.state) return void location.reload();
  const said = words(found);
  if (said !== words(now)) document.getElementById("heard").textContent = said;
  now.replaceWith(found);
  return true;
}

async function follow() {
  for (;;) {
    await new Promise((then) => setTimeout(then, EACH));
    if (document.hidden) continue;
    try {
      if (!(await look())) return;
    } catch {
      // The server is away for a moment: the figures stand as they were, and it is asked again.
    }
  }
}
follow();
