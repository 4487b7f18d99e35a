/** The phases of making a plan, which may overlap: from when, to when. */

import { useId, useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { newId } from "../ids.ts";
import { t } from "../i18n.ts";
import { compare } from "../order.ts";
import { Icon } from "../parts/Icon.tsx";
import { InlineText } from "../parts/InlineText.tsx";
import type { PhaseCalendar } from "../types.ts";
import { ConflictNote } from "./ConflictNote.tsx";
import { openConflicts } from "./conflicts.ts";
import { askPlan } from "./edit.ts";
import { useHere } from "./here.ts";

export function PhasesPart() {
  const here = useHere();
  const phases = here.store
    .all("phase_calendar")
    .filter((phase) => phase.plan_id === here.plan)
    .sort((a, b) => compare(a.starts_on ?? "9", b.starts_on ?? "9") || compare(a.phase_id, b.phase_id));
  const standing = phases.filter((phase) => !phase.withdrawn);
  const withdrawn = phases.filter((phase) => phase.withdrawn);
  return (
    <section class="part" aria-labelledby="phases-title">
      <h2 id="phases-title">{t("structure.phases")}</h2>
      {standing.length === 0 && <p class="empty">{t("phase.none")}</p>}
      <ol class="phases">
        {standing.map((phase) => (
          <PhaseLine key={phase.phase_id} phase={phase} />
        ))}
      </ol>
      {here.mayEdit && <NewPhase />}
      {here.mayEdit && withdrawn.length > 0 && (
        <ul class="rows withdrawn">
          {withdrawn.map((phase) => (
            <li key={phase.phase_id}>
              <span>{t("phase.withdrawn", { title: phase.title })}</span>
              <button
                type="button"
                class="button button-small"
                onClick={() =>
                  void askPlan(
                    here,
                    { tag: "action_plan.restore_phase", phase: phase.phase_id },
                    { previews: [{ table: "phase_calendar", key: phase.phase_id, set: { withdrawn: false } }], subject: phase.title, summary: t("summary.restored") },
                  )
                }
              >
                <Icon name="restore" />
                {t("action.restore")}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function PhaseLine({ phase }: { readonly phase: PhaseCalendar }) {
  const here = useHere();
  const told = (set: Partial<PhaseCalendar>, field: string, value: string | null) => ({
    previews: [{ table: "phase_calendar" as const, key: phase.phase_id, set }],
    subject: phase.title,
    summary: t("field.value", { field, value: value ?? t("value.empty") }),
  });
  const edit = { tag: "action_plan.edit_phase", phase: phase.phase_id } as const;
  return (
    <li class="phase-line">
      <div class="phase-main">
        <InlineText
          label={t("phase.title")}
          value={phase.title}
          required
          readOnly={!here.mayEdit}
          onSave={(was, to) => void askPlan(here, { ...edit, title: { was: was ?? "", to: to ?? "" } }, told({ title: to ?? "" }, t("phase.title"), to))}
        />
        <InlineText
          label={t("phase.starts_on")}
          type="date"
          value={phase.starts_on}
          readOnly={!here.mayEdit}
          onSave={(was, to) => void askPlan(here, { ...edit, starts_on: { was, to } }, told({ starts_on: to }, t("phase.starts_on"), to))}
        />
        <InlineText
          label={t("phase.ends_on")}
          type="date"
          value={phase.ends_on}
          readOnly={!here.mayEdit}
          onSave={(was, to) => void askPlan(here, { ...edit, ends_on: { was, to } }, told({ ends_on: to }, t("phase.ends_on"), to))}
        />
        {here.mayEdit && (
          <button
            type="button"
            class="button-plain"
            onClick={() =>
              void askPlan(
                here,
                { tag: "action_plan.withdraw_phase", phase: phase.phase_id },
                { previews: [{ table: "phase_calendar", key: phase.phase_id, set: { withdrawn: true } }], subject: phase.title, summary: t("summary.withdrawn") },
              )
            }
          >
            <Icon name="bin" />
            <span class="hidden">{t("phase.withdraw", { title: phase.title })}</span>
          </button>
        )}
      </div>
      {openConflicts(here.store)
        .filter((conflict) => conflict.item_id === phase.phase_id)
        .map((conflict) => (
          <ConflictNote key={conflict.conflict_id} conflict={conflict} />
        ))}
    </li>
  );
}

function NewPhase() {
  const here = useHere();
  const id = useId();
  const [title, setTitle] = useState("");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [wrong, setWrong] = useState<"wrong.empty" | "wrong.dates" | null>(null);
  return (
    <form
      class="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = title.trim();
        if (wanted === "") {
          setWrong("wrong.empty");
          return;
        }
        if (from !== "" && to !== "" && to < from) {
          setWrong("wrong.dates");
          return;
        }
        const phase = newId();
        const starts_on = from === "" ? null : from;
        const ends_on = to === "" ? null : to;
        void askPlan(
          here,
          {
            tag: "action_plan.add_phase",
            phase,
            title: wanted,
            ...(starts_on === null ? {} : { starts_on }),
            ...(ends_on === null ? {} : { ends_on }),
          },
          {
            previews: [
              {
                table: "phase_calendar",
                key: phase,
                set: { phase_id: phase, plan_id: here.plan, title: wanted, starts_on, ends_on, withdrawn: false },
                fresh: true,
              },
            ],
            subject: wanted,
            summary: t("summary.added"),
          },
        );
        setTitle("");
        setFrom("");
        setTo("");
        setWrong(null);
        announce(t("phase.added", { title: wanted }));
      }}
    >
      <div class="grow">
        <label for={`${id}title`}>{t("phase.new")}</label>
        <input
          id={`${id}title`}
          class="control"
          maxLength={300}
          autocomplete="off"
          value={title}
          aria-invalid={wrong === "wrong.empty"}
          aria-describedby={`${id}wrong`}
          onInput={(event) => setTitle(event.currentTarget.value)}
        />
      </div>
      <div>
        <label for={`${id}from`}>{t("phase.starts_on")}</label>
        <input id={`${id}from`} class="control" type="date" value={from} onInput={(event) => setFrom(event.currentTarget.value)} />
      </div>
      <div>
        <label for={`${id}to`}>{t("phase.ends_on")}</label>
        <input
          id={`${id}to`}
          class="control"
          type="date"
          value={to}
          aria-invalid={wrong === "wrong.dates"}
          aria-describedby={`${id}wrong`}
          onInput={(event) => setTo(event.currentTarget.value)}
        />
      </div>
      <button type="submit" class="button">
        <Icon name="plus" />
        {t("phase.add")}
      </button>
      <p id={`${id}wrong`} class="wrong">
        {wrong !== null && t(wrong)}
      </p>
    </form>
  );
}
