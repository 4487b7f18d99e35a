/** A role to choose, what it may do, and for which authority it is exercised, where it is for one. */

import { useId } from "preact/hooks";
import { byName } from "../format.ts";
import { lookup, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { RoleName, Uuid } from "../types.ts";

export interface Choice<R extends string> {
  readonly role: R;
  /** Empty where there is none to choose. */
  readonly authority: Uuid | "";
}

interface Offer<R extends string> {
  readonly role: R;
  readonly name: string;
  readonly does: string;
}

/** What is exercised for an authority: roles of people, and what a program may do. */
const FOR_AUTHORITY: ReadonlySet<string> = new Set<RoleName | "command">(["editor", "elected_official", "command"]);

export function actsFor({ role, authority }: Choice<string>): Uuid | null {
  return FOR_AUTHORITY.has(role) ? authority : null;
}

/** The roles of people, as they are offered. */
export function roles(): readonly Offer<RoleName>[] {
  const offered: readonly RoleName[] = ["editor", "facilitator", "elected_official", "partner", "auditor"];
  return offered.map((role) => ({ role, name: lookup(`role.${role}`) ?? role, does: lookup(`invite.does.${role}`) ?? "" }));
}

function authorities(network: LiveNetwork) {
  return network.store
    .all("member_list")
    .filter(({ left_at }) => left_at === null)
    .sort((a, b) => byName(a.name, b.name));
}

export function firstChoice<R extends string>(network: LiveNetwork, role: R): Choice<R> {
  return { role, authority: authorities(network)[0]?.authority_id ?? "" };
}

interface Props<R extends string> {
  readonly network: LiveNetwork;
  readonly label: string;
  readonly offers: readonly Offer<R>[];
  readonly chosen: Choice<R>;
  readonly onChoose: (chosen: Choice<R>) => void;
}

export function RoleChoice<R extends string>({ network, label, offers, chosen, onChoose }: Props<R>) {
  const id = useId();
  return (
    <>
      <label for={`${id}role`}>{label}</label>
      <select
        id={`${id}role`}
        class="control"
        value={chosen.role}
        aria-describedby={`${id}does`}
        onChange={(event) => onChoose({ ...chosen, role: event.currentTarget.value as R })}
      >
        {offers.map(({ role, name }) => (
          <option key={role} value={role}>
            {name}
          </option>
        ))}
      </select>
      <p id={`${id}does`} class="hint">
        {offers.find(({ role }) => role === chosen.role)?.does}
      </p>
      {FOR_AUTHORITY.has(chosen.role) && (
        <>
          <label for={`${id}authority`}>{t("invite.authority")}</label>
          <select
            id={`${id}authority`}
            class="control"
            value={chosen.authority}
            onChange={(event) => onChoose({ ...chosen, authority: event.currentTarget.value })}
          >
            {authorities(network).map((member) => (
              <option key={member.authority_id} value={member.authority_id}>
                {member.name}
              </option>
            ))}
          </select>
        </>
      )}
    </>
  );
}
