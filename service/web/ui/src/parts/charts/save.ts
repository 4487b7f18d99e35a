/** Taking a tile along: its table as CSV, its drawing as SVG or PNG; made here, of what is on screen. */

import { plain } from "../../format.ts";

const STYLES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "font-family", "font-size", "font-weight", "text-anchor"] as const;
const SCALE = 2; // of a picture in dots

export function save(name: string, ending: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = `${plain(name).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "")}.${ending}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** The drawing as it looks, without the sheet of styles that it has here, under its title. */
export function standalone(drawing: SVGSVGElement, title: string): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const styled = [...drawing.querySelectorAll<SVGElement>("rect,path,circle,text")];
  for (const [index, part] of [...copy.querySelectorAll("rect,path,circle,text")].entries()) {
    const look = getComputedStyle(styled[index] ?? drawing);
    for (const style of STYLES) {
      part.setAttribute(style, look.getPropertyValue(style));
    }
    part.removeAttribute("class");
  }
  const { width, height } = drawing.viewBox.baseVal;
  const here = getComputedStyle(drawing);
  const em = Number.parseFloat(here.fontSize);
  const [edge, head] = [em, 3 * em];
  const made = <K extends "rect" | "text">(name: K, values: Record<string, string | number>): SVGElementTagNameMap[K] => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(values)) {
      element.setAttribute(key, String(value));
    }
    return element;
  };
  const ground = made("rect", { x: -edge, y: -head, width: width + 2 * edge, height: height + head + edge, fill: getComputedStyle(document.body).backgroundColor });
  const words = made("text", { x: 0, y: -head + 1.8 * em, fill: here.color, "font-family": here.fontFamily, "font-size": 1.2 * em, "font-weight": 650 });
  words.textContent = title;
  copy.prepend(ground, words);
  copy.setAttribute("viewBox", `${-edge} ${-head} ${width + 2 * edge} ${height + head + edge}`);
  copy.setAttribute("width", String(width + 2 * edge));
  copy.setAttribute("height", String(height + head + edge));
  copy.removeAttribute("class");
  return new XMLSerializer().serializeToString(copy);
}

export function picture(svg: string): Promise<Blob> {
  return new Promise((done, failed) => {
    const image = new Image();
    image.onerror = () => failed(new Error("The drawing could not be read."));
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = image.width * SCALE;
      canvas.height = image.height * SCALE;
      canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => (blob === null ? failed(new Error("The picture could not be made.")) : done(blob)), "image/png");
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  });
}
