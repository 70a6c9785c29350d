import { expect, test } from "vitest";
import { createTokenSchema } from "./api/tokens.ts";
import { plainText } from "./plainText.ts";

test.each(["\u202Egnp", "a\u2066b", "bell\u0007", "clear\u001b[2J", "\u2028"])(
  "%j is refused in what is shown to others",
  (text) => {
    expect(plainText(1, 80).safeParse(`x${text}y`).error?.issues[0]?.message).toMatch(/^must be plain text/);
    expect(createTokenSchema.safeParse({ role: "runner", name: `x${text}y` }).success).toBe(false);
  },
);

test.each(["Ada's laptop", "實驗室", "مختبر", "a  b", "👩‍🔬"])("%s is as good as any", (text) => {
  expect(plainText(1, 80).parse(` ${text} `)).toBe(text);
});
