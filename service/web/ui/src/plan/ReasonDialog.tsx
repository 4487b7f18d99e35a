/** Why is this action paused, blocked, abandoned or withdrawn? The answer stands in its history. */

import { useId, useState } from "preact/hooks";
import { lookup, t } from "../i18n.ts";
import { excess, LINE } from "../length.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { type ReasonAsked, reasonAsked } from "./reason.ts";

export function ReasonDialog() {
  const asked = reasonAsked.value;
  return asked === null ? null : <Asking key={`${asked.subject}/${asked.becoming}`} asked={asked} />;
}

function Asking({ asked }: { readonly asked: ReasonAsked }) {
  const [reason, setReason] = useState("");
  const [empty, setEmpty] = useState(false);
  const wrong = excess(reason, LINE) ?? (empty && reason.trim() === "" ? t("reason.missing") : null);
  const field = useId();
  const hint = useId();
  return (
    <Dialog title={t("reason.title", { status: lookup(`status.${asked.becoming}`) ?? asked.becoming })} onClose={() => asked.answer(null)}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() === "") {
            setEmpty(true);
            document.getElementById(field)?.focus();
          } else if (wrong === null) {
            asked.answer(reason.trim());
          }
        }}
      >
        <p class="dialog-subject">{asked.subject}</p>
        <label for={field}>{t("reason.label")}</label>
        <textarea
          id={field}
          rows={3}
          value={reason}
          aria-describedby={hint}
          aria-invalid={wrong !== null}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
        <p id={hint} class={wrong === null ? "hint" : "wrong"}>
          {wrong ?? t("reason.hint")}
        </p>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={() => asked.answer(null)}>
            {t("do.cancel")}
          </button>
          <button type="submit" class="button button-main">
            {t("reason.confirm")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
