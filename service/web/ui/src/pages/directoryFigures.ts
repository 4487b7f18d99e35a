/** What a map of members is coloured by: engagement, or what becomes of the actions of their plans, of those that the reader may see. */

import { useEffect, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { percent } from "../format.ts";
import { lookup, plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Figures } from "../live/store.ts";
import { query } from "../router.ts";
import type { FiguresPage, Uuid } from "../types.ts";
import { GUESTS } from "../authority.ts";
import { engagementOf, ENGAGEMENTS, type Listed } from "./Directory.tsx";

export type Figure = "engagement" | "actions" | "done";
export const FIGURES: readonly Figure[] = ["engagement", "actions", "done"];

/** The shades of a figure, and how each is called; null is what has none. */
export const LEVELS: Readonly<Record<Figure, readonly (readonly [number | null, string])[]>> = {
  engagement: [
    [0, "engagement.prospect"],
    [2, "engagement.engaged"],
    [3, "engagement.recognised"],
  ],
  actions: [
    [null, "map.actions_none"],
    [1, "map.actions_few"],
    [2, "map.actions_some"],
    [3, "map.actions_many"],
  ],
  done: [
    [null, "map.actions_none"],
    [0, "map.done_begun"],
    [1, "map.done_quarter"],
    [2, "map.done_half"],
    [3, "map.done_most"],
  ],
};

/** The shade of a member, and what it means in words; none where there is nothing to tell. */
export interface Coloured {
  readonly figure: Figure;
  readonly level: (member: Uuid) => number | null;
  readonly words: (member: Uuid) => string;
}

interface Actions {
  readonly all: number;
  readonly done: number;
}

export function useColours(network: LiveNetwork, everyone: readonly Listed[]): Coloured {
  const asked = query.value.get("figure");
  const figure = FIGURES.find((one) => one === asked) ?? "engagement";
  const figures = useNetworkFigures(network, figure !== "engagement");
  const actions = byAuthority(network, figures);
  const known = new Map(everyone.map((one) => [one.member.authority_id, one]));
  const engagement = (member: Uuid): number | null => {
    const one = known.get(member);
    return one === undefined || GUESTS.has(one.member.kind) ? null : ENGAGEMENTS.indexOf(engagementOf(one));
  };
  switch (figure) {
    case "engagement":
      return {
        figure,
        level: (member) => [0, 2, 3][engagement(member) ?? -1] ?? null,
        words: (member) => lookup(`engagement.${ENGAGEMENTS[engagement(member) ?? -1] ?? ""}`) ?? "",
      };
    case "actions":
      return {
        figure,
        level: (member) => {
          const { all } = actions(member);
          return all === 0 ? null : all <= 5 ? 1 : all <= 20 ? 2 : 3;
        },
        words: (member) => plural("actions", actions(member).all),
      };
    case "done":
      return {
        figure,
        level: (member) => {
          const { all, done } = actions(member);
          return all === 0 ? null : Math.min(3, Math.floor((4 * done) / all));
        },
        words: (member) => {
          const { all, done } = actions(member);
          return all === 0 ? t("map.actions_none") : t("map.done_of", { share: percent(done / all), actions: plural("actions", all) });
        },
      };
  }
}

/** The figures of the network as they are told, or as they were at the moment that the address names. */
function useNetworkFigures(network: LiveNetwork, wanted: boolean): Figures {
  const id = network.card.network_id;
  const at = query.value.get("at");
  const [past, setPast] = useState<Figures>({});
  useEffect(() => (wanted && at === null ? network.connection.follow(`figures:${id}`) : undefined), [network, id, wanted, at]);
  useEffect(() => {
    setPast({});
    if (at === null || !wanted) {
      return undefined;
    }
    let gone = false;
    ask<FiguresPage>("GET", `/networks/${id}/figures?at=${encodeURIComponent(at)}`)
      .then(({ figures }) => !gone && setPast(figures))
      .catch(() => undefined); // the map then has no shades; everything else on it is there
    return () => {
      gone = true;
    };
  }, [id, at, wanted]);
  return at !== null ? past : ((wanted ? network.store.figures(`figures:${id}`) : null) ?? {});
}

/** How many actions the plans of a member hold, and how many are done. */
function byAuthority(network: LiveNetwork, figures: Figures): (member: Uuid) => Actions {
  const of = new Map(network.store.all("plan_list").map(({ plan_id, authority_id }) => [plan_id, authority_id]));
  const found = new Map<Uuid, Actions>();
  for (const [key, value] of Object.entries(figures)) {
    const [kind, plan = "", status] = key.split(".");
    const member = of.get(plan);
    if (kind === "status" && member !== undefined) {
      const { all, done } = found.get(member) ?? { all: 0, done: 0 };
      found.set(member, { all: all + value, done: done + (status === "done" ? value : 0) });
    }
  }
  return (member) => found.get(member) ?? { all: 0, done: 0 };
}
