/** When an action begins and ends: what the bar of the timeline does by dragging, by a dialogue. */

import { t, type Key } from "../i18n.ts";
import { Dialog } from "../parts/Dialog.tsx";
import type { Uuid } from "../types.ts";
import { CardField } from "./CardField.tsx";
import { inWords, saveDates } from "./datesHeld.ts";
import { said } from "./fields.ts";
import { useHere } from "./here.ts";
import { type Dates, datesOf, isDated, moved, stretched } from "./timeline.ts";

const STEPS: readonly { readonly label: Key; readonly to: (dates: Dates) => Dates }[] = [
  { label: "timeline.earlier", to: (dates) => moved(dates, "month", -1) },
  { label: "timeline.later", to: (dates) => moved(dates, "month", 1) },
  { label: "timeline.end_earlier", to: (dates) => stretched(dates, "end", "month", -1) },
  { label: "timeline.end_later", to: (dates) => stretched(dates, "end", "month", 1) },
];

export function TimelineDates({ id, onClose }: { readonly id: Uuid; readonly onClose: () => void }) {
  const here = useHere();
  const action = here.store.row("plan_board", id);
  if (action === null) {
    return null;
  }
  return (
    <Dialog title={t("timeline.change")} onClose={onClose}>
      <div class="dialog-body">
        <p class="dialog-subject">{said(action.title)}</p>
        <p role="status">{inWords(action, action.continuous)}</p>
        <CardField action={action} field="starts_on" />
        <CardField action={action} field="ends_on" />
        {isDated(action) && (
          <ul class="timeline-steps">
            {STEPS.map(({ label, to }) => (
              <li key={label}>
                <button type="button" class="button button-small" onClick={() => saveDates(here, action, datesOf(action), to(datesOf(action)))}>
                  {t(label)}
                </button>
              </li>
            ))}
          </ul>
        )}
        <footer class="dialog-foot">
          <button type="button" class="button button-main" onClick={onClose}>
            {t("do.done")}
          </button>
        </footer>
      </div>
    </Dialog>
  );
}
