/** Two buttons that move one of a list past its neighbour, by key or by hand; where it stands then is said. */

import { useEffect, useRef } from "preact/hooks";
import { announce } from "../announce.ts";
import { t } from "../i18n.ts";
import { between } from "../order.ts";

interface Props {
  readonly title: string;
  /** The list as it is shown, and where in it this one stands. */
  readonly rows: readonly { readonly order_key: string }[];
  readonly index: number;
  readonly busy: boolean;
  readonly onMove: (to: string) => void;
}

export function Moving({ title, rows, index, busy, onMove }: Props) {
  const up = useRef<HTMLButtonElement>(null);
  const down = useRef<HTMLButtonElement>(null);
  const pressed = useRef<"up" | "down" | null>(null);
  const count = rows.length;
  useEffect(() => {
    if (pressed.current !== null) {
      // A list that is put in another order loses the focus: it goes back to the button, or to the other one at either end.
      (pressed.current === "up" ? (up.current ?? down.current) : (down.current ?? up.current))?.focus();
      pressed.current = null;
      announce(t("moved.to", { title, place: index + 1, count }));
    }
  }, [index, title, count]);
  const key = (at: number): string | null => rows[at]?.order_key ?? null;
  const move = (way: "up" | "down"): void => {
    pressed.current = way;
    onMove(way === "up" ? between(key(index - 2), key(index - 1)) : between(key(index + 1), key(index + 2)));
  };
  return (
    <>
      {index > 0 && (
        <button ref={up} type="button" class="button button-small" aria-disabled={busy} aria-label={t("moved.up_of", { title })} onClick={() => move("up")}>
          {t("moved.up")}
        </button>
      )}
      {index < count - 1 && (
        <button ref={down} type="button" class="button button-small" aria-disabled={busy} aria-label={t("moved.down_of", { title })} onClick={() => move("down")}>
          {t("moved.down")}
        </button>
      )}
    </>
  );
}
