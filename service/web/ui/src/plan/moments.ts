/** Moments of a network's log: as they stand in an address, and as people say them. */

import { useEffect, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { dayAt, longDayOf, moment } from "../format.ts";
import { lookup, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Day, MomentList, RecentActivity, Token, Uuid, VersionList } from "../types.ts";

const DAY = /^\d{4}-\d\d-\d\d$/u;
const POSITION = /^\d+\.\d+$/u;
const NAMED = "moment:";

/** Something of the past that has a name: a moment, or a version that was published. */
export interface Mark {
  readonly id: Uuid;
  readonly title: string;
  readonly kind: string;
  readonly day: Day;
  /** As it stands in an address. */
  readonly at: string;
}

export function momentAt(network: LiveNetwork, position: number): Token {
  const [epoch = "1"] = network.card.token.split(".");
  return `${network.connection.head.peek()?.epoch ?? epoch}.${position}`;
}

/** The moment that a version is: the one it named, else the one it was published at. */
export function momentOf(network: LiveNetwork, version: VersionList): Token {
  return version.of ?? momentAt(network, version.published_position);
}

export function addressOf(named: MomentList): string {
  return NAMED + named.moment_id;
}

/** The address of a page as it stood at a moment. */
export function seenAt(href: string, at: string): string {
  return `${href}?at=${encodeURIComponent(at)}`;
}

/** A day as an instant for those who write instants: its middle, which is the same day in every zone of Europe. */
export function longDay(day: Day): string {
  return longDayOf(`${day}T12:00:00Z`);
}

export function isDay(at: string): boolean {
  return DAY.test(at);
}

/** What has a name in the past of a plan, its network's own moments included, the newest day first. */
export function marksOf(network: LiveNetwork, plan: Uuid): readonly Mark[] {
  const versions = network.store
    .all("version_list")
    .filter(({ plan_id }) => plan_id === plan)
    .map((one): Mark => ({ id: one.version_id, title: one.label, kind: t("moment.published"), day: dayAt(new Date(one.published_at)), at: momentOf(network, one) }));
  const moments = network.store
    .all("moment_list")
    .filter(({ plan_id, withdrawn }) => !withdrawn && (plan_id === null || plan_id === plan))
    .map((one): Mark => ({ id: one.moment_id, title: one.title, kind: kindOf(one), day: one.held_on, at: addressOf(one) }));
  return [...versions, ...moments].sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0));
}

export function kindOf(named: MomentList): string {
  return lookup(`moment_kind.${named.kind}`) ?? named.kind;
}

/** When it was that the log stood at a bare position, told once it is known: the instant of what had happened last. */
export function useWhen(network: LiveNetwork, at: string | null): string | null {
  const [when, setWhen] = useState<string | null>(null);
  useEffect(() => {
    setWhen(null);
    if (at === null || !POSITION.test(at)) {
      return undefined;
    }
    const left = new AbortController();
    ask<readonly RecentActivity[]>("GET", `/networks/${network.card.network_id}/activity?limit=1&at=${at}`, undefined, left.signal)
      .then(([last]) => !left.signal.aborted && last !== undefined && setWhen(moment(last.at)))
      .catch(() => undefined); // the page itself says what is wrong
    return () => left.abort();
  }, [network, at]);
  return when;
}

/** Which moment an address names, as a sentence; null where it is a bare position of the log. */
export function inWords(network: LiveNetwork, at: string): string | null {
  if (at.startsWith(NAMED)) {
    const named = network.store.row("moment_list", at.slice(NAMED.length));
    return named === null ? t("past.named") : t("past.moment", { title: named.title, kind: kindOf(named), when: longDay(named.held_on) });
  }
  if (isDay(at)) {
    return t("past.state", { when: longDay(at) });
  }
  const instant = Date.parse(at);
  return at.includes("T") && !Number.isNaN(instant) ? t("past.state", { when: moment(new Date(instant).toISOString()) }) : null;
}
