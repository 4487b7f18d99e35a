/** What one is told by letter, network by network: of what, how often, at which hour. */

import { useEffect, useId, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { language, plural, t, type Key } from "../i18n.ts";
import { notify } from "../notices.ts";
import { loadNetworks, networks } from "../session.ts";
import type { NetworkCard, NotificationPage, Pace, Reminders, Wanted } from "../types.ts";

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

/** So many days before something is due; others can be asked of the service, five at most. */
const BEFORE = [30, 14, 7, 2, 0] as const;
const OF = ["led", "followed", "decisions"] as const;

/** When one is reminded of what is due: a form of its own, since it is no letter of changes. */
function OfReminders({ card, from }: { readonly card: NetworkCard; readonly from: Reminders }) {
  const [chosen, setChosen] = useState(from);
  const [wrong, setWrong] = useState<string | null>(null);
  const days = [...new Set([...BEFORE, ...chosen.days])].sort((a, b) => b - a);
  const save = (event: Event): void => {
    event.preventDefault();
    ask<undefined>("POST", `/networks/${card.network_id}/reminders`, chosen)
      .then(() => {
        setWrong(null);
        notify("done", t("notifications.saved", { network: card.name }));
      })
      .catch((problem: unknown) => setWrong(explain(problem)));
  };
  const tick = (name: string, label: string, on: boolean, turn: (on: boolean) => Reminders) => (
    <label key={name} class="tick">
      <input type="checkbox" checked={on} onChange={(event) => setChosen(turn(event.currentTarget.checked))} />
      <span>{label}</span>
    </label>
  );
  return (
    <form class="notifications" onSubmit={save}>
      <h4>
        {t("reminders.title")}
        <span class="hidden"> {card.name}</span>
      </h4>
      <p class="hint">{t("reminders.hint")}</p>
      <fieldset class="menu-list">
        <legend>{t("reminders.when")}</legend>
        {days.map((day) =>
          tick(String(day), day === 0 ? t("reminders.same_day") : plural("reminders.days", day), chosen.days.includes(day), (on) => ({
            ...chosen,
            days: on ? [...chosen.days, day] : chosen.days.filter((one) => one !== day),
          })),
        )}
        {tick("late", t("reminders.late"), chosen.late, (late) => ({ ...chosen, late }))}
      </fieldset>
      <fieldset class="menu-list">
        <legend>{t("reminders.of")}</legend>
        {OF.map((of) => tick(of, t(`reminders.${of}`), chosen[of], (on) => ({ ...chosen, [of]: on })))}
      </fieldset>
      <button type="submit" class="button">
        {t("reminders.save")}
        <span class="hidden"> {card.name}</span>
      </button>
      <p class="wrong" role="alert">
        {wrong}
      </p>
    </form>
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
    <>
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
      {page !== null && <OfReminders card={card} from={page.reminders} />}
    </>
  );
}
