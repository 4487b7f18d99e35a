/** Which network is on screen, and the others a person belongs to. */

import { byName } from "../format.ts";
import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Icon } from "../parts/Icon.tsx";
import { Menu } from "../parts/Menu.tsx";
import { paths } from "../router.ts";
import { networks } from "../session.ts";

export function NetworkSwitch({ network }: { readonly network: LiveNetwork }) {
  const others = [...(networks.value ?? [])].filter(({ archived }) => !archived).sort((a, b) => byName(a.name, b.name));
  return (
    <Menu
      kind="network-switch"
      summary={
        <>
          <span class="hidden">{t("nav.switch")}</span>
          <span class="network-name">{network.card.name}</span>
          <Icon name="down" />
        </>
      }
    >
      <ul class="menu-links">
        {others.map((card) => (
          <li key={card.network_id}>
            <a href={paths.network(card.network_id)} aria-current={card.network_id === network.card.network_id ? "true" : undefined}>
              {card.name}
              {card.demonstration && <span class="chip">{t("demo.title")}</span>}
            </a>
          </li>
        ))}
        <li class="menu-rule">
          <a href="/networks">{t("nav.all_networks")}</a>
        </li>
      </ul>
    </Menu>
  );
}
