/** The meetings in which this action was decided on: the way back from what is done to who wanted it, and when. */

import { day } from "../format.ts";
import { t } from "../i18n.ts";
import { paths } from "../router.ts";
import type { Uuid } from "../types.ts";
import { useHere } from "./here.ts";

export function DecidedIn({ action }: { readonly action: Uuid }) {
  const { store, network } = useHere();
  const rows = store.all("meeting_decisions").filter(({ action_id, withdrawn }) => action_id === action && !withdrawn);
  return (
    <>
      {rows.map((row) => {
        const meeting = store.row("meeting_list", row.meeting_id);
        return (
          <p key={row.decision_id}>
            <a href={paths.meeting(network.card.network_id, row.meeting_id)}>
              {meeting === null ? t("meeting.decided_somewhere") : t("meeting.decided_in", { title: meeting.title, when: day(meeting.held_on) })}
            </a>
          </p>
        );
      })}
    </>
  );
}
