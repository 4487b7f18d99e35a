/** What one person may do in the network: roles given and taken, access suspended and given back. Each is said before it is done. */

import { useState } from "preact/hooks";
import { explain } from "../api.ts";
import { lookup, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Store } from "../live/store.ts";
import { notify } from "../notices.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { nameOf } from "../parts/People.tsx";
import { actsFor, type Choice, firstChoice, RoleChoice, roles as offered } from "../parts/RoleChoice.tsx";
import type { NetworkCommand, Role, RoleName, Uuid } from "../types.ts";

/** A role as people say it: for which authority, for which plans. */
export function roleInWords(store: Store, { role, authority_id, topics }: Role): string {
  const words = lookup(`role.${role}`) ?? role;
  const authority = authority_id === null ? null : store.row("member_list", authority_id);
  const whole = authority === null ? words : t("members.role_for", { role: words, authority: authority.name });
  return topics.length === 0 ? whole : t("roles.some_plans", { role: whole });
}

interface Props {
  readonly network: LiveNetwork;
  readonly person: Uuid;
  readonly onClose: () => void;
}

/** What is about to be done, and what becomes of it. */
interface Step {
  readonly does: string;
  readonly means: string;
  readonly done: string;
  readonly command: NetworkCommand;
}

export function RolesDialog({ network, person, onClose }: Props) {
  const { store } = network;
  const [step, setStep] = useState<Step | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const who = nameOf(store, person);
  const rights = store.row("rights", person);
  // A guest’s role goes with their workshop: nobody takes it here.
  const roles = (rights?.roles ?? []).flatMap(({ role, ...held }) => (role === "guest" ? [] : [{ role, ...held }]));
  const mine = person === network.me;
  const ask = (next: Step): void => {
    setWrong(null);
    setStep(next);
  };
  const confirm = ({ command, done }: Step): void => {
    if (busy) {
      return;
    }
    setBusy(true);
    network
      .askNow(network.card.network_id, command)
      .then(() => {
        notify("done", done);
        setStep(null);
      })
      .catch((problem: unknown) => setWrong(explain(problem)))
      .finally(() => setBusy(false));
  };
  if (step !== null) {
    return (
      <Dialog key="sure" title={step.does} onClose={() => setStep(null)}>
        <div class="dialog-body">
          <p>{step.means}</p>
          {mine && <p>{t("roles.yourself")}</p>}
          <p class="wrong" role="alert">
            {wrong}
          </p>
          <footer class="dialog-foot">
            <button type="button" class="button" onClick={() => setStep(null)}>
              {t("do.cancel")}
            </button>
            <button type="button" class="button button-main" aria-disabled={busy} onClick={() => confirm(step)}>
              {t("roles.confirm")}
            </button>
          </footer>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog key="roles" title={t("roles.of", { who })} onClose={onClose}>
      <div class="dialog-body">
        {roles.length === 0 && <p class="quiet">{t("roles.none", { who })}</p>}
        <ul class="rows roles">
          {roles.map((held) => {
            const words = roleInWords(store, held);
            return (
              <li key={words}>
                <p>{words}</p>
                <button
                  type="button"
                  class="button button-small"
                  onClick={() =>
                    ask({
                      does: t("roles.take_from", { who }),
                      means: t("roles.take_means", { role: words }),
                      done: t("roles.taken", { who }),
                      command: { tag: "network.take_role", person, role: held.role, authority: held.authority_id, topics: held.topics },
                    })
                  }
                >
                  {t("roles.take")}
                  <span class="hidden"> {words}</span>
                </button>
              </li>
            );
          })}
        </ul>
        <Give
          network={network}
          onGive={(role, authority) =>
            ask({
              does: t("roles.give_to", { who }),
              means: t("roles.give_means", { role: roleInWords(store, { role, authority_id: authority, topics: [] }), does: lookup(`invite.does.${role}`) ?? "" }),
              done: t("roles.given", { who }),
              command: { tag: "network.give_role", person, role, authority },
            })
          }
        />
        <footer class="dialog-foot">
          {rights?.suspended === true ? (
            <button
              type="button"
              class="button"
              onClick={() =>
                ask({
                  does: t("roles.reinstate"),
                  means: t("roles.reinstate_means", { who }),
                  done: t("roles.reinstated", { who }),
                  command: { tag: "network.reinstate", person },
                })
              }
            >
              {t("roles.reinstate")}
            </button>
          ) : (
            roles.length > 0 && (
              <button
                type="button"
                class="button"
                onClick={() =>
                  ask({
                    does: t("roles.suspend"),
                    means: t("roles.suspend_means", { who }),
                    done: t("roles.suspended", { who }),
                    command: { tag: "network.suspend", person },
                  })
                }
              >
                {t("roles.suspend")}
              </button>
            )
          )}
          <button type="button" class="button button-main" onClick={onClose}>
            {t("do.done")}
          </button>
        </footer>
      </div>
    </Dialog>
  );
}

/** A role to give, and for whom it is exercised. */
function Give({ network, onGive }: { readonly network: LiveNetwork; readonly onGive: (role: RoleName, authority: Uuid | null) => void }) {
  const [chosen, setChosen] = useState<Choice<RoleName>>(() => firstChoice(network, "editor"));
  const [wrong, setWrong] = useState(false);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const authority = actsFor(chosen);
        if (authority === "") {
          setWrong(true);
        } else {
          onGive(chosen.role, authority);
        }
      }}
    >
      <RoleChoice network={network} label={t("roles.new")} offers={offered()} chosen={chosen} onChoose={setChosen} />
      <p class="wrong" role="alert">
        {wrong && t("invite.no_authority")}
      </p>
      <button type="submit" class="button">
        {t("roles.give")}
      </button>
    </form>
  );
}
