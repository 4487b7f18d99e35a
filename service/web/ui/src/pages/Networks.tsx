/** The networks a person belongs to; whoever belongs to one is led straight to it, unless they asked for the list. */

import { useEffect } from "preact/hooks";
import { byName, list } from "../format.ts";
import { lookup, t } from "../i18n.ts";
import { Icon } from "../parts/Icon.tsx";
import { address, go, paths } from "../router.ts";
import { networks, person } from "../session.ts";
import type { NetworkCard } from "../types.ts";

export function Networks() {
  const all = [...(networks.value ?? [])].sort((a, b) => byName(a.name, b.name));
  const open = all.filter(({ archived }) => !archived);
  const archived = all.filter((card) => card.archived);
  const only = open.length === 1 && address.value.pathname === "/" ? open[0] : undefined;
  useEffect(() => only && go(paths.network(only.network_id), "replace"), [only]);
  if (only !== undefined) {
    return (
      <p class="empty" aria-busy="true">
        {t("loading")}
      </p>
    );
  }
  return (
    <div class="page">
      <h1 tabIndex={-1}>{person.value?.name == null ? t("networks.title") : t("networks.hello", { name: person.value.name })}</h1>
      <p class="lead-in">{t("networks.about")}</p>
      {networks.value === null && (
        <p class="empty" aria-busy="true">
          {t("loading")}
        </p>
      )}
      {networks.value !== null && open.length === 0 && <p class="empty">{t("networks.none")}</p>}
      <ul class="network-cards">
        {open.map((card) => (
          <OneNetwork key={card.network_id} card={card} />
        ))}
      </ul>
      {archived.length > 0 && (
        <details>
          <summary>{t("networks.archived")}</summary>
          <ul class="network-cards">
            {archived.map((card) => (
              <OneNetwork key={card.network_id} card={card} />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function OneNetwork({ card }: { readonly card: NetworkCard }) {
  const roles = [...new Set(card.roles.map(({ role }) => role))];
  return (
    <li class="network-card">
      <h2>
        <a href={paths.network(card.network_id)}>{card.name}</a>
      </h2>
      <p class="quiet">{list(roles.map((role) => lookup(`role.${role}`) ?? role))}</p>
      <p class="network-marks">
        {card.demonstration && <span class="chip chip-demo">{t("demo.title")}</span>}
        {card.clock === "given" && (
          <span class="chip">
            <Icon name="clock" />
            {t("networks.given_clock")}
          </span>
        )}
      </p>
    </li>
  );
}
