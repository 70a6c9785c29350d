import type { GraphPanel } from "@steepest/workloads/samples/graphPanel.ts";

/** Radius of an edge's corner, and half the height of its arrowhead. */
const [radius, arrow] = [4, 3];

/**
 * An edge of a graph as SVG path data. A solid one leaves its box below and enters the other on the left; a dashed one leaves and enters
 * on the right, a little below and above the middle so that two of a box stay apart, and has an arrowhead of its own.
 */
export function graphEdgePath(
  { nodes, nodeHeight }: Pick<GraphPanel, "nodes" | "nodeHeight">,
  { from, to, style, bend }: GraphPanel["edges"][number],
): { readonly line: string; readonly head: string | null } {
  const [start, end] = [nodes[from], nodes[to]];
  if (start === undefined || end === undefined) throw new Error(`no edge ${from} → ${to}`);
  if (style === "solid") {
    const line = `M${bend} ${start.y + nodeHeight / 2}V${end.y - radius}q0 ${radius} ${radius} ${radius}H${end.x}`;
    return { line, head: null };
  }
  const down = start.y < end.y ? 1 : -1;
  const [left, right] = [start.x + start.width, end.x + end.width];
  const [top, bottom] = [start.y + (down * nodeHeight) / 4, end.y - (down * nodeHeight) / 4];
  const line =
    `M${left} ${top}H${bend - radius}q${radius} 0 ${radius} ${down * radius}` +
    `V${bottom - down * radius}q0 ${down * radius} ${-radius} ${down * radius}H${right + 2 * arrow}`;
  return { line, head: `M${right} ${bottom}l${2 * arrow} ${-arrow}v${2 * arrow}z` };
}
