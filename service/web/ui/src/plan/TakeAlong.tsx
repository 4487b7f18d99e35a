/** The plan as a file: a workbook that may come back, or a table. What is on screen counts: of a past moment, the plan as it stood. */

import { t } from "../i18n.ts";
import { Icon } from "../parts/Icon.tsx";
import { Menu } from "../parts/Menu.tsx";
import { useHere } from "./here.ts";

export function TakeAlong() {
  const { network, plan, at } = useHere();
  const address = (kind: string) => `/api/networks/${network.card.network_id}/plans/${plan}/plan.${kind}${at === null ? "" : `?at=${at}`}`;
  return (
    <Menu
      side="end"
      summary={
        <>
          <Icon name="file" />
          {t("take.label")}
          <Icon name="down" />
        </>
      }
    >
      <ul class="menu-list menu-files">
        <li>
          <a href={address("xlsx")} download>
            {t("take.workbook")}
          </a>
          <p class="hint">{t("take.workbook_hint")}</p>
        </li>
        <li>
          <a href={address("csv")} download>
            {t("take.table")}
          </a>
          <p class="hint">{t("take.table_hint")}</p>
        </li>
      </ul>
    </Menu>
  );
}
