/** A plan without a single action: the three ways to begin. */

import { t } from "../i18n.ts";
import { Icon } from "../parts/Icon.tsx";
import { paths } from "../router.ts";
import { adding } from "./adding.ts";
import { useHere } from "./here.ts";

export function EmptyPlan() {
  const here = useHere();
  const { network, plan } = here;
  return (
    <div class="empty empty-plan">
      <p>{t(here.mayEdit ? "table.none_yet" : "table.none_yet_to_read")}</p>
      {here.mayEdit && (
        <p class="empty-do">
          <a class="button button-main" href={paths.plan(network.card.network_id, plan, "import")}>
            <Icon name="file" />
            {t("importing.title")}
          </a>
          <button
            type="button"
            class="button"
            onClick={() => {
              adding.value = { axis: null, parent: null };
            }}
          >
            <Icon name="plus" />
            {t("action.add_first")}
          </button>
          <a class="button" href={paths.plan(network.card.network_id, plan, "structure")}>
            {t("axis.begin")}
          </a>
        </p>
      )}
    </div>
  );
}
