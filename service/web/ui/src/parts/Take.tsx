/** A button that takes a file along: it says while the file is being made, how large it is, and why it does not come. */

import { useId, useState } from "preact/hooks";
import { askFile, explain } from "../api.ts";
import { fileSize } from "../format.ts";
import { t } from "../i18n.ts";

interface Props {
  readonly path: string;
  readonly label: string;
  /** What the file is for. */
  readonly hint?: string;
}

export function Take({ path, label, hint }: Props) {
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState("");
  const take = async (): Promise<void> => {
    setBusy(true);
    setTold(t("taking.coming"));
    try {
      const { name, file } = await askFile(path);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = name;
      link.click();
      URL.revokeObjectURL(link.href);
      setTold(t("taking.taken", { name, size: fileSize(file.size) }));
    } catch (problem) {
      setTold(explain(problem));
    }
    setBusy(false);
  };
  return (
    <div class="take">
      <button type="button" class="button" data-stay aria-disabled={busy} aria-describedby={hint === undefined ? undefined : id} onClick={() => !busy && void take()}>
        {label}
      </button>
      {hint !== undefined && (
        <p id={id} class="hint">
          {hint}
        </p>
      )}
      <p role="status" class="hint">
        {told}
      </p>
    </div>
  );
}
