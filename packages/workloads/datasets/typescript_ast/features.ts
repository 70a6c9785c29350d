/** Rows of the table that nodes are looked up in (row 0: nothing, then kinds of syntax, then words), and how many a node has. */
export const syntaxTreeTable = { rows: 1024, perNode: 4 } as const;

/** Places among siblings that edges tell apart; the last one stands for all that follow. */
export const slots = 8;

/** Rows of the table that edges are looked up in; an edge has two, its relation and its place among siblings. */
export const edgeFeature = {
  child: 0,
  parent: 1,
  nextUse: 2,
  previousUse: 3,
  noSlot: 4,
  firstSlot: 5,
} as const;
export const edgeTable = { rows: edgeFeature.firstSlot + slots, perEdge: 2 } as const;
