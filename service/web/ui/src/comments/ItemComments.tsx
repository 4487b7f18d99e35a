/** The comments on one of many items in a list: how many there are, and all of them once somebody opens them. */

import "../styles/comments.css";
import { plural, t } from "../i18n.ts";
import { address } from "../router.ts";
import { type About, anchorOf } from "./about.ts";
import { Comments } from "./CommentsPart.tsx";
import { useState } from "preact/hooks";

export function ItemComments(props: About) {
  const { network, item, at } = props;
  const rows = network.store.all("comment_list").filter(({ item_id }) => item_id === item);
  const sought = rows.some(({ comment_id }) => address.value.hash === `#${anchorOf(comment_id)}`);
  const [open, setOpen] = useState(false);
  const count = rows.filter(({ withdrawn }) => !withdrawn).length;
  return (
    <details class="item-comments" open={open || sought} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {at === null ? plural("comments.of_item", count) : t("comments.past")}
        <span class="hidden"> {props.title}</span>
      </summary>
      {(open || sought) && <Comments {...props} />}
    </details>
  );
}
