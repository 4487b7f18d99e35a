/** One action as a row of the table. */

import { useComputed } from "@preact/signals";
import { t } from "../i18n.ts";
import { paths } from "../router.ts";
import { Icon } from "../parts/Icon.tsx";
import { Avatar, distinct, nameOf } from "../parts/People.tsx";
import { Late } from "../parts/Status.tsx";
import { ActionCell } from "./ActionCell.tsx";
import { ChooseOne } from "./Chosen.tsx";
import { isChosen } from "./choosing.ts";
import { type Column } from "./columns.ts";
import { openConflicts } from "./conflicts.ts";
import { editing } from "./editing.ts";
import { judgedOn, topicOf, useHere } from "./here.ts";

interface Props {
  readonly action: string;
  readonly columns: readonly Column[];
}

export function ActionRow({ action: id, columns }: Props) {
  const here = useHere();
  const { store, network } = here;
  const edited = useComputed(() => (editing.value?.action === id ? editing.value : null));
  const presentHere = useComputed(() => network.presence.on(topicOf(here.plan), id));
  const conflicts = useComputed(() =>
    openConflicts(store)
      .filter((conflict) => conflict.item_id === id)
      .map((conflict) => conflict.field)
      .join("\n"),
  );
  const action = store.row("plan_board", id);
  if (action === null) {
    return null;
  }
  const waiting = store.waiting("plan_board", id);
  const clashing = new Set(conflicts.value === "" ? [] : conflicts.value.split("\n"));
  const others = presentHere.value;
  const cell = (column: Column) => (
    <ActionCell
      key={column}
      action={action}
      column={column}
      edited={edited.value?.column === column ? edited.value : null}
      clashing={clashing.has(column === "axis_id" ? "axis" : column) || (column === "funders" && [...clashing].some((field) => field.startsWith("funders.")))}
      others={others.filter(({ state }) => state?.field === column && state.mode === "edit")}
    >
      {column === "title" && here.mayEdit && <ChooseOne action={action} />}
      {column === "title" && (
        <span class="row-marks">
          <Late action={action} today={judgedOn(here)} />
          {clashing.size > 0 && (
            <a class="mark-conflict" tabIndex={-1} href={paths.plan(network.card.network_id, here.plan, "conflicts")} title={t("conflict.row")}>
              <Icon name="conflict" />
              <span class="hidden">{t("conflict.row")}</span>
            </a>
          )}
          {waiting && (
            <span class="mark-waiting" title={t("row.waiting")}>
              <Icon name="send" />
              <span class="hidden">{t("row.waiting")}</span>
            </span>
          )}
          {distinct(others).map((person) => (
            <Avatar key={person} person={person} name={nameOf(store, person)} />
          ))}
          <a class="row-open" tabIndex={-1} href={paths.action(network.card.network_id, here.plan, id)} title={t("action.open")}>
            <span class="row-open-words" aria-hidden="true">
              {t("action.open_short")}
            </span>
            <Icon name="file" />
            <span class="hidden">{t("action.open_one", { title: action.title })}</span>
          </a>
        </span>
      )}
    </ActionCell>
  );
  return (
    <tr
      data-row
      role="row"
      class={action.parent_id === null ? undefined : "sub-action"}
      aria-label={action.title}
      aria-selected={here.mayEdit ? isChosen(here.plan, id) : undefined}
      data-choice={here.mayEdit ? isChosen(here.plan, id) : undefined}
    >
      {cell("title")}
      {columns.map(cell)}
    </tr>
  );
}
