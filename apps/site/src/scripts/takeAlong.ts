/** What a figure and a table can be had as. */
const formats = { figure: ["svg", "png"], table: ["csv", "json", "parquet"] } as const;
type Kind = keyof typeof formats;

/** Least milliseconds between two looks at what a page has become: a playground draws at every frame. */
const pause = 400;

/** Below every figure and table of the page, whenever it comes, buttons that save it as a file. They stand in the space that is there already: nothing moves. */
export function takeAlong(): void {
  const main = document.querySelector("main");
  if (main === null) return;
  let waits = false;
  const look = (): void => {
    waits = false;
    offerAll(main);
  };
  new MutationObserver(() => {
    if (waits) return;
    waits = true;
    setTimeout(look, pause);
  }).observe(main, { childList: true, subtree: true });
  look();
}

const isOffered = (element: Element): boolean =>
  element.nextElementSibling?.classList.contains("take") === true;

function offerAll(main: Element): void {
  for (const figure of main.querySelectorAll("figure"))
    if (figure.querySelector("svg.chart") !== null && !isOffered(figure))
      figure.after(buttons("figure", figure));
  for (const table of main.querySelectorAll("table")) {
    const box = table.closest(".table-scroll") ?? table;
    if (!isOffered(box) && table.rows.length > 0) box.after(buttons("table", table));
  }
}

function buttons(kind: Kind, subject: Element): HTMLElement {
  const group = document.createElement("div");
  group.className = "take";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", `Save this ${kind}`);
  for (const format of formats[kind]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = format === "parquet" ? "Parquet" : format.toUpperCase();
    button.addEventListener("click", () => {
      // What writes files is fetched when the first is asked for.
      void import("./saveFile.ts").then(({ saveFigure, saveTable }) =>
        kind === "figure" ? saveFigure(subject, format) : saveTable(subject as HTMLTableElement, format),
      );
    });
    group.append(button);
  }
  return group;
}
