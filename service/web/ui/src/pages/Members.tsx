/** Who belongs to the network: its authorities, and the people who work in it. */

import { useEffect, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { byName, count, list, longDayOf } from "../format.ts";
import { Room } from "../files/Room.tsx";
import { lookup, plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Icon } from "../parts/Icon.tsx";
import { Avatar, nameOf } from "../parts/People.tsx";
import { mayInvite, overlooks } from "../plan/here.ts";
import { paths } from "../router.ts";
import type { Person, ShownPerson, Uuid } from "../types.ts";
import { AddAuthority } from "./AddAuthority.tsx";
import { RolesDialog, roleInWords } from "./RolesDialog.tsx";
import { Invitations } from "./Invitations.tsx";

export function Members({ network }: { readonly network: LiveNetwork }) {
  const { store } = network;
  const members = [...store.all("member_list")].sort((a, b) => byName(a.name, b.name));
  const here = members.filter(({ left_at }) => left_at === null);
  const [adding, setAdding] = useState(false);
  const inviting = mayInvite(store.row("rights", network.me)) && !network.card.archived;
  const told = members.some(({ population }) => population !== null); // a column that says nothing of anybody is none
  return (
    <div class="page">
      <h1 tabIndex={-1}>{t("nav.members")}</h1>
      <section aria-labelledby="members-title">
        <div class="plan-title">
          <h2 id="members-title">{plural("members.count", here.length)}</h2>
          {inviting && (
            <button type="button" class="button" onClick={() => setAdding(true)}>
              <Icon name="plus" />
              {t("authority.add")}
            </button>
          )}
        </div>
        {adding && <AddAuthority network={network} onClose={() => setAdding(false)} />}
        {members.length > 0 && (
          <div class="table-scroll" role="region" aria-label={t("members.authorities")} tabIndex={0}>
            <table class="report">
              <thead>
                <tr>
                  <th scope="col">{t("members.name")}</th>
                  <th scope="col">{t("members.kind")}</th>
                  <th scope="col">{t("members.code")}</th>
                  {told && (
                    <th scope="col" class="number">
                      {t("members.population")}
                    </th>
                  )}
                  <th scope="col">{t("members.joined")}</th>
                </tr>
              </thead>
              <tbody>
                {members.map((member) => (
                  <tr key={member.authority_id}>
                    <th scope="row">
                      <a href={paths.authority(network.card.network_id, member.authority_id)}>{member.name}</a>
                    </th>
                    <td>{lookup(`authority.${member.kind}`) ?? member.kind}</td>
                    <td>{member.siren !== null ? t("members.siren", { code: member.siren }) : member.insee_code !== null ? t("members.insee", { code: member.insee_code }) : ""}</td>
                    {told && <td class="number">{member.population === null ? "" : count(member.population)}</td>}
                    <td>
                      {longDayOf(member.joined_at)}
                      {member.left_at !== null && <span class="chip">{t("members.left", { when: longDayOf(member.left_at) })}</span>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
      {inviting && <Invitations network={network} />}
      {inviting && (
        <p>
          <a href={paths.dataRequests(network.card.network_id)}>{t("data_requests.title")}</a> <span class="quiet">{t("data_requests.explained")}</span>
        </p>
      )}
      {inviting && (
        <section aria-labelledby="programs-title">
          <h2 id="programs-title">{t("nav.programs")}</h2>
          <p>
            {t("programs.explained")} <a href={paths.programs(network.card.network_id)}>{t("programs.see")}</a>
          </p>
        </section>
      )}
      {mayInvite(store.row("rights", network.me)) && <Room network={network} />}
      {overlooks(store.row("rights", network.me)) && (
        <p>
          <a href={paths.rights(network.card.network_id)}>{t("rights.title")}</a> <span class="quiet">{t("rights.explained")}</span>
        </p>
      )}
      <People network={network} mayGive={inviting} />
    </div>
  );
}

function People({ network, mayGive }: { readonly network: LiveNetwork; readonly mayGive: boolean }) {
  const { store } = network;
  const base = `/networks/${network.card.network_id}`;
  const [changing, setChanging] = useState<Uuid | null>(null);
  const known = store.people().length; // more of them, and the list is asked for anew
  const [people, setPeople] = useState<readonly Person[] | null>(null);
  const [shown, setShown] = useState<ReadonlyMap<Uuid, ShownPerson>>(new Map());
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    Promise.all([ask<readonly Person[]>("GET", `${base}/people`), ask<readonly ShownPerson[]>("GET", `${base}/contacts`)])
      .then(([all, contacts]) => {
        setPeople(all);
        setShown(new Map(contacts.map((one) => [one.person_id, one])));
      })
      .catch((problem: unknown) => setFailure(explain(problem)));
  }, [base, known]);
  // What they are called, and whether they show a photo, is followed live: it may have been taken back since the list was asked for.
  const sorted = (people ?? []).map((person) => ({ ...person, ...store.nameOf(person.person_id), name: nameOf(store, person.person_id) })).sort((a, b) => byName(a.name, b.name));
  /** One that reads; what it may do is said on the page of programs. */
  const isProgram = (person: Uuid): boolean => store.row("rights", person)?.roles.some(({ role }) => role === "reader") === true;
  const rolesOf = (person: Uuid): string => list((store.row("rights", person)?.roles ?? []).map((role) => roleInWords(store, role)));
  const photoOf = (person: Uuid): string | null => {
    const photo = store.nameOf(person)?.photo;
    return photo === undefined || rolesOf(person) === "" ? null : `/api${base}/people/${person}/photo?${photo}`;
  };
  return (
    <section aria-labelledby="people-title">
      <h2 id="people-title">{t("members.people")}</h2>
      {failure !== null && <p class="wrong">{failure}</p>}
      {people === null && failure === null && <p class="quiet">{t("loading")}</p>}
      <ul class="people">
        {sorted.map((person) => (
          <li key={person.person_id}>
            <Avatar person={person.person_id} name={person.name} photo={photoOf(person.person_id)} />
            <div>
              <p class="person-name">{person.name}</p>
              {person.function !== null && <p>{person.function}</p>}
              <p class="quiet">{rolesOf(person.person_id)}</p>
              {!store.isErased(person.person_id) && <Reached shown={shown.get(person.person_id)} />}
              {!person.claimed && <span class="chip">{t("members.unclaimed")}</span>}
              {store.row("rights", person.person_id)?.suspended === true && <span class="chip">{t("members.suspended")}</span>}
              {mayGive && !isProgram(person.person_id) && (
                <p>
                  <button type="button" class="button button-small" onClick={() => setChanging(person.person_id)}>
                    {t("roles.change")}
                    <span class="hidden"> {person.name}</span>
                  </button>
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
      {changing !== null && <RolesDialog network={network} person={changing} onClose={() => setChanging(null)} />}
    </section>
  );
}

/** Their mandate, and how to reach those who agreed to it being shown. */
function Reached({ shown }: { readonly shown: ShownPerson | undefined }) {
  if (shown === undefined) {
    return null;
  }
  const { mandate, contact_email: email, contact_phone: phone } = shown;
  return (
    <>
      {mandate !== null && <p>{t("members.mandate", { mandate })}</p>}
      {email !== null && (
        <p>
          <a href={`mailto:${email}`}>{email}</a>
        </p>
      )}
      {phone !== null && (
        <p>
          <a href={`tel:${phone.replace(/[^+\d]/g, "")}`}>{phone}</a>
        </p>
      )}
    </>
  );
}
