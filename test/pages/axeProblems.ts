import axe from "axe-core";
import type { Page } from "playwright-core";
import type { PageProblem } from "./pageProblems.ts";

/** Everything that axe finds wrong with the page that is shown, of any level: WCAG 2.2 up to AA and its own best practices. */
export async function axeProblems(page: Page): Promise<PageProblem[]> {
  // As an expression: the page's own policy lets no script in.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (window as unknown as { readonly axe: typeof axe }).axe.run(document, { resultTypes: ["violations"] }),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => ({
      rule: id,
      where: `${html.replaceAll(/\s+/g, " ").slice(0, 160)} ${failureSummary?.split("\n").at(1)?.trim() ?? ""}`,
    })),
  );
}
