/** Letting people in: who was invited and has not come yet, a new invitation, one sent again or taken back. */

import { useEffect, useId, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { longDayOf } from "../format.ts";
import { lookup, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { notify } from "../notices.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { Icon } from "../parts/Icon.tsx";
import { nameOf } from "../parts/People.tsx";
import { actsFor, type Choice, firstChoice, RoleChoice, roles } from "../parts/RoleChoice.tsx";
import type { Invitation, RoleName } from "../types.ts";

export function Invitations({ network }: { readonly network: LiveNetwork }) {
  const [all, setAll] = useState<readonly Invitation[]>([]);
  const [letters, setLetters] = useState(true);
  const [inviting, setInviting] = useState(false);
  const base = `/networks/${network.card.network_id}/invitations`;
  const look = (): void => {
    ask<readonly Invitation[]>("GET", base)
      .then(setAll)
      .catch((problem: unknown) => notify("problem", explain(problem)));
  };
  useEffect(() => {
    look();
    ask<{ readonly link: boolean }>("GET", "/sign-in")
      .then(({ link }) => setLetters(link))
      .catch(() => undefined);
  }, [base]);
  const act = (method: "POST" | "DELETE", path: string, done: string): void => {
    ask<unknown>(method, `${base}/${path}`)
      .then(() => {
        notify("done", done);
        look();
      })
      .catch((problem: unknown) => notify("problem", explain(problem)));
  };
  const waiting = all.filter(({ stage }) => stage === "open" || stage === "expired");
  return (
    <section aria-labelledby="invitations-title">
      <div class="plan-title">
        <h2 id="invitations-title">{t("invite.title")}</h2>
        <button type="button" class="button" onClick={() => setInviting(true)}>
          <Icon name="plus" />
          {t("invite.do")}
        </button>
      </div>
      {!letters && <p class="hint">{t("invite.no_letters")}</p>}
      {waiting.length === 0 && <p class="quiet">{t("invite.none")}</p>}
      <ul class="rows invitations">
        {waiting.map((one) => {
          const name = nameOf(network.store, one.person_id);
          return (
            <li key={one.invitation_id}>
              <p>
                <strong>{name}</strong> {one.email} <span class="quiet">{lookup(`role.${one.role}`)}</span>{" "}
                <span class="quiet">{t(one.stage === "expired" ? "invite.expired" : "invite.until", { when: longDayOf(one.expires_at) })}</span>
              </p>
              <button type="button" class="button button-small" onClick={() => act("POST", `${one.invitation_id}/letters`, t("invite.sent", { who: one.email ?? name }))}>
                {t("invite.again")}
                <span class="hidden"> {name}</span>
              </button>
              <button type="button" class="button button-small" onClick={() => act("DELETE", one.invitation_id, t("invite.revoked", { who: name }))}>
                {t("invite.revoke")}
                <span class="hidden"> {name}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {inviting && (
        <Invite
          network={network}
          onClose={() => setInviting(false)}
          onDone={(who) => {
            setInviting(false);
            notify("done", t("invite.sent", { who }));
            look();
          }}
        />
      )}
    </section>
  );
}

interface InviteProps {
  readonly network: LiveNetwork;
  readonly onClose: () => void;
  readonly onDone: (email: string) => void;
}

function Invite({ network, onClose, onDone }: InviteProps) {
  const id = useId();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [chosen, setChosen] = useState<Choice<RoleName>>(() => firstChoice(network, "editor"));
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const authority = actsFor(chosen);
  const send = (): void => {
    if (name.trim() === "" || !email.includes("@")) {
      setWrong(t("invite.wrong"));
    } else if (authority === "") {
      setWrong(t("invite.no_authority"));
    } else {
      setBusy(true);
      const body = { name: name.trim(), email: email.trim(), role: chosen.role, ...(authority === null ? {} : { authority }) };
      ask<Invitation>("POST", `/networks/${network.card.network_id}/invitations`, body)
        .then(() => onDone(body.email))
        .catch((problem: unknown) => {
          setBusy(false);
          setWrong(explain(problem));
        });
    }
  };
  return (
    <Dialog title={t("invite.do")} onClose={onClose}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) {
            send();
          }
        }}
      >
        <label for={`${id}name`}>{t("invite.name")}</label>
        <input id={`${id}name`} class="control" autocomplete="off" maxLength={200} value={name} aria-describedby={`${id}wrong`} onInput={(event) => setName(event.currentTarget.value)} />
        <label for={`${id}email`}>{t("invite.email")}</label>
        <input
          id={`${id}email`}
          class="control"
          type="text"
          inputMode="email"
          autocomplete="off"
          maxLength={254}
          value={email}
          aria-describedby={`${id}wrong`}
          onInput={(event) => setEmail(event.currentTarget.value)}
        />
        <RoleChoice network={network} label={t("invite.role")} offers={roles()} chosen={chosen} onChoose={setChosen} />
        <p id={`${id}wrong`} class="wrong" role="alert">
          {wrong}
        </p>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t("do.cancel")}
          </button>
          <button type="submit" class="button button-main" aria-disabled={busy}>
            {t("invite.send")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
