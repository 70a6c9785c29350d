/** One thing that keeps somebody from a page: the rule, and where. */
export interface PageProblem {
  readonly rule: string;
  readonly where: string;
}

/**
 * What is wrong with the page that is shown and that axe has no rule for, found in the page itself: it must stand alone, since a browser gets its text. What the
 * head tells search engines and those who share the page; what is wider than its place; what of a chart cannot be read.
 */
export function pageProblems(): PageProblem[] {
  const problems: PageProblem[] = [];
  const all = <Kind extends Element = HTMLElement>(selector: string): Kind[] => [
    ...document.querySelectorAll<Kind>(selector),
  ];
  const shown = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const add = (rule: string, element: Element | string): void => {
    const where =
      typeof element === "string" ? element : element.outerHTML.replaceAll(/\s+/g, " ").slice(0, 160);
    problems.push({ rule, where });
  };

  // The head: a page says its address, or that it is not to be found.
  const told = (selector: string, attribute: string): string =>
    document.head.querySelector(selector)?.getAttribute(attribute)?.trim() ?? "";
  if (told('meta[name="description"]', "content") === "") add("meta-description", "head");
  const isHidden = told('meta[name="robots"]', "content").includes("noindex");
  if (!isHidden && told('link[rel="canonical"]', "href") === "") add("canonical", "head");
  for (const property of ["title", "description", "url", "image", "image:alt"])
    if (told(`meta[property="og:${property}"]`, "content") === "") add("social-card", `og:${property}`);
  // From the root on where the page was built before anybody asked for it.
  for (const address of [told('link[rel="canonical"]', "href"), told('meta[property="og:image"]', "content")])
    if (address !== "" && !/^(https?:\/)?\//.test(address)) add("address-is-not-whole", address);

  // What is wider than its place.
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) {
    const widest = all("body *")
      .filter((element) => shown(element) && element.getBoundingClientRect().right > clientWidth + 1)
      .filter((element) => {
        for (let parent = element.parentElement; parent !== null; parent = parent.parentElement)
          if (getComputedStyle(parent).overflowX !== "visible" && parent !== document.body) return false;
        return true;
      });
    add(
      "page-wider-than-screen",
      `${scrollWidth} of ${clientWidth}: ${widest.at(-1)?.outerHTML.slice(0, 160)}`,
    );
  }
  for (const box of all("body *")) {
    const { overflowX, overflowY } = getComputedStyle(box);
    const scrolls =
      (/auto|scroll/.test(overflowX) && box.scrollWidth > box.clientWidth + 1) ||
      (/auto|scroll/.test(overflowY) && box.scrollHeight > box.clientHeight + 1);
    if (!scrolls || !shown(box) || box.tagName === "TEXTAREA") continue;
    const isEditor = box.closest("[contenteditable], .cm-editor") !== null;
    if (!isEditor && box.tabIndex < 0) add("scrollable-region-focusable", box);
    if (!isEditor && box.tagName !== "PRE" && !box.getAttribute("aria-label")?.trim())
      add("scrollable-region-has-no-name", box);
  }
  // Lists are cards on a phone; a board of three workloads stands whole on a usual screen.
  const isPhone = window.innerWidth <= 400;
  for (const table of all<HTMLTableElement>("table.cards, table.board")) {
    const box = table.closest<HTMLElement>(".table-scroll");
    const fits = table.matches(".cards")
      ? isPhone
      : window.innerWidth >= 1440 && (table.tHead?.rows[0]?.cells.length ?? 0) <= 10;
    if (fits && box !== null && box.scrollWidth > box.clientWidth + 1) add("table-is-cut-off", box);
  }
  for (const svg of all<SVGSVGElement>("svg.chart").filter(shown)) {
    // Text that a phone shows smaller than this cannot be read.
    const scale = svg.getScreenCTM()?.a ?? 1;
    const size = Number.parseFloat(getComputedStyle(svg).fontSize) * scale;
    if (svg.querySelector("text") && size < 9.5)
      add("chart-text-too-small", `${size.toFixed(1)} px: ${svg.getAttribute("aria-label")}`);
    // A label beyond the drawing is a label that is cut off.
    const view = svg.viewBox.baseVal;
    for (const text of svg.querySelectorAll("text")) {
      const { x, width } = text.getBBox();
      if (x < view.x - 2 || x + width > view.x + view.width + 2)
        add("chart-text-cropped", `${text.textContent} in ${svg.getAttribute("aria-label")}`);
    }
  }

  // Contrast of text with what is behind it: axe leaves undecided what stands on a gradient, as every table here does.
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const channels = (colour: string): [number, number, number, number] => {
    if (pen === null) return [0, 0, 0, 0];
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0, a = 0] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top: readonly number[], below: readonly number[]): [number, number, number, number] => {
    const alpha = top[3] ?? 1;
    const mix = (at: number) => (top[at] ?? 0) * alpha + (below[at] ?? 0) * (1 - alpha);
    return [mix(0), mix(1), mix(2), 1];
  };
  const behind = (element: Element): [number, number, number, number] => {
    const layers: number[][] = [];
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reduceRight<[number, number, number, number]>(
      (below, top) => over(top, below),
      [255, 255, 255, 1],
    );
  };
  const luminance = ([r, g, b]: readonly number[]): number => {
    const linear = (value = 0) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const faint = new Set<string>();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (element === null || node.textContent?.trim() === "" || !shown(element)) continue;
    if (element.closest("script, style, template, :disabled, [aria-disabled=true], title, desc")) continue;
    const style = getComputedStyle(element);
    const isSvg = element instanceof SVGElement;
    const background = behind(element);
    const colour = over(channels(isSvg ? style.fill : style.color), background);
    const [one, other] = [luminance(colour), luminance(background)];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio >= (isLarge ? 3 : 4.5) - 0.005) continue;
    const key = `${style.color} ${background.join(" ")} ${element.className}`;
    if (!faint.has(key)) add("color-contrast", `${ratio.toFixed(2)}: ${element.outerHTML.slice(0, 140)}`);
    faint.add(key);
  }
  return problems;
}
