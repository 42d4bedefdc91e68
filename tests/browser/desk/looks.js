// What tests ask a page about how it looks; each is the value of an expression after this file.
const violations = async (tags) =>
  (await axe.run(document, { runOnly: tags, resultTypes: ["violations"] })).violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)}`));

// How wide the page is, and targets below 24 pixels. Links in running text may be smaller (WCAG 2.5.8), and so may boxes
// on a picture of a page: the answers beside it do the same.
const measures = () => {
  const targets = [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")];
  const boxes = targets
    .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest("svg, .skip") && !inText(each))
    .map((each) => [each, (each.closest("label") ?? each).getBoundingClientRect()]);
  const small = boxes.filter(([, box]) => Math.min(box.width, box.height) < 23.9);
  return [document.documentElement.scrollWidth, small.map(([each, box]) => `${each.outerHTML.slice(0, 120)} ${box.width} × ${box.height}`)];
};
const inText = (each) => each.localName === "a" && getComputedStyle(each).display === "inline";

// The element with the focus, unless it is the page itself: whether a point of it is on top, and whether it has a ring.
const focused = () => {
  const each = document.activeElement;
  if (!each || each === document.body) return null;
  const place = each.closest("label") ?? each, box = each.getBoundingClientRect();
  const points = [0.05, 0.5, 0.95].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [box.left + x * box.width, box.top + y * box.height]));
  const tops = points.map(([x, y]) => document.elementFromPoint(x, y)).filter(Boolean);
  const seen = tops.some((top) => place.contains(top));
  const ring = [each, place, ...each.querySelectorAll("rect")].some((one) => {
    const style = getComputedStyle(one);
    return one.localName === "rect" ? parseFloat(style.strokeWidth) >= 2 : style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  return { what: `${each.localName} ${each.id || each.name || each.getAttribute("aria-label") || each.textContent.trim().slice(0, 40)}`, seen, ring };
};
