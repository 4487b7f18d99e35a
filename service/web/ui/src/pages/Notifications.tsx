/** What one is told by letter, network by network: of what, how often, at which hour. */

import { useEffect, useId, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { language, t, type Key } from "../i18n.ts";
import { notify } from "../notices.ts";
import { loadNetworks, networks } from "../session.ts";
import type { NetworkCard, NotificationPage, Pace, Wanted } from "../types.ts";

const MATTERS: readonly { readonly matter: "conflicts" | "mine" | "followed" | "rest"; readonly label: Key }[] = [
  { matter: "conflicts", label: "notifications.conflicts" },
  { matter: "mine", label: "notifications.mine" },
  { matter: "followed", label: "notifications.followed" },
  { matter: "rest", label: "notifications.rest" },
];
const PACES: readonly Pace[] = ["soon", "daily", "weekly", "never"];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

export function Notifications() {
  const known = networks.value;
  useEffect(() => {
    if (known === null) {
      loadNetworks().catch((problem: unknown) => notify("problem", explain(problem)));
    }
  }, [known]);
  const mine = known?.filter(({ clock }) => clock === "real") ?? [];
  return (
    <section aria-labelledby="notifications-title" id="notifications">
      <h2 id="notifications-title">{t("notifications.title")}</h2>
      <p class="hint">{t("notifications.hint")}</p>
      {mine.map((card) => (
        <OfNetwork key={card.network_id} card={card} />
      ))}
      {known !== null && mine.length === 0 && <p>{t("notifications.none")}</p>}
    </section>
  );
}

function OfNetwork({ card }: { readonly card: NetworkCard }) {
  const id = useId();
  const [page, setPage] = useState<NotificationPage | null>(null);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const path = `/networks/${card.network_id}/notifications`;
  useEffect(() => {
    ask<NotificationPage>("GET", path)
      .then((found) => {
        setPage(found);
        setWanted(found.wanted);
      })
      .catch((problem: unknown) => setWrong(explain(problem)));
  }, [path]);
  const save = (): void => {
    ask<undefined>("POST", path, { ...wanted, language: language.value })
      .then(() => {
        setWrong(null);
        notify("done", t("notifications.saved", { network: card.name }));
      })
      .catch((problem: unknown) => setWrong(explain(problem)));
  };
  return (
    <form
      class="notifications"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <h3>{card.name}</h3>
      {page !== null && (page.email === null || !page.works) && (
        <p class="hint">{t(page.works ? "notifications.no_address" : "notifications.no_mail")}</p>
      )}
      {wanted !== null && (
        <>
          {MATTERS.map(({ matter, label }) => (
            <p key={matter}>
              <label for={`${id}${matter}`}>{t(label)}</label>
              <select
                id={`${id}${matter}`}
                class="control"
                value={wanted[matter]}
                onChange={(event) => setWanted({ ...wanted, [matter]: event.currentTarget.value })}
              >
                {PACES.map((pace) => (
                  <option key={pace} value={pace}>
                    {t(`notifications.${pace}` as Key)}
                  </option>
                ))}
              </select>
            </p>
          ))}
          <p>
            <label for={`${id}hour`}>{t("notifications.hour")}</label>
            <select id={`${id}hour`} class="control" value={wanted.hour} onChange={(event) => setWanted({ ...wanted, hour: Number(event.currentTarget.value) })}>
              {HOURS.map((hour) => (
                <option key={hour} value={hour}>
                  {t("notifications.at", { hour })}
                </option>
              ))}
            </select>
          </p>
          <button type="submit" class="button">
            {t("notifications.save")}
            <span class="hidden"> {card.name}</span>
          </button>
        </>
      )}
      <p class="wrong" role="alert">
        {wrong}
      </p>
    </form>
  );
}
