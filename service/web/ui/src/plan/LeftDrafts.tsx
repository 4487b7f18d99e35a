/** What was typed and never saved, because its page or its editor was closed: offered back, beside the way to be rid of it. */

import { seek } from "../back.ts";
import { plural, t } from "../i18n.ts";
import { end, left, type LeftDraft } from "../live/drafts.ts";
import { Icon } from "../parts/Icon.tsx";
import { go, paths } from "../router.ts";
import type { PlanBoard } from "../types.ts";
import { cellName, editing } from "./editing.ts";
import { isField } from "./fields.ts";
import { type Here, useHere } from "./here.ts";
import { fieldLabel } from "./words.ts";

interface Found extends LeftDraft {
  readonly action: PlanBoard;
}

export function LeftDrafts() {
  const here = useHere();
  const found = left.value.flatMap<Found>((one) => {
    const action = here.store.row("plan_board", one.item);
    return action?.plan_id === here.plan ? [{ ...one, action }] : [];
  });
  return found.length === 0 ? null : (
    <section class="banner banner-drafts" aria-labelledby="drafts-title">
      <Icon name="pen" />
      <div>
        <h2 id="drafts-title">{plural("drafts.left", found.length)}</h2>
        <ul>
          {found.map(({ item, field, draft, action }) => (
            <li key={cellName(item, field)}>
              <p class="clamp-3">
                <strong>{action.title}</strong>, {fieldLabel(field)} <q>{draft.value?.text}</q>
              </p>
              {here.mayEdit && (
                <button type="button" class="button button-small" onClick={() => resume(here, action, field)}>
                  {t("drafts.resume")}
                  <span class="hidden"> {action.title}</span>
                </button>
              )}
              <button
                type="button"
                class="button button-small"
                onClick={() => {
                  end(draft);
                  document.querySelector<HTMLElement>("h1")?.focus();
                }}
              >
                {t("drafts.discard")}
                <span class="hidden"> {action.title}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

/** The editor opens with the draft: in the table where the cell is there, else on the card. */
function resume(here: Here, action: PlanBoard, field: string): void {
  const inCard = `.action-card [data-field="${CSS.escape(field)}"]`;
  const control = document.querySelector<HTMLElement>(inCard);
  if (control !== null) {
    control.focus();
  } else if (isField(field) && document.querySelector(`[data-cell="${CSS.escape(cellName(action.action_id, field))}"]`) !== null) {
    editing.value = { action: action.action_id, column: field, typed: null };
  } else {
    go(paths.action(here.network.card.network_id, here.plan, action.action_id));
    seek(inCard);
  }
}
