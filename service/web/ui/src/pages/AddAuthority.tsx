/** A local authority joins the network: what it is called, what it is, and the code that tells it from all others. */

import { useId, useState } from "preact/hooks";
import { authorityId, KINDS, readCode } from "../authority.ts";
import { lookup, t } from "../i18n.ts";
import { excess, LINE } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { notify } from "../notices.ts";
import { Dialog } from "../parts/Dialog.tsx";
import type { AuthorityKind, Uuid } from "../types.ts";

interface Props {
  readonly network: LiveNetwork;
  /** Why it is asked for, where that is not what the person came to do. */
  readonly why?: string;
  readonly onClose: () => void;
  readonly onAdded?: (authority: Uuid) => void;
}

export function AddAuthority({ network, why, onClose, onAdded }: Props) {
  const id = useId();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<AuthorityKind>("municipality");
  const [code, setCode] = useState("");
  const [tried, setTried] = useState(false);
  const read = readCode(code);
  const wrongName = excess(name, LINE) ?? (tried && name.trim() === "" ? t("wrong.empty") : null);
  const wrongCode = tried && read === null ? t("wrong.authority_code") : null;
  return (
    <Dialog title={t("authority.add")} onClose={onClose}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          const wanted = name.trim();
          if (wanted === "" || wrongName !== null || read === null) {
            return;
          }
          const authority = authorityId(read);
          const told = { siren: null, insee_code: null, ...read };
          void network.ask(
            network.card.network_id,
            { tag: "network.admit", authority, name: wanted, kind, ...read },
            {
              previews: [
                {
                  table: "member_list",
                  key: authority,
                  fresh: true,
                  set: {
                    ...{ authority_id: authority, network_id: network.card.network_id, name: wanted, kind, population: null },
                    ...{ ...told, joined_at: new Date().toISOString(), left_at: null },
                  },
                },
              ],
              subject: wanted,
              summary: t("summary.added"),
            },
          );
          notify("done", t("authority.added", { name: wanted }));
          onClose();
          onAdded?.(authority);
        }}
      >
        {why !== undefined && <p>{why}</p>}
        <label for={`${id}name`}>{t("members.name")}</label>
        <input
          id={`${id}name`}
          class="control"
          autocomplete="off"
          value={name}
          aria-invalid={wrongName !== null}
          aria-describedby={`${id}wrong`}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <p id={`${id}wrong`} class="wrong">
          {wrongName}
        </p>
        <label for={`${id}kind`}>{t("members.kind")}</label>
        <select id={`${id}kind`} class="control" value={kind} onChange={(event) => setKind(event.currentTarget.value as AuthorityKind)}>
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {lookup(`authority.${one}`)}
            </option>
          ))}
        </select>
        <label for={`${id}code`}>{t("authority.code")}</label>
        <input
          id={`${id}code`}
          class="control"
          autocomplete="off"
          value={code}
          aria-invalid={wrongCode !== null}
          aria-describedby={`${id}hint`}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
        <p id={`${id}hint`} class={wrongCode === null ? "hint" : "wrong"}>
          {wrongCode ?? t("authority.code_hint")}
        </p>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t("do.cancel")}
          </button>
          <button type="submit" class="button button-main">
            {t("do.add")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
