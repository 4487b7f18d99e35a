/** The plan itself: its title and what it is about; withdrawn and restored as a whole. */

import { t } from "../i18n.ts";
import { Icon } from "../parts/Icon.tsx";
import { InlineText } from "../parts/InlineText.tsx";
import { ConflictNote } from "./ConflictNote.tsx";
import { openConflicts } from "./conflicts.ts";
import { askPlan } from "./edit.ts";
import { said } from "./fields.ts";
import { useHere } from "./here.ts";
import { HistoryButton } from "./HistoryButton.tsx";
import { askReason } from "./reason.ts";

export function PlanPart() {
  const here = useHere();
  const plan = here.store.row("plan_list", here.plan);
  if (plan === null || !here.mayEdit) {
    return null;
  }
  const told = (set: object, summary: string) => ({
    previews: [{ table: "plan_list" as const, key: plan.plan_id, set }],
    subject: plan.title,
    summary,
  });
  return (
    <section class="part" aria-labelledby="plan-part-title">
      <h2 id="plan-part-title">{t("structure.plan")}</h2>
      <div class="fields">
        <InlineText
          label={t("plan.title")}
          value={plan.title}
          required
          onSave={(was, to) =>
            void askPlan(
              here,
              { tag: "action_plan.edit", title: { was: was ?? "", to: to ?? "" } },
              told({ title: to ?? "" }, t("field.value", { field: t("plan.title"), value: to ?? "" })),
            )
          }
        />
        <InlineText
          label={t("field.description")}
          value={plan.description}
          long
          onSave={(was, to) =>
            void askPlan(
              here,
              { tag: "action_plan.edit", description: { was, to } },
              told({ description: to }, t("field.value", { field: t("field.description"), value: to ?? t("value.empty") })),
            )
          }
        />
      </div>
      {openConflicts(here.store)
        .filter((conflict) => conflict.item_id === plan.plan_id)
        .map((conflict) => (
          <ConflictNote key={conflict.conflict_id} conflict={conflict} />
        ))}
      {here.at === null && <HistoryButton network={here.network} kind="plan" item={plan.plan_id} name={said(plan.title)} />}
      {plan.withdrawn ? (
        <button type="button" class="button" onClick={() => void askPlan(here, { tag: "action_plan.restore" }, told({ withdrawn: false }, t("summary.restored")))}>
          <Icon name="restore" />
          {t("plan.restore")}
        </button>
      ) : (
        <button
          type="button"
          class="button"
          onClick={() =>
            void askReason(plan.title, "withdrawn").then((reason) => {
              if (reason !== null) {
                void here.network.ask(here.plan, { tag: "action_plan.withdraw" }, told({ withdrawn: true }, t("summary.withdrawn")), reason);
              }
            })
          }
        >
          <Icon name="bin" />
          {t("plan.withdraw")}
        </button>
      )}
    </section>
  );
}
