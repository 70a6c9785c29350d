/**
 * Kinds of training algorithms, by the papers that they come from: a submission is of the family of the paper that it names, whoever wrote it and whatever it is
 * called. A paper stands in one family, by its main idea; papers of several methods (AlgoPerf's results) stand in none.
 */
const families = {
  adaptive: {
    title: "adaptive moments",
    papers:
      "2010.07468 1804.04235 duchi11a 2006.15815 1412.6980 2110.02861 2407.05872 2406.16793 2006.08217 1711.05101 2208.06677 2409.03137 2411.02853 2210.11693 1904.09237 2307.02047 2411.16085 1909.11015 1904.00962 2411.10438 2306.07179 1903.01435 1908.03265 lecture_slides_lec6 2511.20626 2412.11768 90365351ccc7437a1309dc64e4db32a3",
  },
  momentum: {
    title: "momentum and sign",
    papers:
      "2007.01397 1708.03888 0041-5553(64)90137-5 2302.06675 sutskever13 aoms/1177729586 1802.04434 2309.14053",
  },
  curvature: {
    title: "matrices and curvature",
    papers:
      "1802.09568 8j9hz8dvi8 2309.06497 2405.18144 2409.11321 1512.04202 kellerjordan.github.io/posts/muon 2502.16982 2510.14009 2502.07529 2305.14342 1605.06049 1406.2572 2506.13710",
  },
  rates: {
    title: "no learning rate to tune",
    papers:
      "2405.04376 1705.07795 2301.07733 2302.12022 2305.16284 2306.00144 2305.07583 2407.04358 2306.06101 2002.10542 2006.09092",
  },
  averages: {
    title: "schedules and averages",
    papers: "2405.15682 2209.14981 1907.08610 2310.07831 2409.04434",
  },
  flat: { title: "flat minima", papers: "2010.01412 2205.14083 2010.04925 2004.05884" },
  data: {
    title: "data and batches",
    papers:
      "1907.05550 1910.00762 1904.03626 2410.16523 1705.08741 2402.17227 2003.07422 2409.00908 2106.03110",
  },
  compact: {
    title: "sparse, low rank, few bits",
    papers:
      "2403.03507 2407.08296 2307.05695 2305.02538 2107.07467 2305.02299 2409.09099 2308.06689 1803.03635",
  },
  workers: {
    title: "many workers, privacy",
    papers: "2411.19870 1712.01887 2311.14632 2302.03884 2402.15427",
  },
  gradients: {
    title: "other ways to a gradient",
    papers: "2202.08587 2305.08960 2501.04697 2501.09238 2003.11666 2510.02765",
  },
  penalties: {
    title: "penalties and upkeep of weights",
    papers: "2103.06583 2406.06811 2506.02154 2108.06325 2307.08436",
  },
} as const satisfies Record<string, { readonly title: string; readonly papers: string }>;

export type PaperFamily = keyof typeof families;

export const paperFamilies = Object.keys(families) as [PaperFamily, ...PaperFamily[]];

/** Nothing for what is of no family. */
export const familyTitle = (family: PaperFamily | null): string =>
  family === null ? "" : families[family].title;

/** What of a paper's id or address, in small letters, tells that it is one of the family's. */
export const papersOf = (family: PaperFamily): string[] => families[family].papers.split(" ");

/** The family of a paper as manifests name it; null where it stands in none. */
export function familyOf(paper: string | null | undefined): PaperFamily | null {
  const named = paper?.toLowerCase();
  if (named === undefined) return null;
  return paperFamilies.find((family) => papersOf(family).some((part) => named.includes(part))) ?? null;
}
