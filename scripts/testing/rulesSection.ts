import { documentsListCommands } from "../rules/documentsListCommands.ts";
import { documentsListRoutes } from "../rules/documentsListRoutes.ts";
import { documentsPointToFiles } from "../rules/documentsPointToFiles.ts";
import { fileSize, longFiles } from "../rules/fileSize.ts";
import { importDirection } from "../rules/importDirection.ts";
import { noCircles } from "../rules/noCircles.ts";
import { noDrawers } from "../rules/noDrawers.ts";
import { noNodeInBrowserCode } from "../rules/noNodeInBrowserCode.ts";
import { noScraps } from "../rules/noScraps.ts";
import { noTensorsInData } from "../rules/noTensorsInData.ts";
import { oneName } from "../rules/oneName.ts";
import { readRepository } from "../rules/readRepository.ts";
import type { Rule } from "../rules/rule.ts";
import { sameBitsEverywhere } from "../rules/sameBitsEverywhere.ts";
import type { TestSection } from "./section.ts";

const rules: readonly Rule[] = [
  importDirection,
  noTensorsInData,
  noNodeInBrowserCode,
  sameBitsEverywhere,
  fileSize,
  noDrawers,
  noScraps,
  noCircles,
  oneName,
  documentsListCommands,
  documentsListRoutes,
  documentsPointToFiles,
];

/** The repository's own rules, each counted as one check. */
export const rulesSection: TestSection = {
  name: "rules",
  title: "Repository rules",
  run: async () => {
    const files = await readRepository(process.cwd());
    let failed = 0;
    for (const rule of rules) {
      const violations = rule.check(files);
      console.log(`${violations.length === 0 ? "✓" : "✗"} ${rule.title}`);
      for (const { path, message } of violations) console.log(`    ${path}: ${message}`);
      if (violations.length > 0) failed++;
    }
    const long = longFiles(files);
    if (long.length > 0) {
      console.log(
        `  (over the usual length: ${long.map(({ path, lines }) => `${path} ${lines}`).join(", ")})`,
      );
    }
    return { passed: rules.length - failed, failed, skipped: 0 };
  },
};
