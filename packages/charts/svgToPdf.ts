import { helveticaWidth, winAnsi } from "./helvetica.ts";

/** A colour as PDF writes it: three numbers between 0 and 1. */
const rgb = (hex: string): string =>
  [1, 3, 5].map((at) => (Number.parseInt(hex.slice(at, at + 2), 16) / 255).toFixed(3)).join(" ");

const plainText = (text: string): string =>
  text.replace(
    /&(amp|lt|gt|quot|#39|apos);/g,
    (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"' })[name] ?? "'",
  );

type Attributes = Readonly<Record<string, string>>;

interface Style {
  readonly fontSize: number;
  readonly fill: string;
}

/**
 * A chart of this package as a PDF of one page, of vectors and text: for papers. It draws the elements that charts are made of (`svg`, `g`, `line`, `rect`,
 * `circle`, `path` of straight lines, `text`) in the light theme, and throws at anything else. One user unit is a point. Text is set in Helvetica, which every
 * reader of PDFs has; characters that its encoding lacks are a question mark.
 */
export function svgToPdf(svg: string): Uint8Array {
  const [, width = "0", height = "0"] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  return pdfOf(Number(width), Number(height), drawingOf(svg, Number(height)));
}

function drawingOf(svg: string, height: number): string {
  const out = [`1 0 0 -1 0 ${height} cm`];
  const styles: Style[] = [{ fontSize: 13, fill: "#24262b" }];
  const saved: boolean[] = [];
  let text: { attributes: Attributes; content: string } | null = null;
  /** Depth inside of what is read and not seen. */
  let unseen = 0;
  for (const [, close, name = "", given = "", self, content] of svg.matchAll(
    /<(\/?)([a-z]+)((?:\s+[\w-]+="[^"]*")*)\s*(\/?)>|([^<]+)/g,
  )) {
    const style = styles.at(-1) as Style;
    if (content !== undefined) {
      if (unseen === 0 && text !== null) text.content += plainText(content);
    } else if (name === "title" || name === "desc") {
      if (self !== "/") unseen += close === "/" ? -1 : 1;
    } else if (name === "text") {
      if (close !== "/") text = { attributes: attributesOf(given), content: "" };
      else if (text !== null) {
        out.push(drawText(text.attributes, text.content, style));
        text = null;
      }
    } else if (name === "svg" || name === "g") {
      if (close === "/") {
        styles.pop();
        if (saved.pop()) out.push("Q");
      } else {
        const attributes = attributesOf(given);
        styles.push({
          fontSize: Number(attributes["font-size"] ?? style.fontSize),
          fill: attributes["fill"] ?? style.fill,
        });
        const isMoved = attributes["x"] !== undefined || attributes["y"] !== undefined;
        saved.push(isMoved);
        if (isMoved) out.push(`q 1 0 0 1 ${attributes["x"] ?? 0} ${attributes["y"] ?? 0} cm`);
      }
    } else if (close !== "/") out.push(drawShape(name, attributesOf(given)));
  }
  return out.join("\n");
}

const attributesOf = (text: string): Attributes =>
  Object.fromEntries(
    [...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, plainText(value ?? "")]),
  );

function drawShape(name: string, attributes: Attributes): string {
  const { fill = "none", stroke = "none" } = attributes;
  const number = (key: string): number => Number(attributes[key] ?? 0);
  const paints = [
    ...(fill === "none" ? [] : [`${rgb(fill)} rg`]),
    ...(stroke === "none"
      ? []
      : [
          `${rgb(stroke)} RG ${attributes["stroke-width"] ?? 1} w [${attributes["stroke-dasharray"] ?? ""}] 0 d`,
        ]),
  ];
  const paint = fill === "none" ? (stroke === "none" ? "n" : "S") : stroke === "none" ? "f" : "B";
  return ["q", ...paints, outline(name, attributes, number), paint, "Q"].join(" ");
}

function outline(name: string, attributes: Attributes, number: (key: string) => number): string {
  switch (name) {
    case "line":
      return `${number("x1")} ${number("y1")} m ${number("x2")} ${number("y2")} l`;
    case "rect":
      return `${number("x")} ${number("y")} ${number("width")} ${number("height")} re`;
    case "circle":
      return circle(number("cx"), number("cy"), number("r"));
    case "path":
      return path(attributes["d"] ?? "");
    default:
      throw new Error(`a chart with <${name}> cannot be written as PDF`);
  }
}

/** Four Bézier curves, a quarter each. */
function circle(x: number, y: number, r: number): string {
  const k = r * 0.5523;
  return (
    `${x + r} ${y} m ${x + r} ${y + k} ${x + k} ${y + r} ${x} ${y + r} c ${x - k} ${y + r} ${x - r} ${y + k} ${x - r} ${y} c ` +
    `${x - r} ${y - k} ${x - k} ${y - r} ${x} ${y - r} c ${x + k} ${y - r} ${x + r} ${y - k} ${x + r} ${y} c`
  );
}

function path(d: string): string {
  const out: string[] = [];
  let [x, y] = [0, 0];
  for (const [, command = "", rest = ""] of d.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
    const numbers = (rest.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
    if (command === "Z") out.push("h");
    else if (command === "M" || command === "L") {
      for (let at = 0; at < numbers.length; at += 2) {
        [x, y] = [numbers[at] as number, numbers[at + 1] as number];
        out.push(`${x} ${y} ${command === "M" && at === 0 ? "m" : "l"}`);
      }
    } else if (command === "H" || command === "V" || command === "h" || command === "v") {
      for (const value of numbers) {
        if (command === "H") x = value;
        else if (command === "h") x += value;
        else if (command === "V") y = value;
        else y += value;
        out.push(`${x} ${y} l`);
      }
    } else throw new Error(`a path with ${command} cannot be written as PDF`);
  }
  return out.join(" ");
}

function drawText(attributes: Attributes, content: string, style: Style): string {
  const size = Number(attributes["font-size"] ?? style.fontSize);
  const anchor = attributes["text-anchor"];
  const width = (helveticaWidth(content) * size) / 1000;
  const x = Number(attributes["x"] ?? 0) - (anchor === "end" ? width : anchor === "middle" ? width / 2 : 0);
  const y = Number(attributes["y"] ?? 0) + Number((attributes["dy"] ?? "0").replace("em", "")) * size;
  const shown = winAnsi(content).replace(/[\\()]/g, "\\$&");
  const at = (paint: string) =>
    `BT ${paint} /F1 ${size} Tf 1 0 0 -1 ${x.toFixed(2)} ${y.toFixed(2)} Tm (${shown}) Tj ET`;
  // A halo lies under its text.
  const halo = attributes["stroke"];
  const under =
    halo === undefined ? "" : `${at(`${rgb(halo)} RG ${attributes["stroke-width"] ?? 1} w 1 Tr`)} `;
  return `q ${under}${at(`${rgb(attributes["fill"] ?? style.fill)} rg 0 Tr`)} Q`;
}

function pdfOf(width: number, height: number, drawing: string): Uint8Array {
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>`,
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
  ];
  let file = "%PDF-1.4\n";
  const starts = objects.map((object, at) => {
    const start = file.length;
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return start;
  });
  const table = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  for (const start of starts) file += `${String(start).padStart(10, "0")} 00000 n \n`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  // One character a byte: text is in the font's encoding by now.
  return Uint8Array.from(file, (character) => character.charCodeAt(0));
}
