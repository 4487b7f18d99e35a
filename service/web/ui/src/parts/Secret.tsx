/** A secret that is told this once. Where the browser keeps the clipboard shut (plain http), the text stands there selected. */

import { useId, useRef, useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { t } from "../i18n.ts";
import { Dialog } from "./Dialog.tsx";

interface Props {
  readonly title: string;
  readonly secret: string;
  /** What to do with it, and what whoever has it can do. */
  readonly how: string;
  readonly onClose: () => void;
}

export function Secret({ title, secret, how, onClose }: Props) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(secret);
      setCopied(true);
      announce(t("programs.copied"));
    } catch {
      field.current?.focus();
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="dialog-body">
        <p>
          <strong>{t("programs.secret_once")}</strong>
        </p>
        <label for={`${id}secret`}>{t("programs.secret")}</label>
        <input
          ref={field}
          id={`${id}secret`}
          class="control secret"
          readOnly
          autocomplete="off"
          spellcheck={false}
          value={secret}
          aria-describedby={`${id}how`}
          onFocus={(event) => event.currentTarget.select()}
        />
        <p id={`${id}how`} class="hint">
          {how}
        </p>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={() => void copy()}>
            {t(copied ? "programs.copied" : "programs.copy")}
          </button>
          <button type="button" class="button button-main" onClick={onClose}>
            {t("programs.secret_kept")}
          </button>
        </footer>
      </div>
    </Dialog>
  );
}
