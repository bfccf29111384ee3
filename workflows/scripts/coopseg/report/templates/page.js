// Tables sort by the column whose button is pressed: largest first for numbers, again for the other way round.
for (const button of document.querySelectorAll("th button")) {
  button.addEventListener("click", () => {
    const header = button.closest("th");
    const table = header.closest("table");
    const column = Number(header.dataset.column);
    const first = column === 0 ? "ascending" : "descending";
    const second = column === 0 ? "descending" : "ascending";
    const order = header.getAttribute("aria-sort") === first ? second : first;
    for (const other of table.querySelectorAll("th[aria-sort]")) other.setAttribute("aria-sort", "none");
    header.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    const key = (row) => row.cells[column].dataset.value;
    const compare = (a, b) => {
      if (column === 0) return sign * key(a).localeCompare(key(b));
      if (key(a) === "nan" || key(b) === "nan") return (key(a) === "nan") - (key(b) === "nan");
      return sign * (Number(key(a)) - Number(key(b)));
    };
    const body = table.tBodies[0];
    body.append(...[...body.rows].sort(compare));
  });
}

// The boxes of "Methods shown" hide a method everywhere: table rows, lines, keys, pictures. A family's box sets all of its.
const shown = document.getElementById("shown");
const apply = (box) => {
  for (const part of document.querySelectorAll(`[data-method="${CSS.escape(box.value)}"]`))
    part.toggleAttribute("hidden", !box.checked); // an SVG's parts have no property of that name
};
for (const family of shown?.querySelectorAll("fieldset") ?? []) {
  const all = family.querySelector("legend input");
  const boxes = [...family.querySelectorAll("input[value]")];
  const settle = () => {
    all.checked = boxes.some((box) => box.checked);
    all.indeterminate = all.checked && !boxes.every((box) => box.checked);
  };
  for (const box of boxes) {
    box.addEventListener("change", () => {
      apply(box);
      settle();
    });
    apply(box); // a browser may restore boxes when the page is loaded again
  }
  all.addEventListener("change", () => {
    for (const box of boxes) {
      box.checked = all.checked;
      apply(box);
    }
    settle();
  });
  settle();
}
