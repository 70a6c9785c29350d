import { importsOf } from "./importsOf.ts";
import { isTest, type Rule } from "./rule.ts";

/** The Worker, the site's server side and the score read these: a megabyte of tfjs has no business there. */
const withoutTensors =
  /^packages\/(base\/|core\/(schema|score)\/|charts\/|workloads\/(catalogue\.ts|[^/]+\/card\.ts))|^apps\/api\//;

export const noTensorsInData: Rule = {
  title: "schema, score, random, math, cards, charts and the API never import tfjs",
  check: (files) =>
    files
      .filter((file) => withoutTensors.test(file.path) && !isTest(file.path))
      .flatMap((file) =>
        importsOf(file)
          .filter((specifier) => specifier.startsWith("@tensorflow/"))
          .map((specifier) => ({ path: file.path, message: `imports ${specifier}` })),
      ),
};
