interface Scale {
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
  readonly log: boolean;
}

const followed = new WeakSet<SVGSVGElement>();

/** Names and values of the line nearest to the pointer, below each chart; everything it needs is in the drawing. */
export function chartReadout(root: ParentNode = document): void {
  for (const svg of root.querySelectorAll<SVGSVGElement>("figure[data-chart] svg[data-x-domain]")) {
    const readout = svg.closest("figure")?.querySelector<HTMLElement>(".readout");
    if (readout == null || followed.has(svg)) continue;
    followed.add(svg);
    const x = readScale(svg, "x");
    const y = readScale(svg, "y");
    const lines = [...svg.querySelectorAll<SVGPathElement>("path[data-series]")].map((path) => ({
      path,
      name: path.dataset.series ?? "",
      corners: corners(path.getAttribute("d") ?? ""),
      steps: svg.classList.contains("performance-profile"),
    }));
    svg.addEventListener("pointermove", (event) => {
      const matrix = svg.getScreenCTM();
      if (matrix === null) return;
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
      let best: { line: (typeof lines)[number]; at: readonly [number, number]; distance: number } | null =
        null;
      for (const line of lines) {
        const at = line.steps ? stepAt(line.corners, point.x) : nearest(line.corners, point.x);
        if (at === null) continue;
        const distance = Math.abs(at[1] - point.y);
        if (best === null || distance < best.distance) best = { line, at, distance };
      }
      svg.classList.toggle("focused", best !== null);
      for (const { path } of lines) path.classList.toggle("focus", path === best?.line.path);
      if (best !== null) {
        const value = best.line.steps
          ? `${Math.round(invert(y, best.at[1]) * 100)} % of workloads within ${format(invert(x, best.at[0]))}×`
          : `${format(invert(y, best.at[1]))} at ${format(invert(x, best.at[0]))}`;
        readout.textContent = `${best.line.name}: ${value}`;
      }
    });
    svg.addEventListener("pointerleave", () => {
      svg.classList.remove("focused");
      readout.textContent = "";
    });
  }
}

const pair = (text: string | null): readonly [number, number] => {
  const [first = 0, second = 1] = (text ?? "").split(" ").map(Number);
  return [first, second];
};

const readScale = (svg: SVGSVGElement, axis: "x" | "y"): Scale => ({
  domain: pair(svg.getAttribute(`data-${axis}-domain`)),
  range: pair(svg.getAttribute(`data-${axis}-range`)),
  log: svg.getAttribute(`data-${axis}-scale`) === "log",
});

const invert = ({ domain, range, log }: Scale, unit: number): number => {
  const share = (unit - range[0]) / (range[1] - range[0]);
  return log ? domain[0] * (domain[1] / domain[0]) ** share : domain[0] + share * (domain[1] - domain[0]);
};

const format = (value: number): string => Number(value.toPrecision(3)).toString();

/** The corners of an SVG path of M, L, H and V commands. */
const corners = (data: string): [number, number][] => {
  let x = 0;
  let y = 0;
  return [...data.matchAll(/([MLHV])([-\d.]+)(?:,([-\d.]+))?/g)].map(([, command, first, second]) => {
    if (command === "V") y = Number(first);
    else x = Number(first);
    if (second !== undefined) y = Number(second);
    return [x, y];
  });
};

const nearest = (points: readonly [number, number][], x: number): [number, number] | null =>
  points.reduce<[number, number] | null>(
    (best, point) => (best === null || Math.abs(point[0] - x) < Math.abs(best[0] - x) ? point : best),
    null,
  );

const stepAt = (points: readonly [number, number][], x: number): [number, number] | null => {
  const before = points.findLast((point) => point[0] <= x);
  return before === undefined ? null : [x, before[1]];
};
