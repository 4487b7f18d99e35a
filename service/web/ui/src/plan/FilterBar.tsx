/** What of the plan is shown: words, status, axis, lead, mine; and which columns. */

import { useComputed } from "@preact/signals";
import { useId, useState } from "preact/hooks";
import { byName } from "../format.ts";
import { lookup, plural, t } from "../i18n.ts";
import { Icon } from "../parts/Icon.tsx";
import { Menu } from "../parts/Menu.tsx";
import { query } from "../router.ts";
import { type Column, columnLabel, columnsOf, showColumn } from "./columns.ts";
import { STATUSES } from "./fields.ts";
import { clearFilters, filtersIn, isFiltered, leadOf, setFilters } from "./filters.ts";
import { useHere } from "./here.ts";
import { useStable } from "./shown.ts";
import { axesInOrder } from "./tree.ts";
import { Views } from "./Views.tsx";

/** `all` are the columns on offer; a screen without columns leaves it out. */
export function FilterBar({ all }: { readonly all?: readonly Column[] }) {
  const here = useHere();
  const filters = filtersIn(query.value);
  const id = useId();
  const [unfolded, unfold] = useState(false);
  // Told apart before they are put in order: most changes are of something else, and then nothing is drawn again.
  const named = useStable(() => [...new Set(here.store.all("plan_board").map(leadOf))]);
  const leads = useComputed(() => named.value.filter((lead) => lead !== "").sort(byName)).value;
  const columns = columnsOf(here.plan, here.network.me);
  return (
    <div class="filters" role="search" aria-label={t("filter.label")}>
      <div class="filter filter-text">
        <label for={`${id}q`} class="hidden">
          {t("filter.text")}
        </label>
        <input
          id={`${id}q`}
          type="search"
          class="control"
          placeholder={t("filter.text")}
          value={filters.text}
          onInput={(event) => setFilters({ text: event.currentTarget.value })}
        />
      </div>
      <button type="button" class="button filter-fold" aria-expanded={unfolded} aria-controls={`${id}more`} onClick={() => unfold(!unfolded)}>
        <Icon name="filter" />
        {t("filter.more")}
      </button>
      <div id={`${id}more`} class={unfolded ? "filter-more filter-more-open" : "filter-more"}>
        <Menu
          summary={
            <>
              <Icon name="filter" />
              {filters.statuses.length === 0 ? t("filter.status") : plural("filter.statuses", filters.statuses.length)}
              <Icon name="down" />
            </>
          }
        >
          <fieldset class="menu-list">
            <legend class="hidden">{t("field.status")}</legend>
            {[...STATUSES, "late" as const].map((status) => (
              <label key={status} class="tick">
                <input
                  type="checkbox"
                  checked={filters.statuses.includes(status)}
                  onChange={(event) =>
                    setFilters({
                      statuses: event.currentTarget.checked ? [...filters.statuses, status] : filters.statuses.filter((other) => other !== status),
                    })
                  }
                />
                <Icon name={status} />
                <span>{lookup(`status.${status}`)}</span>
              </label>
            ))}
          </fieldset>
        </Menu>
        <div class="filter">
          <label for={`${id}axis`} class="hidden">
            {t("filter.axis")}
          </label>
          <select id={`${id}axis`} class="control" value={filters.axis} onChange={(event) => setFilters({ axis: event.currentTarget.value })}>
            <option value="">{t("filter.all_axes")}</option>
            {axesInOrder(here.store.all("axis_list")).map(({ axis, depth }) => (
              <option key={axis.axis_id} value={axis.axis_id}>
                {"\u2003".repeat(depth) + axis.title}
              </option>
            ))}
            <option value="none">{t("axis.none")}</option>
          </select>
        </div>
        <div class="filter">
          <label for={`${id}lead`} class="hidden">
            {t("filter.lead")}
          </label>
          <select id={`${id}lead`} class="control" value={filters.lead} onChange={(event) => setFilters({ lead: event.currentTarget.value })}>
            <option value="">{t("filter.all_leads")}</option>
            {leads.map((lead) => (
              <option key={lead} value={lead}>
                {lead}
              </option>
            ))}
          </select>
        </div>
        <label class="tick filter-mine">
          <input type="checkbox" checked={filters.mine} onChange={(event) => setFilters({ mine: event.currentTarget.checked })} />
          <span>{t("filter.mine")}</span>
        </label>
        <label class="tick filter-mine">
          <input type="checkbox" checked={filters.withdrawn} onChange={(event) => setFilters({ withdrawn: event.currentTarget.checked })} />
          <span>{t("filter.withdrawn")}</span>
        </label>
        {isFiltered(filters) && (
          <button type="button" class="button" onClick={clearFilters}>
            <Icon name="close" />
            {t("filter.clear")}
          </button>
        )}
        <Views />
        {all !== undefined && (
          <Menu
            side="end"
            kind="filter-columns"
            summary={
              <>
                <Icon name="columns" />
                {t("columns.choose")}
                <Icon name="down" />
              </>
            }
          >
            <fieldset class="menu-list menu-columns">
              <legend>{t("columns.shown")}</legend>
              {all.map((column) => (
                <label key={column} class="tick">
                  <input
                    type="checkbox"
                    checked={columns.includes(column)}
                    onChange={(event) => showColumn(here.plan, here.network.me, column, event.currentTarget.checked, all)}
                  />
                  <span>{columnLabel(column)}</span>
                </label>
              ))}
            </fieldset>
          </Menu>
        )}
      </div>
    </div>
  );
}
