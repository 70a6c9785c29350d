import { formatBytes } from "@steepest/base/formatBytes.ts";
import { formatPrivacy } from "@steepest/base/formatPrivacy.ts";
import type { RowDetails } from "@steepest/core/schema/api/boards.ts";
import { wattHoursOf } from "@steepest/core/score/quoteTrials.ts";
import { formatDate, formatNumber, formatSeconds } from "../format/formats.ts";

interface Column {
  readonly label: string;
  readonly unit: string;
  readonly isNumber: boolean;
  readonly textOf: (details: RowDetails, workloads: number) => string;
}

const columns = {
  authors: {
    label: "Authors",
    unit: "",
    isNumber: false,
    textOf: ({ authors }) => authors.join(", ") || "–",
  },
  paper: { label: "Paper", unit: "", isNumber: false, textOf: ({ paper }) => paper ?? "–" },
  state: {
    ...{ label: "State", unit: "bytes a parameter, as stated", isNumber: true },
    textOf: ({ stateBytesPerParameter }) => stateBytesPerParameter?.toString() ?? "–",
  },
  step: {
    ...{ label: "A step", unit: "ms, over all trials", isNumber: true },
    textOf: ({ chargedSeconds, steps }) =>
      steps === 0 ? "–" : ((1000 * chargedSeconds) / steps).toPrecision(3),
  },
  cost: {
    ...{ label: "Whole entry", unit: "s, all trials", isNumber: true },
    textOf: ({ chargedSeconds }) => formatSeconds(chargedSeconds),
  },
  critical: {
    ...{ label: "Critical path", unit: "s, all trials, side by side", isNumber: true },
    textOf: ({ criticalSeconds, chargedSeconds }) => formatSeconds(criticalSeconds ?? chargedSeconds),
  },
  energy: {
    ...{ label: "Energy", unit: "Wh, at 10 W a core", isNumber: true },
    textOf: ({ chargedSeconds }) => Number(wattHoursOf(chargedSeconds).toPrecision(2)).toString(),
  },
  gradients: {
    ...{ label: "Gradients to targets", unit: "evaluations, median study", isNumber: true },
    textOf: ({ gradients, gradientsOver }, workloads) =>
      gradientsOver === 0
        ? "–"
        : `${formatNumber(gradients)}${gradientsOver < workloads ? ` (${gradientsOver} of ${workloads})` : ""}`,
  },
  "all-gradients": {
    ...{ label: "All gradients", unit: "evaluations, all trials", isNumber: true },
    textOf: ({ gradientsOfAll }) => (gradientsOfAll === null ? "–" : formatNumber(gradientsOfAll)),
  },
  bytes: {
    ...{ label: "Sent", unit: "a step, by simulated workers", isNumber: true },
    textOf: ({ bytesSent, steps }) =>
      bytesSent === null || steps === 0 ? "–" : formatBytes(bytesSent / steps),
  },
  privacy: {
    ...{ label: "Privacy", unit: "as stated, not proved", isNumber: false },
    textOf: ({ privacy }) => (privacy === null ? "–" : formatPrivacy(privacy)),
  },
  date: { label: "Entered", unit: "", isNumber: false, textOf: ({ enteredAt }) => formatDate(enteredAt) },
} as const satisfies Record<string, Column>;

/** What a reader can add to a board's table. */
export type BoardColumn = keyof typeof columns;
export const boardColumns: Readonly<Record<BoardColumn, Column>> = columns;

/** Those that an address names, in the order of the table. */
export const chosenColumns = (asked: URLSearchParams): BoardColumn[] =>
  (Object.keys(columns) as BoardColumn[]).filter((name) => asked.getAll("col").includes(name));
