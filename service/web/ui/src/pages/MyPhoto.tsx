/** One's photo: given as a file, chosen or dropped, with consent; seen as others see it; taken back at once. */

import { useId, useRef, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { t } from "../i18n.ts";
import { notify } from "../notices.ts";

/** Bytes that the service reads at most. */
const LARGEST = 2_000_000;

export function MyPhoto({ photo, onDone }: { readonly photo: string | null; readonly onDone: () => void }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [agreed, setAgreed] = useState(false);
  const [over, setOver] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const choose = (chosen: File | undefined): void => {
    if (chosen !== undefined) {
      setWrong(chosen.size > LARGEST ? `${t("problem.photo.too_large", { megabytes: LARGEST / 1_000_000 })} ${t("next.photo.too_large")}` : null);
      setFile(chosen.size > LARGEST ? null : chosen);
    }
  };
  const act = (asked: Promise<undefined>, done: string): void => {
    setBusy(true);
    asked
      .then(() => {
        notify("done", done);
        setFile(null);
        setAgreed(false);
        setWrong(null);
        if (input.current !== null) {
          input.current.value = "";
        }
        onDone();
      })
      .catch((problem: unknown) => setWrong(explain(problem)))
      .finally(() => setBusy(false));
  };
  const show = (): void => {
    if (file === null) {
      setWrong(t("my_data.photo_missing"));
    } else if (!agreed) {
      setWrong(t("invalid.not_agreed"));
    } else if (!busy) {
      const form = new FormData();
      form.append("file", file);
      form.append("agreed", "yes");
      act(ask<undefined>("POST", "/my-data/photo", form), t("my_data.photo_shown"));
    }
  };
  return (
    <section aria-labelledby={`${id}title`}>
      <h2 id={`${id}title`}>{t("my_data.photo")}</h2>
      <p>{t("my_data.photo_text")}</p>
      {photo === null ? (
        <p class="quiet">{t("my_data.photo_none")}</p>
      ) : (
        <p class="my-photo">
          <img src={photo} width={128} height={128} alt={t("my_data.photo_now")} />
          <button type="button" class="button" aria-disabled={busy} onClick={() => busy || act(ask<undefined>("DELETE", "/my-data/photo"), t("my_data.photo_dropped"))}>
            {t("my_data.photo_drop")}
          </button>
        </p>
      )}
      <form
        class={over ? "drop drop-over" : "drop"}
        onSubmit={(event) => {
          event.preventDefault();
          show();
        }}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          choose(event.dataTransfer?.files[0]);
        }}
      >
        <label for={`${id}file`}>{t("my_data.photo_file")}</label>
        <input
          ref={input}
          id={`${id}file`}
          type="file"
          accept="image/jpeg,image/png,image/webp"
          aria-describedby={`${id}hint ${id}chosen ${id}wrong`}
          onChange={(event) => choose(event.currentTarget.files?.[0])}
        />
        <p id={`${id}hint`} class="hint">
          {t("my_data.photo_hint", { megabytes: LARGEST / 1_000_000 })}
        </p>
        <p id={`${id}chosen`} role="status">
          {file !== null && t("my_data.photo_chosen", { file: file.name })}
        </p>
        <p class="my-data-consent">
          <input id={`${id}agreed`} type="checkbox" checked={agreed} aria-describedby={`${id}wrong`} onChange={(event) => setAgreed(event.currentTarget.checked)} />{" "}
          <label for={`${id}agreed`}>{t("my_data.photo_consent")}</label>
        </p>
        <p id={`${id}wrong`} class="wrong" role="alert">
          {wrong}
        </p>
        <button type="submit" class="button button-main" aria-disabled={busy}>
          {t("my_data.photo_show")}
        </button>
      </form>
    </section>
  );
}
