/** One wish for many actions: what is wished for, what would come of it, then what came of it. Nothing is changed until it is confirmed. */

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { byName } from "../format.ts";
import { plural, t } from "../i18n.ts";
import { excess, LINE } from "../length.ts";
import { Dialog } from "../parts/Dialog.tsx";
import type { PlanBoard } from "../types.ts";
import { type Changes, changesOf, type DayField, MOST, type Unit, useBulk, type Wish } from "./bulk.ts";
import { BulkOutcome } from "./BulkOutcome.tsx";
import { choicesOf, NEEDS_REASON } from "./fields.ts";
import { leadOf } from "./filters.ts";
import { useHere } from "./here.ts";
import { axesInOrder } from "./tree.ts";
import { fieldLabel } from "./words.ts";

export type What = "status" | "lead" | "axis_id" | "days" | "withdraw" | "restore";

const DAYS: readonly DayField[] = ["starts_on", "ends_on"];

interface Props {
  readonly what: What;
  /** As they stood when the dialogue was opened: what others choose or filter does not change under a hand. */
  readonly actions: readonly PlanBoard[];
  readonly onClose: () => void;
}

export function BulkDialog({ what, actions, onClose }: Props) {
  const here = useHere();
  const id = useId();
  const bulk = useBulk(here, onClose);
  const [wish, setWish] = useState<Wish>(() => first(what));
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const [changes, setChanges] = useState<Changes>({});
  const close = useRef<HTMLButtonElement>(null);
  const asksWhy = wish.what === "status" && NEEDS_REASON.has(wish.to ?? "");
  const { stage, answer } = bulk;
  const checked = stage === "checked" || stage === "running";
  const possible = answer !== null && answer.changed + answer.met.length > 0;
  const title = t(`bulk.${what}`);
  const go = what === "withdraw" || what === "restore" ? (`bulk.go_${what}` as const) : "bulk.do";

  useEffect(() => {
    if (stage === "done") {
      close.current?.focus(); // what was pressed is gone
    }
  }, [stage]);

  const change = (next: Wish): void => {
    setWish(next);
    setWrong(null);
    bulk.again();
  };
  const send = (): void => {
    if (checked) {
      bulk.run(changes, reason.trim(), `${title} (${plural("actions", Object.keys(changes).length)})`);
      return;
    }
    const fault = faultOf(wish, asksWhy, reason.trim(), actions.length);
    setWrong(fault);
    if (fault === null) {
      // Read at this moment: what others change from here on meets this wish as it would a single one.
      const found = changesOf(wish, actions.map((action) => here.store.row("plan_board", action.action_id) ?? action));
      setChanges(found);
      if (Object.keys(found).length === 0) {
        setWrong(t("bulk.no_day"));
      } else {
        bulk.check(found, reason.trim());
      }
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <p class="dialog-subject">{plural("choose.count", actions.length)}</p>
        {stage !== "done" && (
          <fieldset class="bulk-wish" disabled={stage === "running"}>
            <Wished wish={wish} change={change} />
            {(asksWhy || wish.what === "withdraw") && (
              <div>
                <label for={id}>{t(asksWhy ? "reason.label" : "bulk.reason")}</label>
                <input
                  id={id}
                  class="control"
                  value={reason}
                  onInput={(event) => {
                    setReason(event.currentTarget.value);
                    change(wish);
                  }}
                />
              </div>
            )}
          </fieldset>
        )}
        <div role="alert">{wrong !== null && <p class="wrong">{wrong}</p>}</div>
        <BulkOutcome bulk={bulk} without={actions.length - Object.keys(changes).length} />
        <footer class="dialog-foot">
          <button ref={close} type="button" class="button" onClick={onClose}>
            {t(stage === "done" || stage === "running" ? "do.close" : "do.cancel")}
          </button>
          {stage === "done" && bulk.undo !== null && (
            <button
              type="button"
              class="button"
              onClick={() => {
                bulk.undo?.();
                onClose();
              }}
            >
              {t("undo.do")}
            </button>
          )}
          {stage !== "done" && (!checked || possible) && (
            <button type="submit" class="button button-main" disabled={stage === "checking" || stage === "running"}>
              {checked && answer !== null ? plural(go, answer.changed + answer.met.length) : t("bulk.check")}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}

function first(what: What): Wish {
  switch (what) {
    case "withdraw":
    case "restore":
      return { what };
    case "days":
      return { what: "moved", by: 3, unit: "months", fields: DAYS };
    case "status":
      return { what, to: "in_progress" };
    default:
      return { what, to: null };
  }
}

function faultOf(wish: Wish, asksWhy: boolean, reason: string, count: number): string | null {
  if (count > MOST) {
    return t("bulk.too_many", { most: MOST });
  }
  if (wish.what === "days" && Object.keys(wish.to).length === 0) {
    return t("bulk.choose_day");
  }
  if (wish.what === "moved" && (!Number.isInteger(wish.by) || wish.by === 0 || Math.abs(wish.by) > 1_000 || wish.fields.length === 0)) {
    return t("bulk.choose_far");
  }
  return (asksWhy && reason === "" ? t("reason.missing") : null) ?? excess(reason, LINE) ?? (wish.what === "lead" ? excess(wish.to ?? "", LINE) : null);
}

/** The inputs of a wish. */
function Wished({ wish, change }: { readonly wish: Wish; readonly change: (wish: Wish) => void }) {
  const here = useHere();
  const id = useId();
  switch (wish.what) {
    case "status":
    case "axis_id": {
      const axes = axesInOrder(here.store.all("axis_list").filter(({ plan_id }) => plan_id === here.plan));
      const choices =
        wish.what === "status"
          ? choicesOf("status")
          : [{ value: "", label: t("axis.none") }, ...axes.map(({ axis, depth }) => ({ value: axis.axis_id, label: "\u2003".repeat(depth) + axis.title }))];
      return (
        <div>
          <label for={id}>{fieldLabel(wish.what)}</label>
          <select id={id} class="control" value={wish.to ?? ""} onChange={(event) => change({ what: wish.what, to: event.currentTarget.value || null })}>
            {choices.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </div>
      );
    }
    case "lead": {
      const leads = [...new Set(here.store.all("plan_board").map(leadOf))].filter((lead) => lead !== "").sort(byName);
      return (
        <div>
          <label for={id}>{fieldLabel("lead")}</label>
          <input
            id={id}
            class="control"
            list={`${id}leads`}
            autocomplete="off"
            value={wish.to ?? ""}
            aria-describedby={`${id}hint`}
            onInput={(event) => change({ what: "lead", to: event.currentTarget.value.trim() || null })}
          />
          <datalist id={`${id}leads`}>
            {leads.map((lead) => (
              <option key={lead} value={lead} />
            ))}
          </datalist>
          <p id={`${id}hint`} class="hint">
            {t("bulk.lead_hint")}
          </p>
        </div>
      );
    }
    case "days":
    case "moved":
      return <Days wish={wish} change={change} />;
    default:
      return null;
  }
}

type Days = Extract<Wish, { readonly what: "days" | "moved" }>;

function Days({ wish, change }: { readonly wish: Days; readonly change: (wish: Wish) => void }) {
  const id = useId();
  return (
    <>
      <fieldset>
        <legend>{t("bulk.days_how")}</legend>
        <label class="tick">
          <input type="radio" name={id} checked={wish.what === "moved"} onChange={() => change(first("days"))} />
          {t("bulk.days_move")}
        </label>
        <label class="tick">
          <input type="radio" name={id} checked={wish.what === "days"} onChange={() => change({ what: "days", to: {} })} />
          {t("bulk.days_set")}
        </label>
      </fieldset>
      {wish.what === "days" ? (
        DAYS.map((field) => (
          <div key={field}>
            <label for={`${id}${field}`}>{fieldLabel(field)}</label>
            <input
              id={`${id}${field}`}
              type="date"
              class="control"
              value={wish.to[field] ?? ""}
              onInput={(event) => {
                const { [field]: _, ...others } = wish.to;
                const { value } = event.currentTarget;
                change({ what: "days", to: value === "" ? others : { ...others, [field]: value } });
              }}
            />
          </div>
        ))
      ) : (
        <Far id={id} wish={wish} change={change} />
      )}
    </>
  );
}

function Far({ id, wish, change }: { readonly id: string; readonly wish: Extract<Wish, { readonly what: "moved" }>; readonly change: (wish: Wish) => void }) {
  const units: readonly (readonly [Unit, 1 | -1])[] = [
    ["weeks", 1],
    ["months", 1],
    ["weeks", -1],
    ["months", -1],
  ];
  return (
    <>
      <div>
        <label for={`${id}far`}>{t("bulk.far")}</label>
        <div class="bulk-far">
          <input
            id={`${id}far`}
            type="number"
            class="control"
            min={1}
            max={1000}
            value={Number.isNaN(wish.by) ? "" : Math.abs(wish.by)}
            onInput={(event) => change({ ...wish, by: event.currentTarget.valueAsNumber * (wish.by < 0 ? -1 : 1) })}
          />
          <select
            class="control"
            aria-label={t("bulk.far_unit")}
            value={`${wish.unit}${wish.by < 0 ? -1 : 1}`}
            onChange={(event) => {
              const [unit, sign] = units.find(([name, way]) => `${name}${way}` === event.currentTarget.value) ?? ["months", 1];
              change({ ...wish, unit, by: Math.abs(wish.by) * sign });
            }}
          >
            {units.map(([unit, sign]) => (
              <option key={`${unit}${sign}`} value={`${unit}${sign}`}>
                {t(`bulk.${unit}_${sign === 1 ? "later" : "earlier"}`)}
              </option>
            ))}
          </select>
        </div>
      </div>
      <fieldset>
        <legend>{t("bulk.days_which")}</legend>
        {DAYS.map((field) => (
          <label key={field} class="tick">
            <input
              type="checkbox"
              checked={wish.fields.includes(field)}
              onChange={(event) => change({ ...wish, fields: DAYS.filter((one) => (one === field ? event.currentTarget.checked : wish.fields.includes(one))) })}
            />
            {fieldLabel(field)}
          </label>
        ))}
      </fieldset>
    </>
  );
}
