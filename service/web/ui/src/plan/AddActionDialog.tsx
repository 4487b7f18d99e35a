/** A new action: its title is enough, everything else is filled in where it stands. */

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { excess, LINE } from "../length.ts";
import { notify } from "../notices.ts";
import { Dialog } from "../parts/Dialog.tsx";
import type { Uuid } from "../types.ts";
import { adding } from "./adding.ts";
import { addAction } from "./edit.ts";
import { useHere } from "./here.ts";
import { axesInOrder } from "./tree.ts";

export function AddActionDialog() {
  const where = adding.value;
  return where === null ? null : <Adding key={`${where.axis}/${where.parent}`} axis={where.axis} parent={where.parent} />;
}

function Adding({ axis, parent }: { readonly axis: Uuid | null; readonly parent: Uuid | null }) {
  const here = useHere();
  const [title, setTitle] = useState("");
  const [chosen, setChosen] = useState(axis ?? "");
  const [empty, setEmpty] = useState(false);
  const wrong = excess(title, LINE) ?? (empty ? t("wrong.title") : null);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const close = (): void => {
    adding.value = null;
  };
  const add = (): boolean => {
    const wanted = title.trim();
    if (wanted === "" || wrong !== null) {
      setEmpty(wanted === "");
      input.current?.focus();
      return false;
    }
    addAction(here, wanted, chosen === "" ? null : chosen, parent);
    notify("done", t("action.added", { title: wanted }));
    return true;
  };
  const over = parent === null ? null : here.store.row("plan_board", parent);
  return (
    <Dialog title={t(parent === null ? "action.add" : "action.add_sub")} onClose={close}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          if (add()) {
            close();
          }
        }}
      >
        {over !== null && <p class="dialog-subject">{over.title}</p>}
        <label for={`${id}title`}>{t("field.title")}</label>
        <input
          ref={input}
          id={`${id}title`}
          class="control"
          autocomplete="off"
          value={title}
          aria-invalid={wrong !== null}
          aria-describedby={wrong === null ? undefined : `${id}wrong`}
          onInput={(event) => {
            setTitle(event.currentTarget.value);
            setEmpty(false);
          }}
        />
        {wrong !== null && (
          <p id={`${id}wrong`} class="wrong">
            {wrong}
          </p>
        )}
        {parent === null && (
          <>
            <label for={`${id}axis`}>{t("field.axis_id")}</label>
            <select id={`${id}axis`} class="control" value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
              <option value="">{t("axis.none")}</option>
              {axesInOrder(here.store.all("axis_list")).map(({ axis: row, depth }) => (
                <option key={row.axis_id} value={row.axis_id}>
                  {"\u2003".repeat(depth) + row.title}
                </option>
              ))}
            </select>
          </>
        )}
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={close}>
            {t("do.cancel")}
          </button>
          <button
            type="button"
            class="button"
            onClick={() => {
              if (add()) {
                setTitle("");
                input.current?.focus();
              }
            }}
          >
            {t("action.add_and_go_on")}
          </button>
          <button type="submit" class="button button-main">
            {t("do.add")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
