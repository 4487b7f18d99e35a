/** The comments on an item, under a heading of their own; fetched when somebody first opens a page that has them. */

import { useId } from "preact/hooks";
import { t } from "../i18n.ts";
import { later } from "../parts/Later.tsx";
import type { About } from "./about.ts";

export const Comments = later(() => import("./Comments.tsx").then((part) => part.Comments), "part");

export function CommentsPart(props: About) {
  const id = useId();
  return (
    <section class="part" aria-labelledby={id}>
      <h2 id={id}>{t("comments.title")}</h2>
      <Comments {...props} />
    </section>
  );
}
