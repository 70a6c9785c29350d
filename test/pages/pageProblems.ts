/** One thing that keeps somebody from a page: the rule, and where. */
export interface PageProblem {
  readonly rule: string;
  readonly where: string;
}

/**
 * What is wrong with the page that is shown, found in the page itself: it must stand alone, since a browser gets its text. The rules are those of WCAG 2.2 AA
 * and of good practice that can be told from a rendered page, under the names that axe gives them where it has them.
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
  const textOf = (id: string): string => document.getElementById(id)?.textContent?.trim() ?? "";
  const nameOf = (element: Element): string => {
    const labelled = (element.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter((id) => id !== "");
    if (labelled.length > 0) return labelled.map(textOf).join(" ").trim();
    const label = element.getAttribute("aria-label")?.trim();
    if (label) return label;
    if ("labels" in element) {
      const labels = [...((element.labels as NodeListOf<HTMLLabelElement> | null) ?? [])];
      if (labels.length > 0)
        return labels
          .map(({ textContent }) => textContent)
          .join(" ")
          .trim();
    }
    const inner = [...element.querySelectorAll("img[alt], svg[aria-label]")].map(
      (one) => one.getAttribute("alt") ?? one.getAttribute("aria-label") ?? "",
    );
    return `${element.textContent ?? ""} ${inner.join(" ")} ${element.getAttribute("title") ?? ""}`.trim();
  };

  /** Of a box: what is in it is no name. */
  const labelOf = (element: Element): string => {
    const labelled = element.getAttribute("aria-labelledby");
    return labelled === null ? (element.getAttribute("aria-label") ?? "").trim() : textOf(labelled);
  };

  // The frame: language, title, landmarks, headings.
  if (!document.documentElement.lang) add("html-has-lang", "html");
  if (document.title.trim() === "") add("document-title", "head");
  if (!document.querySelector('meta[name="description"][content]')) add("meta-description", "head");
  const mains = all("main, [role=main]");
  if (mains.length !== 1) add("landmark-one-main", `${mains.length} main landmarks`);
  const headings = all("h1, h2, h3, h4, h5, h6").filter(shown);
  if (headings.filter(({ tagName }) => tagName === "H1").length !== 1)
    add("page-has-heading-one", "not one h1");
  headings.forEach((heading, at) => {
    const level = Number(heading.tagName[1]);
    const before = Number(headings[at - 1]?.tagName[1] ?? 0);
    if (at > 0 && level > before + 1) add("heading-order", heading);
    if (heading.textContent?.trim() === "") add("empty-heading", heading);
  });
  const landmarks = all(
    "nav, aside, [role=region], [role=navigation], [role=search], section[aria-label]",
  ).filter(shown);
  const names = new Set<string>();
  for (const landmark of landmarks) {
    const role = landmark.getAttribute("role") ?? landmark.tagName.toLowerCase();
    const name = labelOf(landmark);
    if (role === "region" && name === "") add("region-has-no-name", landmark);
    if (names.has(`${role} ${name}`)) add("landmark-unique", landmark);
    names.add(`${role} ${name}`);
  }
  for (const child of document.body.children) {
    if (["HEADER", "MAIN", "FOOTER", "NAV", "SCRIPT", "STYLE", "TEMPLATE"].includes(child.tagName)) continue;
    if (shown(child) && child.textContent?.trim()) add("region", child);
  }

  // Names of what can be used.
  for (const link of all("a[href]").filter(shown)) if (nameOf(link) === "") add("link-name", link);
  for (const button of all("button, summary, [role=button]").filter(shown))
    if (nameOf(button) === "") add("button-name", button);
  for (const field of all("input:not([type=hidden]), select, textarea, progress, meter").filter(shown))
    if (nameOf(field) === "") add("label", field);
  for (const image of all("img")) if (!image.hasAttribute("alt")) add("image-alt", image);
  for (const svg of all<SVGElement>("svg").filter(shown)) {
    const isHidden = svg.closest("[aria-hidden=true]") !== null;
    if (!isHidden && !svg.getAttribute("aria-label") && !svg.querySelector(":scope > title"))
      add("svg-img-alt", svg);
  }
  const ids = new Set<string>();
  for (const { id } of all("[id]")) {
    if (ids.has(id)) add("duplicate-id", `#${id}`);
    ids.add(id);
  }
  for (const attribute of ["aria-labelledby", "aria-describedby", "aria-controls", "for"])
    for (const element of all(`[${attribute}]`))
      for (const id of (element.getAttribute(attribute) ?? "").split(/\s+/))
        if (id !== "" && document.getElementById(id) === null) add(`${attribute} leads nowhere`, element);
  for (const element of all("[tabindex]"))
    if (Number(element.getAttribute("tabindex")) > 0) add("tabindex", element);
  for (const nested of all("a a, a button, button a, button button, label a, summary a, summary button"))
    if (!nested.closest("label")) add("nested-interactive", nested);

  // Tables and lists.
  for (const cell of all("th, td[role=columnheader]").filter(shown))
    if (cell.textContent?.trim() === "" && nameOf(cell) === "") add("empty-table-header", cell);
  for (const cell of all("[scope]")) if (cell.tagName !== "TH") add("scope-attr-valid", cell);
  for (const item of all("li")) if (!item.closest("ul, ol, menu")) add("listitem", item);
  for (const list of all("ul, ol"))
    for (const child of list.children)
      if (!["LI", "SCRIPT", "TEMPLATE"].includes(child.tagName)) add("list", child);
  for (const list of all("dl"))
    for (const child of list.children)
      if (!["DT", "DD", "DIV", "SCRIPT", "TEMPLATE"].includes(child.tagName)) add("definition-list", child);

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
    if (!isEditor && box.tagName !== "PRE" && labelOf(box) === "") add("scrollable-region-has-no-name", box);
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

  // Contrast of text with what is behind it.
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
  const told = new Set<string>();
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
    if (!told.has(key)) add("color-contrast", `${ratio.toFixed(2)}: ${element.outerHTML.slice(0, 140)}`);
    told.add(key);
  }
  return problems;
}
