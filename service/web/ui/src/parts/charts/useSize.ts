/** How wide a drawing may be, and how large its letters are: both change with the window, the zoom, and the letters that a person chose. */

import { type RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

export interface Size {
  readonly width: number;
  readonly em: number;
}

export function useSize(): [RefObject<HTMLDivElement | null>, Size] {
  const frame = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({ width: 640, em: 13 });
  useEffect(() => {
    const place = frame.current;
    if (place === null) {
      return undefined;
    }
    const seen = new ResizeObserver(() => {
      const width = Math.max(160, Math.floor(place.clientWidth));
      const em = Number.parseFloat(getComputedStyle(place).fontSize);
      setSize((before) => (before.width === width && before.em === em ? before : { width, em }));
    });
    seen.observe(place);
    return () => seen.disconnect();
  }, []);
  return [frame, size];
}

/** As much of a text as fits; the whole of it stands in the table. */
export function fitting(text: string, width: number, em: number): string {
  const most = Math.max(3, Math.floor(width / (em * 0.54)));
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}
