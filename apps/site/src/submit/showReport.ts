import type { CheckFinding, CheckReport } from "@steepest/core/harness/checkSubmission.ts";

const paragraph = (text: string, strong = false): HTMLParagraphElement => {
  const element = document.createElement("p");
  const inner = strong ? element.appendChild(document.createElement("strong")) : element;
  inner.textContent = text;
  return element;
};

/** Lines that scroll where they are long, which the keyboard reaches. */
const scrolled = (text: string): HTMLPreElement => {
  const pre = document.createElement("pre");
  pre.tabIndex = 0;
  pre.textContent = text;
  return pre;
};

/** One thing that went wrong, with the way out. */
export function problemBox(what: string, details: string | null, solution: string): HTMLElement {
  const box = document.createElement("div");
  box.className = "problem";
  box.setAttribute("role", "alert");
  box.append(paragraph(what, true), paragraph(solution));
  if (details !== null && details !== "" && details !== what) {
    const pre = scrolled(details);
    box.append(pre);
  }
  return box;
}

function findingBox({ file, line, message, solution, frame }: CheckFinding, kind: string): HTMLElement {
  const place = `${file ?? "submission"}${line === null ? "" : `:${line}`}: `;
  return problemBox(kind + (message.startsWith(place) ? message : place + message), frame, solution);
}

/** What `check` found, as elements. */
export function showReport(report: CheckReport): HTMLElement[] {
  const elements = [
    ...report.problems.map((problem) => findingBox(problem, "")),
    ...report.warnings.map((warning) => findingBox(warning, "Warning: ")),
  ];
  const { dryRun, manifest } = report;
  if (report.ok && manifest !== null && dryRun !== null) {
    elements.push(
      paragraph(
        `${manifest.name} (${manifest.ruleset}) passes: ${dryRun.steps} steps on a tiny problem took the loss from ` +
          `${dryRun.firstLoss.toPrecision(3)} to ${dryRun.lastLoss.toPrecision(3)} with ` +
          `${dryRun.stateBytesPerParameter.toPrecision(3)} bytes of state per parameter.`,
      ),
    );
  }
  if (report.console.length > 0) {
    elements.push(paragraph("It printed:"), scrolled(report.console.join("\n")));
  }
  return elements;
}
