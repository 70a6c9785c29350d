import { describe, expect } from "vitest";
import type { AnalyticLoss } from "../testing/analyticProblem.ts";
import { paperTest } from "../testing/paperTest.ts";
import { distance, quadratic, trainOn } from "../testing/trainOn.ts";

type Point = Readonly<Record<string, number>>;

/** Leaves in one model, with a gradient that depends on the step alone. */
const given = (
  parameters: AnalyticLoss["parameters"],
  gradientOf: (step: number) => readonly number[],
): AnalyticLoss => ({
  parameters,
  at: (p, _, step) => {
    const gradient = [...gradientOf(step)];
    return { loss: p.reduce((sum, value, i) => sum + value * (gradient[i] ?? 0), 0), gradient };
  },
});
const zeros = (count: number) => Array.from({ length: count }, () => 0);
const vector = (count: number) => [{ kind: "bias", shape: [count], start: zeros(count) }] as const;
const wild = (count: number) => (step: number) =>
  Array.from({ length: count }, (_, i) => Math.sin(3 * step + i * i) * 10 ** (((step * 7 + i * 5) % 9) - 4));

async function movesOf(name: string, loss: AnalyticLoss, steps: number, point: Point): Promise<number[][]> {
  const { path } = await trainOn(name, loss, { steps, point });
  return path.slice(1).map((p, k) => p.map((value, i) => value - (path[k]?.[i] ?? 0)));
}

const base: Point = { lr: 1, one_minus_beta1: 0.1, beta2: 0.99, eps: 1e-30, weight_decay: 0 };
const withoutMomentum: Point = { ...base, one_minus_beta1: 1 };

describe("AdaMax (Kingma & Ba 2015)", () => {
  paperTest(
    "adamax",
    "eq. 12: u is the largest of β₂^(t−i)·|gᵢ|, so without momentum a step is η·g/u",
    async () => {
      const gradients = wild(4);
      const moves = await movesOf("adamax", given(vector(4), gradients), 12, withoutMomentum);
      moves.forEach((move, k) => {
        move.forEach((value, i) => {
          const past = Array.from(
            { length: k + 1 },
            (_, j) => 0.99 ** (k - j) * Math.abs(gradients(j + 1)[i] ?? 0),
          );
          expect(value).toBeCloseTo(-(gradients(k + 1)[i] ?? 0) / Math.max(...past), 4);
        });
      });
    },
  );

  paperTest("adamax", "§7.1: no element of a step is longer than η", async () => {
    const moves = await movesOf("adamax", given(vector(6), wild(6)), 40, { ...base, beta2: 0.999 });
    expect(Math.max(...moves.flat().map(Math.abs))).toBeLessThanOrEqual(1.01);
    expect(Math.max(...moves.flat().map(Math.abs))).toBeGreaterThan(0.9);
  });
});

describe("Yogi (Zaheer et al. 2018)", () => {
  const sizes = [3, 3, 3, 0.01, 0.01, 0.01, 5, 0.01];
  const loss = given(vector(1), (step) => [sizes[step - 1] ?? 0]);

  paperTest("yogi", "§4: v changes by (1 − β₂)g² exactly, towards g², at every step", async () => {
    const moves = await movesOf("yogi", loss, sizes.length, { ...withoutMomentum, beta2: 0.9 });
    const v = moves.map(([move = 0], k) => ((sizes[k] ?? 0) / -move) ** 2);
    v.slice(1).forEach((value, k) => {
      const [before = 0, square] = [v[k], (sizes[k + 1] ?? 0) ** 2];
      const expected =
        before - 0.1 * Math.sign(Math.abs(before - square) < 1e-4 ? 0 : before - square) * square;
      expect(value).toBeCloseTo(expected, 2);
    });
  });

  paperTest("yogi", "§4: where gradients shrink at once its steps stay small, and Adam's grow", async () => {
    const point = { ...withoutMomentum, beta2: 0.5 };
    const last = async (name: string) => Math.abs((await movesOf(name, loss, 6, point)).at(-1)?.[0] ?? 0);
    const [yogi, adam] = [await last("yogi"), await last("adamw")];
    expect(yogi).toBeCloseTo(0.01 / 3, 4);
    expect(adam).toBeGreaterThan(2 * yogi);
  });
});

describe("Adam-atan2 (Everett et al. 2024)", () => {
  const { eps: _, ...point } = base;

  paperTest(
    "adam_atan2",
    "§4.3: without ε a step does not depend on the gradient's scale, even at 10⁻¹²",
    async () => {
      const at = (factor: number) =>
        movesOf(
          "adam_atan2",
          given(vector(3), (step) => wild(3)(step).map((g) => g * factor)),
          10,
          point,
        );
      const [plain, small] = [await at(1), await at(1e-12)];
      small.forEach((move, k) => {
        expect(distance(move, plain[k] ?? [])).toBeLessThan(1e-5);
      });
    },
  );

  paperTest("adam_atan2", "a step is η·4/π·atan2(m̂, √v̂), never longer than 2η, and η at first", async () => {
    const gradients = wild(5);
    const moves = await movesOf("adam_atan2", given(vector(5), gradients), 15, point);
    let [m, v] = [zeros(5), zeros(5)];
    moves.forEach((move, k) => {
      const g = gradients(k + 1);
      m = m.map((value, i) => 0.9 * value + 0.1 * (g[i] ?? 0));
      v = v.map((value, i) => 0.99 * value + 0.01 * (g[i] ?? 0) ** 2);
      move.forEach((value, i) => {
        const [first, second] = [(m[i] ?? 0) / (1 - 0.9 ** (k + 1)), (v[i] ?? 0) / (1 - 0.99 ** (k + 1))];
        expect(value).toBeCloseTo((-4 / Math.PI) * Math.atan2(first, Math.sqrt(second)), 4);
      });
    });
    expect(distance((moves[0] ?? []).map(Math.abs), Array(5).fill(1))).toBeLessThan(5e-5);
    expect(Math.max(...moves.flat().map(Math.abs))).toBeLessThanOrEqual(2);
  });
});

describe("Cautious AdamW (Liang et al. 2024)", () => {
  const point = { ...base, lr: 0.02, eps: 1e-8 };

  paperTest(
    "cautious_adamw",
    "algorithm 2: no element moves up its slope, and the kept ones make up for the others",
    async () => {
      const gradients = wild(8);
      const loss = given(vector(8), gradients);
      const [cautious, adam] = [
        await movesOf("cautious_adamw", loss, 12, point),
        await movesOf("adamw", loss, 12, point),
      ];
      let isMasked = false;
      cautious.forEach((move, k) => {
        const g = gradients(k + 1);
        const agrees = (adam[k] ?? []).map((value, i) => value * (g[i] ?? 0) < 0);
        const kept = agrees.filter(Boolean).length;
        isMasked ||= kept > 0 && kept < 8;
        const expected = (adam[k] ?? []).map((value, i) => (agrees[i] ? (value * 8) / kept : 0));
        expect(distance(move, expected)).toBeLessThan(1e-4);
      });
      expect(isMasked).toBe(true);
    },
  );

  paperTest(
    "cautious_adamw",
    "theorem 1: its loss keeps falling where AdamW's momentum carries it up the other side",
    async () => {
      const bowl = quadratic([1, 1], [1, -2]);
      const climb = async (name: string) => {
        const { path } = await trainOn(name, bowl, { steps: 120, point: { ...point, lr: 0.05 } });
        const losses = path.map(([x = 0, y = 0]) => 0.5 * (x * x + y * y));
        return Math.max(...losses.map((value, k) => value - Math.min(...losses.slice(0, k + 1))));
      };
      expect(await climb("cautious_adamw")).toBeLessThan(0.2 * (await climb("adamw")));
    },
  );
});

describe("Adam-mini (Zhang et al. 2024)", () => {
  const parameters = [
    { kind: "weight", shape: [3, 2], start: zeros(6) },
    { kind: "embedding", shape: [2, 3], start: zeros(6) },
    { kind: "bias", shape: [3], start: zeros(3) },
  ] as const;
  const gradients = wild(15);

  paperTest(
    "adam_mini",
    "algorithm 3: outputs of a matrix, tokens of an embedding and whole vectors share one rate each",
    async () => {
      const moves = await movesOf("adam_mini", given(parameters, gradients), 8, withoutMomentum);
      const blocks = [
        [0, 2, 4],
        [1, 3, 5],
        [6, 7, 8],
        [9, 10, 11],
        [12, 13, 14],
      ];
      const v = zeros(5);
      moves.forEach((move, k) => {
        const g = gradients(k + 1);
        blocks.forEach((block, b) => {
          const mean = block.reduce((sum, i) => sum + (g[i] ?? 0) ** 2, 0) / 3;
          v[b] = 0.99 * (v[b] ?? 0) + 0.01 * mean;
          const rate = 1 / Math.sqrt((v[b] ?? 0) / (1 - 0.99 ** (k + 1)));
          const expected = block.map((i) => -(g[i] ?? 0) * rate);
          expect(
            distance(
              block.map((i) => move[i] ?? 0),
              expected,
            ),
          ).toBeLessThan(1e-4);
        });
      });
    },
  );

  paperTest("adam_mini", "abstract: holds about half of AdamW's state", async () => {
    const layer = given([{ shape: [64, 48], start: zeros(64 * 48) }], () => zeros(64 * 48));
    const bytes = async (name: string) =>
      (await trainOn(name, layer, { steps: 2, point: { ...base, eps: 1e-8 } })).stateBytes;
    const ratio = (await bytes("adam_mini")) / (await bytes("adamw"));
    expect(ratio).toBeGreaterThan(0.45);
    expect(ratio).toBeLessThan(0.55);
  });
});

describe("CAME (Luo et al. 2023)", () => {
  const point = { ...withoutMomentum, beta3: 0.9, eps1: 1e-30, eps2: 1e-16, clip_threshold: 1 };

  paperTest(
    "came",
    "vectors take Adafactor's step: an RMS of d at most, no confidence (algorithm 2)",
    async () => {
      const moves = await movesOf("came", given(vector(4), wild(4)), 10, { ...point, one_minus_beta1: 0.1 });
      for (const move of moves)
        expect(Math.sqrt(move.reduce((sum, x) => sum + x * x, 0) / 4)).toBeLessThan(1 + 1e-5);
    },
  );

  paperTest(
    "came",
    "figure 2: of two equal matrices the one whose updates stray from their momentum steps less",
    async () => {
      const both = [
        { shape: [2, 2], start: zeros(4) },
        { shape: [2, 2], start: zeros(4) },
      ];
      // Both have gradients of size 1 … 1.3 throughout: the first one's go one way, the second one's back and forth.
      const loss = given(both, (k) => [
        1,
        1.1,
        1.2,
        1.3,
        ...[1, 1.1, 1.2, 1.3].map((g) => (k % 3 === 0 ? -g : g)),
      ]);
      const moves = await movesOf("came", loss, 60, { ...point, one_minus_beta1: 0.1 });
      const travelled = (from: number) =>
        moves.slice(30).reduce((sum, move) => sum + Math.abs(move[from] ?? 0), 0);
      expect(travelled(4)).toBeLessThan(0.5 * travelled(0));
    },
  );

  paperTest("came", "abstract: its state is Adafactor's with momentum, not that of Adam", async () => {
    const layer = given([{ shape: [64, 48], start: zeros(64 * 48) }], () => zeros(64 * 48));
    const { stateBytes } = await trainOn("came", layer, { steps: 2, point });
    expect(stateBytes / (64 * 48)).toBeLessThan(4.4);
  });
});

describe("Muon with updates of AdamW's size (Moonlight, Liu et al. 2025)", () => {
  paperTest(
    "muon_rms",
    "eq. 4: whatever a matrix's shape, an update's root mean square is that of AdamW, near 0.2",
    async () => {
      for (const [rows, columns] of [
        [4, 4],
        [3, 12],
        [16, 2],
      ] as const) {
        const gradients = Array.from(
          { length: rows * columns },
          (_, i) => (Math.sin(12.9898 * (i + 1)) * 43.75) % 1,
        );
        const loss = given([{ shape: [rows, columns], start: zeros(rows * columns) }], () => gradients);
        const point = { ...base, eps: 1e-8, one_minus_momentum: 0.1, ns_steps: 5, beta1: 0.9 };
        const [move = []] = await movesOf("muon_rms", loss, 1, point);
        const rms = Math.sqrt(move.reduce((sum, x) => sum + x * x, 0) / move.length);
        expect(rms).toBeGreaterThan(0.2 * 0.65);
        expect(rms).toBeLessThan(0.2 * 1.25);
      }
    },
  );

  paperTest(
    "muon_rms",
    "§2.2: the output layer, embeddings and vectors train by AdamW at the same rate and decay",
    async () => {
      const start = [0.5, -1, 0.3, 2];
      const loss = given(
        [
          { kind: "output_weight", shape: [2, 2], start },
          { kind: "embedding", shape: [2, 2], start },
          { kind: "bias", shape: [4], start },
        ],
        wild(12),
      );
      const point = {
        ...base,
        lr: 0.05,
        eps: 1e-8,
        weight_decay: 0.1,
        one_minus_momentum: 0.1,
        ns_steps: 5,
        beta1: 0.9,
      };
      const [ours, adamw] = [
        await trainOn("muon_rms", loss, { steps: 10, point }),
        await trainOn("adamw", loss, { steps: 10, point }),
      ];
      expect(ours.path).toEqual(adamw.path);
    },
  );
});
