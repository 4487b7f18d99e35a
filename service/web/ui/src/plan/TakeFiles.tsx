/** Everything that a plan, or one of its actions, is taken along as, and what each file is for. */

import { day } from "../format.ts";
import { language, t } from "../i18n.ts";
import { Take } from "../parts/Take.tsx";
import { paths } from "../router.ts";
import type { Uuid } from "../types.ts";
import { judgedOn, useHere } from "./here.ts";

export function TakeFiles({ action }: { readonly action: Uuid | null }) {
  const here = useHere();
  const base = `/networks/${here.network.card.network_id}`;
  const year = Number(judgedOn(here).slice(0, 4));
  const path = (file: string): string =>
    `${base}/${action === null ? `plans/${here.plan}` : `actions/${action}`}/${file}?language=${language.value}${here.at === null ? "" : `&at=${here.at}`}`;
  return (
    <div class="take-files">
      <p class="hint">{here.asOf === null ? t("taking.now") : t("taking.then", { day: day(here.asOf) })}</p>
      {action !== null && <Take path={path("action.pdf")} label={t("taking.card")} hint={t("taking.card_hint")} />}
      {action === null && (
        <>
          <h2 class="take-title">{t("taking.read")}</h2>
          <Take path={path("plan.pdf")} label={t("taking.plan")} hint={t("taking.plan_hint")} />
          <Take path={`${path("review.pptx")}&year=${year}`} label={t("taking.review", { year })} hint={t("taking.review_hint")} />
          <Take path={`${path("review.pptx")}&year=${year - 1}`} label={t("taking.review", { year: year - 1 })} />
          <p>
            <a class="button" href={`${paths.council(here.network.card.network_id)}?plan=${here.plan}${here.at === null ? "" : `&until=${here.at}`}`}>
              {t("taking.council")}
            </a>
          </p>
          <h2 class="take-title">{t("taking.work")}</h2>
          <Take path={path("plan.xlsx")} label={t("taking.workbook")} hint={t("taking.workbook_hint")} />
          <Take path={path("plan.csv")} label={t("taking.table")} hint={t("taking.table_hint")} />
          <h2 class="take-title">{t("taking.publish")}</h2>
          <Take path={path("open-data.csv")} label={t("taking.open_data")} hint={t("taking.open_data_hint")} />
        </>
      )}
    </div>
  );
}
