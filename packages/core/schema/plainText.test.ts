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

test("one name is written in one way, and none looks like another by what nobody sees", () => {
  expect(plainText(1, 80).parse("cafe\u0301")).toBe("caf\u00e9");
  for (const text of ["caf\u00e9\u200b", "a\u{e0041}b", "a\u00adb", "ra\u200dck", "\ufeffrack-1x"]) {
    const refused = plainText(1, 80).safeParse(`a${text}`).error?.issues[0]?.message;
    expect(refused, JSON.stringify(text)).toMatch(/without characters that nobody sees/);
  }
  const joined = "\u0645\u06cc\u200c\u062e \u{1f469}\u200d\u{1f469}";
  expect(plainText(1, 80).parse(joined)).toBe(joined);
});

test("a name is one line, whatever it is given as", () => {
  expect(plainText(1, 80).parse("rack 7\r\n\u0009\nadmin  banned it\n")).toBe("rack 7 admin  banned it");
});
