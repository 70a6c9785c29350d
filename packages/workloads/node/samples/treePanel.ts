import type { GraphPanel } from "../../samples/graphPanel.ts";

export interface TreeNode {
  readonly label: string;
  readonly detail: string | null;
  /** The place of its parent, which comes before it; ignored for the first node, the root. */
  readonly parent: number;
  /** The place of another node that a dashed edge leads to. */
  readonly next: number | null;
}

/** Advance of a character of the site's monospaced font (Source Code Pro: 0.6 em) at 12 pixels. */
const characterWidth = 7.2;
const padding = 6;
const rowHeight = 24;
const nodeHeight = 20;
const indent = 18;
/** Lines of one pixel are sharp where their middle is between whole numbers. */
const sharp = 0.5;
/** From a box to the nearest dashed edge beside it, and between such edges. */
const [gap, laneWidth] = [12, 8];

/**
 * A tree laid out as an outline: one row a node in the given order (depth first), indented by its depth, so that long labels never
 * meet. Dashed edges run in lanes on the right, each as near as the boxes beside it and shorter edges let it.
 */
export function treePanel(
  nodes: readonly TreeNode[],
  { caption, description }: { readonly caption: string; readonly description: string },
): GraphPanel {
  const depths: number[] = [];
  for (const [at, { parent }] of nodes.entries()) depths.push(at === 0 ? 0 : (depths[parent] as number) + 1);
  const boxes = nodes.map(({ label, detail }, at) => {
    const characters = label.length + (detail === null ? 0 : detail.length + 1);
    return {
      label,
      detail,
      x: sharp + indent * (depths[at] as number),
      y: sharp + rowHeight * (at + 0.5),
      width: Math.ceil(characters * characterWidth + 2 * padding),
    };
  });
  const solid = nodes.slice(1).map(({ parent }, at) => {
    const bend = (boxes[parent] as { x: number }).x + indent / 2;
    return { from: parent, to: at + 1, style: "solid" as const, bend };
  });
  const rights = boxes.map(({ x, width }) => x + width);
  const dashed = inLanes(
    nodes.flatMap(({ next }, at) => (next === null ? [] : [{ from: at, to: next }])),
    rights,
  ).map((edge) => ({ ...edge, style: "dashed" as const }));
  const right = Math.max(...rights, ...dashed.map(({ bend }) => bend));
  return {
    type: "graph",
    caption,
    description,
    width: Math.ceil(right) + 1,
    height: rowHeight * nodes.length + 1,
    nodeHeight,
    nodes: boxes,
    edges: [...solid, ...dashed],
  };
}

interface Link {
  readonly from: number;
  readonly to: number;
}

/** Each link with the place of its lane: right of all boxes on its way, and not on another link of the same rows. */
function inLanes(links: readonly Link[], rights: readonly number[]): readonly (Link & { bend: number })[] {
  const placed: (Link & { bend: number })[] = [];
  const first = ({ from, to }: Link) => Math.min(from, to);
  const last = ({ from, to }: Link) => Math.max(from, to);
  const length = (link: Link) => last(link) - first(link);
  for (const link of [...links].sort((a, b) => length(a) - length(b))) {
    const beside = placed.filter((other) => first(other) < last(link) && first(link) < last(other));
    let bend = Math.max(...rights.slice(first(link), last(link) + 1)) + gap;
    while (beside.some((other) => Math.abs(other.bend - bend) < laneWidth)) bend += laneWidth / 2;
    placed.push({ ...link, bend });
  }
  return placed;
}
