// A page in its well: larger, smaller, and as wide as there is room.
export function zoomed(well, after = () => {}) {
  let size = 0;
  const zoom = (by) => {
    size = by === 0 ? 0 : Math.min(3, Math.max(0, size + by));
    well.dataset.size = size;
    after();
  };
  well.querySelector(".pagetools").hidden = false;
  for (const button of well.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => zoom(Number(button.dataset.zoom)));
  return { "+": () => zoom(1), "=": () => zoom(1), "-": () => zoom(-1), 0: () => zoom(0) };
}
