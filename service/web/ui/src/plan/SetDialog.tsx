/** Choosing the aims an action serves, or the people who carry it, from a cell of the table. */

import { t } from "../i18n.ts";
import { Dialog } from "../parts/Dialog.tsx";
import type { PlanBoard } from "../types.ts";
import type { FieldName } from "./fields.ts";
import { SetField } from "./SetField.tsx";
import { fieldLabel } from "./words.ts";

export function SetDialog({ action, field, onClose }: { readonly action: PlanBoard; readonly field: FieldName; readonly onClose: () => void }) {
  return (
    <Dialog title={fieldLabel(field)} onClose={onClose}>
      <div class="dialog-body">
        <p class="dialog-subject">{action.title}</p>
        <SetField action={action} field={field} bare />
        <footer class="dialog-foot">
          <button type="button" class="button button-main" onClick={onClose}>
            {t("do.done")}
          </button>
        </footer>
      </div>
    </Dialog>
  );
}
