/** A value before and after, in one line: what went is struck out, what came is underlined, and both are said aloud. */

import { t } from "../i18n.ts";
import { wordsChanged } from "../texts/words.ts";

/** ``closely``: word by word; else the one whole, then the other. */
export function Reworded({ before, after, closely }: { readonly before: string; readonly after: string; readonly closely: boolean }) {
  const pieces = closely
    ? wordsChanged(before, after)
    : ([{ is: "gone", text: before }, { is: "same", text: before === "" || after === "" ? "" : " " }, { is: "put", text: after }] as const).filter(({ text }) => text !== "");
  return (
    <span class="reworded">
      {pieces.map(({ is, text }, at) =>
        is === "same" ? (
          text
        ) : is === "gone" ? (
          <del key={at}>
            <span class="hidden">{t("compare.said_gone")} </span>
            {text}
            <span class="hidden"> {t("compare.said_end")} </span>
          </del>
        ) : (
          <ins key={at}>
            <span class="hidden">{t("compare.said_put")} </span>
            {text}
            <span class="hidden"> {t("compare.said_end")} </span>
          </ins>
        ),
      )}
    </span>
  );
}
