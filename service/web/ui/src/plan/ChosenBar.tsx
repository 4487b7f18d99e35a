/** What can be done to the actions that are chosen; it stands below the table, so that nothing moves under a hand. */

import type { ReadonlySignal } from "@preact/signals";
import { useState } from "preact/hooks";
import { plural, t } from "../i18n.ts";
import { query } from "../router.ts";
import type { PlanBoard } from "../types.ts";
import { BulkDialog, type What } from "./BulkDialog.tsx";
import { chooseAll } from "./choosing.ts";
import { filtersIn } from "./filters.ts";
import { useHere } from "./here.ts";

const WISHES: readonly What[] = ["status", "lead", "axis_id", "days", "withdraw"];

interface Props {
  readonly chosen: ReadonlySignal<readonly PlanBoard[]>;
  readonly shown: ReadonlySignal<readonly PlanBoard[]>;
}

export function ChosenBar({ chosen, shown }: Props) {
  const here = useHere();
  const [opened, setOpened] = useState<{ readonly what: What; readonly actions: readonly PlanBoard[] } | null>(null);
  const count = chosen.value.length;
  const total = shown.value.length;
  return (
    <>
      {count > 0 && (
        <section class="chosen-bar" aria-label={t("bulk.bar")}>
          <strong>{plural("choose.count", count)}</strong>
          {(filtersIn(query.value).withdrawn ? (["restore"] as const) : WISHES).map((what) => (
            <button key={what} type="button" class="button button-small" onClick={() => setOpened({ what, actions: chosen.peek() })}>
              {t(`bulk.do_${what}`)}
            </button>
          ))}
          <span class="chosen-more">
            {count < total && (
              <button type="button" class="button-plain" onClick={() => chooseAll(here.plan, shown.peek().map(({ action_id }) => action_id))}>
                {plural("choose.all", total)}
              </button>
            )}
            <button type="button" class="button-plain" onClick={() => chooseAll(here.plan, [])}>
              {t("choose.clear")}
            </button>
          </span>
        </section>
      )}
      {opened !== null && <BulkDialog {...opened} onClose={() => setOpened(null)} />}
    </>
  );
}
