/** Programs that read or write here: what each may do, until when, when it was last seen; made, and shut out again; and where they are told. */

import { useEffect, useId, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { byName, list, longDayOf, moment } from "../format.ts";
import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { notify } from "../notices.ts";
import { Confirm } from "../parts/Confirm.tsx";
import { Dialog } from "../parts/Dialog.tsx";
import { Icon } from "../parts/Icon.tsx";
import { nameOf } from "../parts/People.tsx";
import { Choosing } from "../parts/Choosing.tsx";
import { actsFor, type Choice, firstChoice, RoleChoice } from "../parts/RoleChoice.tsx";
import { Secret } from "../parts/Secret.tsx";
import { mayInvite, topicOf } from "../plan/here.ts";
import type { MadeToken, ProgramToken, Uuid } from "../types.ts";
import { Webhooks } from "./Webhooks.tsx";

const LASTING = [30, 90, 180, 365] as const;
const MAY = ["read", "command", "audit"] as const;

export function Programs({ network }: { readonly network: LiveNetwork }) {
  const [all, setAll] = useState<readonly ProgramToken[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<MadeToken | null>(null);
  const [revoking, setRevoking] = useState<ProgramToken | null>(null);
  const base = `/networks/${network.card.network_id}/tokens`;
  const mine = mayInvite(network.store.row("rights", network.me));
  const look = (): void => {
    ask<readonly ProgramToken[]>("GET", base)
      .then(setAll)
      .catch((problem: unknown) => setFailure(explain(problem)));
  };
  useEffect(look, [base, mine]);
  const shown = (all ?? []).filter(({ revoked_at }) => revoked_at === null);
  return (
    <div class="page">
      <div class="plan-title">
        <h1 tabIndex={-1}>{t("nav.programs")}</h1>
        {all !== null && !network.card.archived && (
          <button type="button" class="button button-main" onClick={() => setMaking(true)}>
            <Icon name="plus" />
            {t("programs.make")}
          </button>
        )}
      </div>
      <p class="lead-in">{t("programs.explained")}</p>
      {failure !== null && <p class="wrong">{failure}</p>}
      {all === null && failure === null && <p class="quiet">{t("loading")}</p>}
      {all !== null && shown.length === 0 && <p class="empty">{t("programs.none")}</p>}
      {shown.length > 0 && (
        <div class="table-scroll" role="region" aria-label={t("nav.programs")} tabIndex={0}>
          <table class="report programs">
            <thead>
              <tr>
                <th scope="col">{t("members.name")}</th>
                <th scope="col">{t("programs.may")}</th>
                <th scope="col">{t("programs.reach")}</th>
                <th scope="col">{t("programs.until")}</th>
                <th scope="col">{t("programs.used")}</th>
                <th scope="col">
                  <span class="hidden">{t("programs.revoke")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((token) => (
                <tr key={token.token_id}>
                  <th scope="row">
                    {token.name ?? t("person.unknown")}
                  </th>
                  <td>{mayOf(network, token)}</td>
                  <td>{reachOf(network, token)}</td>
                  <td>
                    {longDayOf(token.expires_at)}
                    <br />
                    <span class="quiet">{t("programs.made_by", { who: nameOf(network.store, token.made_by), when: longDayOf(token.made_at) })}</span>
                    {Date.parse(token.expires_at) <= Date.now() && <span class="chip">{t("programs.expired")}</span>}
                  </td>
                  <td>{token.used_at === null ? t("programs.never") : moment(token.used_at)}</td>
                  <td>
                    <button type="button" class="button button-small" onClick={() => setRevoking(token)}>
                      {t("programs.revoke")}
                      <span class="hidden"> {token.name}</span>
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {all !== null && <Webhooks network={network} programs={shown} />}
      {making && (
        <Make
          network={network}
          base={base}
          onClose={() => setMaking(false)}
          onMade={(one) => {
            setMaking(false);
            setMade(one);
            look();
          }}
        />
      )}
      {made !== null && (
        <Secret title={t("programs.secret_title", { name: made.token.name ?? "" })} secret={made.secret} how={t("programs.secret_how")} onClose={() => setMade(null)} />
      )}
      {revoking !== null && (
        <Confirm
          title={t("programs.revoke_title", { name: revoking.name ?? "" })}
          does={t("programs.revoke")}
          onClose={() => setRevoking(null)}
          onConfirm={() =>
            ask<undefined>("DELETE", `${base}/${revoking.token_id}`).then(() => {
              notify("done", t("programs.revoked", { name: revoking.name ?? "" }));
              look();
            })
          }
        >
          <p>{t("programs.revoke_means")}</p>
        </Confirm>
      )}
    </div>
  );
}

function mayOf({ store }: LiveNetwork, { may, authority_id }: ProgramToken): string {
  const authority = authority_id === null ? null : store.row("member_list", authority_id);
  return authority === null ? t(`programs.may_${may}`) : t("members.role_for", { role: t(`programs.may_${may}`), authority: authority.name });
}

function reachOf({ store }: LiveNetwork, { topics }: ProgramToken): string {
  if (topics.length === 0) {
    return t("programs.whole_network");
  }
  return list(topics.map((topic) => store.row("plan_list", topic.slice(topic.indexOf(":") + 1))?.title ?? t("programs.unknown_plan")));
}

interface MakeProps {
  readonly network: LiveNetwork;
  readonly base: string;
  readonly onClose: () => void;
  readonly onMade: (made: MadeToken) => void;
}

function Make({ network, base, onClose, onMade }: MakeProps) {
  const id = useId();
  const plans = network.store
    .all("plan_list")
    .filter(({ withdrawn }) => !withdrawn)
    .sort((a, b) => byName(a.title, b.title));
  const [name, setName] = useState("");
  const [role, setRole] = useState<Choice<ProgramToken["may"]>>(() => firstChoice(network, "read"));
  const [chosen, setChosen] = useState<readonly Uuid[]>([]);
  const [days, setDays] = useState(90);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const make = (): void => {
    const authority = actsFor(role);
    if (name.trim() === "") {
      setWrong(t("programs.name_missing"));
    } else if (authority === "") {
      setWrong(t("invite.no_authority"));
    } else if (!busy) {
      setBusy(true);
      const wish = { name: name.trim(), may: role.role, days, topics: chosen.map(topicOf), ...(authority === null ? {} : { authority_id: authority }) };
      ask<MadeToken>("POST", base, wish)
        .then(onMade)
        .catch((problem: unknown) => {
          setBusy(false);
          setWrong(explain(problem));
        });
    }
  };
  return (
    <Dialog title={t("programs.make")} onClose={onClose}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          make();
        }}
      >
        <label for={`${id}name`}>{t("programs.name")}</label>
        <input
          id={`${id}name`}
          class="control"
          autocomplete="off"
          maxLength={300}
          value={name}
          aria-describedby={`${id}wrong`}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <RoleChoice network={network} label={t("programs.may")} offers={MAY.map((may) => ({ role: may, name: t(`programs.may_${may}`), does: t(`programs.does_${may}`) }))} chosen={role} onChoose={setRole} />
        {plans.length > 0 && (
          <Choosing
            legend={t("programs.plans")}
            choices={plans.map(({ plan_id, title }) => ({ value: plan_id, label: title }))}
            chosen={chosen}
            onChoose={setChosen}
          />
        )}
        <label for={`${id}days`}>{t("programs.days")}</label>
        <select id={`${id}days`} class="control" value={days} onChange={(event) => setDays(Number(event.currentTarget.value))}>
          {LASTING.map((one) => (
            <option key={one} value={one}>
              {t("programs.day_count", { count: one })}
            </option>
          ))}
        </select>
        <p id={`${id}wrong`} class="wrong" role="alert">
          {wrong}
        </p>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t("do.cancel")}
          </button>
          <button type="submit" class="button button-main" aria-disabled={busy}>
            {t("programs.do_make")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
