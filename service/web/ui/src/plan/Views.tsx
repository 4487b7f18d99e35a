/** The views that a person keeps of a plan: shown again with one press, or sent to a colleague as an address. */

import { useId, useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { notify } from "../notices.ts";
import { Icon } from "../parts/Icon.tsx";
import { Menu } from "../parts/Menu.tsx";
import { query } from "../router.ts";
import { addressOf, columnsOf } from "./columns.ts";
import { useHere } from "./here.ts";
import { dropView, saveView, showView, viewIn, viewsOf } from "./views.ts";

const LONGEST = 60;

export function Views() {
  const { plan, network } = useHere();
  const { me } = network;
  const id = useId();
  const [name, setName] = useState("");
  const [empty, setEmpty] = useState(false);
  const views = viewsOf(plan, me).value;
  const now = viewIn(query.value, addressOf(columnsOf(plan, me)));
  const address = `${location.origin}${location.pathname}?${now}`;
  return (
    <Menu
      side="end"
      kind="filter-views"
      summary={
        <>
          <Icon name="eye" />
          {t("views.label")}
          <Icon name="down" />
        </>
      }
    >
      <div class="menu-list views">
        {views.length === 0 ? (
          <p class="hint">{t("views.none")}</p>
        ) : (
          <ul>
            {views.map((view) => (
              <li key={view.name}>
                <button type="button" class="button-plain" aria-pressed={view.query === now} onClick={() => showView(view)}>
                  {view.name}
                </button>
                <button type="button" class="button-plain" data-stay onClick={() => dropView(plan, me, view.name)}>
                  <Icon name="bin" />
                  <span class="hidden">{t("views.drop", { name: view.name })}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const wanted = name.trim();
            setEmpty(wanted === "");
            if (wanted !== "") {
              saveView(plan, me, { name: wanted, query: now });
              setName("");
              notify("done", t("views.saved", { name: wanted }));
            }
          }}
        >
          <label for={id}>{t("views.name")}</label>
          <input id={id} class="control" maxLength={LONGEST} autocomplete="off" value={name} aria-invalid={empty} aria-describedby={`${id}wrong`} onInput={(event) => setName(event.currentTarget.value)} />
          <p id={`${id}wrong`} class="wrong">
            {empty && t("wrong.empty")}
          </p>
          <button type="submit" class="button button-small" data-stay>
            {t("views.save")}
          </button>
        </form>
        <label for={`${id}address`}>{t("views.address")}</label>
        <input id={`${id}address`} class="control" readOnly value={address} onFocus={(event) => event.currentTarget.select()} />
        <p class="hint">{t("views.address_hint")}</p>
      </div>
    </Menu>
  );
}
