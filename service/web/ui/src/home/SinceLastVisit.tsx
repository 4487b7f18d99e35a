/** What others changed since somebody was last here, item by item, in the words of the activity; of what concerns them. */

import { ask, explain } from "../api.ts";
import { day, dayAt, moment } from "../format.ts";
import { plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { notify } from "../notices.ts";
import { quoted, sentenceOf } from "../plan/sentences.ts";
import { paths } from "../router.ts";
import type { ItemSince, RecentActivity, SincePage, Token } from "../types.ts";
import { type Asked, useAsked } from "./asking.ts";

interface Props {
  readonly network: LiveNetwork;
  readonly asked: Asked<SincePage>;
  /** Of what changed, only what one follows. */
  readonly only?: "followed" | undefined;
}

/** What it shows; asked by the page, which may wait for it before it draws what stands below. */
export function useSince(network: LiveNetwork): Asked<SincePage> {
  return useAsked<SincePage>(network, "since-last-visit");
}

export function SinceLastVisit({ network, asked: { page, failure, again }, only }: Props) {
  const { store, card } = network;
  const read = (): void => {
    ask("POST", `/networks/${card.network_id}/visit`, { read: true }).then(again, (problem: unknown) => notify("problem", explain(problem)));
  };
  const items = (page?.items ?? []).filter(({ followed }) => only === undefined || followed);
  const plans = [...new Set(items.map(({ plan_id }) => plan_id))]; // in the order of what is newest in each
  return (
    <section class="part" aria-labelledby="since">
      <div class="figures-head">
        <h2 id="since">
          {page?.left_at == null ? t("home.since") : t("home.since_when", { when: moment(page.left_at) })} {items.length > 0 && <span class="count">{items.length}</span>}
        </h2>
        {items.length > 0 && (
          <button type="button" class="button button-small" onClick={read}>
            {t("home.mark_read")}
          </button>
        )}
      </div>
      {failure !== null && <p class="wrong">{failure}</p>}
      {page === null && failure === null && (
        <p class="quiet" aria-busy="true">
          {t("loading")}
        </p>
      )}
      {page !== null && items.length === 0 && <p class="quiet">{t(page.left_at === null ? "home.first_visit" : "home.nothing_new")}</p>}
      {page?.left_through != null &&
        plans.map((plan) => (
          <div key={plan ?? ""}>
            {plan !== null && (
              <div class="figures-head">
                <h3>{store.row("plan_list", plan)?.title ?? ""}</h3>
                <Compare network={network} plan={plan} through={page.left_through ?? ""} />
              </div>
            )}
            <ul class="rows">
              {items
                .filter(({ plan_id }) => plan_id === plan)
                .map((item) => (
                  <Item key={item.item_id} network={network} item={item} />
                ))}
            </ul>
          </div>
        ))}
      {page !== null && page.left_at !== null && (
        <p>
          <a href={paths.activity(card.network_id)}>{t(page.more ? "home.more" : "home.all")}</a>
        </p>
      )}
    </section>
  );
}

function Compare({ network, plan, through }: { readonly network: LiveNetwork; readonly plan: string; readonly through: Token }) {
  const title = network.store.row("plan_list", plan)?.title ?? "";
  return (
    <a class="button button-small" href={`${paths.plan(network.card.network_id, plan, "compare")}?from=${through}`}>
      {t("activity.compare")}
      <span class="hidden"> {t("activity.in_plan", { plan: title })}</span>
    </a>
  );
}

function Item({ network, item }: { readonly network: LiveNetwork; readonly item: ItemSince }) {
  const [newest, ...before] = item.newest;
  const href = `${paths.network(network.card.network_id)}/${item.link}`;
  return newest === undefined ? null : (
    <li>
      <Told network={network} item={item} entry={newest} href={href} />
      {item.others > 0 && <p class="quiet">{plural("home.at_once", item.others)}</p>}
      {item.count > 1 && (
        <details>
          <summary>
            {plural("home.before", item.count - 1)}
            <span class="hidden">{t("vitality.list_of", { name: item.title })}</span>
          </summary>
          {before.map((entry) => (
            <Told key={entry.position} network={network} item={item} entry={entry} href={null} />
          ))}
          {item.count > item.newest.length && <p class="quiet">{t("home.and_older")}</p>}
        </details>
      )}
    </li>
  );
}

function Told({ network, item, entry, href }: { readonly network: LiveNetwork; readonly item: ItemSince; readonly entry: RecentActivity; readonly href: string | null }) {
  const sentence = sentenceOf(entry, network.store);
  const title = sentence.title || item.title;
  const link = title === "" ? t("home.network") : quoted(title);
  return (
    <p>
      <strong>{sentence.who}</strong> {sentence.text} {!sentence.named && "· "}
      {href === null ? link : <a href={href}>{link}</a>}{" "}
      <time class="quiet" dateTime={entry.at}>
        {day(dayAt(new Date(entry.at)))}
      </time>
    </p>
  );
}
