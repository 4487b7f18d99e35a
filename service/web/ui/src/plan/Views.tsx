/** The views that a person keeps of a plan, and those that facilitators share: shown again with one press, or sent to a colleague as an address. */

import { useId, useState } from "preact/hooks";
import { explain } from "../api.ts";
import { t } from "../i18n.ts";
import { notify } from "../notices.ts";
import { Icon } from "../parts/Icon.tsx";
import { Menu } from "../parts/Menu.tsx";
import { nameOf } from "../parts/People.tsx";
import { query } from "../router.ts";
import { emptied } from "../typed.ts";
import { addressOf, columnsOf } from "./columns.ts";
import { mayInvite, useHere } from "./here.ts";
import { isView, showView, viewIn, viewsOf } from "./views.ts";

const LONGEST = 60;

export function Views() {
  const { plan, network } = useHere();
  const { me, store } = network;
  const id = useId();
  const [name, setName] = useState("");
  const [share, setShare] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const { all, fetch, keep, drop } = viewsOf(network.card.network_id, plan, me);
  const views = all.value;
  const now = viewIn(query.value, addressOf(columnsOf(plan, me)));
  const address = `${location.origin}${location.pathname}?${now}`;
  const facilitates = mayInvite(store.row("rights", me));
  const tried = (asked: Promise<void>): void => {
    asked.then(
      () => setWrong(null),
      (problem: unknown) => setWrong(explain(problem)),
    );
  };
  return (
    <Menu
      side="end"
      kind="filter-views"
      onOpen={() => tried(fetch())}
      summary={
        <>
          <Icon name="eye" />
          {t("views.label")}
          <Icon name="down" />
        </>
      }
    >
      <div class="menu-list views">
        {views === null || views.length === 0 ? (
          <p class="hint">{t(views === null ? "loading" : "views.none")}</p>
        ) : (
          <ul>
            {views.map((view) => (
              <li key={view.view_id}>
                <button type="button" class="button-plain" aria-pressed={isView(view, now)} onClick={() => showView(view)}>
                  {view.name}
                  {view.shared && <span class="quiet"> {view.person_id === me ? t("views.shared") : t("views.shared_by", { name: nameOf(store, view.person_id) })}</span>}
                </button>
                {(view.person_id === me || facilitates) && (
                  <button type="button" class="button-plain" data-stay onClick={() => tried(drop(view))}>
                    <Icon name="bin" />
                    <span class="hidden">{t("views.drop", { name: view.name })}</span>
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const wanted = name.trim();
            if (wanted === "") {
              setWrong(t("wrong.empty"));
              return;
            }
            tried(
              keep(wanted, now, share).then(() => {
                setName(emptied(name));
                setShare(false);
                notify("done", t(share ? "views.saved_shared" : "views.saved", { name: wanted }));
              }),
            );
          }}
        >
          <label for={id}>{t("views.name")}</label>
          <input id={id} class="control" maxLength={LONGEST} autocomplete="off" value={name} aria-invalid={wrong !== null} aria-describedby={`${id}wrong`} onInput={(event) => setName(event.currentTarget.value)} />
          <p id={`${id}wrong`} class="wrong" role="alert">
            {wrong}
          </p>
          {facilitates && (
            <label class="tick">
              <input type="checkbox" checked={share} onChange={(event) => setShare(event.currentTarget.checked)} />
              {t("views.share")}
            </label>
          )}
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
