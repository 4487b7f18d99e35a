/** The ideas that an action came from: the way back from what is done to who wanted it. */

import { dayOf } from "../format.ts";
import { lookup, t } from "../i18n.ts";
import type { Uuid } from "../types.ts";
import { useHere } from "./here.ts";

export function FromIdeas({ action }: { readonly action: Uuid }) {
  const { store } = useHere();
  const rows = store.all("idea_list").filter(({ action_id }) => action_id === action);
  return (
    <>
      {rows.map((row) => (
        <p key={row.idea_id} class="quiet">
          {t("idea.came_from", { title: row.title, origin: row.heard ?? lookup(`idea_origin.${row.origin}`) ?? "", when: dayOf(row.proposed_at) })}
        </p>
      ))}
    </>
  );
}
