/** Are you sure? What will become of it in plain words, and two ways out; what the service refuses is said in place. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { explain } from "../api.ts";
import { t } from "../i18n.ts";
import { Dialog } from "./Dialog.tsx";

interface Props {
  readonly title: string;
  /** What the button says that does it. */
  readonly does: string;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

export function Confirm({ title, does, onConfirm, onClose, children }: Props) {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const confirm = (): void => {
    if (!busy) {
      setBusy(true);
      onConfirm()
        .then(onClose)
        .catch((problem: unknown) => {
          setBusy(false);
          setWrong(explain(problem));
        });
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="dialog-body">
        {children}
        <p class="wrong" role="alert">
          {wrong}
        </p>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t("do.cancel")}
          </button>
          <button type="button" class="button button-main" aria-disabled={busy} onClick={confirm}>
            {does}
          </button>
        </footer>
      </div>
    </Dialog>
  );
}
