/** Why is this action paused, blocked, abandoned or withdrawn? The answer stands in its history. */

import { useId, useState } from "preact/hooks";
import { lookup, t } from "../i18n.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { type ReasonAsked, reasonAsked } from "./reason.ts";

export function ReasonDialog() {
  const asked = reasonAsked.value;
  return asked === null ? null : <Asking key={`${asked.subject}/${asked.becoming}`} asked={asked} />;
}

function Asking({ asked }: { readonly asked: ReasonAsked }) {
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState(false);
  const field = useId();
  const hint = useId();
  return (
    <Dialog title={t("reason.title", { status: lookup(`status.${asked.becoming}`) ?? asked.becoming })} onClose={() => asked.answer(null)}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() === "") {
            setWrong(true);
          } else {
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
          maxLength={300}
          aria-describedby={hint}
          aria-invalid={wrong}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
        <p id={hint} class={wrong ? "wrong" : "hint"}>
          {t(wrong ? "reason.missing" : "reason.hint")}
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
